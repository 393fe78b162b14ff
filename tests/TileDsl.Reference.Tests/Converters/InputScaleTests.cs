using TileDsl.Data;
using TileDsl.Scripting;

namespace TileDsl.Reference.Tests.Converters;

/// <summary>
/// What an input code stands for: the largest of the calibration data or of each vector, twice as much where a conversion clips. Whole networks and products
/// worked out by hand. Kernels and interpreter each on its own.
/// </summary>
public sealed class InputScaleTests
{
    private const int Inputs = 6, Hidden = 5, Outputs = 3;

    private static readonly float[] s_first = [.. Enumerable.Range(0, Inputs * Hidden).Select(n => (n * 37 % 61 - 25) / 16f)];
    private static readonly float[] s_second = [.. Enumerable.Range(0, Hidden * Outputs).Select(n => (n * 29 % 41 - 20) / 8f)];
    private static readonly float[] s_bias = [0.5f, -1, 2];
    private static readonly float[][] s_vectors = [.. Enumerable.Range(0, 12).Select(n => Enumerable.Range(0, Inputs).Select(i => n == 3 ? 0 : (n + 1) * ((i * 7 + n * 5) % 11 - 6) / 8f).ToArray())];

    [Test]
    public void NetworksScaleAndRepeatAsTheirTilesSay([Values] bool isSigned, [Values] bool absMax, [Values] bool halves)
    {
        using var program = TileProgram.Parse(Text(isSigned, absMax, halves), useCache: false);
        var weights = new ArrayWeights(new WeightTensor("first", Hidden, Inputs, s_first), new WeightTensor("second", Outputs, Hidden, s_second, s_bias));
        var samples = Samples.Of([.. s_vectors.SelectMany(v => v)], Inputs);
        // Calibrated on the smaller half, so that the others are clipped.
        var calibration = samples.Slice(0, 6);
        var chip = program.Network("Net", weights, calibration).Program();
        var interpreted = new NetworkInterpreter(program.Model.Networks[0], weights, calibration).Program();

        var hidden = s_vectors.Take(6).Select(v => Float(s_first, v).Select(y => Math.Max(y, 0)).ToArray()).ToArray();
        var scales = absMax ? (null, null) : ((double?)ScaleOf(s_vectors.Take(6).SelectMany(v => v.Select(x => (double)x)), isSigned), (double?)ScaleOf(hidden.SelectMany(h => h), isSigned));
        var repeated = 0;
        var due = s_vectors.SelectMany(v =>
        {
            var first = Layer(s_first, [.. v.Select(x => (double)x)], scales.Item1, isSigned, halves, ref repeated).Select(y => Math.Max(y, 0)).ToArray();
            return Layer(s_second, first, scales.Item2, isSigned, halves, ref repeated).Select((y, j) => y + s_bias[j]);
        }).ToArray();
        Assert.That(chip.RunBatch(samples), Is.EqualTo(due), "kernels");
        Assert.That(Enumerable.Range(0, samples.Count).SelectMany(n => interpreted.Run(samples, n)), Is.EqualTo(due), "interpreter");
        Assert.That(repeated, halves ? Is.GreaterThan(3) : Is.Zero, "vectors that clip");
    }

    [Test]
    public void ALoneMatrixScalesRealVectorsAndRepeatsThem([Values] bool isSigned, [Values] bool halves)
    {
        using var program = TileProgram.Parse(Text(isSigned, absMax: true, halves), useCache: false);
        var w = Quantised(s_first, out _);
        var programmed = program.Matrix("Core", "Sliced", Inputs, Hidden, w).Program();
        var y = new double[Hidden * s_vectors.Length];
        programmed.MultiplyBatch([.. s_vectors.SelectMany(v => v)], y);
        var repeated = 0;
        var due = s_vectors.SelectMany(v =>
        {
            double[] values = [.. v.Select(x => (double)x)];
            var product = Product(w, values, ScaleOf(values, isSigned), isSigned, halves, ref repeated, out var scale);
            return product.Select(sum => sum * scale);
        });
        Assert.That(y, Is.EqualTo(due));
    }

    [Test]
    public void VectorsAreHalvedTenTimesAtMost()
    {
        // Zero is below the range: every conversion clips, and nothing helps.
        using var program = TileProgram.Parse(Text(isSigned: false, absMax: false, halves: true).Replace("codes signed; range fixed -64 lsb .. 60 lsb", "codes unsigned; range fixed 4 lsb .. 35 lsb"), useCache: false);
        var w = Quantised(s_first, out _);
        int[] x = [15, 0, 3, 7, 1, 2];
        var programmed = program.Matrix("Core", "Sliced", Inputs, Hidden, w).Program();
        var interpreted = new MatrixInterpreter(program.Model.Tiles[0], program.Model.Slicings[0], Inputs, Hidden, w).Program();
        // The last time all codes are 0, and two conversions of an output give 4 lsb each.
        Assert.That(programmed.Multiply(x), Is.All.EqualTo(8 * 1024));
        Assert.That(interpreted.Multiply(x), Is.All.EqualTo(8 * 1024));
        Assert.That((programmed.Events.Conversions, interpreted.Events.Conversions), Is.EqualTo((11L * 2 * Hidden, 11L * 2 * Hidden)));
    }

    private static double[] Layer(float[] trained, double[] values, double? scale, bool isSigned, bool halves, ref int repeated)
    {
        var w = Quantised(trained, out var ofWeights);
        var ofInputs = scale ?? ScaleOf(values, isSigned);
        // A network's vector is the codes that it was made: half of one is a half exactly.
        double[] made = [.. values.Select(v => (double)Code(v, ofInputs, isSigned))];
        var product = Product(w, made, 1, isSigned, halves, ref repeated, out var times);
        return [.. product.Select(sum => sum * (ofWeights * (ofInputs * times)))];
    }

    /// <summary>Sums of conversions in steps of 4 lsb, of 3 rows each; made anew at twice the scale where one is beyond the codes.</summary>
    private static double[] Product(double[] w, double[] values, double scale, bool isSigned, bool halves, ref int repeated, out double last)
    {
        for (var pass = 0; ; pass++, scale *= 2)
        {
            int[] codes = [.. values.Select(v => Code(v, scale, isSigned))];
            var (product, clips) = (new double[w.Length / values.Length], false);
            for (var j = 0; j < product.Length; j++)
            {
                for (var first = 0; first < values.Length; first += 3)
                {
                    var sum = Enumerable.Range(first, Math.Min(3, values.Length - first)).Sum(i => w[j * values.Length + i] * codes[i]);
                    var code = Math.Round(sum / 4, MidpointRounding.ToEven);
                    clips |= code is < -16 or > 15;
                    product[j] += 4 * Math.Clamp(code, -16, 15);
                }
            }
            last = scale;
            if (!clips || !halves || pass == 10) return product;
            repeated++;
        }
    }

    private static int Code(double value, double scale, bool isSigned) => (int)Math.Clamp(Math.Round(value / scale, MidpointRounding.ToEven), isSigned ? -15 : 0, 15);

    private static double ScaleOf(IEnumerable<double> values, bool isSigned)
    {
        var largest = values.Max(v => isSigned ? Math.Abs(v) : Math.Max(v, 0));
        return largest == 0 ? 1 : largest / 15;
    }

    private static double[] Quantised(float[] trained, out double scale)
    {
        var step = (double)trained.Max(Math.Abs) / 7;
        scale = step;
        return [.. trained.Select(w => Math.Round(w / step, MidpointRounding.ToEven))];
    }

    private static double[] Float(float[] w, float[] x) => [.. w.Chunk(x.Length).Select(row => row.Zip(x, (a, b) => (double)a * b).Aggregate(0.0, (sum, term) => sum + term))];

    private static string Text(bool isSigned, bool absMax, bool halves) => $$"""
        tile 1
        device Cell : ideal { conductance 0 uS .. 7 uS }
        adc Adc : sar { bits 5; codes signed; range fixed -64 lsb .. 60 lsb{{(halves ? "; on_clip halve_input" : "")}} }
        dac Dac { bits 4; range {{(absMax ? "abs_max" : "calibrated")}} }
        tile Core { array 3 x 5, pair; cell Cell; adc Adc; dac Dac }
        slicing Sliced { weights 4 bit signed, slices 3 bit, differential; inputs {{(isSigned ? "5 bit signed, slices 4 bit, sign_magnitude" : "4 bit unsigned, slices 4 bit")}} }
        network Net {
            input float32[{{Inputs}}]
            layer first : dense({{Inputs}} -> {{Hidden}}), relu place on Core using Sliced
            layer second : dense({{Hidden}} -> {{Outputs}})     place on Core using Sliced
        }
        """;
}
