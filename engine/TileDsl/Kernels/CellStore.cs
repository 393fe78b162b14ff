namespace TileDsl.Kernels;

/// <summary>One value for every device of a matrix (or every unit cell of a polarity), reference columns included.</summary>
internal sealed class CellStore<T>
{
    private readonly MatrixGeometry _geometry;
    private readonly int _columns;
    private readonly int _references;

    /// <summary>Whoever makes one writes every number.</summary>
    /// <param name="devices">Devices of a cell.</param>
    public CellStore(MatrixGeometry geometry, int devices = 1)
        : this(geometry, devices, GC.AllocateUninitializedArray<T>(CellsOf(geometry, devices)), GC.AllocateUninitializedArray<T>(ReferencesOf(geometry, devices)))
    {
    }

    /// <summary>Values that are there, as long as <see cref="CellsOf"/> and <see cref="ReferencesOf(MatrixGeometry, int)"/> say.</summary>
    public CellStore(MatrixGeometry geometry, int devices, T[] cells, T[] references)
    {
        (_geometry, Cells, References) = (geometry, cells, references);
        _columns = geometry.AllColumns * devices;
        _references = geometry.Layout.HasReferenceColumn ? geometry.Layout.ColumnBlocks.Length * devices : 0;
    }

    /// <summary>By input, slice, polarity, device and column: outputs, then offset columns, then those of checksums.</summary>
    public T[] Cells { get; }

    /// <summary>By input, slice, device and column block; empty where there are no reference columns.</summary>
    public T[] References { get; }

    /// <summary>How many values the cells of a matrix are.</summary>
    public static int CellsOf(MatrixGeometry geometry, int devices) =>
        Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Polarities * geometry.AllColumns * devices);

    /// <summary>How many values its reference columns are.</summary>
    public static int ReferencesOf(MatrixGeometry geometry, int devices) =>
        geometry.Layout.HasReferenceColumn ? Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Layout.ColumnBlocks.Length * devices) : 0;

    /// <summary>A row's devices of one slice and polarity.</summary>
    public Span<T> Row(int rowBlock, int slice, int polarity, int row)
    {
        var index = ((long)(_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _geometry.Polarities + polarity;
        return Cells.AsSpan((int)(index * _columns), _columns);
    }

    /// <summary>A row's devices in the reference columns of a slice.</summary>
    public Span<T> ReferencesOf(int rowBlock, int slice, int row) =>
        References.AsSpan(((_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _references, _references);
}
