using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>The devices of a row's used cells: outputs, then offset columns; see <see cref="ConductanceRows.Read"/>.</summary>
internal delegate void CellReader(int rowBlock, int slice, int polarity, int row, Span<double> cells);

/// <summary>A row's device in a reference column; see <see cref="ConductanceRows.ReadReference"/>.</summary>
internal delegate double ReferenceReader(int rowBlock, int columnBlock, int slice, int row);

/// <summary>Which physical array of a row block: of several where polarities or slices have arrays of their own.</summary>
/// <param name="Slice">The first weight slice in it; with slices across columns it holds all of them, else only this one.</param>
/// <param name="Polarity">The polarity it holds; 0 where polarities are interleaved.</param>
internal readonly record struct ArrayPlace(int RowBlock, int ColumnBlock, int Slice, int Polarity);

/// <summary>
/// All lines of a matrix's arrays as they are wired, used or not: used rows from the top, used columns from the left, then the
/// reference column and the offset columns. Unused cells are at g_min.
/// </summary>
internal sealed class PhysicalArrays
{
    private readonly MatrixGeometry _geometry;
    private readonly ArrayLayout _layout;
    private readonly int _side; // columns of a unit cell in one array

    public PhysicalArrays(MatrixGeometry geometry, WireSpec wires)
    {
        (_geometry, _layout) = (geometry, geometry.Layout);
        _side = wires.Interleaved && geometry.Polarities == 2 ? 2 : 1;
        Rows = geometry.Spec.ArrayRows;
        // Array column C is left out where offset columns stand behind no reference column.
        Columns = _side * (_layout.TotalColumns - (_layout.HasOffsetColumn && !_layout.HasReferenceColumn ? 1 : 0));
        Places =
        [
            .. from rowBlock in Enumerable.Range(0, _layout.RowBlocks.Length)
               from columnBlock in Enumerable.Range(0, _layout.ColumnBlocks.Length)
               from slice in Enumerable.Range(0, _layout.ArraysPerBlock)
               from polarity in Enumerable.Range(0, geometry.Polarities / _side)
               select new ArrayPlace(rowBlock, columnBlock, slice, polarity),
        ];
        FirstOutputs = new int[_layout.ColumnBlocks.Length];
        for (var b = 1; b < FirstOutputs.Length; b++) FirstOutputs[b] = FirstOutputs[b - 1] + _layout.ColumnBlocks[b - 1];
    }

    /// <summary>Every array of the matrix.</summary>
    public ArrayPlace[] Places { get; }

    /// <summary>Rows of every array.</summary>
    public int Rows { get; }

    /// <summary>Columns of every array, those beyond C and both polarities of interleaved pairs counted.</summary>
    public int Columns { get; }

    /// <summary>The first output of a column block.</summary>
    public int[] FirstOutputs { get; }

    /// <summary>Rows of an array that are ever driven.</summary>
    public int UsedRows(ArrayPlace place) => _layout.RowBlocks[place.RowBlock];

    /// <summary>Columns from the left up to the last that is read.</summary>
    public int UsedColumns(ArrayPlace place) =>
        _layout.HasReferenceColumn || _layout.HasOffsetColumn ? Columns : _side * _layout.ColumnBlocks[place.ColumnBlock] * _layout.SlicesPerArray;

    /// <summary>The slices and polarities that stand in an array.</summary>
    public IEnumerable<(int Slice, int Polarity)> Held(ArrayPlace place)
    {
        for (var slice = place.Slice; slice < place.Slice + _layout.SlicesPerArray; slice++)
        {
            for (var polarity = place.Polarity; polarity < place.Polarity + _side; polarity++) yield return (slice, polarity);
        }
    }

    /// <summary>The physical column of an output of the array's column block.</summary>
    public int Output(int local, int slice, int polarity) => _side * _layout.Column(local, slice) + Side(polarity);

    /// <summary>The physical column that holds the offset of a slice.</summary>
    public int Offset(int slice) => Beyond(_layout.OffsetColumn(slice));

    /// <summary>The physical reference column.</summary>
    public int Reference => Beyond(_layout.ReferenceColumn);

    /// <summary>All conductances of an array, uS, rows by columns.</summary>
    public double[] Assemble(ArrayPlace place, CellReader cells, ReferenceReader reference)
    {
        var array = new double[checked(Rows * Columns)];
        Array.Fill(array, _geometry.Law.Minimum);
        var read = new double[_geometry.Columns];
        for (var row = 0; row < UsedRows(place); row++)
        {
            var line = array.AsSpan(row * Columns, Columns);
            foreach (var (slice, polarity) in Held(place))
            {
                cells(place.RowBlock, slice, polarity, row, read);
                Spread(place, slice, polarity, read, line, toArray: true);
            }
            if (_layout.HasReferenceColumn) line[Reference] = reference(place.RowBlock, place.ColumnBlock, place.Slice, row);
        }
        return array;
    }

    /// <summary>Copies a row between an array and the addressing of <see cref="CellReader"/>.</summary>
    public void Spread(ArrayPlace place, int slice, int polarity, Span<double> cells, Span<double> line, bool toArray)
    {
        var (first, outputs) = (FirstOutputs[place.ColumnBlock], _layout.ColumnBlocks[place.ColumnBlock]);
        for (var local = 0; local < outputs; local++) Copy(ref cells[first + local], ref line[Output(local, slice, polarity)], toArray);
        if (_geometry.HasOffsetColumn) Copy(ref cells[_geometry.Spec.Outputs + place.ColumnBlock], ref line[Offset(slice)], toArray);
    }

    private static void Copy(ref double cell, ref double inArray, bool toArray)
    {
        if (toArray) inArray = cell;
        else cell = inArray;
    }

    private int Side(int polarity) => _side == 2 ? polarity : 0;

    /// <summary>Only single cells have columns beyond C.</summary>
    private int Beyond(int column) => _layout.HasReferenceColumn ? column : column - 1;
}
