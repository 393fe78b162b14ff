using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Devices;

/// <summary>
/// <see cref="GaussianLanes"/> with sixteen lanes to an instruction. First the words of some groups, then what they become: each is a long
/// chain of steps, and a processor that looks ahead finds the beginnings of several more only where a turn of the loop is short.
/// </summary>
internal static class GaussianLanes512
{
    /// <summary>Words drawn side by side: those of two groups.</summary>
    private const int Together = 2 * GaussianLanes.Group;

    /// <summary>Words kept between the two steps.</summary>
    private const int Kept = 4 * Together;

    /// <summary>See <see cref="GaussianLanes.Fill"/>.</summary>
    [SkipLocalsInit]
    public static void Fill(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, Span<float> gaussians)
    {
        Span<uint> words = stackalloc uint[Kept];
        ref var word = ref MemoryMarshal.GetReference(words);
        for (; !gaussians.IsEmpty; gaussians = gaussians[Math.Min(Kept, gaussians.Length)..], firstBlock += Kept / 4)
        {
            var count = (nuint)Math.Min(Kept, gaussians.Length);
            ref var to = ref MemoryMarshal.GetReference(gaussians);
            Words(keys, firstBlock, c1, c2, c3, ref word, count, byCell: false);
            for (nuint at = 0; at < count; at += 32)
            {
                var (first, second) = Gaussians(Vector512.LoadUnsafe(ref word, at), Vector512.LoadUnsafe(ref word, at + 16));
                first.StoreUnsafe(ref to, at);
                if (at + 16 < count) second.StoreUnsafe(ref to, at + 16);
            }
        }
    }

    /// <summary>Whole groups in the order of cells: lane l of block b is element <c>4 b + l</c>.</summary>
    /// <param name="gaussians">Length a multiple of <see cref="GaussianLanes.Group"/>.</param>
    [SkipLocalsInit]
    public static void FillCells(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, Span<float> gaussians)
    {
        Span<uint> words = stackalloc uint[Kept];
        ref var word = ref MemoryMarshal.GetReference(words);
        for (; !gaussians.IsEmpty; gaussians = gaussians[Math.Min(Kept, gaussians.Length)..], firstBlock += Kept / 4)
        {
            var count = (nuint)Math.Min(Kept, gaussians.Length);
            ref var to = ref MemoryMarshal.GetReference(gaussians);
            Words(keys, firstBlock, c1, c2, c3, ref word, count, byCell: true);
            for (nuint at = 0; at < count; at += 32)
            {
                var (first, second) = Gaussians(Vector512.LoadUnsafe(ref word, at), Vector512.LoadUnsafe(ref word, at + 16));
                Avx512F.UnpackLow(first, second).StoreUnsafe(ref to, at);
                Avx512F.UnpackHigh(first, second).StoreUnsafe(ref to, at + 16);
            }
        }
    }

    /// <summary>The words of groups, two by two and the last alone where it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Words(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, ref uint words, nuint count, bool byCell)
    {
        nuint at = 0;
        for (; at + GaussianLanes.Group < count; at += Together) Words(keys, firstBlock + (uint)at / 4, c1, c2, c3, ref Unsafe.Add(ref words, at), byCell, areTwo: true);
        if (at < count) Words(keys, firstBlock + (uint)at / 4, c1, c2, c3, ref Unsafe.Add(ref words, at), byCell, areTwo: false);
    }

    /// <summary>
    /// The words of a group or two: sixteen for radii, then the sixteen for their angles, and so on. A register holds eight blocks, 64 bits to a
    /// word: a round multiplies the lower halves and leaves the low words of its products where the next round wants them; what is above
    /// them is never read.
    /// </summary>
    /// <param name="byCell">
    /// Whether words 0 and 2 of a block lie side by side (as do 1 and 3), and blocks so that what they become is in the order of cells when
    /// pairs are unpacked: their lower halves have blocks 0 to 3, their upper ones 4 to 7. Else a word of sixteen blocks lies in their order.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Words(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, ref uint words, bool byCell, bool areTwo)
    {
        var a0 = Vector512.Create((ulong)firstBlock) + (byCell ? Vector512.Create(0ul, 4, 1, 5, 2, 6, 3, 7) : Vector512.Create(0ul, 2, 4, 6, 8, 10, 12, 14));
        var b0 = a0 + Vector512.Create(byCell ? 8ul : 1);
        var (e0, d0) = (a0 + Vector512.Create(16ul), b0 + Vector512.Create(16ul));
        var (a1, a2, a3) = (Vector512.Create((ulong)c1), Vector512.Create((ulong)c2), Vector512.Create((ulong)c3));
        var (b1, b2, b3) = (a1, a2, a3);
        var (e1, e2, e3) = (a1, a2, a3);
        var (d1, d2, d3) = (a1, a2, a3);
        ref var key = ref MemoryMarshal.GetArrayDataReference(keys);
        for (nint n = 0; n < 2 * Philox.Rounds; n += 2)
        {
            var k0 = Vector512.Create(Unsafe.Add(ref key, n)).AsUInt64();
            var k1 = Vector512.Create(Unsafe.Add(ref key, n + 1)).AsUInt64();
            Round(ref a0, ref a1, ref a2, ref a3, k0, k1);
            Round(ref b0, ref b1, ref b2, ref b3, k0, k1);
            if (!areTwo) continue;
            Round(ref e0, ref e1, ref e2, ref e3, k0, k1);
            Round(ref d0, ref d1, ref d2, ref d3, k0, k1);
        }
        (byCell ? Merge(a0, a2) : Merge(a0, b0)).StoreUnsafe(ref words);
        (byCell ? Merge(a1, a3) : Merge(a1, b1)).StoreUnsafe(ref words, 16);
        (byCell ? Merge(b0, b2) : Merge(a2, b2)).StoreUnsafe(ref words, 32);
        (byCell ? Merge(b1, b3) : Merge(a3, b3)).StoreUnsafe(ref words, 48);
        if (!areTwo) return;
        (byCell ? Merge(e0, e2) : Merge(e0, d0)).StoreUnsafe(ref words, 64);
        (byCell ? Merge(e1, e3) : Merge(e1, d1)).StoreUnsafe(ref words, 80);
        (byCell ? Merge(d0, d2) : Merge(e2, d2)).StoreUnsafe(ref words, 96);
        (byCell ? Merge(d1, d3) : Merge(e3, d3)).StoreUnsafe(ref words, 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector512<ulong> w0, ref Vector512<ulong> w1, ref Vector512<ulong> w2, ref Vector512<ulong> w3, Vector512<ulong> k0, Vector512<ulong> k1)
    {
        var first = Multiply(w0, Vector512.Create((ulong)Philox.FirstMultiplier));
        var second = Multiply(w2, Vector512.Create((ulong)Philox.SecondMultiplier));
        (w0, w1, w2, w3) = ((second >>> 32) ^ w1 ^ k0, second, (first >>> 32) ^ w3 ^ k1, first);
    }

    /// <summary>The 64-bit products of the lower halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) =>
        Avx512F.IsSupported ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32()) : (a & Vector512.Create(0xFFFFFFFFul)) * b;

    /// <summary>The lower halves of both, side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Merge(Vector512<ulong> low, Vector512<ulong> high) =>
        Vector512.ConditionalSelect(Vector512.Create(0xFFFFFFFFul), low, high << 32).AsUInt32();

    /// <summary><see cref="NoiseStream.Gaussians"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector512<float> First, Vector512<float> Second) Gaussians(Vector512<uint> radius, Vector512<uint> angle)
    {
        var r = Vector512.Sqrt(Vector512.Create(-2f) * Log(radius));
        var (sin, cos) = SinCos(angle);
        return (r * cos, r * sin);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Log(Vector512<uint> word)
    {
        var head = Vector512.ConvertToSingle((word >>> 8).AsInt32());
        var tail = Fma(Vector512.ConvertToSingle((word & Vector512.Create(0xFFu)).AsInt32()), Of(1f / 256), Of(1f / 512));
        var bits = (head + tail).AsInt32() + Vector512.Create(Elementary.ToExponent);
        var scale = (Vector512.Create(254 << 23) - (bits & Vector512.Create(Elementary.ExponentMask))).AsSingle();
        var f = Fma(tail, scale, Fma(head, scale, Of(-1f)));
        var k = Vector512.ConvertToSingle(bits >> 23) - Of(127f + 24);

        var s = f / (Of(2f) + f);
        var z = s * s;
        var r = z * Fma(z, Fma(z, Of(Elementary.Log2), Of(Elementary.Log1)), Of(Elementary.Log0));
        return Fma(k, Of(Elementary.Ln2High), f - Fma(k, Of(-Elementary.Ln2Low), s * (f - r)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Sin, Vector512<float> Cos) SinCos(Vector512<uint> word)
    {
        var t = Fma(Vector512.ConvertToSingle((word << 2).AsInt32()), Of(Elementary.OneOf32), Of(Elementary.OneOf31));
        var z = t * t;
        var sinTail = Fma(z, Fma(z, Fma(z, Of(Elementary.Sin3), Of(Elementary.Sin2)), Of(Elementary.Sin1)), Of(Elementary.Sin0Low));
        var sin = Fma(t, Of(Elementary.Sin0), t * sinTail).AsUInt32();
        var cosTail = Fma(z, Fma(z, Fma(z, Of(Elementary.Cos3), Of(Elementary.Cos2)), Of(Elementary.Cos1)), Of(Elementary.Cos0));
        var cos = Fma(z, cosTail, Of(1f)).AsUInt32();

        // Quarters 1 and 3 swap the two; the sine's sign is that of quarters 2 and 3, the cosine's of 1 and 2.
        var quarter = word + Vector512.Create(Elementary.EighthTurn);
        var isEven = Vector512.Equals(quarter & Vector512.Create(1u << 30), Vector512<uint>.Zero);
        var sign = Vector512.Create(1u << 31);
        var next = quarter + Vector512.Create(1u << 30);
        return ((Vector512.ConditionalSelect(isEven, sin, cos) ^ (quarter & sign)).AsSingle(), (Vector512.ConditionalSelect(isEven, cos, sin) ^ (next & sign)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Of(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);
}
