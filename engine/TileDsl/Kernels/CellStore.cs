namespace TileDsl.Kernels;

/// <summary>One number for every device of a matrix (or every unit cell of a polarity), reference columns included.</summary>
internal sealed class CellStore
{
    private readonly MatrixGeometry _geometry;
    private readonly int _columns;
    private readonly int _references;

    /// <param name="devices">Devices of a cell.</param>
    public CellStore(MatrixGeometry geometry, int devices = 1)
    {
        _geometry = geometry;
        _columns = geometry.AllColumns * devices;
        _references = geometry.Layout.HasReferenceColumn ? geometry.Layout.ColumnBlocks.Length * devices : 0;
        Cells = new double[Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Polarities * _columns)];
        References = new double[Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * _references)];
    }

    /// <summary>By input, slice, polarity, device and column: outputs, then offset columns, then those of checksums.</summary>
    public double[] Cells { get; }

    /// <summary>By input, slice, device and column block; empty where there are no reference columns.</summary>
    public double[] References { get; }

    /// <summary>A row's devices of one slice and polarity.</summary>
    public Span<double> Row(int rowBlock, int slice, int polarity, int row)
    {
        var index = ((long)(_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _geometry.Polarities + polarity;
        return Cells.AsSpan((int)(index * _columns), _columns);
    }

    /// <summary>A row's devices in the reference columns of a slice.</summary>
    public Span<double> ReferencesOf(int rowBlock, int slice, int row) =>
        References.AsSpan(((_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _references, _references);
}
