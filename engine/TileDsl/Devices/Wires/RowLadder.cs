namespace TileDsl.Devices.Wires;

/// <summary>
/// One row as its columns see it: the row's nodes eliminated from the ladder of driver, wire segments and cells. With the
/// row driven by V and column nodes at v, the cells carry <c>i = b V - K v</c>.
/// </summary>
/// <remarks>
/// A ladder's inverse is semiseparable, so that K takes O(columns^2): with h the resistance a current meets that enters the row at
/// cell k, and t the share of its voltage that reaches cell l further right, <c>K[k,l] = -g_k h_k t_kl g_l</c>. Nothing is ever
/// subtracted, and resistances of zero need no case of their own: then K is the plain conductances, bit for bit.
/// Conductances in uS, resistances in megohm.
/// </remarks>
internal sealed class RowLadder(int columns, double end, double segment)
{
    private readonly double[] _towardsEnd = new double[columns]; // conductance from a node on, away from the driver, its own cell left out
    private readonly double[] _transfer = new double[columns]; // share of the voltage that the segment before a node leaves to it
    private readonly double[] _resistances = new double[columns]; // from a node back to the driver, cells on the way included
    private readonly double[] _reached = new double[columns];

    /// <summary>Adds K to the upper half of an admittance matrix and sets b.</summary>
    /// <param name="cells">g of the row, one per column.</param>
    /// <param name="admittance">Element (k, l), k &lt;= l, at <c>k * stride + l</c>.</param>
    /// <param name="drive">b; as long as the cells.</param>
    public void AddTo(ReadOnlySpan<double> cells, Span<double> admittance, int stride, Span<double> drive)
    {
        Drive(cells, drive);
        Span<double> reached = _reached;
        reached.Clear();
        FromDriver(cells, _resistances);
        for (var k = columns - 1; k >= 0; k--)
        {
            // Lanes before k hold zeros and add nothing.
            var (first, g, left) = (k / 8 * 8, cells[k], _resistances[k]);
            var row = admittance.Slice(k * stride, columns);
            if (k + 1 < columns) Lanes.Multiply(_transfer[k + 1], reached[first..], reached[first..]);
            if (g == 0) continue;
            var resistance = left / (1 + left * (_towardsEnd[k] + g));
            if (resistance != 0) Lanes.MultiplyAdd(-(g * resistance), reached[first..], row[first..]);
            row[k] += g / (1 + g * (left / (1 + left * _towardsEnd[k])));
            reached[k] = g;
        }
    }

    /// <summary>b alone: what each cell carries per volt of the driver while all columns are at 0 V.</summary>
    public void Drive(ReadOnlySpan<double> cells, Span<double> drive)
    {
        var beyond = 0.0;
        for (var k = columns - 1; k >= 0; k--)
        {
            _towardsEnd[k] = beyond;
            var here = beyond + cells[k];
            var resistance = k == 0 ? end : segment;
            _transfer[k] = 1 / (1 + resistance * here);
            beyond = here / (1 + resistance * here);
        }
        var voltage = 1.0;
        for (var k = 0; k < columns; k++)
        {
            voltage *= _transfer[k];
            drive[k] = cells[k] * voltage;
        }
    }

    private void FromDriver(ReadOnlySpan<double> cells, Span<double> resistances)
    {
        var resistance = end;
        for (var k = 0; k < columns; k++)
        {
            resistances[k] = resistance;
            resistance = segment + resistance / (1 + resistance * cells[k]);
        }
    }
}
