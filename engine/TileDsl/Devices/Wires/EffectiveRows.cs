using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>
/// The effective conductances of a matrix's used cells: every physical array with all its lines, solved once. They take the place
/// of the devices' conductances in a product. Thread-safe.
/// </summary>
internal sealed class EffectiveRows : ConductanceRows
{
    private readonly ConductanceRows _devices;
    private readonly double[] _cells;
    private readonly double[] _references;

    /// <summary>Solves all arrays, several at a time.</summary>
    /// <param name="devices">Conductances as programmed, or as they are at a time.</param>
    /// <exception cref="TileException">A conductance is negative or not finite.</exception>
    public EffectiveRows(MatrixGeometry geometry, WireSpec wires, ConductanceRows devices, CancellationToken cancellation = default)
        : base(geometry)
    {
        _devices = devices;
        _cells = new double[Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Polarities * geometry.Columns)];
        _references = new double[Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Layout.ColumnBlocks.Length)];
        var arrays = new PhysicalArrays(geometry, wires);
        var places = arrays.Places;
        // One array has the machine to itself; of several each has a thread.
        var threads = places.Length == 1 ? 0 : 1;
        try
        {
            Parallel.For(0, places.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, n =>
            {
                var place = places[n];
                var (rows, columns) = (arrays.UsedRows(place), arrays.UsedColumns(place));
                var solved = new double[rows * columns];
                EffectiveMatrix.Solve(arrays.Assemble(place, devices), arrays.Rows, arrays.Columns, wires, rows, columns, solved, threads, VectorPath.Auto);
                Take(arrays, place, solved, columns);
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<TileException>().FirstOrDefault() is { } mistake)
        {
            throw new TileException(mistake.Message, several);
        }
    }

    public override void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells) => Cells(rowBlock, slice, polarity, row).CopyTo(cells);

    public override void ReadReferences(int rowBlock, int slice, int row, Span<double> references) => References(rowBlock, slice, row).CopyTo(references);

    /// <summary>To first order a cell's noise passes the wires as its current does.</summary>
    public override void ReadSigma(int rowBlock, int slice, int polarity, int row, ReadOnlySpan<double> cells, Span<double> sigma)
    {
        var devices = new double[cells.Length];
        _devices.Read(rowBlock, slice, polarity, row, devices);
        _devices.ReadSigma(rowBlock, slice, polarity, row, devices, sigma);
        Pass(devices, cells, sigma);
    }

    public override void ReadReferenceSigma(int rowBlock, int slice, int row, ReadOnlySpan<double> references, Span<double> sigma)
    {
        var devices = new double[references.Length];
        _devices.ReadReferences(rowBlock, slice, row, devices);
        _devices.ReadReferenceSigma(rowBlock, slice, row, devices, sigma);
        Pass(devices, references, sigma);
    }

    /// <summary>An open cell has no current to tell what wires would leave of it; its noise passes whole.</summary>
    private static void Pass(double[] devices, ReadOnlySpan<double> effective, Span<double> sigma)
    {
        for (var j = 0; j < devices.Length; j++)
        {
            if (devices[j] != 0) sigma[j] *= effective[j] / devices[j];
        }
    }

    private void Take(PhysicalArrays arrays, ArrayPlace place, double[] solved, int columns)
    {
        for (var row = 0; row < arrays.UsedRows(place); row++)
        {
            var line = solved.AsSpan(row * columns, columns);
            foreach (var (slice, polarity) in arrays.Held(place))
            {
                arrays.FromArray(place, slice, polarity, line, Cells(place.RowBlock, slice, polarity, row));
                if (Geometry.Layout.HasReferenceColumn) References(place.RowBlock, slice, row)[place.ColumnBlock] = line[arrays.Reference];
            }
        }
    }

    private Span<double> Cells(int rowBlock, int slice, int polarity, int row)
    {
        var index = ((long)(Geometry.FirstRow(rowBlock) + row) * Geometry.Slices + slice) * Geometry.Polarities + polarity;
        return _cells.AsSpan((int)(index * Geometry.Columns), Geometry.Columns);
    }

    private Span<double> References(int rowBlock, int slice, int row)
    {
        var columnBlocks = Geometry.Layout.ColumnBlocks.Length;
        return _references.AsSpan(((Geometry.FirstRow(rowBlock) + row) * Geometry.Slices + slice) * columnBlocks, columnBlocks);
    }
}
