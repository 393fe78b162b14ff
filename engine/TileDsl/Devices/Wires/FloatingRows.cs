namespace TileDsl.Devices.Wires;

/// <summary>
/// Rows whose driver is off: no current enters them, so that the currents of their cells sum to zero. With <c>i = root y</c>
/// (root the square roots of the cells' slopes) y is perpendicular to each such row's roots; this projects onto what is.
/// </summary>
internal sealed class FloatingRows(int columns, int[] rows)
{
    private readonly double[] _squares = new double[rows.Length];

    /// <summary>Takes the slopes' roots of a step.</summary>
    public void Begin(ReadOnlySpan<double> root)
    {
        for (var n = 0; n < rows.Length; n++) _squares[n] = Lanes.Dot(Line(root, n), Line(root, n));
    }

    /// <summary>Leaves of a vector what is perpendicular.</summary>
    public void Project(ReadOnlySpan<double> root, Span<double> vector)
    {
        for (var n = 0; n < rows.Length; n++)
        {
            if (Share(root, vector, n) is var share && share != 0) Lanes.MultiplyAdd(-share, Line(root, n), vector.Slice(rows[n] * columns, columns));
        }
    }

    /// <summary>The step that makes the currents of each such row sum to zero.</summary>
    public void Balance(ReadOnlySpan<double> root, ReadOnlySpan<double> currents, Span<double> step)
    {
        for (var n = 0; n < rows.Length; n++)
        {
            if (_squares[n] == 0) continue;
            Lanes.Multiply(-Lanes.Sum(Line(currents, n)) / _squares[n], Line(root, n), step.Slice(rows[n] * columns, columns));
        }
    }

    /// <summary>By how much each such row's voltage changes, given what its cells' equations are short of.</summary>
    public void Lift(ReadOnlySpan<double> root, ReadOnlySpan<double> shortfall, Span<double> voltages)
    {
        for (var n = 0; n < rows.Length; n++) voltages[rows[n]] = Share(root, shortfall, n);
    }

    /// <summary>The largest sum of currents of such a row, which should be zero.</summary>
    public double Imbalance(ReadOnlySpan<double> currents)
    {
        var largest = 0.0;
        for (var n = 0; n < rows.Length; n++) largest = Math.Max(largest, Math.Abs(Lanes.Sum(Line(currents, n))));
        return largest;
    }

    private double Share(ReadOnlySpan<double> root, ReadOnlySpan<double> vector, int n) =>
        _squares[n] == 0 ? 0 : Lanes.Dot(Line(root, n), Line(vector, n)) / _squares[n];

    private ReadOnlySpan<double> Line(ReadOnlySpan<double> vector, int n) => vector.Slice(rows[n] * columns, columns);
}
