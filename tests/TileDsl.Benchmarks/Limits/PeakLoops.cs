using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Benchmarks.Limits;

/// <summary>Loops that keep one unit of a core busy. Each takes rounds and returns how many items it did.</summary>
internal static class PeakLoops
{
    /// <summary>Seen by others, so that no result is thrown away.</summary>
    public static float Sink { get; private set; }

    /// <summary>A part of the first-level cache.</summary>
    private const int Bytes = 4096;

    private static readonly byte[] s_bytes = new byte[Bytes];

    /// <summary>FP32 fused multiply-adds on twelve independent sums.</summary>
    public static long FloatMacs(int rounds) =>
        Vector512.IsHardwareAccelerated ? FloatMacs512(rounds) : FloatMacsAnyWidth(rounds);

    private static long FloatMacs512(int rounds)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
        Vector512<float> a6 = default, a7 = default, a8 = default, a9 = default, a10 = default, a11 = default;
        var (x, y) = (Vector512.Create(1.0001f), Vector512.Create(0.9999f));
        for (var n = 0; n < rounds; n++)
        {
            a0 = Vector512.FusedMultiplyAdd(x, y, a0);
            a1 = Vector512.FusedMultiplyAdd(x, y, a1);
            a2 = Vector512.FusedMultiplyAdd(x, y, a2);
            a3 = Vector512.FusedMultiplyAdd(x, y, a3);
            a4 = Vector512.FusedMultiplyAdd(x, y, a4);
            a5 = Vector512.FusedMultiplyAdd(x, y, a5);
            a6 = Vector512.FusedMultiplyAdd(x, y, a6);
            a7 = Vector512.FusedMultiplyAdd(x, y, a7);
            a8 = Vector512.FusedMultiplyAdd(x, y, a8);
            a9 = Vector512.FusedMultiplyAdd(x, y, a9);
            a10 = Vector512.FusedMultiplyAdd(x, y, a10);
            a11 = Vector512.FusedMultiplyAdd(x, y, a11);
        }
        Sink = Vector512.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11);
        return 12L * 16 * rounds;
    }

    private static long FloatMacsAnyWidth(int rounds)
    {
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
        Vector<float> a6 = default, a7 = default, a8 = default, a9 = default, a10 = default, a11 = default;
        var (x, y) = (new Vector<float>(1.0001f), new Vector<float>(0.9999f));
        for (var n = 0; n < rounds; n++)
        {
            a0 = Vector.FusedMultiplyAdd(x, y, a0);
            a1 = Vector.FusedMultiplyAdd(x, y, a1);
            a2 = Vector.FusedMultiplyAdd(x, y, a2);
            a3 = Vector.FusedMultiplyAdd(x, y, a3);
            a4 = Vector.FusedMultiplyAdd(x, y, a4);
            a5 = Vector.FusedMultiplyAdd(x, y, a5);
            a6 = Vector.FusedMultiplyAdd(x, y, a6);
            a7 = Vector.FusedMultiplyAdd(x, y, a7);
            a8 = Vector.FusedMultiplyAdd(x, y, a8);
            a9 = Vector.FusedMultiplyAdd(x, y, a9);
            a10 = Vector.FusedMultiplyAdd(x, y, a10);
            a11 = Vector.FusedMultiplyAdd(x, y, a11);
        }
        Sink = Vector.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11);
        return 12L * Vector<float>.Count * rounds;
    }

    /// <summary>
    /// Bytes widened to 16 bits, multiplied and added in pairs (VPMADDWD), added to 32-bit sums: an exact product of unsigned
    /// and signed bytes without AVX512-VNNI, which .NET does not show. Weights come from the first-level cache.
    /// </summary>
    public static long IntegerMacs(int rounds)
    {
        if (!Avx512BW.IsSupported) return IntegerMacs256(rounds);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(s_bytes);
        Vector512<int> a0 = default, a1 = default, a2 = default, a3 = default;
        var (x, y) = (Vector512.Create((short)3), Vector512.Create((short)-5));
        for (var n = 0; n < rounds; n++)
        {
            for (nuint at = 0; at < Bytes; at += 128)
            {
                var (w0, w1) = (Vector512.LoadUnsafe(ref weights, at).AsInt16(), Vector512.LoadUnsafe(ref weights, at + 64).AsInt16());
                a0 += Avx512BW.MultiplyAddAdjacent(x, w0);
                a1 += Avx512BW.MultiplyAddAdjacent(x, w1);
                a2 += Avx512BW.MultiplyAddAdjacent(y, w0);
                a3 += Avx512BW.MultiplyAddAdjacent(y, w1);
            }
        }
        Sink = Vector512.Sum(a0 + a1 + a2 + a3);
        return 2L * Bytes / sizeof(short) * rounds;
    }

    private static long IntegerMacs256(int rounds)
    {
        if (!Avx2.IsSupported) return 0;
        ref var weights = ref MemoryMarshal.GetArrayDataReference(s_bytes);
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
        var (x, y) = (Vector256.Create((short)3), Vector256.Create((short)-5));
        for (var n = 0; n < rounds; n++)
        {
            for (nuint at = 0; at < Bytes; at += 64)
            {
                var (w0, w1) = (Vector256.LoadUnsafe(ref weights, at).AsInt16(), Vector256.LoadUnsafe(ref weights, at + 32).AsInt16());
                a0 += Avx2.MultiplyAddAdjacent(x, w0);
                a1 += Avx2.MultiplyAddAdjacent(x, w1);
                a2 += Avx2.MultiplyAddAdjacent(y, w0);
                a3 += Avx2.MultiplyAddAdjacent(y, w1);
            }
        }
        Sink = Vector256.Sum(a0 + a1 + a2 + a3);
        return 2L * Bytes / sizeof(short) * rounds;
    }

    /// <summary>
    /// 2-bit digits times input bits by look-up and byte addition: three rows' digits in a byte and a table of 64 sums
    /// (VPERMB), or two rows' in half a byte and a table of 16 (PSHUFB).
    /// </summary>
    public static long DigitMacs(int rounds)
    {
        if (!Avx512Vbmi.IsSupported) return DigitMacs256(rounds);
        ref var digits = ref MemoryMarshal.GetArrayDataReference(s_bytes);
        Vector512<byte> a0 = default, a1 = default, a2 = default, a3 = default;
        var (table, other) = (Vector512.Create((byte)3), Vector512.Create((byte)5));
        for (var n = 0; n < rounds; n++)
        {
            for (nuint at = 0; at < Bytes; at += 128)
            {
                var (d0, d1) = (Vector512.LoadUnsafe(ref digits, at), Vector512.LoadUnsafe(ref digits, at + 64));
                a0 += Avx512Vbmi.PermuteVar64x8(table, d0);
                a1 += Avx512Vbmi.PermuteVar64x8(table, d1);
                a2 += Avx512Vbmi.PermuteVar64x8(other, d0);
                a3 += Avx512Vbmi.PermuteVar64x8(other, d1);
            }
        }
        Sink = Vector512.Sum(a0 + a1 + a2 + a3);
        return 2L * Bytes * 3 * rounds;
    }

    private static long DigitMacs256(int rounds)
    {
        if (!Avx2.IsSupported) return 0;
        ref var digits = ref MemoryMarshal.GetArrayDataReference(s_bytes);
        Vector256<byte> a0 = default, a1 = default, a2 = default, a3 = default;
        var (table, other) = (Vector256.Create((byte)3), Vector256.Create((byte)5));
        for (var n = 0; n < rounds; n++)
        {
            for (nuint at = 0; at < Bytes; at += 64)
            {
                var (d0, d1) = (Vector256.LoadUnsafe(ref digits, at), Vector256.LoadUnsafe(ref digits, at + 32));
                a0 += Avx2.Shuffle(table, d0);
                a1 += Avx2.Shuffle(table, d1);
                a2 += Avx2.Shuffle(other, d0);
                a3 += Avx2.Shuffle(other, d1);
            }
        }
        Sink = Vector256.Sum(a0 + a1 + a2 + a3);
        return 2L * Bytes * 2 * rounds;
    }

    /// <summary>Reads an array and adds it up; the items are bytes.</summary>
    public static long Read(float[] values, int rounds)
    {
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default;
        ref var first = ref MemoryMarshal.GetArrayDataReference(values);
        var width = (nuint)Vector<float>.Count;
        for (var n = 0; n < rounds; n++)
        {
            for (nuint at = 0; at + 4 * width <= (nuint)values.Length; at += 4 * width)
            {
                a0 += Vector.LoadUnsafe(ref first, at);
                a1 += Vector.LoadUnsafe(ref first, at + width);
                a2 += Vector.LoadUnsafe(ref first, at + 2 * width);
                a3 += Vector.LoadUnsafe(ref first, at + 3 * width);
            }
        }
        Sink = Vector.Sum(a0 + a1 + a2 + a3);
        return (long)values.Length * sizeof(float) * rounds;
    }
}
