namespace TileDsl.Kernels;

/// <summary>Cuts planes that lie row by row into the panels that kernels stream; see the remarks of <see cref="MatrixState"/>.</summary>
internal static class PanelPacking
{
    /// <param name="planes">Row by row, one plane behind the other.</param>
    /// <param name="rowsOfPlanes">Rows of each plane, in order.</param>
    public static MatrixState Pack(Planes planes, IEnumerable<int> rowsOfPlanes, MatrixKernel kernel, CalibratedConverter[] converters) => kernel.Elements switch
    {
        PlaneForm.Float32 when kernel.TakesHalfPlanes && planes.AreHalf => new() { Converters = converters, HalfPlanes = Halves(planes, rowsOfPlanes, kernel) },
        PlaneForm.Float32 when planes.Floats.IsEmpty => new() { Converters = converters, FloatPlanes = Elements<float>(planes, rowsOfPlanes, kernel, value => (float)value) },
        PlaneForm.Float32 => new() { Converters = converters, FloatPlanes = Floats(planes, rowsOfPlanes, kernel) },
        PlaneForm.Int32 => new() { Converters = converters, IntPlanes = Elements<int>(planes, rowsOfPlanes, kernel, value => (int)value) },
        PlaneForm.Int16Pairs => new() { Converters = converters, PairPlanes = Pairs(planes, rowsOfPlanes, kernel) },
        PlaneForm.Digits => new() { Converters = converters, DigitPlanes = Digits(planes, rowsOfPlanes, kernel) },
        _ => throw new ArgumentException("A kernel without planes.", nameof(kernel)),
    };

    /// <summary>float32 elements of float32 planes.</summary>
    public static AlignedMemory<float> Floats(Planes planes, IEnumerable<int> rowsOfPlanes, MatrixKernel kernel)
    {
        // A panel's row is a stretch of the plane's row as it lies.
        var memory = new AlignedMemory<float>(Planes.CheckedLength((long)rowsOfPlanes.Sum() * kernel.PaddedColumns), isWritten: true);
        ForEachPanel(rowsOfPlanes, kernel, rows => rows, (firstRow, rows, column, width, at) =>
        {
            var floats = planes.Floats[(planes[firstRow] + column)..];
            var panel = memory.Span[at..];
            for (var r = 0; r < rows; r++) floats.Slice(r * kernel.PaddedColumns, width).CopyTo(panel[(r * width)..]);
        });
        return memory;
    }

    private static AlignedMemory<T> Elements<T>(Planes planes, IEnumerable<int> rowsOfPlanes, MatrixKernel kernel, Func<double, T> element)
        where T : unmanaged
    {
        var padded = kernel.PaddedColumns;
        var memory = new AlignedMemory<T>(Planes.CheckedLength((long)rowsOfPlanes.Sum() * padded));
        ForEachPanel(rowsOfPlanes, kernel, rows => rows, (firstRow, rows, column, width, at) =>
        {
            var panel = memory.Span[at..];
            for (var r = 0; r < rows; r++)
            {
                for (var j = 0; j < width; j++) panel[r * width + j] = element(planes.Get(planes[firstRow + r], column + j));
            }
        });
        return memory;
    }

    private static AlignedMemory<ushort> Halves(Planes planes, IEnumerable<int> rowsOfPlanes, MatrixKernel kernel)
    {
        var memory = new AlignedMemory<ushort>(Planes.CheckedLength((long)rowsOfPlanes.Sum() * kernel.PaddedColumns));
        ForEachPanel(rowsOfPlanes, kernel, rows => rows, (firstRow, rows, column, width, at) =>
        {
            var panel = memory.Span[at..];
            for (var r = 0; r < rows; r++)
            {
                for (var j = 0; j < width; j++) panel[r * width + BitPlaneTile.Position(j)] = (ushort)planes.Get(planes[firstRow + r], column + j);
            }
        });
        return memory;
    }

    private static AlignedMemory<short> Pairs(Planes planes, IEnumerable<int> rowsOfPlanes, MatrixKernel kernel)
    {
        var padded = kernel.PaddedColumns;
        var memory = new AlignedMemory<short>(Planes.CheckedLength((long)rowsOfPlanes.Sum(rows => (rows + 1) / 2 * 2) * padded));
        ForEachPanel(rowsOfPlanes, kernel, rows => (rows + 1) / 2 * 2, (firstRow, rows, column, width, at) =>
        {
            var panel = memory.Span[at..];
            for (var r = 0; r < rows; r++)
            {
                for (var j = 0; j < width; j++) panel[(r / 2 * width + j) * 2 + r % 2] = checked((short)planes.Get(planes[firstRow + r], column + j));
            }
        });
        return memory;
    }

    private static AlignedMemory<byte> Digits(Planes planes, IEnumerable<int> rowsOfPlanes, MatrixKernel kernel)
    {
        var (padded, form) = (kernel.PaddedColumns, kernel.Digits);
        var memory = new AlignedMemory<byte>(Planes.CheckedLength((long)rowsOfPlanes.Sum(form.Groups) * padded));
        ForEachPanel(rowsOfPlanes, kernel, form.Groups, (firstRow, rows, column, width, at) =>
        {
            var panel = memory.Span[at..];
            for (var r = 0; r < rows; r++)
            {
                for (var j = 0; j < width; j++)
                {
                    var digit = (int)planes.Get(planes[firstRow + r], column + j) - form.Lowest;
                    panel[r / form.RowsPerGroup * width + DigitTile.Position(j)] |= (byte)(digit << r % form.RowsPerGroup * form.Bits);
                }
            }
        });
        return memory;
    }

    /// <summary>Visits the panels in the order of memory.</summary>
    /// <param name="storedRows">Rows of memory that so many rows of a plane take.</param>
    private static void ForEachPanel(IEnumerable<int> rowsOfPlanes, MatrixKernel kernel, Func<int, int> storedRows, Action<long, int, int, int, int> visit)
    {
        var (firstRow, at, padded) = (0L, 0, kernel.PaddedColumns);
        foreach (var rows in rowsOfPlanes)
        {
            for (var column = 0; column < padded; column += kernel.PanelColumns)
            {
                var width = Math.Min(kernel.PanelColumns, padded - column);
                visit(firstRow, rows, column, width, at);
                at += storedRows(rows) * width;
            }
            firstRow += rows;
        }
    }
}
