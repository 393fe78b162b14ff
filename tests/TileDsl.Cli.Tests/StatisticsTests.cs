using TileDsl.Cli.Results;

namespace TileDsl.Cli.Tests;

/// <summary>The figures of a few chips.</summary>
public sealed class StatisticsTests
{
    [Test]
    public void A_known_sample()
    {
        // R: t.test(c(2, 4, 4, 4, 5, 5, 7, 9)): mean 5, sd 2.13809, 95 % interval 3.212510 .. 6.787490.
        var statistics = Statistics.Of([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.That(statistics.Mean, Is.EqualTo(5));
        Assert.That(statistics.Deviation, Is.EqualTo(2.13809).Within(1e-5));
        Assert.That(statistics.Interval!.Value.Low, Is.EqualTo(3.21251).Within(1e-4));
        Assert.That(statistics.Interval!.Value.High, Is.EqualTo(6.78749).Within(1e-4));
    }

    [TestCase(1, 12.7062)]
    [TestCase(9, 2.2622)]
    [TestCase(31, 2.0395)]
    [TestCase(60, 2.0003)]
    [TestCase(1000, 1.9623)]
    public void Quantiles(int degrees, double expected) => Assert.That(Statistics.Quantile(degrees), Is.EqualTo(expected).Within(5e-5));

    [Test]
    public void One_value_has_no_spread() => Assert.That(Statistics.Of([0.5]), Is.EqualTo(new Statistics(0.5, null, null)));
}
