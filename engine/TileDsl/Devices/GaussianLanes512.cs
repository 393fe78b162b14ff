using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Devices;

/// <summary><see cref="GaussianLanes"/> with sixteen lanes to an instruction: a group at a time.</summary>
internal static class GaussianLanes512
{
    // Quarters 0 and 2, or 1 and 3, of one register and then of the other.
    private const byte EvenQuarters = 0b10_00_10_00;
    private const byte OddQuarters = 0b11_01_11_01;

    /// <summary>See <see cref="GaussianLanes.Fill"/>.</summary>
    public static void Fill(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, Span<float> gaussians)
    {
        ref var to = ref MemoryMarshal.GetReference(gaussians);
        for (var left = gaussians.Length; left > 0; left -= GaussianLanes.Group)
        {
            var (w0, w1, w2, w3) = Words(keys, firstBlock, c1, c2, c3);
            var (first, second, third, fourth) = Gaussians(w0, w1, w2, w3);
            first.StoreUnsafe(ref to);
            if (left > 16) second.StoreUnsafe(ref to, 16);
            if (left > 32) third.StoreUnsafe(ref to, 32);
            if (left > 48) fourth.StoreUnsafe(ref to, 48);
            to = ref Unsafe.Add(ref to, GaussianLanes.Group);
            firstBlock += GaussianLanes.Blocks;
        }
    }

    /// <summary>Whole groups in the order of cells: lane l of block b is element <c>4 b + l</c>.</summary>
    /// <param name="gaussians">Length a multiple of <see cref="GaussianLanes.Group"/>.</param>
    public static void FillCells(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, Span<float> gaussians)
    {
        ref var to = ref MemoryMarshal.GetReference(gaussians);
        for (nuint at = 0; at < (nuint)gaussians.Length; at += GaussianLanes.Group, firstBlock += GaussianLanes.Blocks)
        {
            var (w0, w1, w2, w3) = Words(keys, firstBlock, c1, c2, c3);
            var (first, second, third, fourth) = Gaussians(w0, w1, w2, w3);
            // Quarter q of each register becomes block 4 q, 4 q + 1, 4 q + 2 or 4 q + 3; then the quarters change places.
            var (low01, low23) = (Avx512F.UnpackLow(first, second).AsDouble(), Avx512F.UnpackLow(third, fourth).AsDouble());
            var (high01, high23) = (Avx512F.UnpackHigh(first, second).AsDouble(), Avx512F.UnpackHigh(third, fourth).AsDouble());
            var (b0, b1) = (Avx512F.UnpackLow(low01, low23), Avx512F.UnpackHigh(low01, low23));
            var (b2, b3) = (Avx512F.UnpackLow(high01, high23), Avx512F.UnpackHigh(high01, high23));
            var (even01, odd01) = (Avx512F.Shuffle4x128(b0, b1, EvenQuarters), Avx512F.Shuffle4x128(b0, b1, OddQuarters));
            var (even23, odd23) = (Avx512F.Shuffle4x128(b2, b3, EvenQuarters), Avx512F.Shuffle4x128(b2, b3, OddQuarters));
            Avx512F.Shuffle4x128(even01, even23, EvenQuarters).AsSingle().StoreUnsafe(ref to, at);
            Avx512F.Shuffle4x128(odd01, odd23, EvenQuarters).AsSingle().StoreUnsafe(ref to, at + 16);
            Avx512F.Shuffle4x128(even01, even23, OddQuarters).AsSingle().StoreUnsafe(ref to, at + 32);
            Avx512F.Shuffle4x128(odd01, odd23, OddQuarters).AsSingle().StoreUnsafe(ref to, at + 48);
        }
    }

    /// <summary>
    /// The words of sixteen blocks. Even and odd blocks have registers of their own, 64 bits to a word: a round multiplies the
    /// lower halves and leaves the low words of its products where the next round wants them; what is above them is never read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<uint> W0, Vector512<uint> W1, Vector512<uint> W2, Vector512<uint> W3) Words(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3)
    {
        var firstMultiplier = Vector512.Create((ulong)Philox.FirstMultiplier);
        var secondMultiplier = Vector512.Create((ulong)Philox.SecondMultiplier);
        var even0 = Vector512.Create((ulong)firstBlock) + Vector512.Create(0ul, 2, 4, 6, 8, 10, 12, 14);
        var odd0 = even0 + Vector512<ulong>.One;
        var (even1, even2, even3) = (Vector512.Create((ulong)c1), Vector512.Create((ulong)c2), Vector512.Create((ulong)c3));
        var (odd1, odd2, odd3) = (even1, even2, even3);
        ref var key = ref MemoryMarshal.GetArrayDataReference(keys);
        for (nint n = 0; n < 2 * Philox.Rounds; n += 2)
        {
            var k0 = Vector512.Create(Unsafe.Add(ref key, n)).AsUInt64();
            var k1 = Vector512.Create(Unsafe.Add(ref key, n + 1)).AsUInt64();
            var evenFirst = Multiply(even0, firstMultiplier);
            var evenSecond = Multiply(even2, secondMultiplier);
            var oddFirst = Multiply(odd0, firstMultiplier);
            var oddSecond = Multiply(odd2, secondMultiplier);
            even0 = (evenSecond >>> 32) ^ even1 ^ k0;
            even2 = (evenFirst >>> 32) ^ even3 ^ k1;
            odd0 = (oddSecond >>> 32) ^ odd1 ^ k0;
            odd2 = (oddFirst >>> 32) ^ odd3 ^ k1;
            (even1, even3, odd1, odd3) = (evenSecond, evenFirst, oddSecond, oddFirst);
        }
        return (Merge(even0, odd0), Merge(even1, odd1), Merge(even2, odd2), Merge(even3, odd3));
    }

    /// <summary>The 64-bit products of the lower halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) =>
        Avx512F.IsSupported ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32()) : (a & Vector512.Create(0xFFFFFFFFul)) * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Merge(Vector512<ulong> even, Vector512<ulong> odd) =>
        Vector512.ConditionalSelect(Vector512.Create(0xFFFFFFFFul), even, odd << 32).AsUInt32();

    /// <summary><see cref="NoiseStream.Gaussians"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector512<float> First, Vector512<float> Second) Gaussians(Vector512<uint> radius, Vector512<uint> angle)
    {
        var r = Vector512.Sqrt(Vector512.Create(-2f) * Log(radius));
        var (sin, cos) = SinCos(angle);
        return (r * cos, r * sin);
    }

    /// <summary>The same twice, side by side: each is a long chain of steps, and a processor looks ahead too few to find the second by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> First, Vector512<float> Second, Vector512<float> Third, Vector512<float> Fourth) Gaussians(
        Vector512<uint> radius0, Vector512<uint> angle0, Vector512<uint> radius1, Vector512<uint> angle1)
    {
        var head0 = Vector512.ConvertToSingle((radius0 >>> 8).AsInt32());
        var head1 = Vector512.ConvertToSingle((radius1 >>> 8).AsInt32());
        var tail0 = Fma(Vector512.ConvertToSingle((radius0 & Vector512.Create(0xFFu)).AsInt32()), Of(1f / 256), Of(1f / 512));
        var tail1 = Fma(Vector512.ConvertToSingle((radius1 & Vector512.Create(0xFFu)).AsInt32()), Of(1f / 256), Of(1f / 512));
        var bits0 = (head0 + tail0).AsInt32() + Vector512.Create(Elementary.ToExponent);
        var bits1 = (head1 + tail1).AsInt32() + Vector512.Create(Elementary.ToExponent);
        var scale0 = (Vector512.Create(254 << 23) - (bits0 & Vector512.Create(Elementary.ExponentMask))).AsSingle();
        var scale1 = (Vector512.Create(254 << 23) - (bits1 & Vector512.Create(Elementary.ExponentMask))).AsSingle();
        var f0 = Fma(tail0, scale0, Fma(head0, scale0, Of(-1f)));
        var f1 = Fma(tail1, scale1, Fma(head1, scale1, Of(-1f)));
        var k0 = Vector512.ConvertToSingle(bits0 >> 23) - Of(127f + 24);
        var k1 = Vector512.ConvertToSingle(bits1 >> 23) - Of(127f + 24);
        var s0 = f0 / (Of(2f) + f0);
        var s1 = f1 / (Of(2f) + f1);
        var t0 = Fma(Vector512.ConvertToSingle((angle0 << 2).AsInt32()), Of(Elementary.OneOf32), Of(Elementary.OneOf31));
        var t1 = Fma(Vector512.ConvertToSingle((angle1 << 2).AsInt32()), Of(Elementary.OneOf32), Of(Elementary.OneOf31));
        var y0 = t0 * t0;
        var y1 = t1 * t1;
        var z0 = s0 * s0;
        var z1 = s1 * s1;
        var sinTail0 = Fma(y0, Fma(y0, Fma(y0, Of(Elementary.Sin3), Of(Elementary.Sin2)), Of(Elementary.Sin1)), Of(Elementary.Sin0Low));
        var sinTail1 = Fma(y1, Fma(y1, Fma(y1, Of(Elementary.Sin3), Of(Elementary.Sin2)), Of(Elementary.Sin1)), Of(Elementary.Sin0Low));
        var cosTail0 = Fma(y0, Fma(y0, Fma(y0, Of(Elementary.Cos3), Of(Elementary.Cos2)), Of(Elementary.Cos1)), Of(Elementary.Cos0));
        var cosTail1 = Fma(y1, Fma(y1, Fma(y1, Of(Elementary.Cos3), Of(Elementary.Cos2)), Of(Elementary.Cos1)), Of(Elementary.Cos0));
        var r0 = z0 * Fma(z0, Fma(z0, Of(Elementary.Log2), Of(Elementary.Log1)), Of(Elementary.Log0));
        var r1 = z1 * Fma(z1, Fma(z1, Of(Elementary.Log2), Of(Elementary.Log1)), Of(Elementary.Log0));
        var log0 = Fma(k0, Of(Elementary.Ln2High), f0 - Fma(k0, Of(-Elementary.Ln2Low), s0 * (f0 - r0)));
        var log1 = Fma(k1, Of(Elementary.Ln2High), f1 - Fma(k1, Of(-Elementary.Ln2Low), s1 * (f1 - r1)));
        var size0 = Vector512.Sqrt(Of(-2f) * log0);
        var size1 = Vector512.Sqrt(Of(-2f) * log1);
        var (sin0, cos0) = Turn(angle0, Fma(t0, Of(Elementary.Sin0), t0 * sinTail0), Fma(y0, cosTail0, Of(1f)));
        var (sin1, cos1) = Turn(angle1, Fma(t1, Of(Elementary.Sin0), t1 * sinTail1), Fma(y1, cosTail1, Of(1f)));
        return (size0 * cos0, size0 * sin0, size1 * cos1, size1 * sin1);
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
        var sin = Fma(t, Of(Elementary.Sin0), t * sinTail);
        var cosTail = Fma(z, Fma(z, Fma(z, Of(Elementary.Cos3), Of(Elementary.Cos2)), Of(Elementary.Cos1)), Of(Elementary.Cos0));
        var cos = Fma(z, cosTail, Of(1f));

        return Turn(word, sin, cos);
    }

    /// <summary>Sine and cosine of an angle, from those of its place in the quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Sin, Vector512<float> Cos) Turn(Vector512<uint> word, Vector512<float> sin, Vector512<float> cos)
    {
        // Quarters 1 and 3 swap the two; the sine's sign is that of quarters 2 and 3, the cosine's of 1 and 2.
        var quarter = word + Vector512.Create(Elementary.EighthTurn);
        var swap = Vector512.Equals(quarter & Vector512.Create(1u << 30), Vector512<uint>.Zero).AsSingle();
        var sign = Vector512.Create(1u << 31);
        var sinSign = (quarter & sign).AsSingle();
        var cosSign = ((quarter + Vector512.Create(1u << 30)) & sign).AsSingle();
        return (Vector512.ConditionalSelect(swap, sin, cos) ^ sinSign, Vector512.ConditionalSelect(swap, cos, sin) ^ cosSign);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Of(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);
}
