namespace TileDsl.Kernels;

/// <summary>The variances of what conversions read, in squared units of the sums: each cell's own, both together where a pair is subtracted first.</summary>
internal static class VariancePlane
{
    /// <summary>Fills the planes' rows from <paramref name="firstRow"/> on.</summary>
    public static void Fill(MatrixGeometry geometry, ConductanceRows cells, Planes planes, int rowBlock, int slice, int polarity, long firstRow)
    {
        var (aged, sigma, other) = (new double[geometry.Columns], new double[geometry.Columns], new double[geometry.Columns]);
        var subtractsPair = geometry.Polarities > geometry.ConvertedPolarities;
        for (var row = 0; row < geometry.Layout.RowBlocks[rowBlock]; row++)
        {
            cells.Read(rowBlock, slice, polarity, row, aged);
            cells.ReadSigma(rowBlock, slice, polarity, row, aged, sigma);
            if (subtractsPair)
            {
                cells.Read(rowBlock, slice, 1, row, aged);
                cells.ReadSigma(rowBlock, slice, 1, row, aged, other);
            }
            var at = planes[firstRow + row];
            for (var j = 0; j < sigma.Length; j++) planes.Set(at, j, Variance(geometry, sigma[j], subtractsPair ? other[j] : 0));
        }
    }

    /// <summary>Of the reference columns: by place times column blocks plus column block, a variance for each row.</summary>
    public static float[][] References(MatrixGeometry geometry, ConductanceRows cells)
    {
        var (layout, blocks) = (geometry.Layout, geometry.Layout.ColumnBlocks.Length);
        if (!layout.HasReferenceColumn) return [];
        var variances = new float[layout.RowBlocks.Length * geometry.Slices * blocks][];
        var (aged, sigma) = (new double[blocks], new double[blocks]);
        for (var rowBlock = 0; rowBlock < layout.RowBlocks.Length; rowBlock++)
        {
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                var first = (rowBlock * geometry.Slices + slice) * blocks;
                for (var block = 0; block < blocks; block++) variances[first + block] = new float[layout.RowBlocks[rowBlock]];
                for (var row = 0; row < layout.RowBlocks[rowBlock]; row++)
                {
                    cells.ReadReferences(rowBlock, slice, row, aged);
                    cells.ReadReferenceSigma(rowBlock, slice, row, aged, sigma);
                    for (var block = 0; block < blocks; block++) variances[first + block][row] = Variance(geometry, sigma[block], 0);
                }
            }
        }
        return variances;
    }

    private static float Variance(MatrixGeometry geometry, double sigma, double other)
    {
        var (own, others) = (geometry.InUnits(sigma), geometry.InUnits(other));
        return (float)(own * own + others * others);
    }
}
