using TileDsl.Kernels;

namespace TileDsl.Tests.Kernels;

public class CellStoreTests
{
    // Of some parts that do not end together, of one, of rows each longer than a part, and too large for parts.
    [TestCase(70, 50)]
    [TestCase(5, 3)]
    [TestCase(3, 9000)]
    [TestCase(300, 500)]
    public void Rows_are_the_cells_in_their_order(int inputs, int outputs)
    {
        var geometry = new MatrixGeometry(Specs.Of(inputs, outputs, rows: 3));
        var cells = Enumerable.Range(0, CellStore<int>.CellsOf(geometry, 2)).ToArray();
        var (loaded, written) = (new CellStore<int>(geometry, 2, cells, []), new CellStore<int>(geometry, 2));
        var next = 0;
        for (var input = 0; input < inputs; input++)
        {
            var (rowBlock, row) = geometry.Place(input);
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < geometry.Polarities; polarity++)
                {
                    var expected = cells.AsSpan(next, 2 * geometry.AllColumns);
                    Assert.That(loaded.Row(rowBlock, slice, polarity, row).SequenceEqual(expected), $"input {input}, slice {slice}, polarity {polarity}");
                    expected.CopyTo(written.Row(rowBlock, slice, polarity, row));
                    next += expected.Length;
                }
            }
        }
        Assert.That(next, Is.EqualTo(cells.Length));
        Assert.That(written.Cells(), Is.EqualTo(cells));
    }
}
