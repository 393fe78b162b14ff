using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>
/// What is done about faulty cells of a chip: found by reading back, countered on the other cell of their pair, and columns that still hold some
/// replaced by spare ones, the worst column first and by the spare that is best for it. One cell at a time.
/// </summary>
internal sealed class ArrayRepair
{
    private readonly MatrixTargets _targets;
    private readonly DevicePhysics _physics;
    private readonly ChipKey _chip;
    private readonly SoundSpread _spread;
    private readonly NoiseStream _noise;
    private readonly double _readBack;
    private readonly Func<int, ArrayCell, int, sbyte[]> _faults;
    private readonly double _earlier;
    private readonly Dictionary<(int Tile, ArrayCell Cell, int Polarity), double[]> _writes = [];
    private readonly Dictionary<(int Tile, ArrayCell Cell, int Polarity), (double[] Programmed, double Target)> _repaired = [];

    /// <param name="targets">What cells were programmed to.</param>
    /// <param name="physics">How they are.</param>
    /// <param name="chip">Whose errors they have.</param>
    /// <param name="faults">Given faults of a cell's devices, by array, cell and polarity; empty for none.</param>
    /// <param name="writes">Writes that devices have seen before.</param>
    public ArrayRepair(MatrixTargets targets, DevicePhysics physics, ChipKey chip, Func<int, ArrayCell, int, sbyte[]> faults, double writes)
    {
        (_targets, _physics, _chip, _faults, _earlier) = (targets, physics, chip, faults, writes);
        _spread = new SoundSpread(DeviceLaws.Of(targets.Device, targets.Law), default, draws: true);
        _noise = new NoiseStream(chip.Seed, chip.Chip, NoisePurpose.FaultLocation, chip.Layer, chip.Matrix);
        _readBack = targets.Device.Verify is { } verify ? (verify.ReadNoise * 1_000_000).ToDouble() : 0;
    }

    private int Polarities => _targets.IsPair ? 2 : 1;

    /// <summary>Cells by where their weights stand: what they hold, and what they are meant to.</summary>
    public Dictionary<(int Tile, ArrayCell Cell, int Polarity), (double[] Programmed, double Target)> Run()
    {
        var map = _targets.Map;
        var columns = from rows in map.RowBlocks
                      from slice in Enumerable.Range(0, _targets.Slices)
                      from column in map.Outputs
                      group new Place(rows, column, slice, 0) by map.Tile(rows, column.Block, slice);
        foreach (var array in columns) Replace(array);
        return _repaired;
    }

    private void Replace(IEnumerable<Place> columns)
    {
        var faulty = columns.OrderBy(place => place.Slice).ThenBy(place => place.Column.Local)
            .Select(place => (Place: place, Error: Examine(place))).Where(found => found.Error is not null).OrderByDescending(found => found.Error);
        var free = Enumerable.Range(0, _targets.Map.RepairColumns).ToList();
        foreach (var (place, error) in faulty)
        {
            var best = free.Select(spare => (Spare: spare, Tried: Try(place, spare))).Where(t => t.Tried.Error < error).OrderBy(t => t.Tried.Error).ToList();
            if (best.Count == 0) continue;
            free.Remove(best[0].Spare);
            foreach (var (row, polarity, programmed) in best[0].Tried.Cells)
                _repaired[(Tile(place), _targets.Map.Cell(row, place.Column, place.Slice), polarity)] = (programmed, Target(place, row, polarity));
        }
    }

    /// <summary>The squared error of a column that holds faulty cells, its pairs countered; else null.</summary>
    private double? Examine(Place place)
    {
        var (squares, isFaulty) = (0.0, false);
        for (var row = 0; row < place.Rows.Count; row++)
        {
            var cell = _targets.Map.Cell(row, place.Column, place.Slice);
            var off = new double[2];
            var bad = new bool[2];
            for (var polarity = 0; polarity < Polarities; polarity++)
            {
                var target = Target(place, row, polarity);
                off[polarity] = Read(Tile(place), cell, polarity, target, Program(Tile(place), cell, polarity, target), 0) - target;
                var (mean, variance) = _spread.Of(target);
                bad[polarity] = Math.Abs(off[polarity] - (mean - target)) > 6 * Math.Sqrt(variance + _readBack * _readBack) + 1e-9 * _targets.GMax;
            }
            if (Polarities == 2 && bad[0] != bad[1])
            {
                var other = bad[0] ? 1 : 0;
                var target = Target(place, row, other);
                var aim = Math.Clamp(target + off[1 - other], _targets.GMinimum, _targets.GMax);
                if (aim != target)
                {
                    var programmed = Program(Tile(place), cell, other, aim);
                    _repaired[(Tile(place), cell, other)] = (programmed, aim);
                    off[other] = Read(Tile(place), cell, other, aim, programmed, 1) - target;
                }
            }
            isFaulty |= bad[0] || bad[1];
            squares += Squared(off[0] - off[1], place.Slice);
        }
        return isFaulty ? squares : null;
    }

    private (List<(int Row, int Polarity, double[] Programmed)> Cells, double Error) Try(Place place, int spare)
    {
        var cells = new List<(int, int, double[])>();
        var squares = 0.0;
        for (var row = 0; row < place.Rows.Count; row++)
        {
            var cell = new ArrayCell(row, _targets.Map.RepairColumn(spare));
            var off = new double[2];
            for (var polarity = 0; polarity < Polarities; polarity++)
            {
                var target = Target(place, row, polarity);
                var programmed = Program(Tile(place), cell, polarity, target);
                cells.Add((row, polarity, programmed));
                off[polarity] = Read(Tile(place), cell, polarity, target, programmed, 2) - target;
            }
            squares += Squared(off[0] - off[1], place.Slice);
        }
        return (cells, squares);
    }

    private double Squared(double conductance, int slice)
    {
        var lsb = conductance * (_targets.Levels(slice) * (double)(1L << _targets.Shift(slice))) / (_targets.GMax - _targets.GMinimum);
        return lsb * lsb;
    }

    private int Tile(Place place) => _targets.Map.Tile(place.Rows, place.Column.Block, place.Slice);

    private double Target(Place place, int row, int polarity) => _targets.Conductance(place.Column, place.Rows.First + row, place.Slice, polarity);

    /// <summary>What a cell's devices hold that are programmed, be it the first time or again.</summary>
    private double[] Program(int tile, ArrayCell cell, int polarity, double target)
    {
        var programmed = new double[_physics.DevicesPerCell];
        if (!_writes.TryGetValue((tile, cell, polarity), out var writes)) _writes[(tile, cell, polarity)] = writes = [.. programmed.Select(_ => _earlier)];
        var tally = default(ProgrammingTally);
        _physics.Program([target], (purpose, cycle, gaussians) => gaussians[0] = new NoiseStream(_chip.Seed, _chip.Chip, purpose, _chip.Layer, _chip.Matrix).Gaussian(_targets.Map.Number(cell), tile, cycle, polarity), programmed, ref tally, _faults(tile, cell, polarity), writes);
        return programmed;
    }

    private double Read(int tile, ArrayCell cell, int polarity, double target, double[] programmed, int cycle)
    {
        double[] aged = [0], sigma = [0];
        _physics.Age([target], programmed, default, null, aged);
        _physics.FreshSigma([target], programmed, aged, default, null, sigma);
        var deviation = Math.Sqrt(sigma[0] * sigma[0] + _readBack * _readBack);
        return deviation == 0 ? aged[0] : aged[0] + deviation * _noise.Gaussian(_targets.Map.Number(cell), tile, cycle, polarity);
    }
}
