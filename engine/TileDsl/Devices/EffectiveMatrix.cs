using TileDsl.Devices.Wires;
using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>
/// What an array with resistive wires multiplies by. While rows are driven, if only at 0 V, and cells are linear, the column
/// currents are a linear function of the row voltages: <c>I_j = sum_i V_i Geff[i,j]</c>, found once per programmed array by
/// exact nodal analysis, after which a product costs a plain product.
/// </summary>
public static class EffectiveMatrix
{
    /// <summary>The effective conductances of one physical array; the same bits on any number of threads and at any vector width.</summary>
    /// <param name="conductances">Cells, uS, rows by columns; the last row is nearest to the virtual grounds, column 0 to the drivers.</param>
    /// <param name="rows">Rows of the array, unused ones included.</param>
    /// <param name="columns">Columns of the array, unused ones included.</param>
    /// <param name="wires">The wires; whether rows at zero float is left aside: all rows are driven.</param>
    /// <param name="effective">Receives Geff, uS, likewise. Without resistance: the conductances, bit for bit.</param>
    /// <param name="threads">1 for the calling thread alone; a second helps, more do not.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or a resistance is negative.</exception>
    /// <exception cref="TileException">A conductance is negative or not finite.</exception>
    public static void Solve(ReadOnlySpan<double> conductances, int rows, int columns, WireSpec wires, Span<double> effective, int threads = 0) =>
        Solve(conductances, rows, columns, wires, rows, columns, effective, threads, VectorPath.Auto);

    /// <summary>Only of the first used rows and columns: the others carry current all the same, but nobody drives or reads them.</summary>
    /// <param name="effective">usedRows by usedColumns.</param>
    internal static void Solve(
        ReadOnlySpan<double> conductances, int rows, int columns, WireSpec wires, int usedRows, int usedColumns, Span<double> effective, int threads, VectorPath path)
    {
        wires.Check();
        if (rows < 1 || columns < 1 || conductances.Length != (long)rows * columns) throw new ArgumentException($"{conductances.Length} conductances are no array of {rows} x {columns}", nameof(conductances));
        if (effective.Length != (long)usedRows * usedColumns) throw new ArgumentException($"{effective.Length} elements do not hold {usedRows} x {usedColumns}", nameof(effective));
        Check(conductances, columns);
        if (wires.Column == 0 && wires.ColumnEnd == 0) AlongRows(conductances, columns, wires, usedRows, usedColumns, effective);
        else if (wires.Row == 0 && wires.RowEnd == 0) AlongColumns(conductances, rows, columns, wires, usedRows, usedColumns, effective);
        else if (rows >= columns) ByRows(conductances, rows, columns, wires, usedRows, usedColumns, effective, threads, path);
        else ByColumns(conductances, rows, columns, wires, usedRows, usedColumns, effective, threads, path);
    }

    internal static void Check(ReadOnlySpan<double> conductances, int columns)
    {
        for (var n = 0; n < conductances.Length; n++)
        {
            if (!(conductances[n] >= 0 && double.IsFinite(conductances[n])))
                throw new TileException($"a cell has a conductance of {conductances[n]} uS (array row {n / columns}, column {n % columns}); with wires it must be at least 0 and finite");
        }
    }

    /// <summary>Ideal columns: every row is a ladder of its own.</summary>
    private static void AlongRows(ReadOnlySpan<double> conductances, int columns, WireSpec wires, int usedRows, int usedColumns, Span<double> effective)
    {
        var ladder = new RowLadder(columns, wires.RowEnd * 1e-6, wires.Row * 1e-6);
        var drive = new double[columns];
        for (var i = 0; i < usedRows; i++)
        {
            ladder.Drive(conductances.Slice(i * columns, columns), drive);
            drive.AsSpan(0, usedColumns).CopyTo(effective[(i * usedColumns)..]);
        }
    }

    /// <summary>Ideal rows: every column is one. What a volt on a row sends out of a column, a volt on the column would send out of the row.</summary>
    private static void AlongColumns(ReadOnlySpan<double> conductances, int rows, int columns, WireSpec wires, int usedRows, int usedColumns, Span<double> effective)
    {
        var ladder = new RowLadder(rows, wires.ColumnEnd * 1e-6, wires.Column * 1e-6);
        var (column, drive) = (new double[rows], new double[rows]);
        for (var j = 0; j < usedColumns; j++)
        {
            for (var i = 0; i < rows; i++) column[rows - 1 - i] = conductances[i * columns + j];
            ladder.Drive(column, drive);
            for (var i = 0; i < usedRows; i++) effective[i * usedColumns + j] = drive[rows - 1 - i];
        }
    }

    private static void ByRows(
        ReadOnlySpan<double> conductances, int rows, int columns, WireSpec wires, int usedRows, int usedColumns, Span<double> effective, int threads, VectorPath path)
    {
        var responses = new NodalElimination(conductances.ToArray(), rows, columns, wires, 0, usedRows, path).Solve(threads);
        for (var i = 0; i < usedRows; i++) responses[i][..usedColumns].CopyTo(effective[(i * usedColumns)..]);
    }

    /// <summary>The wide array turned about, so that the shorter side is cubed: by reciprocity it has the transposed answer.</summary>
    private static void ByColumns(
        ReadOnlySpan<double> conductances, int rows, int columns, WireSpec wires, int usedRows, int usedColumns, Span<double> effective, int threads, VectorPath path)
    {
        // A column, driven at its bottom, is a row whose first cell is the bottom one; a row, grounded at its left, ends in column 0.
        var turned = new double[conductances.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++) turned[(columns - 1 - j) * rows + rows - 1 - i] = conductances[i * columns + j];
        }
        var responses = new NodalElimination(turned, columns, rows, wires.Turned, columns - usedColumns, usedColumns, path).Solve(threads);
        for (var j = 0; j < usedColumns; j++)
        {
            var response = responses[usedColumns - 1 - j];
            for (var i = 0; i < usedRows; i++) effective[i * usedColumns + j] = response[rows - 1 - i];
        }
    }
}
