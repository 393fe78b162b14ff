namespace TileDsl.Devices;

/// <summary>
/// Reads <c>r = max(0, g + sigma xi)</c> of a device whose noise is clipped: their mean and cumulants, and whether a sum of many is
/// Gaussian as far as anybody could tell.
/// </summary>
public static class ClippedNoise
{
    /// <summary>Skewness and excess kurtosis below which a sum of reads counts as Gaussian.</summary>
    public const double Limit = 0.01;

    // Beyond so many deviations from zero, less than 1e-15 of the reads are clipped.
    private const double Untouched = 8;

    private const double OneOverRootTwoPi = 0.3989422804014326779;

    /// <summary>Mean, variance, third central moment and fourth cumulant of a read, uS and its powers.</summary>
    /// <param name="conductance">uS; may be below zero.</param>
    /// <param name="sigma">Standard deviation of the noise, uS, 0 or more.</param>
    public static (double Mean, double Variance, double Third, double Fourth) Cumulants(double conductance, double sigma)
    {
        if (sigma == 0) return (Math.Max(0, conductance), 0, 0, 0);
        var a = conductance / sigma;
        if (a > Untouched) return (conductance, sigma * sigma, 0, 0);
        if (a < -Untouched) return (0, 0, 0, 0);
        var (share, density) = (Elementary.GaussianShare(a), OneOverRootTwoPi * Elementary.Exp(-a * a / 2));
        // E[(r/sigma)^k], and from it the cumulants.
        var first = a * share + density;
        var second = (a * a + 1) * share + a * density;
        var third = a * (a * a + 3) * share + (a * a + 2) * density;
        var fourth = (a * a * (a * a + 6) + 3) * share + a * (a * a + 5) * density;
        var variance = Math.Max(0, second - first * first);
        var skew = third - 3 * first * second + 2 * first * first * first;
        var kurtosis = fourth - 4 * first * third + 6 * first * first * second - 3 * first * first * first * first - 3 * variance * variance;
        var square = sigma * sigma;
        return (sigma * first, square * variance, square * sigma * skew, square * square * kurtosis);
    }

    /// <summary>Cumulants of a column, all its rows driven alike, by magnitude: what signs might take away is not counted on.</summary>
    public struct Column
    {
        private double _variance;
        private double _third;
        private double _fourth;

        /// <summary>Adds a device.</summary>
        public void Add(double conductance, double sigma)
        {
            var (_, variance, third, fourth) = Cumulants(conductance, sigma);
            _variance += variance;
            _third += Math.Abs(third);
            _fourth += Math.Abs(fourth);
        }

        /// <summary>Whether skewness and excess kurtosis are below <see cref="Limit"/>.</summary>
        public readonly bool IsNearlyGaussian => _third <= Limit * _variance * Math.Sqrt(_variance) && _fourth <= Limit * _variance * _variance;
    }
}
