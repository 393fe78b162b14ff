using TileDsl.Devices;

namespace TileDsl.Tests.Devices;

public sealed class ClippedNoiseTests
{
    private const double Sigma = 0.7;

    [Test]
    public void Cumulants_are_those_of_the_integral([Values(-7.5, -3, -1, 0, 0.3, 1, 2, 4, 7.5, 20)] double deviations)
    {
        var conductance = deviations * Sigma;
        var (mean, variance, third, fourth) = ClippedNoise.Cumulants(conductance, Sigma);
        var expected = Central(conductance, 0, 1);
        Assert.That(mean, Is.EqualTo(expected).Within(1e-7));
        Assert.That(variance, Is.EqualTo(Central(conductance, expected, 2)).Within(1e-7));
        Assert.That(third, Is.EqualTo(Central(conductance, expected, 3)).Within(1e-7));
        Assert.That(fourth, Is.EqualTo(Central(conductance, expected, 4) - 3 * Math.Pow(Central(conductance, expected, 2), 2)).Within(1e-7));
    }

    [Test]
    public void Noise_that_is_never_clipped_is_as_it_was()
    {
        Assert.That(ClippedNoise.Cumulants(10, 0.5), Is.EqualTo((10.0, 0.25, 0.0, 0.0)));
        Assert.That(ClippedNoise.Cumulants(-10, 0.5), Is.EqualTo((0.0, 0.0, 0.0, 0.0)));
        Assert.That(ClippedNoise.Cumulants(-1, 0), Is.EqualTo((0.0, 0.0, 0.0, 0.0)));
    }

    [Test]
    public void A_column_is_nearly_Gaussian_where_enough_devices_share_what_is_clipped()
    {
        Assert.That(IsNearlyGaussian(20, 0), Is.True, "nothing clips");
        Assert.That(IsNearlyGaussian(2, 1), Is.False, "one cell at zero among three");
        Assert.That(IsNearlyGaussian(2000, 1), Is.True, "one among two thousand");
        Assert.That(IsNearlyGaussian(0, 2000), Is.False, "all of them");
    }

    /// <summary>The limit is 0.01 of either: at zero the skewness meets it first, three deviations below it the kurtosis.</summary>
    [TestCase(0, 1)]
    [TestCase(-3, 2)]
    public void A_column_is_nearly_Gaussian_up_to_a_hundredth(double deviations, int first)
    {
        var (_, own, third, fourth) = ClippedNoise.Cumulants(deviations * Sigma, Sigma);
        var limits = new[] { Math.Pow(third / 0.01, 2 / 3.0), Math.Sqrt(fourth / 0.01) };
        Assert.That(Array.IndexOf(limits, limits.Max()) + 1, Is.EqualTo(first));
        foreach (var (factor, isNearly) in new[] { (0.999, false), (1.001, true) })
        {
            // A device that nothing clips brings the rest of the variance.
            var (column, rest) = (default(ClippedNoise.Column), Math.Sqrt(factor * limits.Max() - own));
            column.Add(deviations * Sigma, Sigma);
            column.Add(100 * rest, rest);
            Assert.That(column.IsNearlyGaussian, Is.EqualTo(isNearly));
        }
    }

    private static bool IsNearlyGaussian(int far, int atZero)
    {
        var column = default(ClippedNoise.Column);
        for (var n = 0; n < far; n++) column.Add(10, 0.5);
        for (var n = 0; n < atZero; n++) column.Add(0, 0.5);
        return column.IsNearlyGaussian;
    }

    /// <summary>E[(max(0, g + sigma xi) - mean)^power] by the midpoint rule on both sides of the kink.</summary>
    private static double Central(double conductance, double mean, int power)
    {
        const double reach = 12;
        var kink = Math.Clamp(-conductance / Sigma, -reach, reach);
        return Integral(-reach, kink) + Integral(kink, reach);

        double Integral(double from, double to)
        {
            const int steps = 40_000;
            var (width, sum) = ((to - from) / steps, 0.0);
            for (var n = 0; n < steps; n++)
            {
                var xi = from + (n + 0.5) * width;
                sum += Math.Pow(Math.Max(0, conductance + Sigma * xi) - mean, power) * Math.Exp(-xi * xi / 2) / Math.Sqrt(2 * Math.PI);
            }
            return sum * width;
        }
    }
}
