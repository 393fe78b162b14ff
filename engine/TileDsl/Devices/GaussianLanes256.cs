using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Devices;

/// <summary><see cref="GaussianLanes"/> with eight lanes to an instruction: half a group at a time.</summary>
internal static class GaussianLanes256
{
    /// <summary>See <see cref="GaussianLanes.Fill"/>.</summary>
    public static void Fill(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3, Span<float> gaussians)
    {
        ref var to = ref MemoryMarshal.GetReference(gaussians);
        for (var left = gaussians.Length; left > 0; left -= GaussianLanes.Group)
        {
            for (nuint half = 0; half < GaussianLanes.Blocks; half += 8)
            {
                var (w0, w1, w2, w3) = Words(keys, firstBlock + (uint)half, c1, c2, c3);
                var (cos, sin) = Gaussians(w0, w1);
                cos.StoreUnsafe(ref to, half);
                if (left > 16) sin.StoreUnsafe(ref to, 16 + half);
                if (left > 32)
                {
                    (cos, sin) = Gaussians(w2, w3);
                    cos.StoreUnsafe(ref to, 32 + half);
                    if (left > 48) sin.StoreUnsafe(ref to, 48 + half);
                }
            }
            to = ref Unsafe.Add(ref to, GaussianLanes.Group);
            firstBlock += GaussianLanes.Blocks;
        }
    }

    /// <summary>
    /// The words of eight blocks. Even and odd blocks have registers of their own, 64 bits to a word: a round multiplies the
    /// lower halves and leaves the low words of its products where the next round wants them; what is above them is never read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> W0, Vector256<uint> W1, Vector256<uint> W2, Vector256<uint> W3) Words(uint[] keys, uint firstBlock, uint c1, uint c2, uint c3)
    {
        var firstMultiplier = Vector256.Create((ulong)Philox.FirstMultiplier);
        var secondMultiplier = Vector256.Create((ulong)Philox.SecondMultiplier);
        var even0 = Vector256.Create((ulong)firstBlock) + Vector256.Create(0ul, 2, 4, 6);
        var odd0 = even0 + Vector256<ulong>.One;
        var (even1, even2, even3) = (Vector256.Create((ulong)c1), Vector256.Create((ulong)c2), Vector256.Create((ulong)c3));
        var (odd1, odd2, odd3) = (even1, even2, even3);
        ref var key = ref MemoryMarshal.GetArrayDataReference(keys);
        for (nint n = 0; n < 2 * Philox.Rounds; n += 2)
        {
            var k0 = Vector256.Create(Unsafe.Add(ref key, n)).AsUInt64();
            var k1 = Vector256.Create(Unsafe.Add(ref key, n + 1)).AsUInt64();
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
    private static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32()) : (a & Vector256.Create(0xFFFFFFFFul)) * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Merge(Vector256<ulong> even, Vector256<ulong> odd) =>
        Vector256.ConditionalSelect(Vector256.Create(0xFFFFFFFFul), even, odd << 32).AsUInt32();

    /// <summary><see cref="NoiseStream.Gaussians"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<float> First, Vector256<float> Second) Gaussians(Vector256<uint> radius, Vector256<uint> angle)
    {
        var r = Vector256.Sqrt(Vector256.Create(-2f) * Log(radius));
        var (sin, cos) = SinCos(angle);
        return (r * cos, r * sin);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Log(Vector256<uint> word)
    {
        var head = Vector256.ConvertToSingle((word >>> 8).AsInt32());
        var tail = Fma(Vector256.ConvertToSingle((word & Vector256.Create(0xFFu)).AsInt32()), Of(1f / 256), Of(1f / 512));
        var bits = (head + tail).AsInt32() + Vector256.Create(Elementary.ToExponent);
        var scale = (Vector256.Create(254 << 23) - (bits & Vector256.Create(Elementary.ExponentMask))).AsSingle();
        var f = Fma(tail, scale, Fma(head, scale, Of(-1f)));
        var k = Vector256.ConvertToSingle(bits >> 23) - Of(127f + 24);

        var s = f / (Of(2f) + f);
        var z = s * s;
        var r = z * Fma(z, Fma(z, Of(Elementary.Log2), Of(Elementary.Log1)), Of(Elementary.Log0));
        return Fma(k, Of(Elementary.Ln2High), f - Fma(k, Of(-Elementary.Ln2Low), s * (f - r)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Sin, Vector256<float> Cos) SinCos(Vector256<uint> word)
    {
        var t = Fma(Vector256.ConvertToSingle((word << 2).AsInt32()), Of(Elementary.OneOf32), Of(Elementary.OneOf31));
        var z = t * t;
        var sinTail = Fma(z, Fma(z, Fma(z, Of(Elementary.Sin3), Of(Elementary.Sin2)), Of(Elementary.Sin1)), Of(Elementary.Sin0Low));
        var sin = Fma(t, Of(Elementary.Sin0), t * sinTail);
        var cosTail = Fma(z, Fma(z, Fma(z, Of(Elementary.Cos3), Of(Elementary.Cos2)), Of(Elementary.Cos1)), Of(Elementary.Cos0));
        var cos = Fma(z, cosTail, Of(1f));

        // Quarters 1 and 3 swap the two; the sine's sign is that of quarters 2 and 3, the cosine's of 1 and 2.
        var quarter = word + Vector256.Create(Elementary.EighthTurn);
        var swap = Vector256.Equals(quarter & Vector256.Create(1u << 30), Vector256<uint>.Zero).AsSingle();
        var sign = Vector256.Create(1u << 31);
        var sinSign = (quarter & sign).AsSingle();
        var cosSign = ((quarter + Vector256.Create(1u << 30)) & sign).AsSingle();
        return (Vector256.ConditionalSelect(swap, sin, cos) ^ sinSign, Vector256.ConditionalSelect(swap, cos, sin) ^ cosSign);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Of(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);
}
