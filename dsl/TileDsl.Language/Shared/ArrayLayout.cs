#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>
/// Where the cells of a matrix stand: which array, which of its columns. Outputs are cut into column blocks; a weight's
/// slices have arrays of their own (across arrays) or stand side by side in one (across columns). Reference and offset
/// columns are beyond the array's own.
/// </summary>
public sealed class ArrayLayout
{
    /// <param name="inputs">N.</param>
    /// <param name="outputs">M.</param>
    /// <param name="arrayRows">Rows of an array.</param>
    /// <param name="arrayColumns">Columns of an array, C.</param>
    /// <param name="slices">Weight slices, S; 1 for analog weights.</param>
    /// <param name="acrossColumns">The slices of a weight stand side by side.</param>
    /// <param name="hasReferenceColumn">See <see cref="Pedestal.HasReferenceColumn"/>.</param>
    /// <param name="hasOffsetColumn">Every array has a column that holds the weight offset.</param>
    /// <param name="spareColumns">Further columns of every array.</param>
    public ArrayLayout(int inputs, int outputs, int arrayRows, int arrayColumns, int slices, bool acrossColumns, bool hasReferenceColumn, bool hasOffsetColumn, int spareColumns = 0)
    {
        RowBlocks = Cutting.Blocks(inputs, arrayRows);
        ColumnBlocks = Cutting.Blocks(outputs, acrossColumns ? arrayColumns / slices : arrayColumns);
        (Slices, AcrossColumns, ReferenceColumn, HasReferenceColumn, HasOffsetColumn) = (slices, acrossColumns, arrayColumns, hasReferenceColumn, hasOffsetColumn);
        ArraysPerBlock = acrossColumns ? 1 : slices;
        FirstSpare = hasOffsetColumn ? arrayColumns + 1 + SlicesPerArray : hasReferenceColumn ? arrayColumns + 1 : arrayColumns;
        TotalColumns = FirstSpare + spareColumns;
    }

    /// <summary>Rows of each row block.</summary>
    public int[] RowBlocks { get; }

    /// <summary>Outputs of each column block.</summary>
    public int[] ColumnBlocks { get; }

    /// <summary>S.</summary>
    public int Slices { get; }

    /// <summary>Whether the slices of a weight stand side by side.</summary>
    public bool AcrossColumns { get; }

    /// <summary>Whether there is a reference column.</summary>
    public bool HasReferenceColumn { get; }

    /// <summary>Whether there is an offset column.</summary>
    public bool HasOffsetColumn { get; }

    /// <summary>Arrays that hold one row block and column block: S across arrays, 1 across columns.</summary>
    public int ArraysPerBlock { get; }

    /// <summary>Slices that stand in one array: 1 across arrays, S across columns.</summary>
    public int SlicesPerArray => AcrossColumns ? Slices : 1;

    /// <summary>Arrays a row of the matrix crosses.</summary>
    public int ArraysPerRow => ColumnBlocks.Length * ArraysPerBlock;

    /// <summary>Array column of the reference column: C.</summary>
    public int ReferenceColumn { get; }

    /// <summary>Columns of an array with those beyond it, spare ones included.</summary>
    public int TotalColumns { get; }

    /// <summary>
    /// Array column of the first spare column, behind all others: C, C + 1 with a reference column, and C + 1 + slices per array wherever
    /// there is an offset column (column C is then left out where there is no reference).
    /// </summary>
    public int FirstSpare { get; }

    /// <summary>The number of an array: <c>(row block * column blocks + column block) * A + s</c>.</summary>
    public int Tile(int rowBlock, int columnBlock, int slice) =>
        (rowBlock * ColumnBlocks.Length + columnBlock) * ArraysPerBlock + (AcrossColumns ? 0 : slice);

    /// <summary>Array column of an output, counted within its column block.</summary>
    public int Column(int localOutput, int slice) => AcrossColumns ? localOutput * Slices + slice : localOutput;

    /// <summary>Array column that holds the offset of a slice.</summary>
    public int OffsetColumn(int slice) => ReferenceColumn + 1 + (AcrossColumns ? slice : 0);

    /// <summary>
    /// The number of a cell within its array and polarity. Cells of spare columns have numbers of their own, so that all others draw the
    /// same with and without them.
    /// </summary>
    public long Cell(int row, int column) =>
        column < FirstSpare ? (long)row * FirstSpare + column : (1L << 33) + ((long)row << 16) + (column - FirstSpare);

    /// <summary>Devices of the used columns in one row of the matrix, over all arrays; reference and offset columns included.</summary>
    /// <param name="isPair">Two devices stand at every used cell.</param>
    public long DevicesPerRow(bool isPair)
    {
        var beyond = (HasReferenceColumn ? ArraysPerRow : 0) + (HasOffsetColumn ? ColumnBlocks.Length * Slices : 0);
        return (ColumnBlocks.Sum() * (long)Slices + beyond) * (isPair ? 2 : 1);
    }
}
