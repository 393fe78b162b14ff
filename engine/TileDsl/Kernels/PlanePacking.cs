namespace TileDsl.Kernels;

/// <summary>Lays weights out row by row; <see cref="PanelPacking"/> cuts them up as a kernel wants them.</summary>
internal static class PlanePacking
{
    /// <summary>One plane of signed target weights.</summary>
    public static MatrixState Collapsed(MatrixGeometry geometry, TargetWeights weights, MatrixKernel kernel)
    {
        var (inputs, outputs) = (geometry.Spec.Inputs, geometry.Spec.Outputs);
        var planes = new Planes(kernel.PaddedColumns, isFloat: false, inputs);
        for (var i = 0; i < inputs; i++)
        {
            for (var j = 0; j < outputs; j++) planes.Set(planes[i], j, weights.Integers[j * inputs + i]);
        }
        return PanelPacking.Pack(planes, [inputs], kernel, []);
    }

    /// <summary>Integers: the digits of ideal cells, with the pedestal where the converter sees one, in units of 1/den lsb.</summary>
    public static MatrixState Sliced(MatrixGeometry geometry, TargetWeights weights, MatrixKernel kernel, CalibratedConverter[] converters)
    {
        var planes = new Planes(kernel.PaddedColumns, isFloat: false, RowsOfPlanes(geometry));
        ForEachPlane(geometry, (rowBlock, slice, polarity, firstRow) =>
        {
            var cells = new IdealCells(geometry, weights, slice, polarity, digitsOnly: kernel.Elements == PlaneForm.Digits);
            for (var row = 0; row < geometry.Layout.RowBlocks[rowBlock]; row++)
            {
                var at = planes[firstRow + row];
                for (var j = 0; j < geometry.Columns; j++) planes.Set(at, j, InRange(cells[geometry.FirstRow(rowBlock) + row, j]));
            }
        });
        return PanelPacking.Pack(planes, PlanesOf(geometry), kernel, converters);
    }

    /// <summary>Programmed conductances: integers of the grid where there is one, else float32 in units of g_max.</summary>
    /// <param name="what">Names the matrix in a message.</param>
    /// <exception cref="TileException">A column sum of the chip is beyond what the grid allows.</exception>
    public static MatrixState Programmed(MatrixGeometry geometry, ConductanceRows cells, MatrixKernel kernel, CalibratedConverter[] converters, string what)
    {
        using var planes = new Planes(kernel.PaddedColumns, isFloat: true, RowsOfPlanes(geometry));
        ForEachPlane(geometry, (rowBlock, slice, polarity, firstRow) => new ConductancePlane(geometry, cells, planes, rowBlock, slice, polarity).Pack(firstRow));
        if (geometry.GridExponent is { } k) RefuseLargeSums(geometry, planes, k, what);
        return PanelPacking.Pack(planes, PlanesOf(geometry), kernel, converters);
    }

    /// <summary>The variances of reads beside the conductances.</summary>
    public static AlignedMemory<float> Variances(MatrixGeometry geometry, ConductanceRows cells, MatrixKernel kernel)
    {
        using var planes = new Planes(kernel.PaddedColumns, isFloat: true, RowsOfPlanes(geometry));
        ForEachPlane(geometry, (rowBlock, slice, polarity, firstRow) => VariancePlane.Fill(geometry, cells, planes, rowBlock, slice, polarity, firstRow));
        return PanelPacking.Floats(planes, PlanesOf(geometry), kernel);
    }

    /// <summary>Rows of each plane, in order.</summary>
    private static IEnumerable<int> PlanesOf(MatrixGeometry geometry) =>
        geometry.Layout.RowBlocks.SelectMany(rows => Enumerable.Repeat(rows, geometry.Slices * geometry.ConvertedPolarities));

    private static long RowsOfPlanes(MatrixGeometry geometry) => (long)geometry.Spec.Inputs * geometry.Slices * geometry.ConvertedPolarities;

    /// <summary>Visits the planes, in parallel; each is a function of its place alone.</summary>
    private static void ForEachPlane(MatrixGeometry geometry, Action<int, int, int, long> visit)
    {
        var perBlock = geometry.Slices * geometry.ConvertedPolarities;
        if (geometry.Layout.RowBlocks.Length * perBlock == 1)
        {
            visit(0, 0, 0, 0);
            return;
        }
        try
        {
            Parallel.For(0, geometry.Layout.RowBlocks.Length * perBlock, n =>
            {
                var (rowBlock, place) = (n / perBlock, n % perBlock);
                visit(rowBlock, place / geometry.ConvertedPolarities, place % geometry.ConvertedPolarities, FirstRowOf(geometry, rowBlock, place));
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<TileException>().FirstOrDefault() is { } mistake)
        {
            throw new TileException(mistake.Message, several);
        }
    }

    /// <summary>Row of memory at which a plane begins.</summary>
    private static long FirstRowOf(MatrixGeometry geometry, int rowBlock, int place) =>
        (long)geometry.FirstRow(rowBlock) * geometry.Slices * geometry.ConvertedPolarities + (long)place * geometry.Layout.RowBlocks[rowBlock];

    private static void RefuseLargeSums(MatrixGeometry geometry, Planes planes, int k, string what)
    {
        var largestInput = (1L << geometry.WidestConversion) - 1;
        var perBlock = geometry.Slices * geometry.ConvertedPolarities;
        for (var n = 0; n < geometry.Layout.RowBlocks.Length * perBlock; n++)
        {
            var (rowBlock, place) = (n / perBlock, n % perBlock);
            for (var j = 0; j < geometry.Columns; j++)
            {
                var sum = planes.ColumnMagnitude(FirstRowOf(geometry, rowBlock, place), geometry.Layout.RowBlocks[rowBlock], j) * largestInput;
                if (sum < Grid.SumLimit) continue;
                var column = j < geometry.Spec.Outputs ? $"output {j}" : $"the offset column of column block {j - geometry.Spec.Outputs}";
                throw new TileException(
                    $"{what}: the chip is refused: the conductances of row block {rowBlock}, weight slice {place / geometry.ConvertedPolarities}, {column} can sum to {sum} units of 2^-{k} g_max, " +
                    $"and exact sums stay below {Grid.SumLimit}; smaller programming errors, fewer rows or narrower input slices are needed");
            }
        }
    }

    private static int InRange(long element) => element is >= int.MinValue and <= int.MaxValue
        ? (int)element
        : throw new TileException($"a cell with its pedestal is {element} units of a fraction of an lsb, more than 32 bits hold: give g_min and g_max fewer digits, or use a reference column");
}
