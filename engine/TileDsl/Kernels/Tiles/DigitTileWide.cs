using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="DigitTile.Sum"/> where one instruction permutes 64 bytes by 64 indices (AVX-512 VBMI). Two blocks of columns by four cycles are eight accumulators;
/// a table is loaded once for the two blocks.
/// </summary>
internal static class DigitTileWide
{
    public static bool IsSupported => Avx512Vbmi.IsSupported && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        for (var c = 0; c < width;)
        {
            // A lone block is its own second one.
            var second = c + 128 <= width ? 64 : 0;
            for (var k = 0; k < cycles; k += 4)
                FourByTwo(ref Unsafe.Add(ref panel, c), second, groups, width, ref tables, ref Unsafe.Add(ref combos, k), cycles, Math.Min(4, cycles - k), groupsPerChunk, ref Unsafe.Add(ref sums, k * (nint)sumStride + c), sumStride);
            c += second + 64;
        }
    }

    /// <summary>One to four cycles (fewer than four repeat the last), two blocks of 64 columns.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(ref byte panel, int second, int groups, int width, ref byte tables, ref byte combos, int cycles, int count, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        Unsafe.SkipInit(out DigitChunks memory);
        var (k1, k2, k3) = ((nint)Math.Min(1, count - 1), (nint)Math.Min(2, count - 1), (nint)Math.Min(3, count - 1));
        for (var done = 0; done < groups;)
        {
            var isFirst = done == 0;
            var chunks = 0;
            Vector512<byte> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            for (; chunks < DigitChunks.Most && done < groups; chunks++)
            {
                var left = Math.Min(groupsPerChunk, groups - done);
                done += left;
                for (; left > 0; left--)
                {
                    var a = Vector512.LoadUnsafe(ref panel);
                    var b = Vector512.LoadUnsafe(ref panel, (nuint)second);
                    var t = Table(ref tables, combos);
                    a0 += Avx512Vbmi.PermuteVar64x8(t, a);
                    b0 += Avx512Vbmi.PermuteVar64x8(t, b);
                    t = Table(ref tables, Unsafe.Add(ref combos, k1));
                    a1 += Avx512Vbmi.PermuteVar64x8(t, a);
                    b1 += Avx512Vbmi.PermuteVar64x8(t, b);
                    t = Table(ref tables, Unsafe.Add(ref combos, k2));
                    a2 += Avx512Vbmi.PermuteVar64x8(t, a);
                    b2 += Avx512Vbmi.PermuteVar64x8(t, b);
                    t = Table(ref tables, Unsafe.Add(ref combos, k3));
                    a3 += Avx512Vbmi.PermuteVar64x8(t, a);
                    b3 += Avx512Vbmi.PermuteVar64x8(t, b);
                    panel = ref Unsafe.Add(ref panel, width);
                    combos = ref Unsafe.Add(ref combos, cycles);
                }
                ref var y = ref memory.Chunk(chunks);
                a0.StoreUnsafe(ref y);
                b0.StoreUnsafe(ref y, 64);
                a1.StoreUnsafe(ref y, 2 * 64);
                b1.StoreUnsafe(ref y, 3 * 64);
                a2.StoreUnsafe(ref y, 4 * 64);
                b2.StoreUnsafe(ref y, 5 * 64);
                a3.StoreUnsafe(ref y, 6 * 64);
                b3.StoreUnsafe(ref y, 7 * 64);
            }
            memory.Widen(chunks, count, second, isFirst, ref sums, sumStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Table(ref byte tables, byte combo) => Vector512.LoadUnsafe(ref Unsafe.Add(ref tables, (nint)((uint)combo << 6)));
}
