using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// The inner loop of a depthwise convolution of 16-bit codes. What two taps see is interleaved as it is read, so that one instruction multiplies and adds both.
/// </summary>
internal static class IntegerLine
{
    /// <summary>Elements that are summed together; the last may overlap those before.</summary>
    public const int Step = 32;

    /// <summary><c>line[n] = constant + sum over k of weights[k] * (x[offsets[2 k] + n], x[offsets[2 k + 1] + n])</c>.</summary>
    /// <param name="x">What the offsets count in; the caller proves that all that they lead to is there.</param>
    /// <param name="offsets">By tap, an even number of them.</param>
    /// <param name="masks">By tap, then element of the line: the bits that a tap sees; empty where it sees all.</param>
    /// <param name="outside">What it sees where the mask has no bits.</param>
    /// <param name="weights">By pair of taps.</param>
    /// <param name="constant">Added.</param>
    /// <param name="line">The result, <see cref="Step"/> long or longer.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <typeparam name="TSight">Whether there are masks.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum<TSight>(ReadOnlySpan<short> x, ReadOnlySpan<int> offsets, ReadOnlySpan<short> masks, short outside, ReadOnlySpan<int> weights, int constant, Span<int> line, VectorPath path)
        where TSight : ISight
    {
        if (line.Length < Step || offsets.Length != 2 * weights.Length || (!masks.IsEmpty && masks.Length != offsets.Length * line.Length)) throw new ArgumentException("A line is too short, or weights or masks do not fit it.", nameof(line));
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var mask = ref MemoryMarshal.GetReference(masks);
        ref var w = ref MemoryMarshal.GetReference(weights);
        switch (TilePath.Resolve(path))
        {
            case VectorPath.Wide: SumWide<TSight>(ref source, offsets, ref mask, outside, ref w, constant, line); break;
            case VectorPath.Portable: SumPortable<TSight>(ref source, offsets, ref mask, outside, ref w, constant, line); break;
            default:
                for (var n = 0; n < line.Length; n++)
                {
                    line[n] = constant;
                    for (var k = 0; k < offsets.Length; k += 2)
                        line[n] += Pairs.Dot(weights[k / 2], Pairs.Of(See(x, offsets, masks, outside, k, n, line.Length), See(x, offsets, masks, outside, k + 1, n, line.Length)));
                }
                break;
        }
    }

    private static int See(ReadOnlySpan<short> x, ReadOnlySpan<int> offsets, ReadOnlySpan<short> masks, short outside, int tap, int n, int length) =>
        masks.IsEmpty || masks[tap * length + n] != 0 ? x[offsets[tap] + n] : outside;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumWide<TSight>(ref short x, ReadOnlySpan<int> taps, ref short masks, short outside, ref int weights, int constant, Span<int> line)
        where TSight : ISight
    {
        ref var offsets = ref MemoryMarshal.GetReference(taps);
        ref var y = ref MemoryMarshal.GetReference(line);
        var beside = Vector512.Create(outside);
        nint length = line.Length;
        if (length < 2 * Step)
        {
            for (nint n = 0; n < length; n += Step)
            {
                n = nint.Min(n, length - Step);
                var (low, high) = (Vector512.Create(constant), Vector512.Create(constant));
                for (nint k = 0; k < taps.Length; k += 2)
                {
                    var w = Vector512.Create(Unsafe.Add(ref weights, k >> 1));
                    var a = TSight.Of(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n), ref Unsafe.Add(ref masks, k * length + n), beside);
                    var b = TSight.Of(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k + 1) + n), ref Unsafe.Add(ref masks, (k + 1) * length + n), beside);
                    var (first, second) = Pairs.Of(a, b);
                    low += Pairs.Dot(first, w);
                    high += Pairs.Dot(second, w);
                }
                Store(low, high, ref Unsafe.Add(ref y, n));
            }
            return;
        }
        for (nint n = 0; n < length; n += 2 * Step)
        {
            n = nint.Min(n, length - 2 * Step);
            var (low0, high0, low1, high1) = (Vector512.Create(constant), Vector512.Create(constant), Vector512.Create(constant), Vector512.Create(constant));
            for (nint k = 0; k < taps.Length; k += 2)
            {
                ref var xa = ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n);
                ref var xb = ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k + 1) + n);
                ref var maskA = ref Unsafe.Add(ref masks, k * length + n);
                ref var maskB = ref Unsafe.Add(ref maskA, length);
                var w = Vector512.Create(Unsafe.Add(ref weights, k >> 1));
                var (first, second) = Pairs.Of(TSight.Of(ref xa, ref maskA, beside), TSight.Of(ref xb, ref maskB, beside));
                low0 += Pairs.Dot(first, w);
                high0 += Pairs.Dot(second, w);
                (first, second) = Pairs.Of(
                    TSight.Of(ref Unsafe.Add(ref xa, Step), ref Unsafe.Add(ref maskA, Step), beside), TSight.Of(ref Unsafe.Add(ref xb, Step), ref Unsafe.Add(ref maskB, Step), beside));
                low1 += Pairs.Dot(first, w);
                high1 += Pairs.Dot(second, w);
            }
            Store(low0, high0, ref Unsafe.Add(ref y, n));
            Store(low1, high1, ref Unsafe.Add(ref y, n + Step));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> low, Vector512<int> high, ref int y)
    {
        (low, high) = Pairs.InOrder(low, high);
        low.StoreUnsafe(ref y);
        high.StoreUnsafe(ref y, Step / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPortable<TSight>(ref short x, ReadOnlySpan<int> taps, ref short masks, short outside, ref int weights, int constant, Span<int> line)
        where TSight : ISight
    {
        const int half = Step / 2;
        ref var offsets = ref MemoryMarshal.GetReference(taps);
        ref var y = ref MemoryMarshal.GetReference(line);
        var beside = Vector256.Create(outside);
        nint length = line.Length;
        for (nint n = 0; n < length; n += Step)
        {
            n = nint.Min(n, length - Step);
            var (low0, high0, low1, high1) = (Vector256.Create(constant), Vector256.Create(constant), Vector256.Create(constant), Vector256.Create(constant));
            for (nint k = 0; k < taps.Length; k += 2)
            {
                ref var xa = ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n);
                ref var xb = ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k + 1) + n);
                ref var maskA = ref Unsafe.Add(ref masks, k * length + n);
                ref var maskB = ref Unsafe.Add(ref maskA, length);
                var w = Vector256.Create(Unsafe.Add(ref weights, k >> 1));
                var (first, second) = Pairs.Of(TSight.Of(ref xa, ref maskA, beside), TSight.Of(ref xb, ref maskB, beside));
                low0 += Pairs.Dot(first, w);
                high0 += Pairs.Dot(second, w);
                (first, second) = Pairs.Of(
                    TSight.Of(ref Unsafe.Add(ref xa, half), ref Unsafe.Add(ref maskA, half), beside), TSight.Of(ref Unsafe.Add(ref xb, half), ref Unsafe.Add(ref maskB, half), beside));
                low1 += Pairs.Dot(first, w);
                high1 += Pairs.Dot(second, w);
            }
            Store(low0, high0, ref Unsafe.Add(ref y, n));
            Store(low1, high1, ref Unsafe.Add(ref y, n + half));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> low, Vector256<int> high, ref int y)
    {
        (low, high) = Pairs.InOrder(low, high);
        low.StoreUnsafe(ref y);
        high.StoreUnsafe(ref y, Step / 4);
    }
}

/// <summary>What a tap sees.</summary>
internal interface ISight
{
    /// <summary>Of what is there, what has bits in the mask, and what is outside in the other places.</summary>
    static abstract Vector512<short> Of(ref short x, ref short mask, Vector512<short> outside);

    /// <inheritdoc cref="Of(ref short, ref short, Vector512{short})"/>
    static abstract Vector256<short> Of(ref short x, ref short mask, Vector256<short> outside);
}

/// <summary>All that is there; there is no mask.</summary>
internal readonly struct WholeSight : ISight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Of(ref short x, ref short mask, Vector512<short> outside) => Vector512.LoadUnsafe(ref x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Of(ref short x, ref short mask, Vector256<short> outside) => Vector256.LoadUnsafe(ref x);
}

/// <summary>By the mask.</summary>
internal readonly struct MaskedSight : ISight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Of(ref short x, ref short mask, Vector512<short> outside) => Vector512.ConditionalSelect(Vector512.LoadUnsafe(ref mask), Vector512.LoadUnsafe(ref x), outside);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Of(ref short x, ref short mask, Vector256<short> outside) => Vector256.ConditionalSelect(Vector256.LoadUnsafe(ref mask), Vector256.LoadUnsafe(ref x), outside);
}
