using System.Numerics;

namespace TileDsl.Kernels;

/// <summary>Converters by their integer thresholds: always right, one sum at a time.</summary>
public static class ConverterThresholds
{
    /// <summary>The smallest integer sum of every code but the first, from the exact transfer.</summary>
    /// <param name="lo">Value of n = 0, a fraction.</param>
    /// <param name="step">Distance of two codes, a fraction.</param>
    /// <param name="steps">How many codes there are.</param>
    /// <param name="firstCode">The code of n = 0.</param>
    public static int[] Make(string lo, string step, int steps, int firstCode)
    {
        var scale = new ConverterScale(Rational.Parse(lo), Rational.Parse(step), steps, firstCode);
        var thresholds = new int[steps - 1];
        for (var n = 1; n < steps; n++) thresholds[n - 1] = (int)BigInteger.Max(int.MinValue, BigInteger.Min(int.MaxValue, scale.Threshold(n)));
        return thresholds;
    }

    /// <summary>How many thresholds are at or below a sum.</summary>
    /// <param name="thresholds">Ascending.</param>
    /// <param name="sum">An integer sum.</param>
    public static int Search(int[] thresholds, int sum)
    {
        var (below, above) = (0, thresholds.Length);
        while (below < above)
        {
            var middle = (int)((uint)(below + above) >> 1);
            if (thresholds[middle] <= sum) below = middle + 1;
            else above = middle;
        }
        return below;
    }
}
