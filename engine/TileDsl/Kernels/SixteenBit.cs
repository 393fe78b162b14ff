using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>
    /// Converts the sums of neighbouring cycles, whose codes weigh 2^step times the one's below, and adds them to the totals: the codes
    /// of all cycles are added in 16 bits first, which must hold them.
    /// </summary>
    /// <param name="sums">As they are looked up, cycles by <paramref name="width"/> columns.</param>
    /// <param name="cycles">How many.</param>
    /// <param name="step">See above.</param>
    /// <param name="width">Columns, a multiple of 64.</param>
    /// <param name="base">What is taken off first.</param>
    /// <param name="top">Where t ends, at most 2^15 - 1 when shifted.</param>
    /// <param name="shift">See <see cref="SixteenBit"/>.</param>
    /// <param name="multiplier">Below 2^15.</param>
    /// <param name="first">The code of t = 0.</param>
    /// <param name="weight">The weight of the first cycle's codes.</param>
    /// <param name="totals">As long as a row.</param>
    /// <param name="path">The width.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<ushort> sums, int cycles, int step, int width, int @base, int top, int shift, int multiplier, int first, int weight, Span<int> totals, VectorPath path)
    {
        if (cycles < 1 || sums.Length < cycles * width || totals.Length < width) throw new ArgumentException("A span is shorter than its columns.", nameof(sums));
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var total = ref MemoryMarshal.GetReference(totals);
        var j = 0;
        if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))
        {
            // The constants in registers. A product by a power of two is one instruction, where a shift by a number known only now is three.
            var (less, most, least) = (Vector512.Create((ushort)@base), Vector512.Create((ushort)top), Vector512.Create((ushort)first));
            var (power, factor, next) = (Vector512.Create((ushort)(1 << shift)), Vector512.Create((short)multiplier), Vector512.Create((ushort)(1 << step)));
            for (; j <= width - Vector512<ushort>.Count; j += Vector512<ushort>.Count)
            {
                var codes = Vector512<ushort>.Zero;
                for (var at = (cycles - 1) * width + j; at >= 0; at -= width)
                {
                    var t = Vector512.Min(Vector512.SubtractSaturate(Vector512.LoadUnsafe(ref sum, (nuint)at), less), most);
                    if (multiplier != 0) t = Scale(t * power, factor);
                    codes = codes * next + (t + least);
                }
                ref var upper = ref Unsafe.Add(ref total, j + Vector512<int>.Count);
                (Vector512.LoadUnsafe(ref total, (nuint)j) + Vector512.WidenLower(codes).AsInt32() * weight).StoreUnsafe(ref total, (nuint)j);
                (Vector512.LoadUnsafe(ref upper) + Vector512.WidenUpper(codes).AsInt32() * weight).StoreUnsafe(ref upper);
            }
        }
        else if (path != VectorPath.Scalar)
        {
            for (; j <= width - Vector<ushort>.Count; j += Vector<ushort>.Count)
            {
                var codes = Vector<ushort>.Zero;
                for (var at = (cycles - 1) * width + j; at >= 0; at -= width)
                    codes = Vector.ShiftLeft(codes, step) + Code(Vector.LoadUnsafe(ref sum, (nuint)at), @base, top, shift, multiplier, first);
                ref var upper = ref Unsafe.Add(ref total, j + Vector<int>.Count);
                (Vector.LoadUnsafe(ref total, (nuint)j) + Vector.AsVectorInt32(Vector.WidenLower(codes)) * weight).StoreUnsafe(ref total, (nuint)j);
                (Vector.LoadUnsafe(ref upper) + Vector.AsVectorInt32(Vector.WidenUpper(codes)) * weight).StoreUnsafe(ref upper);
            }
        }
        for (; j < width; j++)
        {
            var codes = 0;
            for (var at = (cycles - 1) * width + j; at >= 0; at -= width) codes = (codes << step) + Code(sums[at], @base, top, shift, multiplier, first);
            totals[j] += codes * weight;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Code(Vector<ushort> sums, int @base, int top, int shift, int multiplier, int first)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Code(ushort sums, int @base, int top, int shift, int multiplier, int first)
    {
        var t = Math.Min(Math.Max(sums - @base, 0), top);
        return first + (multiplier == 0 ? t : ((t << shift) * multiplier + Half) >> 15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Scale(Vector512<ushort> t, Vector512<short> multiplier) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyHighRoundScale(t.AsInt16(), multiplier).AsUInt16()
        : Vector512.Create(Scale(t.GetLower(), multiplier[0]), Scale(t.GetUpper(), multiplier[0]));

    private static Vector256<ushort> Scale(Vector256<ushort> t, int multiplier)
    {
        if (Avx2.IsSupported) return Avx2.MultiplyHighRoundScale(t.AsInt16(), Vector256.Create((short)multiplier)).AsUInt16();
        var (factor, half) = (Vector256.Create((uint)multiplier), Vector256.Create((uint)Half));
        return Vector256.Narrow(
            Vector256.ShiftRightLogical(Vector256.WidenLower(t) * factor + half, 15),
            Vector256.ShiftRightLogical(Vector256.WidenUpper(t) * factor + half, 15));
    }
}
