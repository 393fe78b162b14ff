using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Reference;

/// <summary>The devices of one chip: programmed once, read at a time and with noise. Conductances in uS, one device at a time.</summary>
internal sealed class ChipDevices
{
    private readonly MatrixTargets _targets;
    private readonly DevicePhysics _physics;
    private readonly ChipKey? _chip;
    private readonly ReadClock _clock;
    private readonly bool _isExact;
    private readonly double _voltage;
    private bool _takesMoments;
    private readonly NoiseStream? _readNoise;
    private readonly DevicePast _past;
    private readonly FaultMap? _faults;
    private readonly Dictionary<(int Tile, ArrayCell Cell, int Polarity), Device> _devices = [];
    private Dictionary<(int Tile, ArrayCell Cell, int Polarity), (double[] Programmed, double Target)>? _repaired;

    /// <param name="targets">What they are programmed to.</param>
    /// <param name="chip">Whose errors they have; null where every random draw is zero.</param>
    /// <param name="clock">When they are read.</param>
    /// <param name="readNoise">Whether reads of a cell draw noise of its own.</param>
    /// <param name="isExact">Devices hold their targets, whatever they are.</param>
    /// <param name="past">What devices bring with them; null for nothing.</param>
    /// <param name="isStraight">Devices whose current is not proportional to the voltage are what they are under the read voltage.</param>
    public ChipDevices(MatrixTargets targets, ChipKey? chip, ReadClock clock, bool readNoise = false, bool isExact = false, bool isStraight = false, DevicePast? past = null)
    {
        _isExact = isExact;
        _past = past ?? new DevicePast(DeviceHistory.None, 0);
        if (chip is not null && !isExact) _faults = _past.History.Map(targets.Device.FaultMap?.Text);
        if (isStraight) _voltage = targets.Device.ReadVoltage?.ToDouble() ?? 0;
        (_targets, _chip, _clock, _physics) = (targets, chip, clock, new DevicePhysics(DeviceLaws.Of(targets.Device, targets.Law)));
        if (readNoise && chip is { } key) _readNoise = new NoiseStream(key.Seed, key.Chip, NoisePurpose.ReadNoise, key.Layer, key.Matrix, key.Use);
    }

    /// <summary>Cells that hold something else than they were first programmed to.</summary>
    private Dictionary<(int Tile, ArrayCell Cell, int Polarity), (double[] Programmed, double Target)> Repaired => _repaired ??=
        _chip is { } chip && _targets.Map.RepairColumns > 0 && _physics.MayBreak ? new ArrayRepair(_targets, _physics, chip, Faults, _past.History.Writes).Run() : [];

    /// <summary>A device's conductance, without the noise that is fresh for every read.</summary>
    public double Conductance(Place place, int row, int polarity) => Of(place, row, polarity).Conductance;

    public double ReferenceConductance(Place place, int row) => OfReference(place, row).Conductance;

    /// <summary>The standard deviation of that noise.</summary>
    public double FreshSigma(Place place, int row, int polarity) => Of(place, row, polarity).FreshSigma;

    public double ReferenceFreshSigma(Place place, int row) => OfReference(place, row).FreshSigma;

    public double Read(Place place, int row, int polarity, int cycle, long sample) =>
        Read(Of(place, row, polarity), Tile(place), _targets.Map.Cell(row, place.Column, place.Slice), polarity, cycle, sample);

    public double ReadReference(Place place, int row, int cycle, long sample) =>
        Read(OfReference(place, row), Tile(place), _targets.Map.ReferenceCell(row), 0, cycle, sample);

    /// <summary>The same of a device behind wires: its noise is attenuated like its signal.</summary>
    public double Read(double effective, double conductance, Place place, int row, int polarity, int cycle, long sample) =>
        Read(Behind(effective, conductance, FreshSigma(place, row, polarity)), Tile(place), _targets.Map.Cell(row, place.Column, place.Slice), polarity, cycle, sample);

    public double ReadReference(double effective, double conductance, Place place, int row, int cycle, long sample) =>
        Read(Behind(effective, conductance, ReferenceFreshSigma(place, row)), Tile(place), _targets.Map.ReferenceCell(row), 0, cycle, sample);

    /// <summary>The same devices, clipped reads taken by their moments; null where the noise of some column is not nearly Gaussian.</summary>
    public ChipDevices? ByMoments(IEnumerable<Place> places)
    {
        foreach (var place in places)
        {
            var (own, reference) = (default(ClippedNoise.Column), default(ClippedNoise.Column));
            for (var row = 0; row < place.Rows.Count; row++)
            {
                own.Add(Conductance(place, row, place.Polarity), FreshSigma(place, row, place.Polarity));
                if (_targets.SubtractsPairsFirst) own.Add(Conductance(place, row, 1), FreshSigma(place, row, 1));
                if (_targets.Map.HasReference) reference.Add(ReferenceConductance(place, row), ReferenceFreshSigma(place, row));
            }
            if (!own.IsNearlyGaussian || !reference.IsNearlyGaussian) return null;
        }
        return new ChipDevices(_targets, _chip, _clock, past: _past) { _takesMoments = true };
    }

    /// <summary>The same devices as they are under the read voltage.</summary>
    public ChipDevices Straightened() => new(_targets, _chip, _clock, isStraight: true, past: _past) { _takesMoments = _takesMoments };

    private static Device Behind(double effective, double conductance, double sigma) => new(effective, sigma * (conductance > double.Epsilon ? effective / conductance : 1));

    private int Tile(Place place) => _targets.Map.Tile(place.Rows, place.Column.Block, place.Slice);

    private double Read(Device device, int tile, ArrayCell cell, int polarity, int cycle, long sample)
    {
        if (_readNoise is not { } noise) return device.Conductance;
        var read = device.Conductance + device.FreshSigma * noise.Gaussian(_targets.Map.Number(cell), tile, cycle, polarity, sample);
        return _targets.Device.ClipsReadNoise ? Math.Max(0, read) : read;
    }

    private Device Of(Place place, int row, int polarity) =>
        Of(Tile(place), _targets.Map.Cell(row, place.Column, place.Slice), polarity, _targets.Conductance(place.Column, place.Rows.First + row, place.Slice, polarity));

    private Device OfReference(Place place, int row) => Of(Tile(place), _targets.Map.ReferenceCell(row), 0, _targets.ReferenceConductance);

    private Device Of(int tile, ArrayCell cell, int polarity, double target)
    {
        if (_isExact) return new Device(Straight(target), 0);
        if (_devices.TryGetValue((tile, cell, polarity), out var known)) return known;
        CellGaussians? draw = _chip is not { } chip ? null : (purpose, cycle, gaussians) =>
            gaussians[0] = new NoiseStream(chip.Seed, chip.Chip, purpose, chip.Layer, chip.Matrix).Gaussian(_targets.Map.Number(cell), tile, cycle, polarity);
        double[] aged = [target], sigma = [0];
        double[] programmed;
        if (Repaired.TryGetValue((tile, cell, polarity), out var other))
        {
            (programmed, target) = other;
        }
        else
        {
            programmed = new double[_physics.DevicesPerCell];
            var tally = default(ProgrammingTally);
            _physics.Program([target], draw, programmed, ref tally, Faults(tile, cell, polarity), [.. programmed.Select(_ => _past.History.Writes)]);
        }
        _physics.Age([target], programmed, _clock, draw, aged);
        _physics.FreshSigma([target], programmed, aged, _clock, draw, sigma);
        if (_takesMoments) (aged[0], sigma[0]) = (ClippedNoise.Cumulants(aged[0], sigma[0]).Mean, Math.Sqrt(ClippedNoise.Cumulants(aged[0], sigma[0]).Variance));
        return _devices[(tile, cell, polarity)] = new Device(Straight(aged[0]), sigma[0]);
    }

    /// <summary>Of each device of a cell; empty where there is no map.</summary>
    private sbyte[] Faults(int tile, ArrayCell cell, int polarity)
    {
        if (_faults is not { } map) return [];
        return [.. Enumerable.Range(0, _physics.DevicesPerCell).Select(device => map[_past.FirstArray + tile, polarity, device, cell.Row, cell.Column])];
    }

    private double Straight(double conductance) =>
        _voltage > 0 && _physics.CurrentVoltage is { } law ? law.Current(conductance, _voltage) / _voltage : conductance;

    private readonly record struct Device(double Conductance, double FreshSigma);
}

/// <summary>What a matrix's devices bring with them.</summary>
/// <param name="History">Earlier writes, maps of faults.</param>
/// <param name="FirstArray">Number of the matrix's first array in a map.</param>
internal sealed record DevicePast(DeviceHistory History, int FirstArray);

/// <summary>What keys the random draws of a chip's layer.</summary>
/// <param name="Seed">Of the run.</param>
/// <param name="Chip">Number of the chip.</param>
/// <param name="Layer">Index of the layer in its network.</param>
/// <param name="Matrix">Which matrix of the layer.</param>
/// <param name="Use">0 for results, others for measurements.</param>
internal readonly record struct ChipKey(ulong Seed, int Chip, int Layer, int Matrix, int Use);
