using TileDsl.Cli.Results;

namespace TileDsl.Cli.Tests;

/// <summary>Errors and effective bits, by hand.</summary>
public sealed class LogitErrorTests
{
    [Test]
    public void Of_a_small_vector()
    {
        // Against the product: 25 of signal over 1 of noise; against floating point: sqrt(1 + 4) over 10.
        var error = LogitError.Of([3, 5], [3, 4], [4, Math.Sqrt(84)]);
        Assert.That(error.EffectiveBits, Is.EqualTo((10 * Math.Log10(25) - 1.76) / 6.02).Within(1e-12));
        Assert.That(error.Relative, Is.EqualTo(Math.Sqrt(1 + Math.Pow(5 - Math.Sqrt(84), 2)) / 10).Within(1e-12));
    }

    [Test]
    public void Without_an_error_there_are_no_bits_to_count()
    {
        var error = LogitError.Of([3, 4], [3, 4], [0, 0]);
        Assert.That(error, Is.EqualTo(new LogitError(null, null)));
        Assert.That(LogitError.Mean([new LogitError(0.1, 3), new LogitError(0.3, 4)]), Is.EqualTo(new LogitError(0.2, 3.5)));
    }
}
