namespace TileDsl.Cli.Results;

/// <summary>Mean, sample standard deviation and the 95 % interval of the mean (Student's t) of a few chips.</summary>
/// <param name="Deviation">Null for a single value.</param>
/// <param name="Interval">Null for a single value.</param>
internal sealed record Statistics(double Mean, double? Deviation, (double Low, double High)? Interval)
{
    // The 0.975 quantiles of Student's t for 1 to 30 degrees of freedom.
    private static readonly double[] Quantiles =
    [
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
        2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
        2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
    ];

    public static Statistics Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        if (values.Count < 2) return new Statistics(mean, null, null);
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        var half = Quantile(values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new Statistics(mean, deviation, (mean - half, mean + half));
    }

    /// <summary>The 0.975 quantile of Student's t, to four decimals.</summary>
    public static double Quantile(int degrees)
    {
        if (degrees <= Quantiles.Length) return Quantiles[degrees - 1];
        // The Cornish-Fisher expansion about the normal quantile.
        const double z = 1.959963984540054;
        double n = degrees, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
        return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
    }
}
