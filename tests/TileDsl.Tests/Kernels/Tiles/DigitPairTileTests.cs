using TileDsl.Kernels;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Kernels.Tiles;

public class DigitPairTileTests
{
    [Property(MaxTest = 150)]
    public void Pairs_of_cycles_give_the_sums_of_single_ones(int seed)
    {
        var random = new Random(seed);
        var (groups, width, cycles) = (random.Next(0, 120), random.Pick(64, 128, 192, 256), random.Next(1, DigitTile.MaxCycles + 1));
        var (sumStride, bits, pairs) = (width + random.Next(3), random.Next(1, DigitPairTile.MaxRowsPerGroup + 1), (cycles + 1) / 2);
        var largest = random.Pick(1, 9, 15);
        var panel = Fill(groups * width, () => (byte)random.Next(64));
        // Half of the cases have entries at the limit, so that accumulators wrap as far as they can.
        var tables = Fill<byte>(64 << bits, random.Next(2) == 0 ? () => (byte)largest : () => (byte)random.Next(largest + 1));
        var single = Fill(groups * cycles, () => (byte)random.Next(1 << bits));
        var combos = new byte[groups * pairs];
        for (var i = 0; i < combos.Length; i++)
        {
            var (group, k) = (i / pairs, i % pairs * 2);
            combos[i] = (byte)(single[group * cycles + k] | (k + 1 < cycles ? single[group * cycles + k + 1] : random.Next(1 << bits)) << bits);
        }
        var pairTables = new byte[64 << (2 * bits)];
        DigitPairTile.Tables(tables, pairTables);
        foreach (var path in Paths)
        {
            var sums = Fill(cycles * sumStride + 1, () => (ushort)7);
            DigitPairTile.Sum(panel, groups, width, pairTables, combos, cycles, 255 / largest, sums, sumStride, path);
            for (var k = 0; k < cycles; k++)
            {
                for (var c = 0; c < sumStride; c++)
                {
                    var expected = c < width ? 0 : 7;
                    for (var group = 0; group < groups && c < width; group++) expected += tables[single[group * cycles + k] * 64 + panel[group * width + DigitTile.Position(c)]];
                    Assert.That(sums[k * sumStride + c], Is.EqualTo(expected), $"{path} {groups} x {width}, cycle {k} of {cycles}, column {c}");
                }
            }
            Assert.That(sums[^1], Is.EqualTo(7), "the end");
        }
    }

    [Property(MaxTest = 150)]
    public void Pairs_of_combinations_are_two_single_ones(int seed)
    {
        var random = new Random(seed);
        var (rows, rowsPerGroup, cycles) = (random.Next(0, 40), random.Next(1, DigitPairTile.MaxRowsPerGroup + 1), random.Next(1, 9));
        var x = Fill(rows, () => random.Next(1 << cycles));
        var (groups, pairs) = ((rows + rowsPerGroup - 1) / rowsPerGroup, (cycles + 1) / 2);
        var single = new byte[groups * cycles];
        DigitTile.CombosOfBits(x, rowsPerGroup, cycles, single);
        var combos = Fill(groups * pairs + 1, () => (byte)7);
        DigitPairTile.CombosOfBits(x, rowsPerGroup, cycles, combos);
        for (var i = 0; i < groups * pairs; i++)
        {
            var (group, k) = (i / pairs, i % pairs * 2);
            var expected = single[group * cycles + k] | (k + 1 < cycles ? single[group * cycles + k + 1] : 0) << rowsPerGroup;
            Assert.That(combos[i], Is.EqualTo(expected), $"{rows} rows by {rowsPerGroup}, {cycles} cycles");
        }
        Assert.That(combos[^1], Is.EqualTo(7), "the end");
    }

    [Test]
    public void Shapes_that_spans_do_not_hold_are_refused()
    {
        var (panel, tables, combos, sums) = (new byte[2 * 64], new byte[4 * 64], new byte[2 * 2], new ushort[3 * 64]);
        Assert.That(() => DigitPairTile.Sum(panel, 2, 64, tables, combos, 3, 1, sums, 64, VectorPath.Auto), Throws.Nothing);
        Assert.That(() => DigitPairTile.Sum(panel, 3, 64, tables, combos, 2, 1, sums, 64, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => DigitPairTile.Sum(panel, 2, 64, tables, combos, 5, 1, sums, 64, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => DigitPairTile.Sum(panel, 2, 64, tables, combos, 3, 0, sums, 64, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => DigitPairTile.Sum(panel, 2, 64, tables, combos, 3, 1, sums.AsSpan(1), 64, VectorPath.Auto), Throws.ArgumentException);
        combos[3] = 4;
        Assert.That(() => DigitPairTile.Sum(panel, 2, 64, tables, combos, 3, 1, sums, 64, VectorPath.Auto), Throws.ArgumentException, "no table 4");
        Assert.That(() => DigitPairTile.Tables([.. Enumerable.Repeat((byte)16, 64)], new byte[64]), Throws.ArgumentException);
        Assert.That(() => DigitPairTile.Tables(new byte[128], new byte[255]), Throws.ArgumentException);
        Assert.That(() => DigitPairTile.CombosOfBits(new int[4], 3, 8, new byte[7]), Throws.ArgumentException);
        Assert.That(() => DigitPairTile.CombosOfBits(new int[4], 5, 8, new byte[8]), Throws.ArgumentException);
    }
}
