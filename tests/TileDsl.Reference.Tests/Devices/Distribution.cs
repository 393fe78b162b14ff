namespace TileDsl.Reference.Tests.Devices;

/// <summary>Kolmogorov and Smirnov: how far samples are from a distribution.</summary>
internal static class Distribution
{
    /// <summary>The largest distance between the samples' distribution and the one meant.</summary>
    public static double Distance(IEnumerable<double> samples, Func<double, double> share)
    {
        var sorted = samples.Order().ToArray();
        var largest = 0.0;
        for (var n = 0; n < sorted.Length; n++)
        {
            var expected = share(sorted[n]);
            largest = Math.Max(largest, Math.Max(expected - (double)n / sorted.Length, (n + 1.0) / sorted.Length - expected));
        }
        return largest;
    }

    /// <summary>The distance that chance exceeds once in a million: sqrt(ln(2/1e-6)/(2 n)). The thirty tests of this folder together raise a false alarm less than once in 30,000 seeds.</summary>
    public static double Limit(int samples) => Math.Sqrt(Math.Log(2 / 1e-6) / (2 * samples));

    /// <summary>The standard Gaussian's share below x, by numerical integration: independent of the engine's.</summary>
    public static double Gaussian(double x)
    {
        if (x < -8) return 0;
        const int steps = 400;
        var (sum, width) = (0.0, (x + 8) / steps);
        for (var n = 0; n <= steps; n++)
        {
            var z = -8 + n * width;
            sum += (n == 0 || n == steps ? 1 : n % 2 == 1 ? 4 : 2) * Math.Exp(-z * z / 2);
        }
        return Math.Min(1, sum * width / 3 / Math.Sqrt(2 * Math.PI));
    }
}
