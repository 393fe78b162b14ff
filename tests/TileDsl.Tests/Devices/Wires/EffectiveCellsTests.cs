using TileDsl.Devices;
using TileDsl.Devices.Wires;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;

namespace TileDsl.Tests.Devices.Wires;

/// <summary>Where the lines of an array are, against arrays laid out here by hand and solved by <see cref="DenseCircuit"/>.</summary>
public class EffectiveCellsTests
{
    private static readonly WireSpec s_wires = RandomArray.Ohms(300, 200, 700, 500);

    /// <summary>An array: what stands at each column, by row; null is an unused cell.</summary>
    private delegate double? Standing(int row, int column);

    [Test]
    public void Polarities_have_arrays_of_their_own([Values] bool turned)
    {
        // 7 rows in blocks of 4 and 3, 3 outputs in blocks of 2 and 1, on arrays of 4 x 2 or 4 x 6.
        var geometry = Geometry(Specs.Of(7, 3, 4, turned ? 6 : 2));
        var blocks = turned ? [3] : new[] { 2, 1 };
        var effective = Solve(geometry, s_wires);
        foreach (var (rowBlock, columnBlock, slice, polarity) in Places(2, blocks.Length, 3, 2))
        {
            var first = columnBlock * 2;
            Standing standing = (row, column) => row < 4 - rowBlock && column < blocks[columnBlock] ? Cell(rowBlock, slice, polarity, row, first + column) : null;
            var expected = Dense(geometry, standing, 4, turned ? 6 : 2, s_wires);
            Compare(effective, rowBlock, slice, polarity, 4 - rowBlock, (row, output) => expected(row, output - first), first, blocks[columnBlock]);
        }
    }

    [Test]
    public void Interleaved_polarities_share_an_array()
    {
        var geometry = Geometry(Specs.Of(4, 3, 4, 5));
        var effective = Solve(geometry, s_wires with { Interleaved = true });
        for (var slice = 0; slice < 3; slice++)
        {
            var at = slice;
            var expected = Dense(geometry, (row, column) => column < 6 ? Cell(0, at, column % 2, row, column / 2) : null, 4, 10, s_wires);
            for (var polarity = 0; polarity < 2; polarity++)
            {
                var side = polarity;
                Compare(effective, 0, slice, polarity, 4, (row, output) => expected(row, 2 * output + side), 0, 3);
            }
        }
    }

    [Test]
    public void Slices_stand_side_by_side_before_the_reference_and_the_offset_columns()
    {
        // Single cells: 2 outputs of 3 slices in the 7 columns of an array, then the reference (7) and the offsets (8, 9, 10).
        var spec = Specs.Single(3, 4, WeightEncoding.Offset, 5, 7) with { SlicesAcrossColumns = true, OffsetColumn = true };
        var geometry = Geometry(spec);
        var effective = Solve(geometry, s_wires);
        for (var block = 0; block < 2; block++)
        {
            var columnBlock = block;
            var expected = Dense(geometry, Standing, 5, 11, s_wires);
            for (var slice = 0; slice < 3; slice++)
            {
                var at = slice;
                Compare(effective, 0, slice, 0, 3, (row, output) => expected(row, (output - 2 * columnBlock) * 3 + at), 2 * block, 2);
                Compare(effective, 0, slice, 0, 3, (row, _) => expected(row, 8 + at), 4 + block, 1);
                for (var row = 0; row < 3; row++) Assert.That(effective.Reference(0, block, slice, row), Is.EqualTo(expected(row, 7)).Within(1e-10));
            }

            double? Standing(int row, int column) => row >= 3 ? null : column switch
            {
                < 6 => Cell(0, column % 3, 0, row, 2 * columnBlock + column / 3),
                7 => Reference(0, columnBlock, 0, row),
                > 7 => Cell(0, column - 8, 0, row, 4 + columnBlock),
                _ => null,
            };
        }
    }

    [Test]
    public void Without_a_reference_the_offset_column_follows_the_array()
    {
        var spec = Specs.Single(3, 2, WeightEncoding.Offset, 3, 4) with { OffsetColumn = true, PedestalDigital = true };
        var geometry = Geometry(spec);
        var effective = Solve(geometry, s_wires);
        for (var slice = 0; slice < 3; slice++)
        {
            var at = slice;
            var expected = Dense(geometry, (row, column) => column < 2 ? Cell(0, at, 0, row, column) : column == 4 ? Cell(0, at, 0, row, 2) : null, 3, 5, s_wires);
            Compare(effective, 0, slice, 0, 3, (row, output) => expected(row, output == 2 ? 4 : output), 0, 3);
        }
    }

    [Test]
    public void A_mistake_in_one_of_many_arrays_is_said()
    {
        var geometry = Geometry(Specs.Of(7, 3, 4, 2));
        Assert.That(
            () => EffectiveCells.Solve(geometry, s_wires, (_, slice, _, _, cells) => cells.Fill(slice == 1 ? double.NaN : 1), Reference),
            Throws.TypeOf<TileException>().With.Message.Contains("NaN uS"));
    }

    private static MatrixGeometry Geometry(MatrixSpec spec) => new(spec with { Device = Specs.Noisy });

    private static EffectiveCells Solve(MatrixGeometry geometry, WireSpec wires) => EffectiveCells.Solve(
        geometry, wires,
        (rowBlock, slice, polarity, row, cells) =>
        {
            for (var j = 0; j < cells.Length; j++) cells[j] = Cell(rowBlock, slice, polarity, row, j);
        },
        Reference);

    /// <summary>A conductance of its own for every cell, uS.</summary>
    private static double Cell(int rowBlock, int slice, int polarity, int row, int output) =>
        1 + 20 * new Random(HashCode(rowBlock, slice, polarity, row, output)).NextDouble();

    private static double Reference(int rowBlock, int columnBlock, int slice, int row) => Cell(rowBlock, 0, 5, row, columnBlock);

    private static int HashCode(params int[] parts) => parts.Aggregate(17, (hash, part) => unchecked(hash * 31 + part));

    private static IEnumerable<(int, int, int, int)> Places(int rowBlocks, int columnBlocks, int slices, int polarities) =>
        from r in Enumerable.Range(0, rowBlocks) from c in Enumerable.Range(0, columnBlocks) from s in Enumerable.Range(0, slices) from p in Enumerable.Range(0, polarities) select (r, c, s, p);

    private static Func<int, int, double> Dense(MatrixGeometry geometry, Standing standing, int rows, int columns, WireSpec wires)
    {
        var cells = Enumerable.Range(0, rows * columns).Select(n => standing(n / columns, n % columns) ?? geometry.Law.Minimum).ToArray();
        var effective = new DenseCircuit(rows, columns, wires).Effective(cells);
        return (row, column) => effective[row * columns + column];
    }

    private static void Compare(EffectiveCells effective, int rowBlock, int slice, int polarity, int rows, Func<int, int, double> expected, int firstOutput, int outputs)
    {
        var cells = new double[effective.Columns];
        for (var row = 0; row < rows; row++)
        {
            effective.Read(rowBlock, slice, polarity, row, cells);
            for (var j = firstOutput; j < firstOutput + outputs; j++)
                Assert.That(cells[j], Is.EqualTo(expected(row, j)).Within(1e-10), $"row block {rowBlock}, slice {slice}, polarity {polarity}, row {row}, output {j}");
        }
    }
}
