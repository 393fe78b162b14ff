using System.Globalization;
using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Checks;

/// <summary>W6: the layers one after the other, hidden = relu(y)/max per vector, quantised to the highest code.</summary>
internal static class NetworkChecks
{
    /// <summary>Every layer as W2, to the last bit.</summary>
    public static string? AsW2(int[][] weights, byte[] x, Chip chip, double[] results)
    {
        for (var sample = 0; sample < x.Length / NetworkWork.Inputs; sample++)
        {
            var (codes, scale) = (x[(sample * NetworkWork.Inputs)..((sample + 1) * NetworkWork.Inputs)], 1 / 255.0);
            for (var n = 0; n < weights.Length; n++)
            {
                var values = PlainSlices.Clipping(weights[n], codes, NetworkWork.Layers[n].Outputs);
                for (var o = 0; o < values.Length; o++) values[o] *= scale;
                if (n == weights.Length - 1)
                {
                    var outputs = results.AsSpan(sample * values.Length, values.Length);
                    if (outputs.SequenceEqual(values)) break;
                    return string.Create(CultureInfo.InvariantCulture, $"sample {sample}: output 0 is {outputs[0]:R}, and by the definition {values[0]:R}");
                }
                scale = Math.Max(values.Max(), 0) / 255;
                codes = Array.ConvertAll(values, v => (byte)Math.Round(Math.Max(v, 0) / scale, MidpointRounding.ToEven));
            }
        }
        return null;
    }

    /// <summary>
    /// Every layer as W4. Errors travel through the layers, so that what they should be is simulated: the errors of the
    /// results, and of a plain loop with noise of its own, against that loop without noise, have one mean and one standard
    /// deviation.
    /// </summary>
    public static string? AsW4(int[][] weights, byte[] x, Chip chip, double[] results) => AsSimulated(x, results, (inputs, random) => NoisyLayers(weights, inputs, random));

    /// <summary>Every layer as W5, from the conductances of this chip.</summary>
    public static string? AsW5(int[][] weights, byte[] x, Chip chip, double[] results)
    {
        var layers = weights.Select((layer, n) =>
        {
            var (cells, half) = (chip.Conductances(n), layer.Length);
            var factor = DriftChecks.Compensation(chip.At(0).Conductances(n), cells, (g, _, _) => (g, 0));
            return (Weights: Enumerable.Range(0, half).Select(at => (cells[at] - cells[half + at]) / DriftChecks.GMax).ToArray(), Factor: factor);
        }).ToArray();
        return AsSimulated(x, results, (inputs, random) => AgedLayers(layers, inputs, random));
    }

    private static string? AsSimulated(byte[] x, double[] results, Func<byte[], Random?, double[]> layers)
    {
        const int Runs = 4;
        const double Sigmas = 5;
        var random = new Random(20);
        var (ours, simulated) = (new List<double>(), new List<double>());
        var outputs = NetworkWork.Layers[^1].Outputs;
        for (var sample = 0; sample < x.Length / NetworkWork.Inputs; sample++)
        {
            var inputs = x[(sample * NetworkWork.Inputs)..((sample + 1) * NetworkWork.Inputs)];
            var exact = layers(inputs, null);
            for (var o = 0; o < outputs; o++) ours.Add(results[sample * outputs + o] - exact[o]);
            for (var run = 0; run < Runs; run++)
            {
                var noisy = layers(inputs, random);
                for (var o = 0; o < outputs; o++) simulated.Add(noisy[o] - exact[o]);
            }
        }
        var (mean, deviation) = MeanAndDeviation(ours);
        var (expectedMean, expected) = MeanAndDeviation(simulated);
        // Both are estimates.
        var accuracy = Sigmas * Math.Sqrt(1.0 / ours.Count + 1.0 / simulated.Count);
        if (Math.Abs(mean - expectedMean) <= accuracy * expected && Math.Abs(deviation / expected - 1) <= accuracy) return null;
        return string.Create(CultureInfo.InvariantCulture, $"{ours.Count} errors of results: mean {mean:G4} and standard deviation {deviation:G4}, by simulation {expectedMean:G4} and {expected:G4}");
    }

    /// <summary>The network in float64 with the converters and, where there is randomness, the noise of W4.</summary>
    private static double[] NoisyLayers(int[][] weights, byte[] inputs, Random? random)
    {
        var codes = Array.ConvertAll(inputs, value => Math.Round(127 * (value / 255.0), MidpointRounding.ToEven));
        var scale = 1 / 127.0;
        for (var n = 0; ; n++)
        {
            var (shape, limit) = (NetworkWork.Layers[n], 2 * Math.Sqrt(NetworkWork.Layers[n].Inputs));
            var sigma = Math.Sqrt(2 * codes.Sum(code => code * code)) / 127 * (0.02 / 0.9);
            var values = new double[shape.Outputs];
            for (var o = 0; o < values.Length; o++)
            {
                var sum = 0.0;
                for (var i = 0; i < codes.Length; i++) sum += weights[n][o * codes.Length + i] / 127.0 * (codes[i] / 127);
                if (random is not null) sum += sigma * Gaussian(random);
                var code = Math.Clamp(Math.Round(sum / limit * 127, MidpointRounding.ToEven), -127, 127);
                // A weight unit is 127 of the weights given, and an input unit 127 codes.
                values[o] = code * limit / 127 * 127 * 127 * scale;
            }
            if (n == weights.Length - 1) return values;
            scale = Math.Max(values.Max(), 0) / 127;
            codes = Array.ConvertAll(values, v => Math.Round(Math.Max(v, 0) / scale, MidpointRounding.ToEven));
        }
    }

    /// <summary>The network in float64 with the converters of W5, clipped vectors repeated; where there is randomness, with their noise.</summary>
    /// <param name="layers">Weights inputs by outputs, and the compensation of each.</param>
    private static double[] AgedLayers((double[] Weights, double Factor)[] layers, byte[] inputs, Random? random)
    {
        var x = Array.ConvertAll(inputs, value => value / 255.0);
        for (var n = 0; ; n++)
        {
            var outputs = NetworkWork.Layers[n].Outputs;
            var (scale, y) = (x.Max(), new double[outputs]);
            if (scale == 0) scale = 1;
            for (var clipped = true; clipped; scale *= 2)
            {
                clipped = false;
                for (var o = 0; o < outputs; o++)
                {
                    var sum = 0.0;
                    for (var i = 0; i < x.Length; i++) sum += layers[n].Weights[i * outputs + o] * (Math.Round(127 * x[i] / scale, MidpointRounding.ToEven) / 127);
                    if (random is not null) sum += DriftChecks.ConverterNoise * Gaussian(random);
                    var code = Math.Round(sum / DriftChecks.Step, MidpointRounding.ToEven);
                    clipped |= Math.Abs(code) > 127;
                    // A weight unit is 127 of the weights given.
                    y[o] = Math.Clamp(code, -127, 127) * DriftChecks.Step * layers[n].Factor * scale * 127;
                }
            }
            if (n == layers.Length - 1) return y;
            x = Array.ConvertAll(y, v => Math.Max(v, 0));
        }
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    internal static (double Mean, double Deviation) MeanAndDeviation(List<double> values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }
}
