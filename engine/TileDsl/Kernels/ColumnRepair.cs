using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// What is done about faulty cells of a chip when it has been programmed. Cells are read back, with noise; one that is further off its target
/// than sound ones ever are is taken for faulty. Where the other cell of its pair can make up for it, that is programmed anew. Then spare
/// columns take the place of columns that still hold faulty cells, the worst first, each by the spare column that is best for it, where
/// that is better than the column itself.
/// </summary>
internal sealed class ColumnRepair(MatrixGeometry geometry, TargetRows targets, ProgrammedCells programmed, ChipIdentity chip, FaultRows? faults, double writes)
{
    /// <summary>Standard deviations that no sound cell is off by: one in 5e8.</summary>
    private const double Limit = 6;

    private readonly SoundSpread _spread = new(geometry.Spec.Device, default, draws: true);
    private readonly NoiseStream _location = chip.Stream(NoisePurpose.FaultLocation);
    private readonly NoiseStream[] _streams = new NoiseStream[64];
    private readonly double[] _asked = new double[geometry.AllColumns];
    private readonly double[] _cell = new double[geometry.Physics.DevicesPerCell];
    private readonly int[] _log = new int[geometry.Physics.DevicesPerCell];
    private readonly int[] _once = new int[geometry.Physics.DevicesPerCell];
    private readonly double[] _writes = new double[geometry.Physics.DevicesPerCell];
    private readonly SpareCells _spares = programmed.Spares;

    /// <summary>By polarity and array.</summary>
    private ProgrammingTally[][] _tallies = [];

    private int Devices => geometry.Physics.DevicesPerCell;

    private double ReadBackNoise => geometry.Spec.Device.Verify?.ReadNoise ?? 0;

    /// <summary>Repairs every array.</summary>
    /// <param name="tallies">By polarity and array: gain what it takes, and what is found.</param>
    public void Run(ProgrammingTally[][] tallies)
    {
        _tallies = tallies;
        var layout = geometry.Layout;
        for (var rowBlock = 0; rowBlock < layout.RowBlocks.Length; rowBlock++)
        {
            for (int block = 0, first = 0; block < layout.ColumnBlocks.Length; first += layout.ColumnBlocks[block++])
            {
                for (var slice = 0; slice < geometry.Slices; slice += layout.SlicesPerArray)
                    Array(rowBlock, block, slice, first);
            }
        }
    }

    /// <summary>One array: the slices from the first on that stand in it.</summary>
    private void Array(int rowBlock, int block, int firstSlice, int first)
    {
        var faulty = new List<(double Error, int Slice, int Local)>();
        for (var slice = firstSlice; slice < firstSlice + geometry.Layout.SlicesPerArray; slice++)
        {
            for (var local = 0; local < geometry.Layout.ColumnBlocks[block]; local++)
            {
                if (Examine(rowBlock, block, slice, first + local, local) is { } error) faulty.Add((error, slice, local));
            }
        }
        // OrderBy is stable: the first of columns that are alike.
        var free = Enumerable.Range(0, geometry.RepairColumns).ToList();
        foreach (var (error, slice, local) in faulty.OrderByDescending(column => column.Error))
        {
            var (best, least, tile) = (-1, error, geometry.Layout.Tile(rowBlock, block, slice));
            foreach (var spare in free)
            {
                var own = Try(rowBlock, slice, tile, first + local, spare);
                if (own < least) (best, least) = (spare, own);
            }
            if (best < 0)
            {
                _tallies[0][tile].Unrepaired++;
                continue;
            }
            free.Remove(best);
            _tallies[0][tile].Replaced++;
            programmed.Restore(rowBlock, slice, first + local);
            _spares.Replace(tile, best, geometry.Layout.Column(local, slice));
            Exchange(rowBlock, slice, tile, first + local, best);
        }
    }

    /// <summary>A spare column's devices are in force in the place of a column's, and these are not.</summary>
    private void Exchange(int rowBlock, int slice, int tile, int column, int spare)
    {
        for (var polarity = 0; polarity < geometry.Polarities; polarity++)
        {
            for (var row = 0; row < geometry.Layout.RowBlocks[rowBlock]; row++)
            {
                var devices = programmed.Store.Row(rowBlock, slice, polarity, row);
                var logs = programmed.Logs!.Row(rowBlock, slice, polarity, row);
                for (var d = 0; d < Devices; d++)
                {
                    var (own, other) = (d * geometry.AllColumns + column, _spares.At(tile, polarity, row, d, spare));
                    (devices[own], _spares.Conductances[other]) = (_spares.Conductances[other], devices[own]);
                    (logs[own], _spares.Log[other]) = (_spares.Log[other], logs[own]);
                }
            }
        }
    }

    /// <summary>A column's squared error in weight lsb where it holds faulty cells, once pairs are countered; null where it holds none.</summary>
    private double? Examine(int rowBlock, int block, int slice, int column, int local)
    {
        var (error, isFaulty) = (0.0, false);
        Span<double> off = stackalloc double[2];
        Span<bool> bad = stackalloc bool[2];
        var place = (Tile: geometry.Layout.Tile(rowBlock, block, slice), Column: geometry.Layout.Column(local, slice));
        for (var row = 0; row < geometry.Layout.RowBlocks[rowBlock]; row++)
        {
            off.Clear();
            bad.Clear();
            for (var polarity = 0; polarity < geometry.Polarities; polarity++)
            {
                var target = Target(rowBlock, slice, polarity, row, column);
                var devices = programmed.Row(rowBlock, slice, polarity, row);
                for (var d = 0; d < Devices; d++) _cell[d] = devices[d * geometry.AllColumns + column];
                off[polarity] = ReadBack(target, place.Tile, place.Column, row, polarity, 0) - target;
                bad[polarity] = IsFaulty(target, off[polarity]);
                if (bad[polarity]) _tallies[polarity][place.Tile].Located++;
            }
            if (geometry.Polarities == 2 && bad[0] != bad[1]) Counter(rowBlock, slice, row, column, bad[0] ? 0 : 1, place, off);
            isFaulty |= bad[0] || bad[1];
            var lsb = InWeightLsb(off[0] - off[1], slice);
            error += lsb * lsb;
        }
        return isFaulty ? error : null;
    }

    /// <summary>Programs the sound cell of a pair to make up for the faulty one, as far as it reaches.</summary>
    private void Counter(int rowBlock, int slice, int row, int column, int faulty, (int Tile, int Column) place, Span<double> off)
    {
        var other = 1 - faulty;
        var target = Target(rowBlock, slice, other, row, column);
        var aim = Math.Clamp(target + off[faulty], geometry.Law.Minimum, geometry.Law.Maximum);
        if (aim == target) return;
        var devices = programmed.Store.Row(rowBlock, slice, other, row);
        var logs = programmed.Logs!.Row(rowBlock, slice, other, row);
        for (var d = 0; d < Devices; d++) _log[d] = logs[d * geometry.AllColumns + column];
        Program(aim, place.Tile, place.Column, row, other);
        for (var d = 0; d < Devices; d++) (devices[d * geometry.AllColumns + column], logs[d * geometry.AllColumns + column]) = (_cell[d], _log[d]);
        programmed.Retarget(rowBlock, slice, other, row, column, aim);
        off[other] = ReadBack(aim, place.Tile, place.Column, row, other, 1) - target;
        _tallies[other][place.Tile].Countered++;
    }

    /// <summary>Programs a spare column with a column's weights: its squared error.</summary>
    private double Try(int rowBlock, int slice, int tile, int column, int spare)
    {
        var (error, arrayColumn) = (0.0, geometry.FirstRepair + spare);
        for (var row = 0; row < geometry.Layout.RowBlocks[rowBlock]; row++)
        {
            var off = 0.0;
            for (var polarity = 0; polarity < geometry.Polarities; polarity++)
            {
                var target = Target(rowBlock, slice, polarity, row, column);
                for (var d = 0; d < Devices; d++) _log[d] = _spares.Log[_spares.At(tile, polarity, row, d, spare)];
                Program(target, tile, arrayColumn, row, polarity);
                for (var d = 0; d < Devices; d++)
                {
                    var at = _spares.At(tile, polarity, row, d, spare);
                    (_spares.Conductances[at], _spares.Log[at]) = (_cell[d], _log[d]);
                }
                var own = ReadBack(target, tile, arrayColumn, row, polarity, 2) - target;
                off = polarity == 0 ? own : off - own;
            }
            var lsb = InWeightLsb(off, slice);
            error += lsb * lsb;
        }
        return error;
    }

    private double InWeightLsb(double conductance, int slice)
    {
        var shift = 0;
        for (var s = 0; s < slice; s++) shift += geometry.Spec.WeightSlices[s];
        var levels = geometry.Spec.IsAnalog ? 1 : (1 << geometry.Spec.WeightSlices[slice]) - 1;
        return conductance * (levels * (double)(1L << shift)) / (geometry.Law.Maximum - geometry.Law.Minimum);
    }

    private bool IsFaulty(double target, double off)
    {
        var (mean, variance) = _spread.Of(target);
        var noise = ReadBackNoise;
        return Math.Abs(off - (mean - target)) > Limit * Math.Sqrt(variance + noise * noise) + 1e-9 * geometry.Law.Maximum;
    }

    private double Target(int rowBlock, int slice, int polarity, int row, int column)
    {
        targets.Read(rowBlock, slice, polarity, row, _asked);
        return _asked[column];
    }

    /// <summary>Programs the devices of a cell, which wears them like all programming before: what they took is in the buffers, and then what they hold and took.</summary>
    private void Program(double target, int tile, int arrayColumn, int row, int polarity)
    {
        var given = new sbyte[faults is null ? 0 : Devices];
        faults?.ReadCell(tile, polarity, row, arrayColumn, given);
        var number = geometry.Layout.Cell(row, arrayColumn);
        for (var d = 0; d < Devices; d++) _writes[d] = writes + DeviceLog.Pulses(_log[d]);
        geometry.Physics.ProgramLogged([target], (purpose, cycle, gaussians) =>
        {
            ref var stream = ref _streams[(int)purpose];
            if (stream.Keys is null) stream = chip.Stream(purpose);
            gaussians[0] = stream.Gaussian(number, tile, cycle, polarity);
        }, _cell, _once, given, _writes);
        geometry.Physics.Tally(_cell, _once, ref _tallies[polarity][tile]);
        for (var d = 0; d < Devices; d++) _log[d] = DeviceLog.Again(_log[d], _once[d]);
    }

    /// <summary>Reads the cell in the buffer when programming has ended, with the noise of reads and of reading back.</summary>
    private double ReadBack(double target, int tile, int arrayColumn, int row, int polarity, int cycle)
    {
        Span<double> aged = stackalloc double[1];
        Span<double> sigma = stackalloc double[1];
        geometry.Physics.Age([target], _cell, default, null, aged);
        geometry.Physics.FreshSigma([target], _cell, aged, default, null, sigma);
        var spec = geometry.Spec.Device;
        ref var tally = ref _tallies[polarity][tile];
        tally.Reads++;
        tally.Time += spec.ReadTime;
        tally.Energy += spec.ReadVoltage * spec.ReadVoltage * spec.ReadTime * 1e-6 * aged[0];
        var noise = ReadBackNoise;
        var deviation = Math.Sqrt(sigma[0] * sigma[0] + noise * noise);
        return deviation == 0 ? aged[0] : aged[0] + deviation * _location.Gaussian(geometry.Layout.Cell(row, arrayColumn), tile, cycle, polarity);
    }
}
