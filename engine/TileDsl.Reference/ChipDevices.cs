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
    private readonly NoiseStream? _readNoise;
    private readonly Dictionary<(int Tile, int Cell, int Polarity), Device> _devices = [];
    private Dictionary<(int Tile, int Cell, int Polarity), (double[] Programmed, double Target)>? _repaired;

    /// <param name="targets">What they are programmed to.</param>
    /// <param name="chip">Whose errors they have; null where every random draw is zero.</param>
    /// <param name="clock">When they are read.</param>
    /// <param name="readNoise">Whether reads of a cell draw noise of its own.</param>
    /// <param name="isExact">Devices hold their targets, whatever they are.</param>
    /// <param name="isStraight">Devices whose current is not proportional to the voltage are what they are under the read voltage.</param>
    public ChipDevices(MatrixTargets targets, ChipKey? chip, ReadClock clock, bool readNoise = false, bool isExact = false, bool isStraight = false)
    {
        _isExact = isExact;
        if (isStraight) _voltage = targets.Device.ReadVoltage?.ToDouble() ?? 0;
        (_targets, _chip, _clock, _physics) = (targets, chip, clock, new DevicePhysics(DeviceLaws.Of(targets.Device, targets.Law)));
        if (readNoise && chip is { } key) _readNoise = new NoiseStream(key.Seed, key.Chip, NoisePurpose.ReadNoise, key.Layer, key.Use);
    }

    /// <summary>Cells that hold something else than they were first programmed to; null until an array is asked for.</summary>
    private Dictionary<(int Tile, int Cell, int Polarity), (double[] Programmed, double Target)>? Repaired => _repaired ??=
        _chip is { } chip && _targets.Map.RepairColumns > 0 && _physics.MayBreak ? new ArrayRepair(_targets, _physics, chip).Run() : [];

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

    private static Device Behind(double effective, double conductance, double sigma) => new(effective, sigma * (conductance > 0 ? effective / conductance : 1));

    private int Tile(Place place) => _targets.Map.Tile(place.Rows, place.Column.Block, place.Slice);

    private double Read(Device device, int tile, int cell, int polarity, int cycle, long sample)
    {
        if (_readNoise is not { } noise) return device.Conductance;
        var read = device.Conductance + device.FreshSigma * noise.Gaussian(cell, tile, cycle, polarity, sample);
        return _targets.Device.ClipsReadNoise ? Math.Max(0, read) : read;
    }

    private Device Of(Place place, int row, int polarity) =>
        Of(Tile(place), _targets.Map.Cell(row, place.Column, place.Slice), polarity, _targets.Conductance(place.Column, place.Rows.First + row, place.Slice, polarity));

    private Device OfReference(Place place, int row) => Of(Tile(place), _targets.Map.ReferenceCell(row), 0, _targets.ReferenceConductance);

    private Device Of(int tile, int cell, int polarity, double target)
    {
        if (_isExact) return new Device(Straight(target), 0);
        if (_devices.TryGetValue((tile, cell, polarity), out var known)) return known;
        CellGaussians? draw = _chip is not { } chip ? null : (purpose, cycle, gaussians) =>
            gaussians[0] = new NoiseStream(chip.Seed, chip.Chip, purpose, chip.Layer).Gaussian(cell, tile, cycle, polarity);
        double[] aged = [target], sigma = [0];
        double[] programmed;
        if (Repaired is { } repaired && repaired.TryGetValue((tile, cell, polarity), out var other))
        {
            (programmed, target) = other;
        }
        else
        {
            programmed = new double[_physics.DevicesPerCell];
            var tally = default(ProgrammingTally);
            _physics.Program([target], draw, programmed, ref tally);
        }
        _physics.Age([target], programmed, _clock, draw, aged);
        _physics.FreshSigma([target], programmed, aged, _clock, sigma);
        return _devices[(tile, cell, polarity)] = new Device(Straight(aged[0]), sigma[0]);
    }

    private double Straight(double conductance) =>
        _voltage > 0 && _physics.CurrentVoltage is { } law ? law.Current(conductance, _voltage) / _voltage : conductance;

    private readonly record struct Device(double Conductance, double FreshSigma);
}

/// <summary>What keys the random draws of a chip's layer.</summary>
/// <param name="Seed">Of the run.</param>
/// <param name="Chip">Number of the chip.</param>
/// <param name="Layer">Index of the layer in its network.</param>
/// <param name="Use">0 for results, others for measurements.</param>
internal readonly record struct ChipKey(ulong Seed, int Chip, int Layer, int Use);
