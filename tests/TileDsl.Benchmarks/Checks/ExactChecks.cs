using System.Globalization;

namespace TileDsl.Benchmarks.Checks;

/// <summary>Results that follow from the weights, the inputs and the conductances: compared number by number.</summary>
internal static class ExactChecks
{
    /// <summary>W1: y = W x with x - 128 and w/127, to the accuracy of float32 sums.</summary>
    public static string? W1(int[] weights, byte[] x, ProgrammedMatrix matrix, double[] results) => Vector(weights, x, results, (vector, y) =>
    {
        for (var o = 0; o < y.Length; o++)
        {
            var (sum, size) = (0.0, 0.0);
            for (var i = 0; i < vector.Length; i++)
            {
                var term = (vector[i] - 128) * (weights[o * vector.Length + i] / 127.0);
                sum += term;
                size += Math.Abs(term);
            }
            // Rounded conductances and float32 sums: n + 2 roundings of 2^-24 at most.
            var allowed = size * (vector.Length + 2) * Math.Pow(2, -24);
            if (!(Math.Abs(y[o] - sum) <= allowed)) return Wrong(o, y[o], sum);
        }
        return null;
    });

    /// <summary>W2, to the last bit.</summary>
    public static string? W2(int[] weights, byte[] x, ProgrammedMatrix matrix, double[] results) =>
        Vector(weights, x, results, (vector, y) => Equal(y, PlainSlices.Clipping(weights, vector, y.Length)));

    /// <summary>W2x: the integer product.</summary>
    public static string? W2x(int[] weights, byte[] x, ProgrammedMatrix matrix, double[] results) => Vector(weights, x, results, (vector, y) =>
    {
        var exact = new double[y.Length];
        for (var o = 0; o < y.Length; o++)
        {
            for (var i = 0; i < vector.Length; i++) exact[o] += weights[o * vector.Length + i] * vector[i];
        }
        return Equal(y, exact);
    });

    /// <summary>W3, to the last bit, from the conductances of this chip; and these are what was asked for.</summary>
    public static string? W3(int[] weights, byte[] x, ProgrammedMatrix matrix, double[] results)
    {
        var conductances = matrix.Conductances();
        return Vector(weights, x, results, (vector, y) => Equal(y, PlainSlices.Programmed(conductances, vector, y.Length))) ?? Conductances(weights, conductances);
    }

    /// <summary>max(0, d/3 + e), e ~ N(0, 0.02) in units of g_max: the errors of cells that are not near zero.</summary>
    private static string? Conductances(int[] weights, double[] conductances)
    {
        const double GMax = 25;
        var n = (int)Math.Sqrt(weights.Length);
        var errors = new Moments();
        for (var slice = 0; slice < 4; slice++)
        {
            for (var i = 0; i < n; i++)
            {
                for (var o = 0; o < n; o++)
                {
                    var digit = ((weights[o * n + i] + 128) >> (2 * slice)) & 3;
                    if (digit != 0) errors.Add((conductances[(slice * n + i) * n + o] / GMax - digit / 3.0) / 0.02);
                }
            }
        }
        return errors.UnlessStandard("programming errors");
    }

    /// <summary>Hands the vectors and their results to a check.</summary>
    private static string? Vector(int[] weights, byte[] x, double[] results, Func<byte[], double[], string?> check)
    {
        var n = (int)Math.Sqrt(weights.Length);
        for (var b = 0; b < x.Length / n; b++)
        {
            if (check(x[(b * n)..((b + 1) * n)], results[(b * n)..((b + 1) * n)]) is { } wrong) return $"vector {b}: {wrong}";
        }
        return null;
    }

    private static string? Equal(double[] results, double[] expected)
    {
        for (var o = 0; o < results.Length; o++)
        {
            if (results[o] != expected[o]) return Wrong(o, results[o], expected[o]);
        }
        return null;
    }

    private static string Wrong(int output, double result, double expected) =>
        string.Create(CultureInfo.InvariantCulture, $"output {output} is {result:R}, and by the definition {expected:R}");
}
