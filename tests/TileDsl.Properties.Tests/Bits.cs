using System.Globalization;

namespace TileDsl.Properties.Tests;

/// <summary>Equality without a tolerance to hide in.</summary>
internal static class Bits
{
    /// <summary>The first result whose 64 bits differ, in words; null where all are the same.</summary>
    /// <param name="outputs">Results of a sample.</param>
    /// <param name="found">Samples by outputs.</param>
    /// <param name="expected">Samples by outputs.</param>
    public static string? Difference(int outputs, double[] found, double[] expected)
    {
        for (var n = 0; n < Math.Min(found.Length, expected.Length); n++)
        {
            var (a, b) = (BitConverter.DoubleToInt64Bits(found[n]), BitConverter.DoubleToInt64Bits(expected[n]));
            if (a != b)
                return string.Create(CultureInfo.InvariantCulture, $"sample {n / outputs}, output {n % outputs} is {found[n]:R} (bits {a:x16}), expected {expected[n]:R} (bits {b:x16})");
        }
        return found.Length == expected.Length ? null : $"{found.Length} results, expected {expected.Length}";
    }

    /// <summary>A value, or what it was refused with.</summary>
    public static (T? Value, string? Refusal) Try<T>(Func<T> make)
        where T : class
    {
        try
        {
            return (make(), null);
        }
        catch (TileException refusal)
        {
            return (null, refusal.Message);
        }
    }
}
