using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="DigitTile.Sum"/> where one instruction permutes 64 bytes by 64 indices (AVX-512 VBMI). Two blocks of columns by eight cycles are 16 accumulators;
/// a table is loaded once for the two blocks. The byte accumulators wrap around; as no chunk adds more than 255, one is less than before exactly where it did,
/// and the wraps counted are the sum's high byte: half the work of widening the bytes of every chunk.
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
            for (var k = 0; k < cycles;)
            {
                ref var y = ref Unsafe.Add(ref sums, k * (nint)sumStride + c);
                ref var p = ref Unsafe.Add(ref panel, c);
                ref var combo = ref Unsafe.Add(ref combos, k);
                if (k + 8 <= cycles && second > 0)
                {
                    EightByTwo(ref p, groups, width, ref tables, ref combo, cycles, groupsPerChunk, ref y, sumStride);
                    k += 8;
                }
                else
                {
                    FourByTwo(ref p, second, groups, width, ref tables, ref combo, cycles, cycles - k - 1, groupsPerChunk, ref y, sumStride);
                    k += 4;
                }
            }
            c += second + 64;
        }
    }

    /// <summary>Eight cycles, 128 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightByTwo(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        Vector512<byte> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        Vector512<byte> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        for (var first = 0; first < groups; first += groupsPerChunk)
        {
            for (var group = Math.Min(groupsPerChunk, groups - first); group > 0; group--)
            {
                var a = Vector512.LoadUnsafe(ref panel);
                var b = Vector512.LoadUnsafe(ref panel, 64);
                var t = Table(ref tables, combos);
                a0 += Avx512Vbmi.PermuteVar64x8(t, a);
                b0 += Avx512Vbmi.PermuteVar64x8(t, b);
                t = Table(ref tables, Unsafe.Add(ref combos, 1));
                a1 += Avx512Vbmi.PermuteVar64x8(t, a);
                b1 += Avx512Vbmi.PermuteVar64x8(t, b);
                t = Table(ref tables, Unsafe.Add(ref combos, 2));
                a2 += Avx512Vbmi.PermuteVar64x8(t, a);
                b2 += Avx512Vbmi.PermuteVar64x8(t, b);
                t = Table(ref tables, Unsafe.Add(ref combos, 3));
                a3 += Avx512Vbmi.PermuteVar64x8(t, a);
                b3 += Avx512Vbmi.PermuteVar64x8(t, b);
                t = Table(ref tables, Unsafe.Add(ref combos, 4));
                a4 += Avx512Vbmi.PermuteVar64x8(t, a);
                b4 += Avx512Vbmi.PermuteVar64x8(t, b);
                t = Table(ref tables, Unsafe.Add(ref combos, 5));
                a5 += Avx512Vbmi.PermuteVar64x8(t, a);
                b5 += Avx512Vbmi.PermuteVar64x8(t, b);
                t = Table(ref tables, Unsafe.Add(ref combos, 6));
                a6 += Avx512Vbmi.PermuteVar64x8(t, a);
                b6 += Avx512Vbmi.PermuteVar64x8(t, b);
                t = Table(ref tables, Unsafe.Add(ref combos, 7));
                a7 += Avx512Vbmi.PermuteVar64x8(t, a);
                b7 += Avx512Vbmi.PermuteVar64x8(t, b);
                panel = ref Unsafe.Add(ref panel, width);
                combos = ref Unsafe.Add(ref combos, cycles);
            }
            ref var y = ref sums;
            var chunk = Place(first, groupsPerChunk, groups);
            EndChunk(a0, b0, ref y, 64, chunk);
            EndChunk(a1, b1, ref y = ref Unsafe.Add(ref y, sumStride), 64, chunk);
            EndChunk(a2, b2, ref y = ref Unsafe.Add(ref y, sumStride), 64, chunk);
            EndChunk(a3, b3, ref y = ref Unsafe.Add(ref y, sumStride), 64, chunk);
            EndChunk(a4, b4, ref y = ref Unsafe.Add(ref y, sumStride), 64, chunk);
            EndChunk(a5, b5, ref y = ref Unsafe.Add(ref y, sumStride), 64, chunk);
            EndChunk(a6, b6, ref y = ref Unsafe.Add(ref y, sumStride), 64, chunk);
            EndChunk(a7, b7, ref Unsafe.Add(ref y, sumStride), 64, chunk);
        }
    }

    /// <summary>Four cycles or the last of them (fewer repeat the last), two blocks of 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(ref byte panel, int second, int groups, int width, ref byte tables, ref byte combos, int cycles, int last, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        var (k1, k2, k3) = (Math.Min(1, last), Math.Min(2, last), Math.Min(3, last));
        Vector512<byte> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (var first = 0; first < groups; first += groupsPerChunk)
        {
            for (var group = Math.Min(groupsPerChunk, groups - first); group > 0; group--)
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
            // A cycle or block that repeats another ends its chunk once: counting wraps twice would be wrong.
            var chunk = Place(first, groupsPerChunk, groups);
            EndChunk(a0, b0, ref sums, second, chunk);
            if (k1 == 1) EndChunk(a1, b1, ref Unsafe.Add(ref sums, sumStride), second, chunk);
            if (k2 == 2) EndChunk(a2, b2, ref Unsafe.Add(ref sums, 2 * (nint)sumStride), second, chunk);
            if (k3 == 3) EndChunk(a3, b3, ref Unsafe.Add(ref sums, 3 * (nint)sumStride), second, chunk);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Table(ref byte tables, byte combo) => Vector512.LoadUnsafe(ref Unsafe.Add(ref tables, (nint)((uint)combo << 6)));

    /// <summary>Bit 0: the first chunk; bit 1: the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Place(int first, int groupsPerChunk, int groups) => (first == 0 ? 1 : 0) | (groups - first <= groupsPerChunk ? 2 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EndChunk(Vector512<byte> a, Vector512<byte> b, ref ushort sums, int second, int place)
    {
        EndChunk(a, ref sums, place);
        if (second > 0) EndChunk(b, ref Unsafe.Add(ref sums, 64), place);
    }

    /// <summary>Between chunks the place of the 64 sums holds the accumulators and the wraps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EndChunk(Vector512<byte> bytes, ref ushort sums, int place)
    {
        var wraps = Vector512<byte>.Zero;
        if ((place & 1) == 0)
        {
            var before = Vector512.LoadUnsafe(ref sums).AsByte();
            wraps = Vector512.LoadUnsafe(ref sums, 32).AsByte();
            wraps = Vector512.ConditionalSelect(Vector512.LessThan(bytes, before), wraps + Vector512<byte>.One, wraps);
        }
        if ((place & 2) == 0)
        {
            bytes.AsUInt16().StoreUnsafe(ref sums);
            wraps.AsUInt16().StoreUnsafe(ref sums, 32);
            return;
        }
        // Bytes at even places are the first 32 columns, those at odd places the others.
        var low = Vector512.Create((ushort)0xFF);
        ((bytes.AsUInt16() & low) | (wraps.AsUInt16() << 8)).StoreUnsafe(ref sums);
        ((bytes.AsUInt16() >> 8) | Vector512.AndNot(wraps.AsUInt16(), low)).StoreUnsafe(ref sums, 32);
    }
}
