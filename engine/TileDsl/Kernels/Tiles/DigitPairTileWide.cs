using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="DigitPairTile.Sum"/> where one instruction permutes 64 bytes by 64 indices (AVX-512 VBMI). Of what is looked up, one accumulator takes the bytes as they are,
/// wrapping around, another their high halves; the low halves' sum is what is left of the first when sixteen times the second is taken out of it.
/// </summary>
internal static class DigitPairTileWide
{
    public static bool IsSupported => DigitTileWide.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        for (var c = 0; c < width;)
        {
            // A lone block is its own second one.
            var second = c + 128 <= width ? 64 : 0;
            for (var k = 0; k < cycles; k += 8)
                FourByTwo(ref Unsafe.Add(ref panel, c), second, groups, width, ref tables, ref Unsafe.Add(ref combos, k / 2), (cycles + 1) / 2, Math.Min(8, cycles - k), groupsPerChunk, ref Unsafe.Add(ref sums, k * (nint)sumStride + c), sumStride);
            c += second + 64;
        }
    }

    /// <summary>One to four pairs of cycles (fewer than four repeat the last), two blocks of 64 columns.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(ref byte panel, int second, int groups, int width, ref byte tables, ref byte combos, int pairs, int count, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        Unsafe.SkipInit(out DigitChunks memory);
        var last = (count - 1) / 2;
        var (j1, j2, j3) = ((nint)Math.Min(1, last), (nint)Math.Min(2, last), (nint)Math.Min(3, last));
        for (var done = 0; done < groups;)
        {
            var isFirst = done == 0;
            var chunks = 0;
            Vector512<byte> a0 = default, a1 = default, a2 = default, a3 = default, ah0 = default, ah1 = default, ah2 = default, ah3 = default;
            Vector512<byte> b0 = default, b1 = default, b2 = default, b3 = default, bh0 = default, bh1 = default, bh2 = default, bh3 = default;
            for (; chunks < DigitChunks.Most && done < groups; chunks++)
            {
                var left = Math.Min(groupsPerChunk, groups - done);
                done += left;
                for (; left > 0; left--)
                {
                    var a = Vector512.LoadUnsafe(ref panel);
                    var b = Vector512.LoadUnsafe(ref panel, (nuint)second);
                    LookUp(ref tables, combos, a, b, ref a0, ref ah0, ref b0, ref bh0);
                    LookUp(ref tables, Unsafe.Add(ref combos, j1), a, b, ref a1, ref ah1, ref b1, ref bh1);
                    LookUp(ref tables, Unsafe.Add(ref combos, j2), a, b, ref a2, ref ah2, ref b2, ref bh2);
                    LookUp(ref tables, Unsafe.Add(ref combos, j3), a, b, ref a3, ref ah3, ref b3, ref bh3);
                    panel = ref Unsafe.Add(ref panel, width);
                    combos = ref Unsafe.Add(ref combos, pairs);
                }
                ref var y = ref memory.Chunk(chunks);
                Remember(a0, ah0, b0, bh0, ref y);
                Remember(a1, ah1, b1, bh1, ref Unsafe.Add(ref y, 4 * 64));
                Remember(a2, ah2, b2, bh2, ref Unsafe.Add(ref y, 8 * 64));
                Remember(a3, ah3, b3, bh3, ref Unsafe.Add(ref y, 12 * 64));
            }
            memory.Widen(chunks, count, second, isFirst, ref sums, sumStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LookUp(ref byte tables, byte combo, Vector512<byte> a, Vector512<byte> b, ref Vector512<byte> sumA, ref Vector512<byte> highA, ref Vector512<byte> sumB, ref Vector512<byte> highB)
    {
        var table = DigitTileWide.Table(ref tables, combo);
        var entry = Avx512Vbmi.PermuteVar64x8(table, a);
        sumA += entry;
        highA += High(entry);
        entry = Avx512Vbmi.PermuteVar64x8(table, b);
        sumB += entry;
        highB += High(entry);
    }

    /// <summary>The high halves of bytes; as a product of bit matrices where there is one, which is a single instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> High(Vector512<byte> bytes) => Gfni.V512.IsSupported
        ? Gfni.V512.GaloisFieldAffineTransform(bytes, Vector512.Create(0x1020408000000000ul).AsByte(), 0)
        : (bytes.AsUInt16() >> 4).AsByte() & Vector512.Create((byte)15);

    /// <summary>The accumulators of a pair's two cycles, two blocks each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Remember(Vector512<byte> a, Vector512<byte> highA, Vector512<byte> b, Vector512<byte> highB, ref byte chunk)
    {
        (a - (highA << 4)).StoreUnsafe(ref chunk);
        (b - (highB << 4)).StoreUnsafe(ref chunk, 64);
        highA.StoreUnsafe(ref chunk, 2 * 64);
        highB.StoreUnsafe(ref chunk, 3 * 64);
    }
}
