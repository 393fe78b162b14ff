namespace TileDsl.Kernels;

/// <summary>What the conversions of one row block, slice and polarity see of programmed cells.</summary>
internal sealed class ConductancePlane(MatrixGeometry geometry, ConductanceRows cells, Planes planes, int rowBlock, int slice, int polarity)
{
    private readonly double[] _cells = new double[geometry.Columns];
    private readonly double[] _subtracted = new double[geometry.Columns];
    private readonly double[] _references = new double[geometry.Layout.ColumnBlocks.Length];

    /// <summary>Fills the plane whose first row of memory is given.</summary>
    public void Pack(long firstRow)
    {
        var subtractsPair = geometry.Polarities > geometry.ConvertedPolarities;
        for (var row = 0; row < geometry.Layout.RowBlocks[rowBlock]; row++)
        {
            cells.Read(rowBlock, slice, polarity, row, _cells);
            if (subtractsPair) cells.Read(rowBlock, slice, 1, row, _subtracted);
            else if (geometry.Layout.HasReferenceColumn) ReadReferences(row);
            Store(planes[firstRow + row]);
        }
    }

    private void ReadReferences(int row)
    {
        cells.ReadReferences(rowBlock, slice, row, _references);
        var (blocks, outputs) = (geometry.Layout.ColumnBlocks, geometry.Spec.Outputs);
        for (int columnBlock = 0, first = 0; columnBlock < blocks.Length; first += blocks[columnBlock++])
        {
            _subtracted.AsSpan(first, blocks[columnBlock]).Fill(_references[columnBlock]);
            if (geometry.HasOffsetColumn) _subtracted[outputs + columnBlock] = _references[columnBlock];
        }
    }

    private void Store(int at)
    {
        // Where nothing is subtracted, zero is: it is zero on the grid, and changes no bit off it.
        if (geometry.GridExponent is not { } k)
        {
            geometry.Law.InUnitsOfGMax(_cells, _subtracted, planes.Row(at));
            return;
        }
        for (var j = 0; j < _cells.Length; j++) planes.Set(at, j, geometry.Law.OnGrid(_cells[j], k) - geometry.Law.OnGrid(_subtracted[j], k));
    }
}
