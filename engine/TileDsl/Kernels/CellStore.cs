using System.Runtime.CompilerServices;

namespace TileDsl.Kernels;

/// <summary>One value for every device of a matrix (or every unit cell of a polarity), reference columns included.</summary>
/// <remarks>
/// Chips are programmed by the hundred and soon forgotten. Their cells lie in parts of some rows, small enough to be collected with what is
/// young: large arrays are collected with all that lives, and given back to the system. What takes long to program lies in one large array
/// all the same: there that is little, and what is young is held for longer.
/// </remarks>
internal sealed class CellStore<T>
{
    // From 85,000 bytes on an array counts as large.
    private const int PartBytes = 1 << 16;
    private const int MostBytesInParts = 1 << 20;

    private readonly MatrixGeometry _geometry;
    private readonly T[][] _parts;
    private readonly int _rowsOfPart;
    private readonly int _columns;
    private readonly int _references;

    /// <summary>Whoever makes one writes every number.</summary>
    /// <param name="devices">Devices of a cell.</param>
    public CellStore(MatrixGeometry geometry, int devices = 1)
    {
        (_geometry, _columns) = (geometry, geometry.AllColumns * devices);
        _references = geometry.Layout.HasReferenceColumn ? geometry.Layout.ColumnBlocks.Length * devices : 0;
        References = GC.AllocateUninitializedArray<T>(ReferencesOf(geometry, devices));
        var (rows, part, rowBytes) = (CellsOf(geometry, devices) / _columns, 0, (long)_columns * Unsafe.SizeOf<T>());
        _rowsOfPart = rows * rowBytes > MostBytesInParts ? rows : (int)Math.Max(1, PartBytes / rowBytes);
        _parts = new T[(rows + _rowsOfPart - 1) / _rowsOfPart][];
        for (; rows > 0; rows -= _rowsOfPart) _parts[part++] = GC.AllocateUninitializedArray<T>(Math.Min(rows, _rowsOfPart) * _columns);
    }

    /// <summary>Values that are there, as long as <see cref="CellsOf"/> and <see cref="ReferencesOf(MatrixGeometry, int)"/> say.</summary>
    public CellStore(MatrixGeometry geometry, int devices, ReadOnlySpan<T> cells, ReadOnlySpan<T> references)
        : this(geometry, devices)
    {
        references.CopyTo(References);
        foreach (var part in _parts)
        {
            cells[..part.Length].CopyTo(part);
            cells = cells[part.Length..];
        }
    }

    /// <summary>By input, slice, device and column block; empty where there are no reference columns.</summary>
    public T[] References { get; }

    /// <summary>How many values the cells of a matrix are.</summary>
    public static int CellsOf(MatrixGeometry geometry, int devices) =>
        Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Polarities * geometry.AllColumns * devices);

    /// <summary>How many values its reference columns are.</summary>
    public static int ReferencesOf(MatrixGeometry geometry, int devices) =>
        geometry.Layout.HasReferenceColumn ? Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Layout.ColumnBlocks.Length * devices) : 0;

    /// <summary>All cells, by input, slice, polarity, device and column: outputs, then offset columns, then those of checksums.</summary>
    public T[] Cells()
    {
        var (cells, at) = (new T[_parts.Sum(part => part.Length)], 0);
        foreach (var part in _parts)
        {
            part.CopyTo(cells, at);
            at += part.Length;
        }
        return cells;
    }

    /// <summary>A row's devices of one slice and polarity.</summary>
    public Span<T> Row(int rowBlock, int slice, int polarity, int row)
    {
        var index = ((_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _geometry.Polarities + polarity;
        return _parts[index / _rowsOfPart].AsSpan(index % _rowsOfPart * _columns, _columns);
    }

    /// <summary>A row's devices in the reference columns of a slice.</summary>
    public Span<T> ReferencesOf(int rowBlock, int slice, int row) =>
        References.AsSpan(((_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _references, _references);
}
