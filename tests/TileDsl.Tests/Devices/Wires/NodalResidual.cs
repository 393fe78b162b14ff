using TileDsl.Devices;

namespace TileDsl.Tests.Devices.Wires;

/// <summary>Kirchhoff's current law at every node of an array of any size. No wire may be ideal.</summary>
internal static class NodalResidual
{
    /// <summary>
    /// The largest current that is missed at a node when the column currents are these, relative to the largest of them. Node voltages
    /// are found by relaxing whole lines in turn, the other lines held.
    /// </summary>
    public static double Of(double[] cells, int rows, int columns, WireSpec wires, double[] voltages, double[] currents)
    {
        var (row, column, rowEnd, columnEnd) = (1e6 / wires.Row, 1e6 / wires.Column, 1e6 / wires.RowEnd, 1e6 / wires.ColumnEnd);
        var (u, v) = (new double[rows * columns], new double[rows * columns]);
        for (var sweep = 0; sweep < 400; sweep++)
        {
            for (var i = 0; i < rows; i++) Line(u, v, i * columns, 1, columns, row, rowEnd, voltages[i]);
            for (var j = 0; j < columns; j++) Line(v, u, (rows - 1) * columns + j, -columns, rows, column, columnEnd, 0);
        }
        var missed = 0.0;
        for (var n = 0; n < cells.Length; n++)
        {
            var (i, j) = (n / columns, n % columns);
            var cell = cells[n] * (u[n] - v[n]);
            var intoRow = (j == 0 ? rowEnd * (voltages[i] - u[n]) : row * (u[n - 1] - u[n])) - (j + 1 < columns ? row * (u[n] - u[n + 1]) : 0);
            var outOfColumn = (i + 1 == rows ? currents[j] : column * (v[n] - v[n + columns])) - (i > 0 ? column * (v[n - columns] - v[n]) : 0);
            missed = Math.Max(missed, Math.Max(Math.Abs(intoRow - cell), Math.Abs(outOfColumn - cell)));
        }
        return missed / currents.Max(Math.Abs);

        // One line's nodes, exactly (Thomas): the ladder from its end, the other line's nodes held.
        void Line(double[] nodes, double[] others, int at, int step, int count, double segment, double end, double source)
        {
            var (diagonal, right) = (new double[count], new double[count]);
            for (var k = 0; k < count; k++)
            {
                var n = at + k * step;
                var before = k == 0 ? end : segment;
                diagonal[k] = cells[n] + before + (k + 1 < count ? segment : 0);
                right[k] = cells[n] * others[n] + (k == 0 ? end * source : 0);
                if (k == 0) continue;
                right[k] += segment / diagonal[k - 1] * right[k - 1];
                diagonal[k] -= segment * segment / diagonal[k - 1];
            }
            for (var k = count - 1; k >= 0; k--)
            {
                var n = at + k * step;
                nodes[n] = (right[k] + (k + 1 < count ? segment * nodes[n + step] : 0)) / diagonal[k];
            }
        }
    }
}
