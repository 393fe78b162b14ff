using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Kernels;

/// <summary>
/// Sums of digits by look-up: the digits of a few rows of one column are packed into a 6-bit index, a table of 64 bytes holds what
/// they contribute under one combination of the rows' inputs, and one permutation of bytes looks 64 columns up.
/// </summary>
public static class DigitTile
{
    /// <summary>Columns of a block: panels are a multiple of it wide.</summary>
    public const int BlockColumns = 64;

    /// <summary>The most cycles of one call.</summary>
    public const int MaxCycles = 16;

    /// <summary>
    /// Where a column's index lies in a row of the panel: in each block of 64, column t at byte 2t and column t + 32 at byte 2t + 1,
    /// so that widening bytes to 16 bits is a mask and a shift.
    /// </summary>
    public static int Position(int column) => (column & ~63) | ((column & 31) << 1) | ((column >> 5) & 1);

    /// <summary>
    /// <c>sums[k * sumStride + c] = sum over groups of tables[combos[group * cycles + k] * 64 + panel[group * width + Position(c)]]</c>.
    /// </summary>
    /// <param name="panel">6-bit indices, <c>panel[group * width + Position(c)]</c>.</param>
    /// <param name="groups">Groups of rows, 0 or more.</param>
    /// <param name="width">Columns: a multiple of <see cref="BlockColumns"/>.</param>
    /// <param name="tables">64 bytes per combination, up to the highest of <paramref name="combos"/>.</param>
    /// <param name="combos">The table of each group and cycle, <c>combos[group * cycles + k]</c>.</param>
    /// <param name="cycles">Sums per column, 1 to <see cref="MaxCycles"/>.</param>
    /// <param name="groupsPerChunk">
    /// Groups whose entries sum to at most 255, so <c>255 / largest entry</c> at most; the caller proves that and that whole sums stay below 65,536.
    /// </param>
    /// <param name="sums">The results, <c>sums[k * sumStride + c]</c>; overwritten.</param>
    /// <param name="sumStride">Elements from one cycle to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, a shape is out of range, or a combination has no table.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ReadOnlySpan<byte> panel, int groups, int width, ReadOnlySpan<byte> tables, ReadOnlySpan<byte> combos, int cycles, int groupsPerChunk, Span<ushort> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, BlockColumns, 1 << 20);
        TilePath.CheckRows(panel.Length, groups, width, width, nameof(panel));
        if (cycles is < 1 or > MaxCycles) throw new ArgumentException($"A call has 1 to {MaxCycles} cycles.", nameof(cycles));
        if (groupsPerChunk < 1) throw new ArgumentException("A chunk has one group or more.", nameof(groupsPerChunk));
        TilePath.CheckRows(combos.Length, groups, cycles, cycles, nameof(combos));
        TilePath.CheckRows(sums.Length, cycles, sumStride, width, nameof(sums));
        CheckCombos(combos[..(groups * cycles)], tables.Length / 64);
        path = TilePath.Resolve(path);
        if (groups == 0 || path == VectorPath.Scalar)
        {
            SumScalar(panel, groups, width, tables, combos, cycles, sums, sumStride);
            return;
        }
        ref var p = ref MemoryMarshal.GetReference(panel);
        ref var t = ref MemoryMarshal.GetReference(tables);
        ref var k = ref MemoryMarshal.GetReference(combos);
        ref var y = ref MemoryMarshal.GetReference(sums);
        if (path == VectorPath.Wide && DigitTileWide.IsSupported) DigitTileWide.Sum(ref p, groups, width, ref t, ref k, cycles, groupsPerChunk, ref y, sumStride);
        else DigitTilePortable.Sum(ref p, groups, width, ref t, ref k, cycles, groupsPerChunk, ref y, sumStride);
    }

    /// <summary>Every combination has a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CheckCombos(ReadOnlySpan<byte> combos, int tables)
    {
        var last = (byte)Math.Clamp(tables - 1, 0, 255);
        var isAbove = tables == 0 && combos.Length > 0;
        ref var first = ref MemoryMarshal.GetReference(combos);
        if (combos.Length >= Vector<byte>.Count)
        {
            // The last vector overlaps the one before: only whether any is above counts.
            var end = combos.Length - Vector<byte>.Count;
            var highest = Vector.LoadUnsafe(ref first, (nuint)end);
            for (var i = 0; i < end; i += Vector<byte>.Count) highest = Vector.Max(highest, Vector.LoadUnsafe(ref first, (nuint)i));
            isAbove |= Vector.GreaterThanAny(highest, new Vector<byte>(last));
        }
        else
        {
            foreach (var combo in combos) isAbove |= combo > last;
        }
        if (isAbove) throw new ArgumentException("A combination has no table.", nameof(combos));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumScalar(ReadOnlySpan<byte> panel, int groups, int width, ReadOnlySpan<byte> tables, ReadOnlySpan<byte> combos, int cycles, Span<ushort> sums, int sumStride)
    {
        for (var k = 0; k < cycles; k++)
        {
            for (var c = 0; c < width; c++)
            {
                var sum = 0;
                for (var group = 0; group < groups; group++) sum += tables[combos[group * cycles + k] * 64 + (panel[group * width + Position(c)] & 63)];
                sums[k * sumStride + c] = (ushort)sum;
            }
        }
    }

    /// <summary>
    /// The combinations that unsigned codes of one-bit cycles select: bit t of <c>combos[group * cycles + k]</c> is bit k of
    /// <c>x[group * rowsPerGroup + t]</c>. Rows beyond the last count as 0.
    /// </summary>
    /// <param name="x">Codes of <paramref name="cycles"/> bits, one a row.</param>
    /// <param name="rowsPerGroup">Rows of a group, 1 to 8.</param>
    /// <param name="cycles">One-bit cycles, 1 to 8.</param>
    /// <param name="combos">The results, one byte per group and cycle.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CombosOfBits(ReadOnlySpan<int> x, int rowsPerGroup, int cycles, Span<byte> combos)
    {
        if (rowsPerGroup is < 1 or > 8) throw new ArgumentException("A group has 1 to 8 rows.", nameof(rowsPerGroup));
        if (cycles is < 1 or > 8) throw new ArgumentException("A code has 1 to 8 cycles.", nameof(cycles));
        var groups = (x.Length + rowsPerGroup - 1) / rowsPerGroup;
        TilePath.CheckRows(combos.Length, groups, cycles, cycles, nameof(combos));
        ref var code = ref MemoryMarshal.GetReference(x);
        var first = 0;
        if (rowsPerGroup == 3 && cycles == 8)
        {
            // By far the most common: digits of two bits, codes of eight.
            ref var table = ref MemoryMarshal.GetArrayDataReference(s_bitOfByte);
            for (; first < x.Length / 3; first++)
            {
                var bytes = Unsafe.Add(ref table, code & 0xFF) | Unsafe.Add(ref table, Unsafe.Add(ref code, 1) & 0xFF) << 1 | Unsafe.Add(ref table, Unsafe.Add(ref code, 2) & 0xFF) << 2;
                BinaryPrimitives.WriteUInt64LittleEndian(combos.Slice(first * 8, 8), bytes);
                code = ref Unsafe.Add(ref code, 3);
            }
        }
        for (var group = first; group < groups; group++)
        {
            // Byte k is the combination of cycle k: eight cycles at once.
            var bytes = 0ul;
            var rows = Math.Min(rowsPerGroup, x.Length - group * rowsPerGroup);
            for (var t = 0; t < rows; t++)
            {
                bytes |= s_bitOfByte[code & 0xFF] << t;
                code = ref Unsafe.Add(ref code, 1);
            }
            if (cycles == 8) BinaryPrimitives.WriteUInt64LittleEndian(combos.Slice(group * 8, 8), bytes);
            else
            {
                for (var k = 0; k < cycles; k++) combos[group * cycles + k] = (byte)(bytes >> (8 * k));
            }
        }
    }

    /// <summary>Bit k of a byte as byte k, 0 or 1.</summary>
    private static readonly ulong[] s_bitOfByte = MakeBitOfByte();

    private static ulong[] MakeBitOfByte()
    {
        var table = new ulong[256];
        for (var code = 0; code < 256; code++)
        {
            for (var k = 0; k < 8; k++) table[code] |= (ulong)(code >> k & 1) << (8 * k);
        }
        return table;
    }
}
