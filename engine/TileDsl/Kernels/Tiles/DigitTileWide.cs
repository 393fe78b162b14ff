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
                // Two groups to a turn: the look-ups are as many as the machine can do, and leave little room for the loop around them.
                for (; left > 1; left -= 2)
                {
                    Group(ref panel, second, ref tables, ref combos, k1, k2, k3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
                    panel = ref Unsafe.Add(ref panel, width);
                    combos = ref Unsafe.Add(ref combos, cycles);
                    Group(ref panel, second, ref tables, ref combos, k1, k2, k3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
                    panel = ref Unsafe.Add(ref panel, width);
                    combos = ref Unsafe.Add(ref combos, cycles);
                }
                if (left > 0)
                {
                    Group(ref panel, second, ref tables, ref combos, k1, k2, k3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
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

    /// <summary>Looks up what one group adds to two blocks in four cycles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group(
        ref byte panel, int second, ref byte tables, ref byte combos, nint k1, nint k2, nint k3,
        ref Vector512<byte> a0, ref Vector512<byte> a1, ref Vector512<byte> a2, ref Vector512<byte> a3, ref Vector512<byte> b0, ref Vector512<byte> b1, ref Vector512<byte> b2, ref Vector512<byte> b3)
    {
        var a = Vector512.LoadUnsafe(ref panel);
        var b = Vector512.LoadUnsafe(ref panel, (nuint)second);
        Cycle(Table(ref tables, combos), a, b, ref a0, ref b0);
        Cycle(Table(ref tables, Unsafe.Add(ref combos, k1)), a, b, ref a1, ref b1);
        Cycle(Table(ref tables, Unsafe.Add(ref combos, k2)), a, b, ref a2, ref b2);
        Cycle(Table(ref tables, Unsafe.Add(ref combos, k3)), a, b, ref a3, ref b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cycle(Vector512<byte> table, Vector512<byte> a, Vector512<byte> b, ref Vector512<byte> x, ref Vector512<byte> y)
    {
        x += Avx512Vbmi.PermuteVar64x8(table, a);
        y += Avx512Vbmi.PermuteVar64x8(table, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Table(ref byte tables, byte combo) => Vector512.LoadUnsafe(ref Unsafe.Add(ref tables, (nint)((uint)combo << 6)));
}
