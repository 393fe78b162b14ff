using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>
/// The effective conductances of a matrix's used cells: every physical array with all its lines, solved once. They are read like
/// the conductances of <see cref="ConductanceRows"/>, and take their place in a product. Immutable and thread-safe.
/// </summary>
internal sealed class EffectiveCells
{
    private readonly MatrixGeometry _geometry;
    private readonly double[] _cells;
    private readonly double[] _references;

    private EffectiveCells(MatrixGeometry geometry)
    {
        _geometry = geometry;
        _cells = new double[Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Polarities * geometry.Columns)];
        _references = new double[Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Layout.ColumnBlocks.Length)];
    }

    /// <summary>Outputs and offset columns.</summary>
    public int Columns => _geometry.Columns;

    /// <summary>Solves all arrays, several at a time.</summary>
    /// <param name="cells">Conductances as programmed, or as they are at a time; called from several threads.</param>
    /// <param name="reference">Likewise of reference columns.</param>
    public static EffectiveCells Solve(MatrixGeometry geometry, WireSpec wires, CellReader cells, ReferenceReader reference, CancellationToken cancellation = default)
    {
        var effective = new EffectiveCells(geometry);
        var arrays = new PhysicalArrays(geometry, wires);
        var places = arrays.Places;
        var threadsOfOne = places.Length == 1 ? 0 : 1;
        try
        {
            Parallel.For(0, places.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, n =>
            {
                var place = places[n];
                var (rows, columns) = (arrays.UsedRows(place), arrays.UsedColumns(place));
                var solved = new double[rows * columns];
                EffectiveMatrix.Solve(arrays.Assemble(place, cells, reference), arrays.Rows, arrays.Columns, wires, rows, columns, solved, threadsOfOne, VectorPath.Auto);
                effective.Take(arrays, place, solved, columns);
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<TileException>().FirstOrDefault() is { } mistake)
        {
            throw new TileException(mistake.Message, several);
        }
        return effective;
    }

    /// <summary>The effective conductances (uS) of a row's used cells: outputs, then offset columns.</summary>
    public void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells) => Cells(rowBlock, slice, polarity, row).CopyTo(cells);

    /// <summary>The effective conductance of a row's device in the reference column of a column block and slice.</summary>
    public double Reference(int rowBlock, int columnBlock, int slice, int row) => _references[ReferenceIndex(rowBlock, columnBlock, slice, row)];

    private void Take(PhysicalArrays arrays, ArrayPlace place, double[] solved, int columns)
    {
        for (var row = 0; row < arrays.UsedRows(place); row++)
        {
            var line = solved.AsSpan(row * columns, columns);
            foreach (var (slice, polarity) in arrays.Held(place))
            {
                arrays.Spread(place, slice, polarity, Cells(place.RowBlock, slice, polarity, row), line, toArray: false);
                if (_geometry.Layout.HasReferenceColumn) _references[ReferenceIndex(place.RowBlock, place.ColumnBlock, slice, row)] = line[arrays.Reference];
            }
        }
    }

    private Span<double> Cells(int rowBlock, int slice, int polarity, int row)
    {
        var index = ((long)(_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _geometry.Polarities + polarity;
        return _cells.AsSpan((int)(index * _geometry.Columns), _geometry.Columns);
    }

    private int ReferenceIndex(int rowBlock, int columnBlock, int slice, int row) =>
        ((_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _geometry.Layout.ColumnBlocks.Length + columnBlock;
}
