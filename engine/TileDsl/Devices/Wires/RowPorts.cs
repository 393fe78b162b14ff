using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>
/// A linear array seen from its drivers and virtual grounds alone: what it sends out of the columns, and what its rows draw
/// and hand to each other. Rows that float are then found from as many equations as there are of them: no current enters.
/// </summary>
internal sealed class RowPorts
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly double[] _effective;
    private readonly double[] _drawn; // current into row i per volt of row k, uS; symmetric

    /// <summary>Eliminates everything between the ports, once.</summary>
    public RowPorts(double[] conductances, int rows, int columns, WireSpec wires)
    {
        (_rows, _columns, _effective, _drawn) = (rows, columns, new double[conductances.Length], new double[rows * rows]);
        var responses = new NodalElimination(conductances, rows, columns, wires, 0, rows, VectorPath.Auto, withPorts: true).Solve(threads: 1);
        for (var i = 0; i < rows; i++)
        {
            responses[i][..columns].CopyTo(_effective.AsSpan(i * columns));
            for (var k = i; k < rows; k++) _drawn[i * rows + k] = _drawn[k * rows + i] = responses.Drawn(i, k);
        }
    }

    /// <summary>The column currents of row voltages, NaN for rows that float.</summary>
    public void Currents(ReadOnlySpan<double> rowVoltages, Span<double> columnCurrents)
    {
        var voltages = rowVoltages.ToArray();
        var floating = new List<int>();
        for (var i = 0; i < _rows; i++)
        {
            if (!double.IsNaN(voltages[i])) continue;
            floating.Add(i);
            voltages[i] = 0;
        }
        if (floating.Count > 0) Float([.. floating], voltages);
        columnCurrents.Clear();
        for (var i = 0; i < _rows; i++)
        {
            if (voltages[i] != 0) Lanes.MultiplyAdd(voltages[i], _effective.AsSpan(i * _columns, _columns), columnCurrents);
        }
    }

    /// <summary>Sets the voltages of floating rows, by Cholesky's factors of what these rows draw from each other.</summary>
    private void Float(int[] floating, double[] voltages)
    {
        var n = floating.Length;
        var (factor, right) = (new double[n * n], new double[n]);
        for (var a = 0; a < n; a++)
        {
            var (row, drawn) = (a * n, floating[a] * _rows);
            right[a] = -Lanes.Dot(_drawn.AsSpan(drawn, _rows), voltages);
            for (var b = 0; b < a; b++)
            {
                var sum = _drawn[drawn + floating[b]] - Lanes.Dot(factor.AsSpan(row, b), factor.AsSpan(b * n, b));
                factor[row + b] = factor[b * n + b] == 0 ? 0 : sum / factor[b * n + b];
            }
            var own = _drawn[drawn + floating[a]];
            var square = own - Lanes.Dot(factor.AsSpan(row, a), factor.AsSpan(row, a));
            // A row whose cells are all open has no voltage, and nobody sees it.
            factor[row + a] = square > 0 ? Math.Sqrt(square) : 0;
        }
        for (var a = 0; a < n; a++) right[a] = Over(right[a] - Lanes.Dot(factor.AsSpan(a * n, a), right.AsSpan(0, a)), factor[a * n + a]);
        for (var a = n - 1; a >= 0; a--)
        {
            right[a] = Over(right[a], factor[a * n + a]);
            Lanes.MultiplyAdd(-right[a], factor.AsSpan(a * n, a), right.AsSpan(0, a));
        }
        for (var a = 0; a < n; a++) voltages[floating[a]] = right[a];
    }

    private static double Over(double value, double pivot) => pivot == 0 ? 0 : value / pivot;
}
