using TileDsl.Converters;
using TileDsl.Kernels;

namespace TileDsl.Tests.Converters.Physical;

/// <summary>Converters to test, and their statistics.</summary>
internal static class ConverterSpecs
{
    public const ulong Seed = 0x5EED;

    public static ConverterSpec Of(AdcKind kind, int bits, NonlinearitySpec parts, CodeKind codes = CodeKind.Unsigned) =>
        new() { Bits = bits, Codes = codes, Kind = kind, Nonlinearity = parts };

    public static float[] Thresholds(this ConverterSpec spec, int converter, int tile = 0, int polarity = 0, int chip = 0) =>
        new ConverterBank(spec, Seed, chip, 0).Thresholds(tile, polarity, converter)!;

    /// <summary>How far each threshold lies above its place, in steps.</summary>
    public static double[] Errors(this float[] thresholds) => [.. thresholds.Select((t, i) => t - (i + 0.5))];

    public static double Mean(IEnumerable<double> values) => values.Average();

    public static double Deviation(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }

    /// <summary>Largest distance of the values' distribution from the normal one, times sqrt(n): above 1.95 once in a thousand (Kolmogorov).</summary>
    public static double Kolmogorov(IEnumerable<double> values, double deviation)
    {
        var sorted = values.Order().ToArray();
        var largest = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var cumulative = Normal(sorted[i] / deviation);
            largest = Math.Max(largest, Math.Max(cumulative - i / (double)sorted.Length, (i + 1) / (double)sorted.Length - cumulative));
        }
        return largest * Math.Sqrt(sorted.Length);
    }

    /// <summary>The cumulative normal distribution, by Simpson's rule: slow, plain and exact to 1e-10.</summary>
    private static double Normal(double x)
    {
        if (Math.Abs(x) > 8) return x < 0 ? 0 : 1;
        const int pieces = 400;
        var h = x / pieces;
        double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
        var sum = Density(0) + Density(x);
        for (var i = 1; i < pieces; i++) sum += (i % 2 == 0 ? 2 : 4) * Density(i * h);
        return 0.5 + sum * h / 3;
    }
}
