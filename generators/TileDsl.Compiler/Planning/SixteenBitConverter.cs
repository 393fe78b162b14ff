using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>
/// A conversion of integer sums in 16-bit lanes. With t = clamp(S - Base, 0, Top): <c>n = First + ((t &lt;&lt; Shift) * Multiplier + 2^14) >> 15</c>, the
/// rounding multiply-high of vector instruction sets; a multiplier of 0 stands for n = First + t.
/// </summary>
/// <param name="Base">The largest sum that gives First, or the lowest sum; of sums as they are looked up, biased to be positive.</param>
/// <param name="Top">The smallest t of the last code, or the largest t there is.</param>
public sealed record SixteenBitConverter(int Base, int Top, int Shift, int Multiplier, int First)
{
    private const int Half = 1 << 14;

    // More codes than these need more than 15 bits to tell apart.
    private const int MostSteps = 1 << 12;

    /// <summary>The constants, proved by trying every sum there can be; null where there are none.</summary>
    /// <param name="scale">The transfer, in units of the sums.</param>
    /// <param name="lowest">The lowest sum.</param>
    /// <param name="highest">The highest sum.</param>
    /// <param name="bias">What looked-up sums are higher by.</param>
    public static SixteenBitConverter? For(ConverterScale scale, int lowest, int highest, int bias)
    {
        if (highest + bias > ushort.MaxValue || scale.Steps < 2 || scale.Steps > MostSteps) return null;
        var first = scale.Threshold(1);
        var last = scale.Threshold(scale.Steps - 1);
        var low = first > highest ? highest : first > lowest ? (int)first - 1 : lowest;
        var high = last > highest ? highest : last < low ? low : (int)last;
        var firstCode = scale.Convert(low);
        var codes = new int[high - low + 1];
        for (var n = firstCode + 1; n < scale.Steps && scale.Threshold(n) <= high; n++) codes[(int)scale.Threshold(n) - low]++;
        for (var t = 1; t < codes.Length; t++) codes[t] += codes[t - 1];
        var (offset, top) = (low + bias, codes.Length - 1);
        if (offset < 0 || top > short.MaxValue) return null;
        if (IsIdentity(codes)) return new SixteenBitConverter(offset, top, 0, 0, firstCode);
        for (var shift = 0; top << shift <= short.MaxValue; shift++)
        {
            if (Multipliers(codes, shift) is { } multiplier) return new SixteenBitConverter(offset, top, shift, multiplier, firstCode);
        }
        return null;
    }

    /// <summary>What the lanes compute, for one biased sum.</summary>
    public int Apply(int sum)
    {
        var t = Math.Min(Math.Max(sum - Base, 0), Top);
        return First + (Multiplier == 0 ? t : ((t << Shift) * Multiplier + Half) >> 15);
    }

    private static bool IsIdentity(int[] codes)
    {
        for (var t = 0; t < codes.Length; t++)
        {
            if (codes[t] != t) return false;
        }
        return true;
    }

    /// <summary>A multiplier that is right for every sum: the intersection of what each of them allows.</summary>
    private static int? Multipliers(int[] codes, int shift)
    {
        var (least, most) = (1, (int)short.MaxValue);
        for (var t = 1; t < codes.Length && least <= most; t++)
        {
            // codes <= (u M + 2^14) / 2^15 < codes + 1.
            var u = t << shift;
            var below = ((long)codes[t] << 15) - Half;
            var above = ((long)(codes[t] + 1) << 15) - Half - 1;
            if (below > 0) least = Math.Max(least, (int)Math.Min(int.MaxValue, (below + u - 1) / u));
            most = (int)Math.Min(most, above / u);
        }
        return least <= most ? (least + most) / 2 : null;
    }
}
