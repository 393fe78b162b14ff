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
                FourByTwo(ref Unsafe.Add(ref panel, c), second, groups, width, ref tables, ref Unsafe.Add(ref combos, k / 2), cycles, cycles - k, groupsPerChunk, ref Unsafe.Add(ref sums, k * (nint)sumStride + c), sumStride);
            c += second + 64;
        }
    }

    /// <summary>Four pairs of cycles or what is left of them (fewer repeat the last), two blocks of 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(ref byte panel, int second, int groups, int width, ref byte tables, ref byte combos, int cycles, int left, int groupsPerChunk, ref ushort sums, int sumStride)
    {
        var pairs = (cycles + 1) / 2;
        var last = (left - 1) / 2;
        var (j1, j2, j3) = ((nint)Math.Min(1, last), (nint)Math.Min(2, last), (nint)Math.Min(3, last));
        Vector512<byte> a0 = default, a1 = default, a2 = default, a3 = default, ah0 = default, ah1 = default, ah2 = default, ah3 = default;
        Vector512<byte> b0 = default, b1 = default, b2 = default, b3 = default, bh0 = default, bh1 = default, bh2 = default, bh3 = default;
        for (var first = 0; first < groups; first += groupsPerChunk)
        {
            for (var group = Math.Min(groupsPerChunk, groups - first); group > 0; group--)
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
            // A pair or block that repeats another ends its chunk once: counting wraps twice would be wrong.
            var chunk = DigitTileWide.Place(first, groupsPerChunk, groups);
            ref var y = ref sums;
            EndChunk(a0, ah0, b0, bh0, ref y, sumStride, second, left > 1, chunk);
            if (left > 2) EndChunk(a1, ah1, b1, bh1, ref y = ref Unsafe.Add(ref y, 2 * (nint)sumStride), sumStride, second, left > 3, chunk);
            if (left > 4) EndChunk(a2, ah2, b2, bh2, ref y = ref Unsafe.Add(ref y, 2 * (nint)sumStride), sumStride, second, left > 5, chunk);
            if (left > 6) EndChunk(a3, ah3, b3, bh3, ref Unsafe.Add(ref y, 2 * (nint)sumStride), sumStride, second, left > 7, chunk);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LookUp(ref byte tables, byte combo, Vector512<byte> a, Vector512<byte> b, ref Vector512<byte> sumA, ref Vector512<byte> highA, ref Vector512<byte> sumB, ref Vector512<byte> highB)
    {
        var table = Vector512.LoadUnsafe(ref Unsafe.Add(ref tables, (nint)((uint)combo << 6)));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EndChunk(Vector512<byte> a, Vector512<byte> highA, Vector512<byte> b, Vector512<byte> highB, ref ushort sums, int sumStride, int second, bool hasHigh, int place)
    {
        DigitTileWide.EndChunk(a - (highA << 4), b - (highB << 4), ref sums, second, place);
        if (hasHigh) DigitTileWide.EndChunk(highA, highB, ref Unsafe.Add(ref sums, sumStride), second, place);
    }
}
