using TileDsl.Devices.Wires;

namespace TileDsl.Devices;

/// <summary>
/// An array whose currents must be found for every input: rows that float where the input is zero, cells whose current is not
/// proportional to their voltage. The circuit is solved whole, by Newton's method, to a stated tolerance; each input by itself,
/// so that an order of inputs changes no bit. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// The unknowns are the voltages w across the cells: <c>w = V - Z i(w)</c>, Z what wires take (<see cref="WireDrops"/>). Zero
/// resistances need no case of their own; without any the answer is the plain sum of currents. Where cells are linear and only rows float, the
/// array is eliminated once down to its rows and columns (<see cref="RowPorts"/>), unless it is much wider than high.
/// </remarks>
public sealed class CrossbarCircuit
{
    /// <summary>Relative tolerance where none is given.</summary>
    public const double DefaultTolerance = 1e-9;

    private const int MostSteps = 60;
    private const int MostHalvings = 12;

    private readonly double[] _conductances;
    private readonly int _columns;
    private readonly WireDrops _drops;
    private readonly double[]? _quadratic; // uS/V, null for linear cells
    private readonly double[]? _cubic; // uS/V^2
    private readonly double _tolerance;
    private readonly bool _isDirect;
    private readonly RowPorts? _ports;

    /// <summary>An array.</summary>
    /// <param name="conductances">Cells, uS, rows by columns; the last row is nearest to the virtual grounds, column 0 to the drivers.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="wires">The wires.</param>
    /// <param name="law">What the current of a cell adds to <c>I = G V</c>; null for nothing.</param>
    /// <param name="tolerance">
    /// Largest error of a column current, relative to the largest column current of the array; as estimated from what the cells' equations
    /// are short of, which is never less than the true error of a linear circuit.
    /// </param>
    /// <exception cref="ArgumentException">The length does not fit the shape, or a resistance is negative.</exception>
    /// <exception cref="TileException">A conductance is negative or not finite.</exception>
    public CrossbarCircuit(ReadOnlySpan<double> conductances, int rows, int columns, WireSpec wires, CurrentVoltage? law = null, double tolerance = DefaultTolerance)
    {
        wires.Check();
        if (rows < 1 || columns < 1 || conductances.Length != (long)rows * columns) throw new ArgumentException($"{conductances.Length} conductances are no array of {rows} x {columns}", nameof(conductances));
        if (!(tolerance is > 0 and < 1)) throw new ArgumentException("between 0 and 1", nameof(tolerance));
        EffectiveMatrix.Check(conductances, columns);
        (_conductances, Rows, _columns, _tolerance) = (conductances.ToArray(), rows, columns, tolerance);
        _drops = new WireDrops(rows, columns, wires);
        _isDirect = wires.IsIdeal;
        if (law is null)
        {
            if (!_isDirect && wires.Disconnected && columns <= 4L * rows) _ports = new RowPorts(_conductances, rows, columns, wires);
            return;
        }
        (_quadratic, _cubic) = (new double[conductances.Length], new double[conductances.Length]);
        for (var n = 0; n < conductances.Length; n++) (_quadratic[n], _cubic[n]) = law.Coefficients(conductances[n]);
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns => _columns;

    /// <summary>The current of every column into its virtual ground, uA.</summary>
    /// <param name="rowVoltages">One per row, V; NaN is a row that floats.</param>
    /// <param name="columnCurrents">One per column.</param>
    /// <exception cref="ArgumentException">A length does not fit the array.</exception>
    /// <exception cref="TileException">The currents do not settle within the tolerance.</exception>
    public void Currents(ReadOnlySpan<double> rowVoltages, Span<double> columnCurrents)
    {
        if (rowVoltages.Length != Rows) throw new ArgumentException($"{rowVoltages.Length} voltages for {Rows} rows", nameof(rowVoltages));
        if (columnCurrents.Length != _columns) throw new ArgumentException($"{columnCurrents.Length} currents for {_columns} columns", nameof(columnCurrents));
        if (_isDirect)
        {
            Sum(rowVoltages, columnCurrents);
            return;
        }
        if (_ports is not null)
        {
            _ports.Currents(rowVoltages, columnCurrents);
            return;
        }
        var floatingRows = new List<int>();
        for (var i = 0; i < Rows; i++)
        {
            if (double.IsNaN(rowVoltages[i])) floatingRows.Add(i);
        }
        var state = new State(this, rowVoltages, [.. floatingRows]);
        for (var steps = 0; !state.IsSettled(columnCurrents); steps++)
        {
            if (steps == MostSteps || !state.Step())
            {
                throw new TileException(
                    $"the currents of an array of {Rows} x {_columns} do not settle: after {steps} steps of Newton's method {state.Error:G3} uA are open, and {_tolerance * state.Largest:G3} uA are due; " +
                    "lower the read voltage or the wires' resistance, or use a device whose current rises with the voltage");
            }
        }
    }

    /// <summary>
    /// Column currents of rows driven with pulses of one voltage that begin together, summed over time, uA times units of width. A row
    /// whose pulse has ended is held at 0 V. The currents stand still from the end of one pulse to the next; where cells are linear, so that
    /// currents add up, widths are voltages.
    /// </summary>
    /// <param name="widths">One per row, below 0 for a pulse of the opposite voltage; NaN is a row that floats throughout.</param>
    /// <param name="voltage">Of the pulses, V.</param>
    /// <param name="columnCurrents">One per column.</param>
    /// <exception cref="ArgumentException">A length does not fit the array.</exception>
    /// <exception cref="TileException">The currents do not settle within the tolerance.</exception>
    public void PulsedCurrents(ReadOnlySpan<double> widths, double voltage, Span<double> columnCurrents)
    {
        var voltages = widths.ToArray();
        if (_quadratic is null)
        {
            foreach (ref var row in voltages.AsSpan()) row *= voltage;
            Currents(voltages, columnCurrents);
            return;
        }
        var ends = voltages.Where(width => Math.Abs(width) > 0).Select(Math.Abs).Distinct().Order().ToArray();
        var (now, before) = (new double[_columns], 0.0);
        columnCurrents.Clear();
        foreach (var end in ends)
        {
            for (var i = 0; i < voltages.Length; i++)
                voltages[i] = double.IsNaN(widths[i]) ? double.NaN : Math.Abs(widths[i]) >= end ? Math.CopySign(voltage, widths[i]) : 0;
            Currents(voltages, now);
            for (var j = 0; j < now.Length; j++) columnCurrents[j] += (end - before) * now[j];
            before = end;
        }
    }

    /// <summary>Ideal wires: every cell sees its row's voltage; a row that floats is at that of its columns, 0 V.</summary>
    private void Sum(ReadOnlySpan<double> rowVoltages, Span<double> columnCurrents)
    {
        columnCurrents.Clear();
        for (var i = 0; i < Rows; i++)
        {
            var v = rowVoltages[i];
            if (double.IsNaN(v) || v == 0) continue;
            for (var j = 0; j < _columns; j++) columnCurrents[j] += Current(i * _columns + j, v);
        }
    }

    /// <summary>Of a cell, uA.</summary>
    private double Current(int cell, double v) =>
        _quadratic is null ? _conductances[cell] * v : v * (_conductances[cell] + v * (_quadratic[cell] + v * _cubic![cell]));

    /// <summary>The derivative of <see cref="Current"/>, uS.</summary>
    private double Slope(int cell, double v) =>
        _quadratic is null ? _conductances[cell] : _conductances[cell] + v * (2 * _quadratic[cell] + v * 3 * _cubic![cell]);

    /// <summary>The voltages found so far for one input.</summary>
    private sealed class State
    {
        private readonly CrossbarCircuit _circuit;
        private readonly FloatingRows _floating;
        private readonly WireStep _step;
        private readonly double[] _rowVoltages;
        private readonly double[] _lift;
        private readonly double[] _cells; // w
        private readonly double[] _currents; // i(w)
        private readonly double[] _shortfall; // V - Z i(w) - w
        private readonly double[] _weights; // what a volt short counts, uS: a cell's slope, or its conductance where the curve is flatter
        private readonly double[] _weightSums;
        private readonly double[] _below;

        public State(CrossbarCircuit circuit, ReadOnlySpan<double> rowVoltages, int[] floatingRows)
        {
            var (count, columns) = (circuit._conductances.Length, circuit._columns);
            _circuit = circuit;
            _floating = new FloatingRows(columns, floatingRows);
            _step = new WireStep(circuit._drops, _floating, count, columns);
            _rowVoltages = rowVoltages.ToArray();
            foreach (var i in floatingRows) _rowVoltages[i] = 0;
            (_lift, _weightSums, _below) = (new double[_rowVoltages.Length], new double[columns], new double[columns]);
            (_cells, _currents, _shortfall, _weights) = (new double[count], new double[count], new double[count], new double[count]);
            for (var n = 0; n < count; n++) _cells[n] = _rowVoltages[n / columns];
            Evaluate();
        }

        /// <summary>A bound on the error of a column current, uA.</summary>
        public double Error { get; private set; }

        /// <summary>The largest column current, uA.</summary>
        public double Largest { get; private set; }

        public bool IsSettled(Span<double> columnCurrents)
        {
            columnCurrents.Clear();
            for (var i = 0; i < _rowVoltages.Length; i++) Lanes.MultiplyAdd(1, _currents.AsSpan(i * _circuit._columns, _circuit._columns), columnCurrents);
            Largest = 0;
            foreach (var current in columnCurrents) Largest = Math.Max(Largest, Math.Abs(current));
            return Error <= _circuit._tolerance * Largest;
        }

        /// <summary>One step, shortened until it is one forward; false where there is none.</summary>
        public bool Step()
        {
            // A curve takes several steps, none of which is worth solving to the end; a straight line takes one.
            var factor = _circuit._quadratic is null ? Math.Min(1e-3, 0.1 * _circuit._tolerance * Largest / Error) : 1e-4;
            _step.Solve(_shortfall, _currents, _lift, factor, 100 + 4 * _cells.Length);
            var (before, length) = (Error, 1.0);
            Move(1);
            for (var halvings = 0; !(Error < before); halvings++)
            {
                if (halvings == MostHalvings) return false;
                Move(-length / 2);
                length /= 2;
            }
            return true;
        }

        private void Move(double length)
        {
            Lanes.MultiplyAdd(length, _step.Change, _cells);
            Lanes.MultiplyAdd(length, _lift, _rowVoltages);
            Evaluate();
        }

        private void Evaluate()
        {
            var (columns, root) = (_circuit._columns, _step.Root);
            _weightSums.AsSpan().Clear();
            for (var n = 0; n < _cells.Length; n++)
            {
                _currents[n] = _circuit.Current(n, _cells[n]);
                // Where a curve falls the step is that of a flat one: the matrix stays positive.
                var slope = _circuit.Slope(n, _cells[n]);
                root[n] = Math.Sqrt(Math.Max(0, slope));
                _weights[n] = Math.Max(Math.Abs(slope), _circuit._conductances[n]);
            }
            _circuit._drops.Of(_currents, _shortfall, _below);
            var square = 0.0;
            for (var i = 0; i < _rowVoltages.Length; i++)
            {
                for (var n = i * columns; n < (i + 1) * columns; n++)
                {
                    _shortfall[n] = _rowVoltages[i] - _shortfall[n] - _cells[n];
                    square += _weights[n] * _shortfall[n] * _shortfall[n];
                    _weightSums[n - i * columns] += _weights[n];
                }
            }
            // |sum_i sqrt(D) y| <= |sqrt(D)| |y|, and y is at most the residual.
            Error = Math.Sqrt(square * _weightSums.Max()) + _floating.Imbalance(_currents);
        }
    }
}
