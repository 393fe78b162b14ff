using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="DigitTile.Sum"/> where a permutation looks up 16 entries only: the four quarters of a table are looked up apart, each with indices that select
/// nothing (and so give 0) where another quarter is meant, and added. The four indices serve four cycles.
/// </summary>
internal static class DigitTilePortable
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        for (var k = 0; k < cycles; k += 4)
        {
            var last = cycles - k - 1;
            for (var c = 0; c < width; c += 64)
            {
                ref var y = ref Unsafe.Add(ref sums, k * (nint)sumStride + c);
                ref var combo = ref Unsafe.Add(ref combos, k);
                for (var part = 0; part < 64;)
                {
                    ref var p = ref Unsafe.Add(ref panel, c + part);
                    if (Avx2.IsSupported)
                    {
                        Four256(ref p, groups, width, ref tables, ref combo, cycles, last, groupsPerChunk, ref Unsafe.Add(ref y, part / 2), sumStride);
                        part += 32;
                    }
                    else
                    {
                        Four128(ref p, groups, width, ref tables, ref combo, cycles, last, groupsPerChunk, ref Unsafe.Add(ref y, part / 2), sumStride);
                        part += 16;
                    }
                }
            }
        }
    }

    /// <summary>Four cycles (fewer repeat the last), 32 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four256(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int last, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        var (k1, k2, k3) = (Math.Min(1, last), Math.Min(2, last), Math.Min(3, last));
        for (var first = 0; first < groups; first += groupsPerChunk)
        {
            Vector256<byte> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var group = Math.Min(groupsPerChunk, groups - first); group > 0; group--)
            {
                var index = Vector256.LoadUnsafe(ref panel) & Vector256.Create((byte)63);
                var (i0, i1) = (Quarter(index, 0), Quarter(index, 16));
                var (i2, i3) = (Quarter(index, 32), Quarter(index, 48));
                s0 += LookUp(ref Table(ref tables, combos), i0, i1, i2, i3);
                s1 += LookUp(ref Table(ref tables, Unsafe.Add(ref combos, k1)), i0, i1, i2, i3);
                s2 += LookUp(ref Table(ref tables, Unsafe.Add(ref combos, k2)), i0, i1, i2, i3);
                s3 += LookUp(ref Table(ref tables, Unsafe.Add(ref combos, k3)), i0, i1, i2, i3);
                panel = ref Unsafe.Add(ref panel, width);
                combos = ref Unsafe.Add(ref combos, cycles);
            }
            Widen(s0, ref sums, first);
            if (k1 == 1) Widen(s1, ref Unsafe.Add(ref sums, sumStride), first);
            if (k2 == 2) Widen(s2, ref Unsafe.Add(ref sums, 2 * (nint)sumStride), first);
            if (k3 == 3) Widen(s3, ref Unsafe.Add(ref sums, 3 * (nint)sumStride), first);
        }
    }

    /// <summary>Four cycles (fewer repeat the last), 16 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four128(ref byte panel, int groups, int width, ref byte tables, ref byte combos, int cycles, int last, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        var (k1, k2, k3) = (Math.Min(1, last), Math.Min(2, last), Math.Min(3, last));
        for (var first = 0; first < groups; first += groupsPerChunk)
        {
            Vector128<byte> s0 = default, s1 = default, s2 = default, s3 = default;
            for (var group = Math.Min(groupsPerChunk, groups - first); group > 0; group--)
            {
                var index = Vector128.LoadUnsafe(ref panel) & Vector128.Create((byte)63);
                var (i0, i1) = (Quarter(index, 0), Quarter(index, 16));
                var (i2, i3) = (Quarter(index, 32), Quarter(index, 48));
                s0 += LookUp(ref Table(ref tables, combos), i0, i1, i2, i3);
                s1 += LookUp(ref Table(ref tables, Unsafe.Add(ref combos, k1)), i0, i1, i2, i3);
                s2 += LookUp(ref Table(ref tables, Unsafe.Add(ref combos, k2)), i0, i1, i2, i3);
                s3 += LookUp(ref Table(ref tables, Unsafe.Add(ref combos, k3)), i0, i1, i2, i3);
                panel = ref Unsafe.Add(ref panel, width);
                combos = ref Unsafe.Add(ref combos, cycles);
            }
            Widen(s0, ref sums, first);
            if (k1 == 1) Widen(s1, ref Unsafe.Add(ref sums, sumStride), first);
            if (k2 == 2) Widen(s2, ref Unsafe.Add(ref sums, 2 * (nint)sumStride), first);
            if (k3 == 3) Widen(s3, ref Unsafe.Add(ref sums, 3 * (nint)sumStride), first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Table(ref byte tables, byte combo) => ref Unsafe.Add(ref tables, (nint)((uint)combo << 6));

    /// <summary>0 .. 15 where the index is in the quarter that begins at <paramref name="start"/>, else above 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Quarter(Vector256<byte> index, byte start)
    {
        var moved = index ^ Vector256.Create(start);
        return moved | (Vector256.GreaterThan(moved.AsSByte(), Vector256.Create((sbyte)15)).AsByte() & Vector256.Create((byte)0x80));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Quarter(Vector128<byte> index, byte start)
    {
        var moved = index ^ Vector128.Create(start);
        return moved | (Vector128.GreaterThan(moved.AsSByte(), Vector128.Create((sbyte)15)).AsByte() & Vector128.Create((byte)0x80));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LookUp(ref byte table, Vector256<byte> i0, Vector256<byte> i1, Vector256<byte> i2, Vector256<byte> i3) =>
        (Avx2.Shuffle(Twice(ref table, 0), i0) | Avx2.Shuffle(Twice(ref table, 16), i1)) | (Avx2.Shuffle(Twice(ref table, 32), i2) | Avx2.Shuffle(Twice(ref table, 48), i3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LookUp(ref byte table, Vector128<byte> i0, Vector128<byte> i1, Vector128<byte> i2, Vector128<byte> i3) =>
        (Vector128.Shuffle(Vector128.LoadUnsafe(ref table), i0) | Vector128.Shuffle(Vector128.LoadUnsafe(ref table, 16), i1))
        | (Vector128.Shuffle(Vector128.LoadUnsafe(ref table, 32), i2) | Vector128.Shuffle(Vector128.LoadUnsafe(ref table, 48), i3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Twice(ref byte table, nuint offset)
    {
        var quarter = Vector128.LoadUnsafe(ref table, offset);
        return Vector256.Create(quarter, quarter);
    }

    /// <summary>Bytes at even places are of the first 32 columns of a block, those at odd places of the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Widen(Vector256<byte> bytes, ref ushort sums, int first)
    {
        var even = bytes.AsUInt16() & Vector256.Create((ushort)0xFF);
        var odd = bytes.AsUInt16() >> 8;
        if (first > 0)
        {
            even += Vector256.LoadUnsafe(ref sums);
            odd += Vector256.LoadUnsafe(ref sums, 32);
        }
        even.StoreUnsafe(ref sums);
        odd.StoreUnsafe(ref sums, 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Widen(Vector128<byte> bytes, ref ushort sums, int first)
    {
        var even = bytes.AsUInt16() & Vector128.Create((ushort)0xFF);
        var odd = bytes.AsUInt16() >> 8;
        if (first > 0)
        {
            even += Vector128.LoadUnsafe(ref sums);
            odd += Vector128.LoadUnsafe(ref sums, 32);
        }
        even.StoreUnsafe(ref sums);
        odd.StoreUnsafe(ref sums, 32);
    }
}
