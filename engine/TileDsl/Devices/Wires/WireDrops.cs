namespace TileDsl.Devices.Wires;

/// <summary>
/// What the wires take of the cells' voltages: <c>d = Z i</c>, i the currents of all cells. A row's share is two running
/// sums along the row, a column's two along the column. Resistances in megohm, currents in uA.
/// </summary>
internal sealed class WireDrops(int rows, int columns, WireSpec wires)
{
    private const double Mega = 1e-6;

    private readonly double _row = wires.Row * Mega;
    private readonly double _column = wires.Column * Mega;
    private readonly double _rowEnd = wires.RowEnd * Mega;
    private readonly double _columnEnd = wires.ColumnEnd * Mega;

    /// <summary>Voltages lost between driver and cell and between cell and virtual ground, rows by columns.</summary>
    /// <param name="below">As long as a row; overwritten.</param>
    public void Of(ReadOnlySpan<double> currents, Span<double> drops, Span<double> below)
    {
        AlongColumns(currents, drops, below);
        if (_row == 0 && _rowEnd == 0) return;
        for (var i = 0; i < rows; i++)
        {
            var (line, lost) = (i * columns, 0.0);
            // The segment before a cell carries what that cell and all beyond it take.
            var carried = 0.0;
            for (var j = 0; j < columns; j++) carried += currents[line + j];
            lost = _rowEnd * carried;
            for (var j = 0; j < columns; j++)
            {
                drops[line + j] += lost;
                carried -= currents[line + j];
                lost += _row * carried;
            }
        }
    }

    private void AlongColumns(ReadOnlySpan<double> currents, Span<double> drops, Span<double> below)
    {
        if (_column == 0 && _columnEnd == 0)
        {
            drops[..(rows * columns)].Clear();
            return;
        }
        // First what each segment carries, from the top, then what is lost from the bottom.
        below.Clear();
        for (var i = 0; i < rows; i++)
        {
            Lanes.MultiplyAdd(1, currents.Slice(i * columns, columns), below);
            below.CopyTo(drops[(i * columns)..]);
        }
        Lanes.Multiply(_columnEnd, below, below);
        for (var i = rows - 1; i >= 0; i--)
        {
            var line = drops.Slice(i * columns, columns);
            if (i < rows - 1) Lanes.MultiplyAdd(_column, line, below);
            below.CopyTo(line);
        }
    }
}
