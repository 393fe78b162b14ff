using TileDsl.Devices;

namespace TileDsl.Tests.Devices.Wires;

/// <summary>
/// An array as a plain list of parts, solved by modified nodal analysis: an unknown for every node's voltage and for every
/// wire's current, a full matrix, Gaussian elimination with pivoting. It shares nothing with the engine's solver.
/// </summary>
internal sealed class DenseCircuit(int rows, int columns, WireSpec wires)
{
    private readonly int _nodes = 2 * rows * columns;

    /// <summary>Wires: segments of rows with their driver's first, then segments of columns with their ground's last.</summary>
    private int Unknowns => 2 * _nodes;

    private int RowNode(int i, int j) => i * columns + j;

    private int ColumnNode(int i, int j) => rows * columns + i * columns + j;

    /// <summary>I[i,j] of 1 V on row i alone, all other rows at 0 V.</summary>
    public double[] Effective(double[] conductances)
    {
        var matrix = Matrix(conductances, new bool[rows]);
        var drives = new double[Unknowns, rows];
        for (var i = 0; i < rows; i++) drives[_nodes + RowNode(i, 0), i] = 1;
        var x = Gauss(matrix, drives);
        return [.. from i in Enumerable.Range(0, rows) from j in Enumerable.Range(0, columns) select x[_nodes + ColumnNode(rows - 1, j), i]];
    }

    /// <summary>The column currents of row voltages; NaN is a row that floats.</summary>
    public double[] Currents(double[] conductances, double[] voltages) => Solve(conductances, voltages, null).Currents;

    /// <summary>The same and the voltage across every cell.</summary>
    /// <param name="injected">A current from row to column at every cell beside that of its conductance, uA.</param>
    public (double[] Currents, double[] Cells) Solve(double[] conductances, double[] voltages, double[]? injected)
    {
        var matrix = Matrix(conductances, Array.ConvertAll(voltages, double.IsNaN));
        var sources = new double[Unknowns, 1];
        for (var i = 0; i < rows; i++)
        {
            sources[_nodes + RowNode(i, 0), 0] = double.IsNaN(voltages[i]) ? 0 : voltages[i];
            for (var j = 0; j < columns && injected is not null; j++)
            {
                sources[RowNode(i, j), 0] -= injected[i * columns + j];
                sources[ColumnNode(i, j), 0] += injected[i * columns + j];
            }
        }
        var x = Gauss(matrix, sources);
        var currents = Enumerable.Range(0, columns).Select(j => x[_nodes + ColumnNode(rows - 1, j), 0]);
        var cells = Enumerable.Range(0, rows * columns).Select(n => x[n, 0] - x[rows * columns + n, 0]);
        return ([.. currents], [.. cells]);
    }

    private double[,] Matrix(double[] conductances, bool[] floating)
    {
        var matrix = new double[Unknowns, Unknowns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var (row, column, g) = (RowNode(i, j), ColumnNode(i, j), conductances[i * columns + j]);
                matrix[row, row] += g;
                matrix[row, column] -= g;
                matrix[column, column] += g;
                matrix[column, row] -= g;
                // Into a row node, from the driver or the node before it; out of a column node, to the next one or to ground.
                Wire(matrix, j == 0 ? -1 : RowNode(i, j - 1), row, j == 0 ? wires.RowEnd : wires.Row, _nodes + row);
                Wire(matrix, column, i == rows - 1 ? -1 : ColumnNode(i + 1, j), i == rows - 1 ? wires.ColumnEnd : wires.Column, _nodes + column);
            }
            if (!floating[i]) continue;
            // No current comes from the driver of a floating row: the wire's equation becomes i = 0.
            var wire = _nodes + RowNode(i, 0);
            for (var n = 0; n < Unknowns; n++) matrix[wire, n] = n == wire ? 1 : 0;
        }
        return matrix;
    }

    /// <summary>A wire's current leaves one node and enters another; its voltage is that of ohm's law, uA times megohm. -1 is a source or ground.</summary>
    private static void Wire(double[,] matrix, int from, int to, double ohm, int current)
    {
        if (from >= 0)
        {
            matrix[from, current] += 1;
            matrix[current, from] -= 1;
        }
        if (to >= 0)
        {
            matrix[to, current] -= 1;
            matrix[current, to] += 1;
        }
        matrix[current, current] += ohm / 1e6;
    }

    private static double[,] Gauss(double[,] a, double[,] b)
    {
        var (n, m) = (a.GetLength(0), b.GetLength(1));
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i, k]));
            for (var j = 0; j < n && pivot != k; j++) (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
            for (var j = 0; j < m && pivot != k; j++) (b[k, j], b[pivot, j]) = (b[pivot, j], b[k, j]);
            for (var i = k + 1; i < n; i++)
            {
                var factor = a[i, k] / a[k, k];
                if (factor == 0) continue;
                for (var j = k; j < n; j++) a[i, j] -= factor * a[k, j];
                for (var j = 0; j < m; j++) b[i, j] -= factor * b[k, j];
            }
        }
        for (var k = n - 1; k >= 0; k--)
        {
            for (var j = 0; j < m; j++)
            {
                for (var i = k + 1; i < n; i++) b[k, j] -= a[k, i] * b[i, j];
                b[k, j] /= a[k, k];
            }
        }
        return b;
    }
}
