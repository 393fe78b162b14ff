using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>What every device of a matrix holds at the end of programming: the state of the chip, from which all later conductances follow. Immutable.</summary>
internal sealed class ProgrammedCells
{
    // Below so many devices, threads take longer to start than to program.
    private const int DevicesPerThread = 1 << 17;

    private readonly CellStore _store;

    private readonly Dictionary<(int RowBlock, int Slice, int Polarity, int Row), List<(int Column, double Target)>> _retargeted = [];

    private ProgrammedCells(CellStore store) => _store = store;

    /// <summary>What programming took.</summary>
    public ProgrammingTally Tally { get; private set; }

    /// <summary>Programs every device to its target.</summary>
    /// <param name="chip">Null where noise is off: every device holds its target.</param>
    public static ProgrammedCells Program(MatrixGeometry geometry, TargetRows targets, ChipIdentity? chip)
    {
        var store = new CellStore(geometry, geometry.Physics.DevicesPerCell);
        var (draws, gate, total) = (new DeviceDraws(geometry, chip), new Lock(), default(ProgrammingTally));
        void Block(int from, int to)
        {
            var tally = default(ProgrammingTally);
            var asked = new double[Math.Max(geometry.AllColumns, geometry.Layout.ColumnBlocks.Length)];
            for (var input = from; input < to; input++) Row(geometry, targets, draws, store, input, asked, ref tally);
            lock (gate) total += tally;
        }

        var inputs = geometry.Spec.Inputs;
        var threads = Math.Clamp(store.Cells.Length / DevicesPerThread, 1, Math.Min(inputs, Environment.ProcessorCount));
        if (threads == 1) Block(0, inputs);
        else Parallel.For(0, threads, n => Block((int)((long)inputs * n / threads), (int)((long)inputs * (n + 1) / threads)));
        var cells = new ProgrammedCells(store);
        if (chip is { } id && geometry.RepairColumns > 0 && geometry.Physics.MayBreak) new ColumnRepair(geometry, targets, cells, id).Run(ref total);
        cells.Tally = total;
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

    /// <summary>A row's devices, for repair.</summary>
    internal Span<double> Devices(int rowBlock, int slice, int polarity, int row) => _store.Row(rowBlock, slice, polarity, row);

    /// <summary>A row's devices of one slice and polarity.</summary>
    public ReadOnlySpan<double> Row(int rowBlock, int slice, int polarity, int row) => _store.Row(rowBlock, slice, polarity, row);

    /// <summary>A row's devices in the reference columns of a slice.</summary>
    public ReadOnlySpan<double> References(int rowBlock, int slice, int row) => _store.ReferencesOf(rowBlock, slice, row);

    private static void Row(MatrixGeometry geometry, TargetRows targets, DeviceDraws draws, CellStore store, int input, double[] asked, ref ProgrammingTally tally)
    {
        var (rowBlock, row) = geometry.Place(input);
        for (var slice = 0; slice < geometry.Slices; slice++)
        {
            for (var polarity = 0; polarity < geometry.Polarities; polarity++)
            {
                var programmed = store.Row(rowBlock, slice, polarity, row);
                var cells = asked.AsSpan(0, geometry.AllColumns);
                targets.Read(rowBlock, slice, polarity, row, cells);
                geometry.Physics.Program(cells, draws.OfRow(rowBlock, slice, polarity, row), programmed, ref tally);
            }
            if (!geometry.Layout.HasReferenceColumn) continue;
            var references = store.ReferencesOf(rowBlock, slice, row);
            var meant = asked.AsSpan(0, geometry.Layout.ColumnBlocks.Length);
            targets.ReadReferences(rowBlock, slice, row, meant);
            geometry.Physics.Program(meant, draws.OfReferences(rowBlock, slice, row), references, ref tally);
        }
    }
}
