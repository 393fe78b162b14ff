using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>What every device of a matrix holds at the end of programming: the state of the chip, from which all later conductances follow. Immutable.</summary>
internal sealed class ProgrammedCells
{
    // Below so many devices, threads take longer to start than to program.
    private const int DevicesPerThread = 1 << 17;

    private readonly MatrixGeometry _geometry;
    private readonly CellStore<double> _store;
    private readonly CellStore<int>? _logs;
    private readonly Dictionary<(int RowBlock, int Slice, int Polarity, int Row), List<(int Column, double Target)>> _retargeted = [];
    private ProgrammingTally[][]? _tallies;
    private SpareCells? _spares;

    /// <param name="store">Conductances of all devices in force, uS.</param>
    /// <param name="logs">What the programming of each took (<see cref="DeviceLog"/>); null for one pulse, accepted, each.</param>
    /// <param name="spares">Devices that are not in force; null where no column has been tried.</param>
    /// <param name="tallies">What programming took; null where this follows from the logs.</param>
    public ProgrammedCells(MatrixGeometry geometry, CellStore<double> store, CellStore<int>? logs, SpareCells? spares = null, ProgrammingTally[][]? tallies = null) =>
        (_geometry, _store, _logs, _spares, _tallies) = (geometry, store, logs, spares, tallies);

    /// <summary>What programming took, repair included, by polarity and array.</summary>
    public ProgrammingTally[][] Tallies => _tallies ??= ArrayTallies.Of(_geometry, _store, _logs);

    /// <summary>What programming took, repair included.</summary>
    public ProgrammingTally Tally => Tallies.SelectMany(arrays => arrays).Aggregate(default(ProgrammingTally), (sum, array) => sum + array);

    /// <summary>Devices of columns for repair.</summary>
    public SpareCells Spares => _spares ??= new SpareCells(_geometry);

    /// <summary>Conductances of all devices in force, uS.</summary>
    public CellStore<double> Store => _store;

    /// <summary>What the programming of each device took; null for one pulse, accepted, each.</summary>
    public CellStore<int>? Logs => _logs;

    /// <summary>Programs every device to its target.</summary>
    /// <param name="chip">Null where noise is off: every device holds its target.</param>
    /// <param name="faults">Given faults; null for none.</param>
    /// <param name="writes">Writes that devices have seen before.</param>
    public static ProgrammedCells Program(MatrixGeometry geometry, TargetRows targets, ChipIdentity? chip, FaultRows? faults = null, double writes = 0)
    {
        var (physics, devices) = (geometry.Physics, geometry.Physics.DevicesPerCell);
        var cells = new ProgrammedCells(
            geometry, new CellStore<double>(geometry, devices), physics.LogsDevices || faults is not null ? new CellStore<int>(geometry, devices) : null);
        var draws = new DeviceDraws(geometry, chip);
        void Block(int from, int to)
        {
            var widest = Math.Max(geometry.AllColumns, geometry.Layout.ColumnBlocks.Length);
            var (asked, given, earlier) = (new double[widest], new sbyte[faults is null ? 0 : widest * devices], new double[writes == 0 ? 0 : widest * devices]);
            Array.Fill(earlier, writes);
            for (var input = from; input < to; input++) cells.Row(targets, draws, faults, earlier, input, asked, given);
        }

        var inputs = geometry.Spec.Inputs;
        var threads = Math.Clamp(cells._store.Cells.Length / DevicesPerThread, 1, Math.Min(inputs, Environment.ProcessorCount));
        if (threads == 1) Block(0, inputs);
        else Parallel.For(0, threads, n => Block((int)((long)inputs * n / threads), (int)((long)inputs * (n + 1) / threads)));
        if (chip is { } id && geometry.RepairColumns > 0 && physics.MayBreak) cells.Repair(targets, id, faults, writes);
        return cells;
    }

    /// <summary>What a row's cells were asked to hold in the end.</summary>
    public void Targets(TargetRows targets, int rowBlock, int slice, int polarity, int row, Span<double> asked)
    {
        targets.Read(rowBlock, slice, polarity, row, asked);
        if (_retargeted.Count == 0 || !_retargeted.TryGetValue((rowBlock, slice, polarity, row), out var others)) return;
        foreach (var (column, target) in others) asked[column] = target;
    }

    /// <summary>Another target of a cell.</summary>
    internal void Retarget(int rowBlock, int slice, int polarity, int row, int column, double target)
    {
        if (!_retargeted.TryGetValue((rowBlock, slice, polarity, row), out var others)) _retargeted[(rowBlock, slice, polarity, row)] = others = [];
        others.RemoveAll(other => other.Column == column);
        others.Add((column, target));
    }

    /// <summary>The targets of a column's cells are those of its weights again.</summary>
    internal void Restore(int rowBlock, int slice, int column)
    {
        foreach (var (place, others) in _retargeted)
        {
            if (place.RowBlock == rowBlock && place.Slice == slice) others.RemoveAll(other => other.Column == column);
        }
    }

    /// <summary>A row's devices of one slice and polarity.</summary>
    public ReadOnlySpan<double> Row(int rowBlock, int slice, int polarity, int row) => _store.Row(rowBlock, slice, polarity, row);

    /// <summary>A row's devices in the reference columns of a slice.</summary>
    public ReadOnlySpan<double> References(int rowBlock, int slice, int row) => _store.ReferencesOf(rowBlock, slice, row);

    private void Repair(TargetRows targets, ChipIdentity chip, FaultRows? faults, double writes)
    {
        // What is spent adds up; the devices it was spent on are counted once, as they are in the end.
        var spent = ArrayTallies.Of(_geometry, _store, _logs);
        new ColumnRepair(_geometry, targets, this, chip, faults, writes).Run(spent);
        var counted = ArrayTallies.Of(_geometry, _store, _logs, Spares);
        _tallies = [.. spent.Select((arrays, polarity) => arrays.Select((tally, array) => tally.WithDevices(counted[polarity][array])).ToArray())];
    }

    private void Row(TargetRows targets, DeviceDraws draws, FaultRows? faults, ReadOnlySpan<double> writes, int input, double[] asked, sbyte[] given)
    {
        var (rowBlock, row) = _geometry.Place(input);
        for (var slice = 0; slice < _geometry.Slices; slice++)
        {
            for (var polarity = 0; polarity < _geometry.Polarities; polarity++)
            {
                var programmed = _store.Row(rowBlock, slice, polarity, row);
                var cells = asked.AsSpan(0, _geometry.AllColumns);
                targets.Read(rowBlock, slice, polarity, row, cells);
                var stuck = faults is null ? default : given.AsSpan(0, programmed.Length);
                faults?.Read(rowBlock, slice, polarity, row, stuck);
                _geometry.Physics.ProgramLogged(cells, draws.OfRow(rowBlock, slice, polarity, row), programmed, _logs is null ? default : _logs.Row(rowBlock, slice, polarity, row), stuck, writes.IsEmpty ? default : writes[..programmed.Length]);
            }
            if (!_geometry.Layout.HasReferenceColumn) continue;
            var references = _store.ReferencesOf(rowBlock, slice, row);
            var meant = asked.AsSpan(0, _geometry.Layout.ColumnBlocks.Length);
            targets.ReadReferences(rowBlock, slice, row, meant);
            var broken = faults is null ? default : given.AsSpan(0, references.Length);
            faults?.ReadReferences(rowBlock, slice, row, broken);
            _geometry.Physics.ProgramLogged(meant, draws.OfReferences(rowBlock, slice, row), references, _logs is null ? default : _logs.ReferencesOf(rowBlock, slice, row), broken, writes.IsEmpty ? default : writes[..references.Length]);
        }
    }
}
