using TileDsl.Converters;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;

namespace TileDsl.Tests.Converters;

public class CalibrationTests
{
    private const int Samples = 23;

    public static IEnumerable<TestCaseData> Matrices()
    {
        foreach (var codes in Enum.GetValues<CodeKind>())
        {
            foreach (var perColumn in new[] { false, true })
            {
                var converter = new ConverterSpec { Bits = 6, Codes = codes, CalibratedFraction = "7/8", PerColumn = perColumn };
                TestCaseData Case(string name, MatrixSpec spec) => new TestCaseData(spec with { Converter = converter }).SetArgDisplayNames($"{codes}, {(perColumn ? "per column" : "pooled")}, {name}");
                yield return Case("pairs", Specs.Of(11, 5, rows: 4));
                yield return Case("pairs converted apart, a pedestal seen", Specs.Of(11, 5) with { SubtractDigital = true, Device = Specs.Noisy, WeightSlices = [3, 4] });
                yield return Case("offset columns", Specs.Single(11, 5, WeightEncoding.Offset, columns: 2) with { OffsetColumn = true });
                yield return Case("two's complement, two phases", Specs.Single(11, 5, WeightEncoding.TwosComplement) with { InputSignedness = Signedness.Signed, InputForm = InputForm.TwoPhase, InputSlices = [3, 4] });
                yield return Case("accumulated two's complement inputs", Specs.Of(11, 5) with { InputSignedness = Signedness.Signed, InputForm = InputForm.TwosComplement, InputSlices = [4, 3, 1], AccumulateAnalog = true });
                yield return Case("a pedestal of many digits, in float64", Specs.Single(11, 5, WeightEncoding.Offset) with { PedestalDigital = true, Device = new() { GMin = "1234567/10000000", GMax = "25" } });
                yield return Case("analog on the grid", Specs.Analog(11, 5, WeightEncoding.AnalogTwoSided) with { InputSignedness = Signedness.Signed, InputForm = InputForm.SignMagnitude, InputSlices = [4, 3] });
                yield return Case("analog in float32", Specs.Analog(11, 5) with { InputSlices = [8], ArrayRows = 512, Inputs = 300, Device = Specs.Noisy });
                yield return Case("analog in float32, accumulated", Specs.Analog(11, 5) with { InputSlices = [3, 4, 1], AccumulateAnalog = true, ArrayRows = 512, Inputs = 300 });
            }
        }
    }

    [TestCaseSource(nameof(Matrices))]
    public void Limits_are_the_nearest_rank_of_sorted_sums(MatrixSpec spec)
    {
        var (geometry, weights, inputs) = Random(spec);
        var scales = Calibration.Calibrate(geometry, weights, spec.Converter!, inputs);
        for (var slice = 0; slice < geometry.Slices; slice++)
        {
            var ranges = spec.Converter!.PerColumn ? geometry.Columns : 1;
            Assert.That(scales[slice], Has.Length.EqualTo(ranges));
            for (var range = 0; range < ranges; range++)
            {
                var pool = new List<Rational>();
                for (var sample = 0; sample < Samples; sample++)
                {
                    for (var j = range; j < (spec.Converter.PerColumn ? range + 1 : geometry.Columns); j++)
                        pool.AddRange(NaiveSums.InLsb(geometry, weights, slice, j, inputs.AsSpan(sample * spec.Inputs, spec.Inputs).ToArray()));
                }
                var isUnsigned = spec.Converter.Codes == CodeKind.Unsigned;
                var sorted = pool.Select(p => isUnsigned ? p : Rational.Abs(p)).Order().ToList();
                var value = sorted[(7 * sorted.Count + 7) / 8 - 1];
                var limit = spec.IsAnalog ? value.Sign > 0 ? value : 1 : Rational.Max(1, value.Ceiling());
                Assert.That(scales[slice][range], Is.EqualTo(ConverterLaw.Over(6, spec.Converter.Codes, isUnsigned ? 0 : -limit, limit)));
            }
        }
    }

    [TestCaseSource(nameof(Matrices))]
    public void Clipped_conversions_are_those_a_wider_converter_would_code_higher(MatrixSpec spec)
    {
        var (geometry, weights, inputs) = Random(spec);
        var scales = Calibration.Calibrate(geometry, weights, spec.Converter!, inputs);
        var counter = new ClippingCounter(geometry, weights, spec.Converter!, scales);
        var x = inputs.AsSpan(0, spec.Inputs);
        var expected = 0;
        for (var slice = 0; slice < geometry.Slices; slice++)
        {
            for (var j = 0; j < geometry.Columns; j++)
            {
                var scale = scales[slice][scales[slice].Length == 1 ? 0 : j];
                foreach (var sum in NaiveSums.InLsb(geometry, weights, slice, j, x.ToArray()))
                {
                    var n = ((sum - scale.Lo) / scale.Step).RoundHalfEven();
                    if (n < 0 || n >= scale.Steps) expected++;
                }
            }
        }
        Assert.That(counter.Count(x, new PartialSumScratch()), Is.EqualTo(expected));
    }

    [Test]
    public void A_full_range_clips_nothing_and_a_narrow_fixed_one_does([Values] bool cells)
    {
        var (geometry, weights, inputs) = Random(Specs.Of(11, 5, rows: 4));
        long Clipped(ConverterSpec converter) => new ClippingCounter(geometry, weights, converter, null).Count(inputs.AsSpan(0, 11), new PartialSumScratch());
        Assert.That(Clipped(new ConverterSpec { Bits = 6, Codes = CodeKind.Signed }), Is.Zero);
        var narrow = new ConverterSpec { Bits = 3, Codes = CodeKind.Signed, FixedLo = cells ? "-1/7" : "-1", FixedHi = cells ? "1/7" : "1", FixedInCells = cells };
        Assert.That(Clipped(narrow), Is.Positive);
    }

    [Test]
    public void Tables_are_in_the_units_of_each_kernels_sums()
    {
        var spec = Specs.Of(11, 5) with { SubtractDigital = true, Device = Specs.Noisy, Converter = new() { Bits = 6, Codes = CodeKind.Signed, CalibratedFraction = "1", PerColumn = true } };
        var (geometry, weights, inputs) = Random(spec);
        var scales = Calibration.Calibrate(geometry, weights, spec.Converter!, inputs);
        foreach (var (strategy, unit) in new[] { (KernelStrategy.Sliced, (Rational)83), (KernelStrategy.Programmed, new Rational(83, 250) * 32768) })
        {
            var table = CalibratedTables.For(geometry, weights, scales, new RecordingKernel(strategy, 16, true))[0];
            Assert.That(table.Form, Is.EqualTo(ConverterForm.WideDivide));
            for (var j = 0; j < 5; j++)
            {
                var scale = scales[0][j];
                Assert.That(table.Lo[j], Is.EqualTo(scale.Lo.ToDouble()));
                Assert.That(table.NoisyA[j], Is.EqualTo((float)(1 / (scale.Step * unit)).ToDouble()));
                Assert.That(table.NoisyB[j], Is.EqualTo((float)(-scale.Lo / scale.Step).ToDouble()));
                Assert.That(table.FloatStep[j], Is.EqualTo((scale.Step * new Rational(83, 250)).ToDouble()));
                for (var p = -30; p <= 30; p++)
                {
                    var sum = (p * unit).Floor();
                    Assert.That(Math.Clamp(Math.Round(((double)sum * table.A[j] + table.B[j]) / table.D[j]), 0, scale.Steps - 1), Is.EqualTo(scale.Convert(sum / unit)));
                }
            }
            Assert.That(table.Step[15], Is.EqualTo(table.Step[0]), "padding converts like the first column");
        }
    }

    private static (MatrixGeometry Geometry, TargetWeights Weights, int[] Inputs) Random(MatrixSpec spec)
    {
        var geometry = new MatrixGeometry(spec);
        var raw = Specs.Random(spec.Inputs * spec.Outputs, -127, 127, 8);
        var weights = spec.IsAnalog ? TargetWeights.OfFractions(spec, [.. raw.Select(w => w / 127)]) : TargetWeights.OfIntegers(spec, [.. raw.Select(w => (int)w)], "W");
        var inputs = Specs.Random(Samples * spec.Inputs, geometry.Cycles.Lowest, geometry.Cycles.Highest, 9).Select(x => (int)x).ToArray();
        return (geometry, weights, inputs);
    }
}
