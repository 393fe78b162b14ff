using System.Globalization;

namespace TileDsl.Benchmarks.Checks;

/// <summary>Mean and standard deviation of numbers that should be standardised errors.</summary>
internal sealed class Moments
{
    /// <summary>A right result is found wrong once in a million checks.</summary>
    private const double Sigmas = 5;

    private long _count;
    private double _sum;
    private double _squares;

    public void Add(double value)
    {
        _count++;
        _sum += value;
        _squares += value * value;
    }

    /// <summary>What is wrong unless mean and standard deviation are 0 and 1 within the accuracy of so many numbers; else null.</summary>
    public string? UnlessStandard(string what)
    {
        var mean = _sum / _count;
        var deviation = Math.Sqrt(_squares / _count - mean * mean);
        if (_count > 1000 && Math.Abs(mean) <= Sigmas / Math.Sqrt(_count) && Math.Abs(deviation - 1) <= Sigmas / Math.Sqrt(2.0 * _count)) return null;
        return string.Create(CultureInfo.InvariantCulture, $"{_count} {what}: mean {mean:G4} and standard deviation {deviation:G4} of what they should be, not 0 and 1");
    }
}
