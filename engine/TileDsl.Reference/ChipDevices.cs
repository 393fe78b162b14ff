using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Reference;

/// <summary>The devices of one chip: programmed once, read with noise. Conductances in uS.</summary>
internal sealed class ChipDevices
{
    private readonly MatrixTargets _targets;
    private readonly ConductanceLaw _law;
    private readonly bool _noisy;
    private readonly NoiseStream _variability;
    private readonly NoiseStream _programming;
    private readonly NoiseStream? _readNoise;
    private readonly Dictionary<(int Tile, int Cell, int Polarity), double> _programmed = [];

    /// <param name="targets">What they are programmed to.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="chip">The chip's number.</param>
    /// <param name="layer">Index of the layer in its network.</param>
    /// <param name="matrix">Which matrix of the layer.</param>
    /// <param name="noisy">False where every random draw is zero.</param>
    /// <param name="readNoise">Whether reads of a cell draw noise of its own.</param>
    public ChipDevices(MatrixTargets targets, ulong seed, int chip, int layer, int matrix, bool noisy, bool readNoise = false)
    {
        (_targets, _noisy, _law) = (targets, noisy, new ConductanceLaw(SpecOf(targets.Device)));
        _variability = new NoiseStream(seed, chip, NoisePurpose.Variability, layer, matrix);
        _programming = new NoiseStream(seed, chip, NoisePurpose.Programming, layer, matrix);
        _readNoise = readNoise ? new NoiseStream(seed, chip, NoisePurpose.ReadNoise, layer, matrix) : null;
    }

    public double Programmed(Place place, int row, int polarity) =>
        Programmed(Tile(place), _targets.Map.Cell(row, place.Column, place.Slice), polarity,
            _targets.Conductance(place.Column, place.Rows.First + row, place.Slice, polarity));

    public double ProgrammedReference(Place place, int row) =>
        Programmed(Tile(place), _targets.Map.ReferenceCell(row), 0, _targets.ReferenceConductance);

    public double Read(Place place, int row, int polarity, int cycle, long sample) =>
        Read(Programmed(place, row, polarity), Tile(place), _targets.Map.Cell(row, place.Column, place.Slice), polarity, cycle, sample);

    public double ReadReference(Place place, int row, int cycle, long sample) =>
        Read(ProgrammedReference(place, row), Tile(place), _targets.Map.ReferenceCell(row), 0, cycle, sample);

    private int Tile(Place place) => _targets.Map.Tile(place.Rows, place.Column.Block, place.Slice);

    private double Read(double conductance, int tile, int cell, int polarity, int cycle, long sample) =>
        _readNoise is { } noise ? _law.Read(conductance, noise.Gaussian(cell, tile, cycle, polarity, sample)) : conductance;

    private double Programmed(int tile, int cell, int polarity, double target)
    {
        if (!_noisy) return target;
        if (!_programmed.TryGetValue((tile, cell, polarity), out var conductance))
        {
            var variability = _variability.Gaussian(cell, tile, cycle: 0, polarity);
            var programming = _programming.Gaussian(cell, tile, cycle: 0, polarity);
            conductance = _law.Program(target, variability, programming);
            _programmed[(tile, cell, polarity)] = conductance;
        }
        return conductance;
    }

    private static DeviceSpec SpecOf(Model.DeviceModel device) => new()
    {
        GMin = (device.GMin * 1_000_000).ToString(),
        GMax = (device.GMax * 1_000_000).ToString(),
        ProgrammingSigma = [.. device.ProgrammingSigma.Select(c => (c * 1_000_000).ToDouble())],
        Variability = device.Variability.ToDouble(),
        ReadNoise = (device.ReadNoise * 1_000_000).ToDouble(),
        ClipsReadNoise = device.ClipsReadNoise,
    };
}
