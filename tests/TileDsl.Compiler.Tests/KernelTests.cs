using TileDsl.Model;
using TileDsl.Planning;
using CalibratedConverter = TileDsl.Kernels.CalibratedConverter;
using KernelScratch = TileDsl.Kernels.KernelScratch;
using MatrixKernel = TileDsl.Kernels.MatrixKernel;
using MatrixState = TileDsl.Kernels.MatrixState;
using VectorPath = TileDsl.Kernels.VectorPath;

namespace TileDsl.Compiler.Tests;

/// <summary>Emitted kernels, compiled, against the brute-force loop, at every width.</summary>
public sealed class KernelTests
{
    private static readonly VectorPath[] s_paths = [VectorPath.Scalar, VectorPath.Portable, VectorPath.Wide, VectorPath.Auto];

    [TestCase(InputForm.Unsigned, 4, new[] { 1, 1, 1, 1 })]
    [TestCase(InputForm.TwosComplement, 4, new[] { 1, 1, 2 })]
    [TestCase(InputForm.SignMagnitude, 4, new[] { 1, 2 })]
    [TestCase(InputForm.TwoPhase, 4, new[] { 2, 1 })]
    public void Every_input_form_on_pairs_is_the_brute_force_product(InputForm form, int bits, int[] slices)
    {
        foreach (var (subtractDigital, accumulate) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var tile = Build.Tile(11, 9, adc: Build.Adc(4)) with { SubtractDigital = subtractDigital, AccumulateAnalog = accumulate };
            Compare(tile, Build.Slicing(Build.Weights(WeightEncoding.Differential, 6, 3, 2), Build.Inputs(form, bits, slices)), 25, 20);
        }
    }

    [TestCase(WeightEncoding.Offset, new[] { 2, 3 })]
    [TestCase(WeightEncoding.TwosComplement, new[] { 1, 2, 2 })]
    public void Every_encoding_on_single_cells_is_the_brute_force_product(WeightEncoding encoding, int[] slices)
    {
        foreach (var (pedestal, offsetColumn, across) in new[] { (PedestalRemoval.Reference, false, false), (PedestalRemoval.Digital, true, false), (PedestalRemoval.Digital, false, true), (PedestalRemoval.Reference, true, true) })
        {
            var tile = Build.Tile(10, 12, CellArrangement.Single, Build.Device(Build.Micro(new Rational(1, 10))), Build.Adc(5, CodeKind.Unsigned))
                with { Pedestal = pedestal, OffsetColumn = offsetColumn };
            var weights = Build.Weights(encoding, 5, slices) with { AcrossColumns = across };
            Compare(tile, Build.Slicing(weights, Build.Inputs(InputForm.Unsigned, 3, 1, 2)), 23, 30);
        }
    }

    [TestCase(CodeKind.Unsigned)]
    [TestCase(CodeKind.Signed)]
    [TestCase(CodeKind.Symmetric)]
    [TestCase(CodeKind.MidRise)]
    public void Every_code_kind_and_range_is_the_brute_force_product(CodeKind codes)
    {
        RangeModel[] ranges =
        [
            new FullRange(),
            new FixedRange(-20, 30, RangeUnit.Lsb),
            new FixedRange(new Rational(-3, 2), new Rational(13, 7), RangeUnit.Cells),
            new FixedRange(Build.Micro(-8), Build.Micro(7), RangeUnit.Amperes),
            new CalibratedRange(new Rational(99, 100), true),
        ];
        foreach (var range in ranges)
        {
            var tile = Build.Tile(16, 16, device: Build.Device(Build.Micro(1)), adc: Build.Adc(4, codes, range));
            Compare(tile, Build.Slicing(Build.Weights(WeightEncoding.Differential, 5, 2, 2), Build.Inputs(InputForm.SignMagnitude, 4, 1, 2)), 21, 17);
        }
    }

    [Test]
    public void Sums_beyond_float32_and_wide_converters_are_the_brute_force_product()
    {
        var slicing = Build.Slicing(Build.Weights(WeightEncoding.Differential, 9, 8), Build.Inputs(InputForm.Unsigned, 16, 16));
        Compare(Build.Tile(64, 16, adc: Build.Adc(16)), slicing, 40, 20);
        // A pedestal whose denominator is large: cells beyond 2^24, thresholds that only a search finds.
        var device = Build.Device(Build.Micro(new Rational(137, 100000)), Build.Micro(25));
        var single = Build.Tile(8, 16, CellArrangement.Single, device, Build.Adc(6, CodeKind.Unsigned, new FixedRange(0, new Rational(123456789123, 1000000000), RangeUnit.Lsb)))
            with { Pedestal = PedestalRemoval.Digital };
        Compare(single, Build.Slicing(Build.Weights(WeightEncoding.Offset, 4, 4), Build.Inputs(InputForm.Unsigned, 1, 1)), 12, 20);
    }

    [TestCase(4, false)]
    [TestCase(4, true)]
    [TestCase(0, false)]
    [TestCase(0, true)]
    public void Inputs_too_wide_for_a_grid_are_summed_in_ascending_rows(int bits, bool accumulate)
    {
        RangeModel[] ranges = bits == 0 ? [new FullRange()] : [new FullRange(), new CalibratedRange(1, false)];
        foreach (var range in ranges)
        {
            var adc = bits == 0 ? Build.IdealAdc() : Build.Adc(bits, CodeKind.Signed, range);
            var tile = Build.Tile(40, 16, device: Build.Device(Build.Micro(1)), adc: adc) with { AccumulateAnalog = accumulate, SubtractDigital = true };
            Compare(tile, Build.Slicing(Build.Weights(WeightEncoding.Differential, 5, 2, 2), Build.Inputs(InputForm.TwoPhase, 12, 3, 8)), 50, 20, bits > 0);
        }
    }

    [Test]
    public void Analog_weights_are_programmed_even_without_errors()
    {
        var slicing = Build.Slicing(Build.Analog(), Build.Inputs(InputForm.SignMagnitude, 4, 3));
        var (plan, _) = Planner.PlanMatrix("M", Build.Tile(16, 16), slicing, 10, 10);
        Assert.That(plan!.NoiseFree.Strategy, Is.EqualTo(KernelStrategy.Programmed));
        Assert.That(plan.Noisy, Is.Null);
        Compare(Build.Tile(16, 16, device: Build.Device(Build.Micro(1))), slicing, 20, 18, noiseFree: false);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Sampled_products_are_the_same_at_every_width_and_scatter_about_the_exact_one(bool accumulate)
    {
        var tile = Build.Tile(40, 16, device: Build.Device(readNoise: true), adc: Build.IdealAdc()) with { AccumulateAnalog = accumulate };
        var slicing = Build.Slicing(Build.Weights(WeightEncoding.Differential, 4, 2, 1), Build.Inputs(InputForm.Unsigned, 4, 2, 2));
        var (plan, _) = Planner.PlanMatrix("M", tile, slicing, 50, 20);
        var random = new Random(5);
        var weights = Enumerable.Range(0, 50 * 20).Select(_ => (double)random.Next(-7, 8)).ToArray();
        var x = Enumerable.Range(0, 50).Select(_ => random.Next(16)).ToArray();
        var matrix = (Matrix)Activator.CreateInstance(Compiled.Load(TileDsl.Emission.Emitter.Emit(Compiled.Program(plan!), "T")).GetType("T.M")!, weights, 0.0, null)!;
        var exact = Product(matrix.Program(noise: Noise.Ideal), x, 0, VectorPath.Auto);
        var noisy = matrix.Program(seed: 3);
        var one = Product(noisy, x, 0, VectorPath.Scalar);
        Assert.That(Product(noisy, x, 0, VectorPath.Portable), Is.EqualTo(one));
        Assert.That(Product(noisy, x, 0, VectorPath.Wide), Is.EqualTo(one));
        Assert.That(Product(noisy, x, 1, VectorPath.Auto), Is.Not.EqualTo(one), "another sample, other draws");
        var mean = Enumerable.Range(0, 200).Select(sample => Product(noisy, x, sample, VectorPath.Auto)[0]).Average();
        // 0.1 uS of 25 uS on the two cells of 50 rows, codes up to 15, weights up to 7: a deviation below 2.8 for one product.
        Assert.That(mean, Is.EqualTo(exact[0]).Within(5 * 2.8 / Math.Sqrt(200)));
        Assert.That(one[0], Is.EqualTo(exact[0]).Within(6 * 2.8).And.Not.EqualTo(exact[0]));

        static double[] Product(ProgrammedMatrix programmed, int[] input, long sample, VectorPath path)
        {
            var y = new double[20];
            programmed.Multiply(input, y, sample, path);
            return y;
        }
    }

    [TestCase(5)]
    [TestCase(0)]
    public void Lossless_and_ideal_converters_are_the_integer_product(int bits)
    {
        var adc = bits == 0 ? Build.IdealAdc() : Build.Adc(bits);
        var slicing = Build.Slicing(Build.Weights(WeightEncoding.Differential, 3, 1, 1), Build.Inputs(InputForm.Unsigned, 4, 1, 1, 1, 1));
        var (plan, _) = Planner.PlanMatrix("M", Build.Tile(15, 15, adc: adc), slicing, 40, 37);
        Assert.That(plan!.NoiseFree.Strategy, Is.EqualTo(KernelStrategy.Collapsed));
        var random = new Random(1);
        var weights = Enumerable.Range(0, 40 * 37).Select(_ => random.Next(-3, 4)).ToArray();
        var x = Enumerable.Range(0, 40).Select(_ => random.Next(16)).ToArray();
        var expected = Enumerable.Range(0, 37).Select(j => (double)Enumerable.Range(0, 40).Sum(i => x[i] * weights[i * 37 + j])).ToArray();
        var kernel = Compiled.Kernel(plan, KernelStrategy.Collapsed);
        var plane = new short[40 * kernel.PaddedColumns];
        for (var i = 0; i < 40; i++) for (var j = 0; j < 37; j++) plane[(i / 2 * kernel.PaddedColumns + j) * 2 + i % 2] = (short)weights[i * 37 + j];
        // 3 column blocks of 2 slices; each input drives as many cycles as it has ones.
        Run(kernel, new MatrixState { PairPlanes = RandomCells.Aligned(plane) }, x, expected, 6 * x.Sum(code => System.Numerics.BitOperations.PopCount((uint)code)));
    }

    /// <summary>Runs the noise-free and, on a device with errors, the programmed kernel of random weights.</summary>
    private static void Compare(TileModel tile, SlicingModel slicing, int inputs, int outputs, bool noiseFree = true)
    {
        var random = new Random(inputs * 1000 + outputs);
        foreach (var errors in noiseFree ? new[] { false, true } : [true])
        {
            var device = errors ? tile.Device with { Variability = new Rational(1, 100) } : tile.Device;
            var (plan, diagnostics) = Planner.PlanMatrix("M", tile with { Device = device }, slicing, inputs, outputs);
            Assert.That(plan, Is.Not.Null, string.Join("\n", diagnostics));
            var kernel = errors ? plan!.Noisy! : plan!.NoiseFree;
            Assert.That(kernel.Strategy, Is.EqualTo(errors ? KernelStrategy.Programmed : KernelStrategy.Sliced));
            var compiled = Compiled.Kernel(plan, kernel.Strategy);
            var cells = new RandomCells(plan, compiled, errors, random);
            var converters = Calibrated(tile, slicing, compiled.PaddedColumns, plan, cells.UnitsPerLsb, random);
            for (var sample = 0; sample < 3; sample++)
            {
                var x = Enumerable.Range(0, inputs).Select(_ => random.Next((int)slicing.Inputs.Lowest, (int)slicing.Inputs.Highest + 1)).ToArray();
                x[random.Next(inputs)] = 0;
                var brute = new BruteForce(tile, slicing, inputs, outputs, cells.Of, cells.UnitsPerLsb)
                {
                    Calibrated = (s, j) => converters.Scales[s][j],
                    Real = cells.IsReal ? cells.Real : null,
                };
                Run(compiled, cells.State(converters.Engine), x, brute.Multiply(x), brute.Pulses(x));
            }
        }
    }

    private static void Run(MatrixKernel kernel, MatrixState state, int[] x, double[] expected, long pulses)
    {
        foreach (var path in s_paths)
        {
            var y = new double[expected.Length];
            Assert.That(kernel.Multiply(state, x, y, new KernelScratch(), 0, path), Is.EqualTo(pulses));
            Assert.That(y, Is.EqualTo(expected), path.ToString());
        }
    }

    private static (ConverterScale[][] Scales, CalibratedConverter[] Engine) Calibrated(TileModel tile, SlicingModel slicing, int columns, MatrixPlan plan, Func<int, Rational> unitsPerLsb, Random random)
    {
        if (tile.Adc.Range is not CalibratedRange) return ([], []);
        var scales = plan.Slices.Select(_ => Enumerable.Range(0, columns).Select(_ =>
        {
            var high = random.Next(3, 40);
            return ConverterLaw.Over(tile.Adc.Bits, tile.Adc.Codes, tile.Adc.Codes == CodeKind.Unsigned ? 0 : -high, high);
        }).ToArray()).ToArray();
        var engine = scales.Select((columnsOf, s) =>
        {
            var inUnits = columnsOf.Select(c => c.In(unitsPerLsb(s))).ToArray();
            var arithmetic = inUnits.Select(c => Model.ConverterArithmetic.Wide(c, -(1 << 24), 1 << 24)).ToArray();
            // The second slice is made to search, so that both forms are run.
            var search = s == 1;
            return new CalibratedConverter
            {
                Form = search ? Kernels.ConverterForm.Search : Kernels.ConverterForm.WideDivide,
                A = arithmetic.Select(a => a.A).ToArray(),
                B = arithmetic.Select(a => a.B).ToArray(),
                D = arithmetic.Select(a => a.D).ToArray(),
                Thresholds = inUnits.Select(c => search ? Enumerable.Range(1, c.Steps - 1).Select(n => (int)c.Threshold(n)).ToArray() : []).ToArray(),
                Lo = columnsOf.Select(c => c.Lo.ToDouble()).ToArray(),
                Step = columnsOf.Select(c => c.Step.ToDouble()).ToArray(),
                FloatLo = inUnits.Select(c => c.Lo.ToDouble()).ToArray(),
                FloatStep = inUnits.Select(c => c.Step.ToDouble()).ToArray(),
                NoisyA = inUnits.Select(c => (float)(1 / c.Step).ToDouble()).ToArray(),
                UnitStep = inUnits.Select(c => (float)c.Step.ToDouble()).ToArray(),
                NoisyB = inUnits.Select(c => (float)(-c.Lo / c.Step).ToDouble()).ToArray(),
            };
        }).ToArray();
        return (scales, engine);
    }
}
