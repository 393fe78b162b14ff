using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="DigitTile"/> for entries up to 15: a table holds what the digits contribute in two cycles, one in the low and one in the high half of its
/// bytes, so that one permutation looks two cycles up. As it takes a table for every two combinations, it suits groups of few rows.
/// </summary>
public static class DigitPairTile
{
    /// <summary>The largest entry of a table.</summary>
    public const int MaxEntry = 15;

    /// <summary>The most rows of a group: two combinations share a byte.</summary>
    public const int MaxRowsPerGroup = 4;

    /// <summary>The tables of pairs of combinations: that of combinations <c>low + count * high</c> holds <c>tables[low] + 16 * tables[high]</c>.</summary>
    /// <param name="tables">64 bytes for each of <c>count</c> combinations (1 to 16).</param>
    /// <param name="pairs">Receives <c>count</c> squared tables of 64 bytes.</param>
    /// <exception cref="ArgumentException">An entry is above <see cref="MaxEntry"/>, or a span's length does not fit.</exception>
    public static void Tables(ReadOnlySpan<byte> tables, Span<byte> pairs)
    {
        var count = tables.Length / 64;
        if (count is < 1 or > 1 << MaxRowsPerGroup || tables.Length % 64 != 0) throw new ArgumentException("There are 64 bytes for each of 1 to 16 combinations.", nameof(tables));
        if (pairs.Length < count * count * 64) throw new ArgumentException("There are 64 bytes for each pair of combinations.", nameof(pairs));
        if (tables.ContainsAnyExceptInRange((byte)0, (byte)MaxEntry)) throw new ArgumentException($"An entry is above {MaxEntry}.", nameof(tables));
        for (var pair = 0; pair < count * count; pair++)
        {
            for (var i = 0; i < 64; i++) pairs[pair * 64 + i] = (byte)(tables[pair % count * 64 + i] | tables[pair / count * 64 + i] << 4);
        }
    }

    /// <summary>
    /// <c>sums[k * sumStride + c]</c> = sum over groups of the entry of cycle k: of <c>tables[combos[group * pairs + k / 2] * 64 + panel[group * width + Position(c)]]</c>,
    /// where <c>pairs = (cycles + 1) / 2</c>, the low half where k is even, the high half where it is odd.
    /// </summary>
    /// <param name="panel">6-bit indices, <c>panel[group * width + DigitTile.Position(c)]</c>.</param>
    /// <param name="groups">Groups of rows, 0 or more.</param>
    /// <param name="width">Columns: a multiple of <see cref="DigitTile.BlockColumns"/>, best of twice that.</param>
    /// <param name="tables">64 bytes per pair of combinations, made by <see cref="Tables"/>, up to the highest of <paramref name="combos"/>.</param>
    /// <param name="combos">The table of each group and pair of cycles; of an odd number of cycles, the last with any high half.</param>
    /// <param name="cycles">Sums per column, 1 to <see cref="DigitTile.MaxCycles"/>.</param>
    /// <param name="groupsPerChunk">Groups whose entries sum to at most 255; the caller proves that and that whole sums stay below 65,536.</param>
    /// <param name="sums">The results; overwritten.</param>
    /// <param name="sumStride">Elements from one cycle to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, a shape is out of range, or a pair of combinations has no table.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ReadOnlySpan<byte> panel, int groups, int width, ReadOnlySpan<byte> tables, ReadOnlySpan<byte> combos, int cycles, int groupsPerChunk, Span<ushort> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, DigitTile.BlockColumns, 1 << 20);
        TilePath.CheckRows(panel.Length, groups, width, width, nameof(panel));
        if (cycles is < 1 or > DigitTile.MaxCycles) throw new ArgumentException($"A call has 1 to {DigitTile.MaxCycles} cycles.", nameof(cycles));
        if (groupsPerChunk < 1) throw new ArgumentException("A chunk has one group or more.", nameof(groupsPerChunk));
        var pairs = (cycles + 1) / 2;
        TilePath.CheckRows(combos.Length, groups, pairs, pairs, nameof(combos));
        TilePath.CheckRows(sums.Length, cycles, sumStride, width, nameof(sums));
        DigitTile.CheckCombos(combos[..(groups * pairs)], tables.Length / 64);
        if (groups > 0 && TilePath.Resolve(path) == VectorPath.Wide && DigitPairTileWide.IsSupported)
        {
            DigitPairTileWide.Sum(ref MemoryMarshal.GetReference(panel), groups, width, ref MemoryMarshal.GetReference(tables), ref MemoryMarshal.GetReference(combos), cycles, groupsPerChunk, ref MemoryMarshal.GetReference(sums), sumStride);
        }
        else if (groups > 0 && path != VectorPath.Scalar)
        {
            DigitPairTilePortable.Sum(ref MemoryMarshal.GetReference(panel), groups, width, ref MemoryMarshal.GetReference(tables), ref MemoryMarshal.GetReference(combos), cycles, groupsPerChunk, ref MemoryMarshal.GetReference(sums), sumStride);
        }
        else
        {
            SumScalar(panel, groups, width, tables, combos, cycles, sums, sumStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumScalar(ReadOnlySpan<byte> panel, int groups, int width, ReadOnlySpan<byte> tables, ReadOnlySpan<byte> combos, int cycles, Span<ushort> sums, int sumStride)
    {
        var pairs = (cycles + 1) / 2;
        for (var k = 0; k < cycles; k++)
        {
            for (var c = 0; c < width; c++)
            {
                var sum = 0;
                for (var group = 0; group < groups; group++)
                    sum += tables[combos[group * pairs + k / 2] * 64 + (panel[group * width + DigitTile.Position(c)] & 63)] >> (k % 2 * 4) & 15;
                sums[k * sumStride + c] = (ushort)sum;
            }
        }
    }

    /// <summary>
    /// The pairs of combinations that unsigned codes of one-bit cycles select: bit t of <c>combos[group * pairs + j]</c> is bit 2j of
    /// <c>x[group * rowsPerGroup + t]</c>, bit <c>rowsPerGroup + t</c> its bit 2j + 1. Rows beyond the last, and a cycle beyond the last, count as 0.
    /// </summary>
    /// <param name="x">Codes of <paramref name="cycles"/> bits, one a row.</param>
    /// <param name="rowsPerGroup">Rows of a group, 1 to <see cref="MaxRowsPerGroup"/>.</param>
    /// <param name="cycles">One-bit cycles, 1 to 8; <c>pairs = (cycles + 1) / 2</c>.</param>
    /// <param name="combos">The results, one byte per group and pair.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CombosOfBits(ReadOnlySpan<int> x, int rowsPerGroup, int cycles, Span<byte> combos)
    {
        if (rowsPerGroup is < 1 or > MaxRowsPerGroup) throw new ArgumentException($"A group has 1 to {MaxRowsPerGroup} rows.", nameof(rowsPerGroup));
        if (cycles is < 1 or > 8) throw new ArgumentException("A code has 1 to 8 cycles.", nameof(cycles));
        var pairs = (cycles + 1) / 2;
        var groups = (x.Length + rowsPerGroup - 1) / rowsPerGroup;
        TilePath.CheckRows(combos.Length, groups, pairs, pairs, nameof(combos));
        var used = cycles == 8 ? ulong.MaxValue : (1ul << (8 * cycles)) - 1;
        ref var code = ref MemoryMarshal.GetReference(x);
        ref var combo = ref MemoryMarshal.GetReference(combos);
        for (var group = 0; group < groups; group++)
        {
            // Byte k is the combination of cycle k: eight cycles at once.
            var bytes = 0ul;
            for (var (t, rows) = (0, Math.Min(rowsPerGroup, x.Length - group * rowsPerGroup)); t < rows; t++)
            {
                bytes |= DigitTile.BitOfByte[code & 0xFF] << t;
                code = ref Unsafe.Add(ref code, 1);
            }
            bytes &= used;
            bytes |= bytes >> (8 - rowsPerGroup);
            for (var pair = 0; pair < pairs; pair++)
            {
                combo = (byte)(bytes >> (16 * pair));
                combo = ref Unsafe.Add(ref combo, 1);
            }
        }
    }
}
