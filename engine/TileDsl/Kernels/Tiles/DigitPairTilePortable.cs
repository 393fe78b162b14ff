using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Kernels;

/// <summary><see cref="DigitPairTile.Sum"/> where a permutation looks up 16 entries only: as <see cref="DigitTilePortable"/>, with a sum for each half of what is looked up.</summary>
internal static class DigitPairTilePortable
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        for (var k = 0; k < cycles; k += 4)
        {
            for (var c = 0; c < width; c += 64)
            {
                ref var y = ref Unsafe.Add(ref sums, k * (nint)sumStride + c);
                ref var combo = ref Unsafe.Add(ref combos, k / 2);
                for (var part = 0; part < 64;)
                {
                    ref var p = ref Unsafe.Add(ref panel, c + part);
                    if (Avx2.IsSupported)
                    {
                        Two256(ref p, groups, width, ref tables, ref combo, cycles, cycles - k, groupsPerChunk, ref Unsafe.Add(ref y, part / 2), sumStride);
                        part += 32;
                    }
                    else
                    {
                        Two128(ref p, groups, width, ref tables, ref combo, cycles, cycles - k, groupsPerChunk, ref Unsafe.Add(ref y, part / 2), sumStride);
                        part += 16;
                    }
                }
            }
        }
    }

    /// <summary>Two pairs of cycles (one repeats itself), 32 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two256(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int left, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        var (pairs, second, low) = ((cycles + 1) / 2, left > 2 ? 1 : 0, Vector256.Create((byte)15));
        for (var first = 0; first < groups; first += groupsPerChunk)
        {
            Vector256<byte> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var group = Math.Min(groupsPerChunk, groups - first); group > 0; group--)
            {
                var index = Vector256.LoadUnsafe(ref panel) & Vector256.Create((byte)63);
                var (i0, i1) = (DigitTilePortable.Quarter(index, 0), DigitTilePortable.Quarter(index, 16));
                var (i2, i3) = (DigitTilePortable.Quarter(index, 32), DigitTilePortable.Quarter(index, 48));
                var entry = DigitTilePortable.LookUp(ref DigitTilePortable.Table(ref tables, combos), i0, i1, i2, i3);
                s0 += entry & low;
                s1 += (entry.AsUInt16() >> 4).AsByte() & low;
                entry = DigitTilePortable.LookUp(ref DigitTilePortable.Table(ref tables, Unsafe.Add(ref combos, second)), i0, i1, i2, i3);
                s2 += entry & low;
                s3 += (entry.AsUInt16() >> 4).AsByte() & low;
                panel = ref Unsafe.Add(ref panel, width);
                combos = ref Unsafe.Add(ref combos, pairs);
            }
            DigitTilePortable.Widen(s0, ref sums, first);
            if (left > 1) DigitTilePortable.Widen(s1, ref Unsafe.Add(ref sums, sumStride), first);
            if (left > 2) DigitTilePortable.Widen(s2, ref Unsafe.Add(ref sums, 2 * (nint)sumStride), first);
            if (left > 3) DigitTilePortable.Widen(s3, ref Unsafe.Add(ref sums, 3 * (nint)sumStride), first);
        }
    }

    /// <summary>Two pairs of cycles (one repeats itself), 16 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two128(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int left, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        var (pairs, second, low) = ((cycles + 1) / 2, left > 2 ? 1 : 0, Vector128.Create((byte)15));
        for (var first = 0; first < groups; first += groupsPerChunk)
        {
            Vector128<byte> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var group = Math.Min(groupsPerChunk, groups - first); group > 0; group--)
            {
                var index = Vector128.LoadUnsafe(ref panel) & Vector128.Create((byte)63);
                var (i0, i1) = (DigitTilePortable.Quarter(index, 0), DigitTilePortable.Quarter(index, 16));
                var (i2, i3) = (DigitTilePortable.Quarter(index, 32), DigitTilePortable.Quarter(index, 48));
                var entry = DigitTilePortable.LookUp(ref DigitTilePortable.Table(ref tables, combos), i0, i1, i2, i3);
                s0 += entry & low;
                s1 += (entry.AsUInt16() >> 4).AsByte() & low;
                entry = DigitTilePortable.LookUp(ref DigitTilePortable.Table(ref tables, Unsafe.Add(ref combos, second)), i0, i1, i2, i3);
                s2 += entry & low;
                s3 += (entry.AsUInt16() >> 4).AsByte() & low;
                panel = ref Unsafe.Add(ref panel, width);
                combos = ref Unsafe.Add(ref combos, pairs);
            }
            DigitTilePortable.Widen(s0, ref sums, first);
            if (left > 1) DigitTilePortable.Widen(s1, ref Unsafe.Add(ref sums, sumStride), first);
            if (left > 2) DigitTilePortable.Widen(s2, ref Unsafe.Add(ref sums, 2 * (nint)sumStride), first);
            if (left > 3) DigitTilePortable.Widen(s3, ref Unsafe.Add(ref sums, 3 * (nint)sumStride), first);
        }
    }
}
