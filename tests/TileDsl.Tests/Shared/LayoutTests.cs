using FsCheck;
using TileDsl.Kernels;

namespace TileDsl.Tests.Shared;

public class LayoutTests
{
    [Property]
    public void Blocks_cover_and_differ_by_at_most_one_larger_first(PositiveInt count, PositiveInt limit)
    {
        var blocks = Cutting.Blocks(count.Get, limit.Get);
        Assert.That(blocks.Sum(), Is.EqualTo(count.Get));
        Assert.That(blocks, Has.Length.EqualTo((count.Get - 1) / limit.Get + 1));
        Assert.That(blocks, Is.Ordered.Descending);
        Assert.That(blocks[0], Is.LessThanOrEqualTo(limit.Get));
        Assert.That(blocks[0] - blocks[^1], Is.LessThanOrEqualTo(1));
    }

    [TestCase(false, false, false, 8)]
    [TestCase(false, true, false, 9)]
    [TestCase(false, false, true, 10)]
    [TestCase(false, true, true, 10)]
    [TestCase(true, true, false, 9)]
    [TestCase(true, true, true, 11)]
    public void Reference_and_offset_columns_are_beyond_the_arrays_own(bool across, bool reference, bool offset, int columns) =>
        Assert.That(new ArrayLayout(4, 4, 4, 8, 2, across, reference, offset).TotalColumns, Is.EqualTo(columns));

    [Property]
    public void No_two_devices_have_one_address(PositiveInt inputs, PositiveInt outputs, bool across, bool reference, bool offset, NonNegativeInt spares)
    {
        const int Slices = 3;
        var spare = spares.Get % 5;
        var layout = new ArrayLayout(inputs.Get % 20 + 1, outputs.Get % 20 + 1, 7, 6, Slices, across, reference, offset, spare);
        var addresses = new HashSet<(int Tile, long Cell)>();
        for (var b = 0; b < layout.RowBlocks.Length; b++)
        {
            for (var row = 0; row < layout.RowBlocks[b]; row++)
            {
                for (var c = 0; c < layout.ColumnBlocks.Length; c++)
                {
                    for (var s = 0; s < Slices; s++)
                    {
                        var tile = layout.Tile(b, c, s);
                        for (var j = 0; j < layout.ColumnBlocks[c]; j++)
                        {
                            Assert.That(layout.Column(j, s), Is.LessThan(6));
                            Assert.That(addresses.Add((tile, layout.Cell(row, layout.Column(j, s)))), Is.True);
                        }
                        if (offset) Assert.That(addresses.Add((tile, layout.Cell(row, layout.OffsetColumn(s)))), Is.True);
                        if (reference && (!across || s == 0)) Assert.That(addresses.Add((tile, layout.Cell(row, layout.ReferenceColumn))), Is.True);
                        for (var n = 0; n < spare && (!across || s == 0); n++) Assert.That(addresses.Add((tile, layout.Cell(row, layout.FirstSpare + n))), Is.True);
                    }
                }
            }
        }
        Assert.That(addresses, Has.Count.EqualTo(layout.RowBlocks.Sum() * (layout.DevicesPerRow(isPair: false) + layout.ArraysPerRow * spare)));
        Assert.That(addresses.Max(a => a.Tile), Is.EqualTo(layout.RowBlocks.Length * layout.ArraysPerRow - 1));
    }

    [Property]
    public void Spare_columns_leave_the_numbers_of_all_other_cells_as_they_are(PositiveInt rows, PositiveInt columns, bool across, bool reference, bool offset, PositiveInt spares)
    {
        var (r, c) = (rows.Get % 65536 + 1, columns.Get % 65536 + 2);
        var (plain, spared) = (new ArrayLayout(r, 4, r, c, 2, across, reference, offset), new ArrayLayout(r, 4, r, c, 2, across, reference, offset, spares.Get % 65536 + 1));
        for (var column = 0; column < plain.TotalColumns; column += 1 + plain.TotalColumns / 7) Assert.That(spared.Cell(r - 1, column), Is.EqualTo(plain.Cell(r - 1, column)));
        Assert.That(spared.Cell(0, spared.FirstSpare), Is.GreaterThan(plain.Cell(r - 1, plain.TotalColumns - 1)));
        Assert.That(spared.Cell(r - 1, spared.TotalColumns - 1), Is.LessThan(1L << 34), "two bits more than a word of the counter holds");
    }

    [TestCase(64, 1, 15)]
    [TestCase(511, 1, 15)]
    [TestCase(512, 1, 14)]
    [TestCase(256, 4, 12)]
    [TestCase(273, 4, 12)]
    [TestCase(274, 4, null)]
    [TestCase(256, 8, null)]
    [TestCase(int.MaxValue, 16, null)]
    public void The_grid_is_the_finest_whose_sums_stay_exact(int rows, int bits, int? expected) => Assert.That(Grid.Exponent(rows, bits), Is.EqualTo(expected));

    [Test]
    public void An_lsb_on_the_grid() => Assert.That(Grid.UnitsPerLsb(15, 5, 20, 2), Is.EqualTo((Rational)8192));

    [Test]
    public void The_pedestal_is_a_fraction_of_an_lsb()
    {
        Assert.That(Pedestal.InLsb(new Rational(1, 10), 25, 2), Is.EqualTo(new Rational(1, 83)));
        Assert.That(Pedestal.InLsb(5, 25, 0), Is.EqualTo(new Rational(1, 4)));
        Assert.That(Pedestal.InLsb(0, 25, 4), Is.EqualTo(Rational.Zero));
        Assert.That(Pedestal.LsbOfGMax(5, 20, 2), Is.EqualTo(new Rational(1, 4)));
    }

    [TestCase(true, false, false, false, false)]
    [TestCase(true, true, false, true, false)]
    [TestCase(false, false, false, false, true)]
    [TestCase(false, false, true, true, false)]
    public void Who_removes_the_pedestal(bool pair, bool subtractDigital, bool digital, bool seen, bool reference)
    {
        Assert.That(Pedestal.IsSeen(pair, subtractDigital, digital), Is.EqualTo(seen));
        Assert.That(Pedestal.HasReferenceColumn(pair, digital), Is.EqualTo(reference));
    }
}
