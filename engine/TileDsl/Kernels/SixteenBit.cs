using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Kernels;

/// <summary>
/// Conversions in 16-bit lanes: with <c>t = min(max(sum - base, 0), top)</c>, <c>first + ((t &lt;&lt; shift) * multiplier + 2^14) >> 15</c>,
/// and <c>first + t</c> where the multiplier is 0. The compiler has proved the constants for every sum there can be.
/// </summary>
public static class SixteenBit
{
    private const int Half = 1 << 14;

    /// <summary>The codes of sums of 512 bits.</summary>
    /// <param name="sums">Sums as they are looked up.</param>
    /// <param name="base">What is taken off first.</param>
    /// <param name="top">Where t ends, at most 2^15 - 1 when shifted.</param>
    /// <param name="shift">See above.</param>
    /// <param name="multiplier">Below 2^15.</param>
    /// <param name="first">The code of t = 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> Code(Vector512<ushort> sums, int @base, int top, int shift, int multiplier, int first)
    {
        if (@base != 0) sums = Vector512.SubtractSaturate(sums, Vector512.Create((ushort)@base));
        var t = Vector512.Min(sums, Vector512.Create((ushort)top));
        if (multiplier != 0)
        {
            if (shift != 0) t = Vector512.ShiftLeft(t, shift);
            t = Avx512BW.IsSupported
                ? Avx512BW.MultiplyHighRoundScale(t.AsInt16(), Vector512.Create((short)multiplier)).AsUInt16()
                : Vector512.Create(Scale(t.GetLower(), multiplier), Scale(t.GetUpper(), multiplier));
        }
        return first == 0 ? t : t + Vector512.Create((ushort)first);
    }

    /// <summary>The codes of sums of the portable width.</summary>
    /// <inheritdoc cref="Code(Vector512{ushort}, int, int, int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<ushort> Code(Vector<ushort> sums, int @base, int top, int shift, int multiplier, int first)
    {
        if (@base != 0) sums = Vector.SubtractSaturate(sums, new Vector<ushort>((ushort)@base));
        var t = Vector.Min(sums, new Vector<ushort>((ushort)top));
        if (multiplier != 0)
        {
            if (shift != 0) t = Vector.ShiftLeft(t, shift);
            if (Vector<ushort>.Count == Vector256<ushort>.Count)
            {
                t = Scale(t.AsVector256(), multiplier).AsVector();
            }
            else
            {
                Vector.Widen(t, out var lower, out var upper);
                var (factor, half) = (new Vector<uint>((uint)multiplier), new Vector<uint>(Half));
                t = Vector.Narrow((lower * factor + half) >> 15, (upper * factor + half) >> 15);
            }
        }
        return first == 0 ? t : t + new Vector<ushort>((ushort)first);
    }

    /// <summary>The code of a sum.</summary>
    /// <inheritdoc cref="Code(Vector512{ushort}, int, int, int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Code(ushort sums, int @base, int top, int shift, int multiplier, int first)
    {
        var t = Math.Min(Math.Max(sums - @base, 0), top);
        return first + (multiplier == 0 ? t : ((t << shift) * multiplier + Half) >> 15);
    }

    private static Vector256<ushort> Scale(Vector256<ushort> t, int multiplier)
    {
        if (Avx2.IsSupported) return Avx2.MultiplyHighRoundScale(t.AsInt16(), Vector256.Create((short)multiplier)).AsUInt16();
        var (factor, half) = (Vector256.Create((uint)multiplier), Vector256.Create((uint)Half));
        return Vector256.Narrow(
            Vector256.ShiftRightLogical(Vector256.WidenLower(t) * factor + half, 15),
            Vector256.ShiftRightLogical(Vector256.WidenUpper(t) * factor + half, 15));
    }
}
