using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>
/// The arrays of a chip with all their lines, where wires have resistance or currents are not proportional to voltages. Shares the
/// solvers of circuits with the engine; which cell stands where is its own.
/// </summary>
internal sealed class WiredArrays
{
    private readonly MatrixTargets _targets;
    private readonly ChipDevices _devices;
    private readonly WireSpec _wires;
    private readonly CurrentVoltage? _law;
    private readonly int _side;
    private readonly Dictionary<(int Tile, int Polarity), double[]> _effective = [];
    private readonly Dictionary<(int Tile, int Polarity), CrossbarCircuit> _circuits = [];
    private readonly Dictionary<(int Tile, int Polarity, string Inputs), double[]> _currents = [];

    public WiredArrays(MatrixTargets targets, ChipDevices devices)
    {
        (_targets, _devices) = (targets, devices);
        _law = DeviceLaws.Of(targets.Device, targets.Law).CurrentVoltage;
        var wire = targets.Wire ?? new WireModel(0, 0, 0, 0);
        _wires = new WireSpec
        {
            Row = wire.Row.ToDouble(),
            Column = wire.Column.ToDouble(),
            RowEnd = wire.RowEnd.ToDouble(),
            ColumnEnd = wire.ColumnEnd.ToDouble(),
            Disconnected = targets.DisconnectsZeroInputs && targets.Wire is not null,
        };
        _side = targets.IsPair && targets.InterleavesPolarities && targets.Wire is not null ? 2 : 1;
    }

    /// <summary>Whether every vector's circuit is solved; else a cell has a conductance, effective where there are wires.</summary>
    public static bool AreSolved(MatrixTargets targets)
    {
        if (targets.Wire is not null && targets.DisconnectsZeroInputs) return true;
        if (targets.Device.CurrentVoltage is not { } law) return false;
        var severalVoltages = !targets.DrivesPulses && (targets.DriversErr || targets.InputCycles.Cycles.Any(cycle => cycle.Bits > 1));
        return targets.Wire is not null || severalVoltages || (targets.InputCycles.HasNegativeDrives && !law.IsOdd);
    }

    /// <summary>Whether every vector's circuit is solved.</summary>
    public bool IsSolved => AreSolved(_targets);

    /// <summary>The deviation of a cell's fresh noise as a column sees it: attenuated like its signal.</summary>
    public double FreshSigma(Place place, int row, int polarity) =>
        _devices.FreshSigma(place, row, polarity) * Share(Effective(place, row, polarity), _devices.Conductance(place, row, polarity));

    public double ReferenceFreshSigma(Place place, int row) =>
        _devices.ReferenceFreshSigma(place, row) * Share(EffectiveReference(place, row), _devices.ReferenceConductance(place, row));

    private static double Share(double effective, double conductance) => conductance > double.Epsilon ? effective / conductance : 1;

    /// <summary>What a unit of input on a row brings to a column through a cell's array, uS.</summary>
    public double Effective(Place place, int row, int polarity) => Effective(place, polarity)[row * Columns + Column(place, polarity)];

    public double EffectiveReference(Place place, int row) => Effective(place, 0)[row * Columns + _targets.Map.ReferenceColumn];

    /// <summary>What a conversion sees of a solved circuit, uS times input steps.</summary>
    /// <param name="place">The column, and the polarity where they are converted apart.</param>
    /// <param name="inputs">What the rows of the array are driven with.</param>
    /// <param name="voltsPerStep">Of a row driven with 1; of every pulse where they differ in their widths.</param>
    public double Sum(Place place, double[] inputs, double voltsPerStep)
    {
        var sum = Current(place, place.Polarity, inputs, voltsPerStep, Column(place, place.Polarity));
        if (_targets.SubtractsPairsFirst) return sum - Current(place, 1, inputs, voltsPerStep, Column(place, 1));
        return _targets.Map.HasReference ? sum - Current(place, 0, inputs, voltsPerStep, _targets.Map.ReferenceColumn) : sum;
    }

    private int Columns => _side * _targets.Map.PhysicalColumns;

    private (int Tile, int Polarity) Key(Place place, int polarity) => (_targets.Map.Tile(place.Rows, place.Column.Block, place.Slice), _side == 2 ? 0 : polarity);

    private int Column(Place place, int polarity) => Column(place.Column, place.Slice, polarity);

    private int Column(MatrixColumn column, int slice, int polarity) => _side * _targets.Map.PhysicalColumn(column, slice) + (_side == 2 ? polarity : 0);

    private double Current(Place place, int polarity, double[] inputs, double voltsPerStep, int column)
    {
        var key = Key(place, polarity);
        var text = string.Join(' ', inputs.Append(voltsPerStep).Select(BitConverter.DoubleToInt64Bits));
        if (!_currents.TryGetValue((key.Tile, key.Polarity, text), out var currents))
        {
            if (!_circuits.TryGetValue(key, out var circuit))
                _circuits[key] = circuit = new CrossbarCircuit(Assemble(place, polarity), _targets.ArrayRows, Columns, _wires, _law);
            var rows = new double[_targets.ArrayRows];
            for (var i = 0; i < inputs.Length; i++) rows[i] = inputs[i] == 0 && _wires.Disconnected ? double.NaN : inputs[i];
            currents = new double[Columns];
            if (_targets.DrivesPulses) circuit.PulsedCurrents(rows, voltsPerStep, currents);
            else circuit.Currents(Array.ConvertAll(rows, input => input * voltsPerStep), currents);
            _currents[(key.Tile, key.Polarity, text)] = currents;
        }
        return currents[column] / voltsPerStep;
    }

    private double[] Effective(Place place, int polarity)
    {
        var key = Key(place, polarity);
        if (_effective.TryGetValue(key, out var known)) return known;
        var array = Assemble(place, polarity);
        var effective = new double[array.Length];
        EffectiveMatrix.Solve(array, _targets.ArrayRows, Columns, _wires, effective, threads: 1);
        return _effective[key] = effective;
    }

    /// <summary>Every cell of the array that a place is on, used or not.</summary>
    private double[] Assemble(Place place, int polarity)
    {
        var map = _targets.Map;
        var array = new double[_targets.ArrayRows * Columns];
        Array.Fill(array, _targets.ReferenceConductance);
        foreach (var column in map.Outputs.Concat(map.OffsetColumns).Where(c => c.Block == place.Column.Block))
        {
            for (var slice = 0; slice < _targets.Slices; slice++)
            {
                if (map.Tile(place.Rows, column.Block, slice) != map.Tile(place.Rows, place.Column.Block, place.Slice)) continue;
                foreach (var held in _side == 2 ? [0, 1] : new[] { polarity })
                {
                    for (var row = 0; row < place.Rows.Count; row++)
                    {
                        var here = place with { Column = column, Slice = slice };
                        array[row * Columns + Column(column, slice, held)] = Math.Max(0, _devices.Conductance(here, row, held));
                        if (map.HasReference) array[row * Columns + map.ReferenceColumn] = Math.Max(0, _devices.ReferenceConductance(here, row));
                    }
                }
            }
        }
        return array;
    }
}
