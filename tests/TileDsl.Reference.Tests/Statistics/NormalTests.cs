using MathNet.Numerics.Distributions;

namespace TileDsl.Reference.Tests.Statistics;

/// <summary>
/// Tests of the hypothesis that numbers are independent standard Gaussians, each two-sided at one level. With n numbers, the sums
/// of the Hermite polynomials 1 to 4 of them are all but normal and uncorrelated; the first is the mean, the second the variance.
/// </summary>
/// <param name="level">False-alarm rate of one test.</param>
internal sealed class NormalTests(double level)
{
    private readonly double _critical = Normal.InvCDF(0, 1, 1 - level / 2);
    private readonly List<string> _violations = [];

    /// <summary>How many tests were made: the family-wise rate of false alarms is at most their number times the level.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<string> Violations => _violations;

    /// <summary>How many numbers it takes for an error of a standard deviation to be seen with a probability.</summary>
    public double NumbersFor(double error, double power)
    {
        // The variance of a sample variance is 2/n, and an error e of the deviation is one of 2e in the variance.
        var errors = _critical + Normal.InvCDF(0, 1, power);
        return errors * errors / (2 * error * error);
    }

    /// <summary>Mean, variance, skewness, kurtosis and distribution.</summary>
    public void Distribution(string of, double[] z)
    {
        Score($"mean of {of}", z.Sum(), z.Length);
        Score($"variance of {of}", z.Sum(v => v * v - 1), 2.0 * z.Length);
        Score($"skewness of {of}", z.Sum(v => v * v * v - 3 * v), 6.0 * z.Length);
        Score($"kurtosis of {of}", z.Sum(v => v * v * v * v - 6 * v * v + 3), 24.0 * z.Length);

        // Kolmogorov and Smirnov; for small levels P(sqrt n D > t) = 2 exp(-2 t^2).
        var sorted = z.Order().ToArray();
        var distance = 0.0;
        for (var n = 0; n < sorted.Length; n++)
        {
            var expected = Normal.CDF(0, 1, sorted[n]);
            distance = Math.Max(distance, Math.Max(expected - n / (double)sorted.Length, (n + 1) / (double)sorted.Length - expected));
        }
        Judge($"distribution of {of}", distance * Math.Sqrt(sorted.Length), Math.Sqrt(Math.Log(2 / level) / 2));
    }

    /// <summary>The correlation of two sequences of the same length.</summary>
    public void Correlation(string of, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++) sum += a[n] * b[n];
        Score($"correlation of {of}", sum, a.Length);
    }

    private void Score(string what, double sum, double variance) => Judge(what, Math.Abs(sum) / Math.Sqrt(variance), _critical);

    private void Judge(string what, double statistic, double critical)
    {
        Count++;
        if (statistic > critical) _violations.Add($"{what}: {statistic:F2}, critical {critical:F2}");
    }
}
