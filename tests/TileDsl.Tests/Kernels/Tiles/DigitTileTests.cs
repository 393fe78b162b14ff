using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TileDsl.Kernels;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Kernels.Tiles;

public class DigitTileTests
{
    [Property(MaxTest = 150)]
    public void Every_width_sums_what_the_tables_say(int seed)
    {
        var random = new Random(seed);
        var (groups, width, cycles) = (random.Next(0, 120), random.Pick(64, 128, 192, 256), random.Next(1, DigitTile.MaxCycles + 1));
        var (sumStride, bits) = (width + random.Next(3), random.Next(1, 5));
        var largest = random.Pick(1, 9, 60, 255);
        var panel = Fill(groups * width, () => (byte)random.Next(64));
        // Half of the cases have entries at the limit, so that accumulators wrap as far as they can.
        var tables = Fill<byte>(64 << bits, random.Next(2) == 0 ? () => (byte)largest : () => (byte)random.Next(largest + 1));
        var combos = Fill(groups * cycles, () => (byte)random.Next(1 << bits));
        foreach (var path in Paths)
        {
            var sums = Fill(cycles * sumStride + 1, () => (ushort)7);
            DigitTile.Sum(panel, groups, width, tables, combos, cycles, 255 / largest, sums, sumStride, path);
            for (var k = 0; k < cycles; k++)
            {
                for (var c = 0; c < sumStride; c++)
                {
                    var expected = c < width ? 0 : 7;
                    for (var group = 0; group < groups && c < width; group++) expected += tables[combos[group * cycles + k] * 64 + panel[group * width + DigitTile.Position(c)]];
                    Assert.That(sums[k * sumStride + c], Is.EqualTo(expected), $"{path} {groups} x {width}, cycle {k} of {cycles}, column {c}");
                }
            }
            Assert.That(sums[^1], Is.EqualTo(7), "the end");
        }
    }

    [Test]
    public void Each_table_lies_in_one_cache_line()
    {
        // Many, as one may lie so by chance.
        for (var n = 0; n < 20; n++)
        {
            var tables = DigitTables.Make(new DigitForm(3, 2, 0), 0, 1, 0);
            ref var first = ref MemoryMarshal.GetReference(tables.Span);
            Assert.That(Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref first) % 64, Is.EqualTo((nint)0));
        }
    }

    [Test]
    public void Positions_are_a_permutation_within_blocks_whose_even_places_are_the_first_half()
    {
        var positions = Enumerable.Range(0, 256).Select(DigitTile.Position).ToArray();
        Assert.That(positions, Is.Unique);
        for (var column = 0; column < 256; column++)
        {
            Assert.That(positions[column] / 64, Is.EqualTo(column / 64));
            Assert.That(positions[column] % 2, Is.EqualTo(column % 64 / 32));
        }
    }

    [Property(MaxTest = 150)]
    public void Combinations_gather_a_bit_of_each_row(int seed)
    {
        var random = new Random(seed);
        var (rows, rowsPerGroup, cycles) = (random.Next(0, 40), random.Next(1, 9), random.Next(1, 9));
        var x = Fill(rows, () => random.Next(1 << cycles));
        var groups = (rows + rowsPerGroup - 1) / rowsPerGroup;
        var combos = Fill(groups * cycles + 1, () => (byte)7);
        DigitTile.CombosOfBits(x, rowsPerGroup, cycles, combos);
        for (var group = 0; group < groups; group++)
        {
            for (var k = 0; k < cycles; k++)
            {
                var expected = 0;
                for (var t = 0; t < rowsPerGroup; t++)
                {
                    var row = group * rowsPerGroup + t;
                    if (row < rows && (x[row] & 1 << k) != 0) expected |= 1 << t;
                }
                Assert.That(combos[group * cycles + k], Is.EqualTo(expected), $"{rows} rows by {rowsPerGroup}, {cycles} cycles");
            }
        }
        Assert.That(combos[^1], Is.EqualTo(7), "the end");
    }

    [Test]
    public void Shapes_that_spans_do_not_hold_are_refused()
    {
        var (panel, tables, combos, sums) = (new byte[2 * 64], new byte[2 * 64], new byte[2 * 3], new ushort[3 * 64]);
        Assert.That(() => DigitTile.Sum(panel, 2, 64, tables, combos, 3, 1, sums, 64, VectorPath.Auto), Throws.Nothing);
        Assert.That(() => DigitTile.Sum(panel, 3, 64, tables, combos, 2, 1, sums, 64, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => DigitTile.Sum(panel, 1, 96, tables, combos, 2, 1, sums, 96, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => DigitTile.Sum(panel, 2, 64, tables, combos, 4, 1, sums, 64, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => DigitTile.Sum(panel, 2, 64, tables, combos, 0, 1, sums, 64, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => DigitTile.Sum(panel, 2, 64, tables, combos, 3, 0, sums, 64, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => DigitTile.Sum(panel, 2, 64, tables, combos, 3, 1, sums.AsSpan(1), 64, VectorPath.Auto), Throws.ArgumentException);
        combos[5] = 2;
        Assert.That(() => DigitTile.Sum(panel, 2, 64, tables, combos, 3, 1, sums, 64, VectorPath.Auto), Throws.ArgumentException, "no table 2");
        Assert.That(() => DigitTile.CombosOfBits(new int[4], 3, 8, new byte[15]), Throws.ArgumentException);
        Assert.That(() => DigitTile.CombosOfBits(new int[4], 9, 8, new byte[16]), Throws.ArgumentException);
        Assert.That(() => DigitTile.CombosOfBits(new int[4], 3, 9, new byte[18]), Throws.ArgumentException);
    }
}
