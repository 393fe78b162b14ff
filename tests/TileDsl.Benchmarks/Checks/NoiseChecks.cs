using System.Globalization;

namespace TileDsl.Benchmarks.Checks;

/// <summary>Results with read noise: their errors have the mean and the standard deviation that the definition predicts.</summary>
internal static class NoiseChecks
{
    /// <summary>
    /// W4, in weight units: the noise of a column is N(0, 2 (0.02/0.9)^2 sum x^2), to which the converter adds step^2/12. Codes
    /// that may have been clamped are left out.
    /// </summary>
    public static string? W4(int[] weights, byte[] x, ProgrammedMatrix matrix, double[] results)
    {
        var n = (int)Math.Sqrt(weights.Length);
        var limit = 2 * Math.Sqrt(n);
        var step = limit / 127;
        var errors = new Moments();
        for (var at = 0; at < results.Length; at++)
        {
            var (b, o) = (at / n, at % n);
            var (exact, squares) = (0.0, 0.0);
            for (var i = 0; i < n; i++)
            {
                var input = Math.Round(127 * ((x[b * n + i] - 128) / 128.0), MidpointRounding.ToEven) / 127;
                exact += weights[o * n + i] / 127.0 * input;
                squares += input * input;
            }
            var y = results[at] / 127;
            if (Math.Abs(y / step - Math.Round(y / step)) > 1e-9) return string.Create(CultureInfo.InvariantCulture, $"output {o} of vector {b} is {y:R}, which is no code of the converter");
            var sigma = Math.Sqrt(2 * Math.Pow(0.02 / 0.9, 2) * squares + step * step / 12);
            if (Math.Abs(exact) < limit - 6 * sigma) errors.Add((y - exact) / sigma);
        }
        return errors.UnlessStandard("errors of results");
    }

    /// <summary>
    /// W7: mean and variance of every code from the Gaussian of its sum, cut at the converter's thresholds; a result is the
    /// sum of many independent codes.
    /// </summary>
    public static string? W7(int[] weights, byte[] x, ProgrammedMatrix matrix, double[] results)
    {
        var n = (int)Math.Sqrt(weights.Length);
        var errors = new Moments();
        for (var b = 0; b < x.Length / n; b++)
        {
            var vector = x.AsSpan(b * n, n);
            var (mean, variance) = (new double[n], new double[n]);
            foreach (var sum in PlainSlices.Sums(n, n))
            {
                var (digits, driven) = (0, 0);
                for (var i = sum.FirstRow; i < sum.EndRow; i++)
                {
                    if (!sum.IsDriven(vector[i])) continue;
                    driven++;
                    digits += sum.Digit(weights[sum.Output * n + i]);
                }
                const double Step = 383.0 / 765;
                var (code, spread) = Code((0.1 * driven + 0.3 * digits) / Step, 0.02 * Math.Sqrt(driven) / Step);
                mean[sum.Output] += sum.Weight * (code * Step - 0.1 * driven) / 0.3;
                variance[sum.Output] += Math.Pow(sum.Weight * Step / 0.3, 2) * spread;
            }
            var inputs = 0;
            foreach (var value in vector) inputs += value;
            for (var o = 0; o < n; o++) errors.Add((results[b * n + o] + 128.0 * inputs - mean[o]) / Math.Sqrt(variance[o]));
        }
        return errors.UnlessStandard("errors of results");
    }

    /// <summary>Mean and variance of clamp(rint(N(centre, sigma)), 0, 255).</summary>
    private static (double Mean, double Variance) Code(double centre, double sigma)
    {
        if (sigma == 0) return (Math.Clamp(Math.Round(centre, MidpointRounding.ToEven), 0, 255), 0);
        var (low, high) = ((int)Math.Clamp(centre - 8 * sigma - 1, 0, 255), (int)Math.Clamp(centre + 8 * sigma + 1, 0, 255));
        // E[code] = low + sum over thresholds of P(code >= c); squares likewise.
        var (first, second) = (0.0, 0.0);
        for (var c = low + 1; c <= high; c++)
        {
            var reached = UpperTail((c - 0.5 - centre) / sigma);
            first += reached;
            second += (2 * (c - low) - 1) * reached;
        }
        return (low + first, second - first * first);
    }

    /// <summary>P(N(0, 1) > t), within 1.5e-7 (Abramowitz and Stegun 7.1.26).</summary>
    internal static double UpperTail(double t)
    {
        var x = Math.Abs(t) / Math.Sqrt(2);
        var k = 1 / (1 + 0.3275911 * x);
        var tail = 0.5 * Math.Exp(-x * x) * k * (0.254829592 + k * (-0.284496736 + k * (1.421413741 + k * (-1.453152027 + k * 1.061405429))));
        return t >= 0 ? tail : 1 - tail;
    }
}
