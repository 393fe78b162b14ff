using System.Globalization;
using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Checks;

/// <summary>W5: results from the conductances of this chip, whose laws are written here once more.</summary>
internal static class DriftChecks
{
    public const double GMax = 25, Limit = 12, Step = Limit / 127, ConverterNoise = 0.06;
    private const int MostHalvings = 10;
    private const double Day = RealWork.Day, T0 = 20, ReadTime = 250e-9;

    public static string? Frozen(float[] x, ProgrammedMatrix matrix, double[] results) => Products(x, matrix, results, (g, _, _) => (g, 0));

    public static string? FreshOpen(float[] x, ProgrammedMatrix matrix, double[] results) => Products(x, matrix, results, (g, programmed, time) => (g, Math.Pow(Flicker(g, programmed, time), 2)));

    public static string? Fresh(float[] x, ProgrammedMatrix matrix, double[] results) => Products(x, matrix, results, (g, programmed, time) => Clipped(g, Flicker(g, programmed, time)));

    /// <summary>The cells of weights at half scale and more, beside cells of the same laws drawn here: one mean and one standard deviation.</summary>
    public static string? Conductances(int[] weights, ProgrammedMatrix programmed)
    {
        const double Sigmas = 5;
        var (n, cells, random) = ((int)Math.Sqrt(weights.Length), programmed.At(Day).Conductances(), new Random(30));
        var (ours, drawn) = (new List<double>(), new List<double>());
        for (var at = 0; at < weights.Length; at++)
        {
            var (o, i, target) = (at / n, at % n, Math.Abs(weights[at]) / 127.0);
            if (target < 0.5) continue;
            ours.Add(cells[((weights[at] > 0 ? 0 : n) + i) * n + o] / GMax / target);
            var sigma = (0.26348 + 1.9650 * target - 1.1731 * target * target) / 25;
            var held = Math.Max(0, target + sigma * Gaussian(random));
            var exponent = Math.Clamp(-0.0155 * Math.Log(target) + 0.0244, 0.049, 0.1) + Math.Clamp(-0.0125 * Math.Log(target) - 0.0059, 0.008, 0.045) * Gaussian(random);
            var drifted = held * Math.Pow((Day + T0) / T0, -Math.Abs(exponent));
            // Q goes with what was programmed, and its deviation with what is left of it.
            var q = Math.Min(0.0088 / Math.Max(Math.Pow(held, 0.65), 1e-3), 0.2);
            drawn.Add((drifted + drifted * q * Math.Sqrt(Accumulated(Day)) * Gaussian(random)) / target);
        }
        var (mean, deviation) = NetworkChecks.MeanAndDeviation(ours);
        var (expectedMean, expected) = NetworkChecks.MeanAndDeviation(drawn);
        // Both are estimates.
        var accuracy = Sigmas * Math.Sqrt(2.0 / ours.Count);
        if (Math.Abs(mean - expectedMean) <= accuracy * expected && Math.Abs(deviation / expected - 1) <= accuracy) return null;
        return string.Create(CultureInfo.InvariantCulture, $"{ours.Count} conductances: mean {mean:G5} and standard deviation {deviation:G5} of their targets, by the laws {expectedMean:G5} and {expected:G5}");
    }

    /// <summary>s(0)/s(t): mean magnitudes of what one-hot inputs give, through noise and converter.</summary>
    /// <param name="cells">Pairs at both times, uS: + cells, then - cells.</param>
    /// <param name="read">Mean and variance of reading a cell, uS, that was programmed to another conductance, at a time.</param>
    public static double Compensation(double[] first, double[] now, Func<double, double, double, (double Mean, double Variance)> read)
    {
        var (before, after, half) = (0.0, 0.0, first.Length / 2);
        for (var n = 0; n < half; n++)
        {
            before += Magnitude(read(first[n], first[n], 0), read(first[half + n], first[half + n], 0));
            after += Magnitude(read(now[n], first[n], Day), read(now[half + n], first[half + n], Day));
        }
        return before / after;
    }

    /// <summary>
    /// The error of a result is that of the converter, noise of 0.06 and step^2/12, and of the reads, times the halvings of its
    /// vector and the compensation. Vectors of which it is left to chance whether they clip are left out.
    /// </summary>
    private static string? Products(float[] x, ProgrammedMatrix matrix, double[] results, Func<double, double, double, (double Mean, double Variance)> read)
    {
        var (n, cells) = ((int)Math.Sqrt(matrix.Conductances().Length / 2), matrix.Conductances());
        // Without frozen noise, what is read at once is what was programmed.
        var first = matrix.At(0).Conductances();
        var factor = Compensation(first, cells, read);
        var (weights, variances) = (new double[n * n], new double[n * n]);
        for (var at = 0; at < weights.Length; at++)
        {
            var (plus, minus) = (read(cells[at], first[at], Day), read(cells[n * n + at], first[n * n + at], Day));
            (weights[at], variances[at]) = ((plus.Mean - minus.Mean) / GMax, (plus.Variance + minus.Variance) / GMax / GMax);
        }
        var errors = new Moments();
        var (sums, sigmas) = (new double[n], new double[n]);
        for (var b = 0; b < x.Length / n; b++)
        {
            var vector = x[(b * n)..((b + 1) * n)];
            var largest = vector.Max(Math.Abs);
            var halvings = 0;
            var known = true;
            for (; ; halvings++)
            {
                for (var o = 0; o < n; o++)
                {
                    var (sum, variance) = (0.0, ConverterNoise * ConverterNoise);
                    for (var i = 0; i < n; i++)
                    {
                        var input = Math.Round(127 * ((double)vector[i] / largest) / (1 << halvings), MidpointRounding.ToEven) / 127;
                        sum += weights[i * n + o] * input;
                        variance += variances[i * n + o] * input * input;
                    }
                    (sums[o], sigmas[o]) = (sum, Math.Sqrt(variance));
                }
                var most = Enumerable.Range(0, n).Max(o => (Math.Abs(sums[o]) - Limit - Step / 2) / sigmas[o]);
                known &= Math.Abs(most) > 5;
                // The hardware gives up too.
                if (most < 0 || halvings == MostHalvings) break;
            }
            if (!known) continue;
            for (var o = 0; o < n; o++)
            {
                var unit = factor * largest * (1 << halvings);
                errors.Add((results[b * n + o] / unit - sums[o]) / Math.Sqrt(sigmas[o] * sigmas[o] + Step * Step / 12));
                var code = results[b * n + o] / unit / Step;
                // The compensation was measured with noise of its own.
                if (Math.Abs(code - Math.Round(code)) > 0.01 * Math.Max(1, Math.Abs(code))) return string.Create(CultureInfo.InvariantCulture, $"output {o} of vector {b} is code {code:R} of the converter");
            }
        }
        return errors.UnlessStandard("errors of results");
    }

    /// <summary>E |code| of the difference of two cells, in weight units.</summary>
    private static double Magnitude((double Mean, double Variance) plus, (double Mean, double Variance) minus)
    {
        var (mean, sigma) = ((plus.Mean - minus.Mean) / GMax / Step, Math.Sqrt((plus.Variance + minus.Variance) / GMax / GMax + ConverterNoise * ConverterNoise) / Step);
        // E|code| = sum over c >= 1 of P(code >= c) + P(code <= -c).
        var sum = 0.0;
        for (var c = 1; c <= Math.Abs(mean) + 8 * sigma + 1; c++) sum += NoiseChecks.UpperTail((c - 0.5 - mean) / sigma) + NoiseChecks.UpperTail((c - 0.5 + mean) / sigma);
        return sum * Step;
    }

    private static double Accumulated(double time) => Math.Log((time + T0 + ReadTime) / (2 * ReadTime));

    /// <summary>Deviation of a read, uS: Q goes with the programmed conductance.</summary>
    private static double Flicker(double g, double programmed, double time) =>
        g <= 0 ? 0 : g * Math.Min(0.0088 / Math.Max(Math.Pow(programmed / GMax, 0.65), 1e-3), 0.2) * Math.Sqrt(Accumulated(time));

    /// <summary>Mean and variance of max(0, N(g, sigma)).</summary>
    private static (double Mean, double Variance) Clipped(double g, double sigma)
    {
        if (sigma == 0) return (g, 0);
        var a = g / sigma;
        var (above, density) = (NoiseChecks.UpperTail(-a), Math.Exp(-a * a / 2) / Math.Sqrt(2 * Math.PI));
        var mean = g * above + sigma * density;
        return (mean, Math.Max(0, (g * g + sigma * sigma) * above + g * sigma * density - mean * mean));
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
