using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Reference;

/// <summary>The devices of one chip: programmed once, read with noise. Conductances in uS.</summary>
internal sealed class ChipDevices
{
    private static readonly ReadClock s_programmed = new(0, 0);

    private readonly MatrixTargets _targets;
    private readonly ConductanceLaw _law;
    private readonly DevicePhysics _physics;
    private readonly bool _noisy;
    private readonly Dictionary<NoisePurpose, NoiseStream> _streams = [];
    private readonly NoiseStream? _readNoise;
    private readonly Dictionary<(int Tile, int Cell, int Polarity), double> _programmed = [];

    /// <param name="targets">What they are programmed to.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="chip">The chip's number.</param>
    /// <param name="layer">Index of the layer in its network.</param>
    /// <param name="noisy">False where every random draw is zero.</param>
    /// <param name="readNoise">Whether reads of a cell draw noise of its own.</param>
    public ChipDevices(MatrixTargets targets, ulong seed, int chip, int layer, bool noisy, bool readNoise = false)
    {
        var spec = DeviceLaws.Of(targets.Device, targets.Law);
        (_targets, _noisy, _law, _physics) = (targets, noisy, new ConductanceLaw(spec), new DevicePhysics(spec));
        foreach (var purpose in Enum.GetValues<NoisePurpose>()) _streams[purpose] = new NoiseStream(seed, chip, purpose, layer);
        _readNoise = readNoise ? _streams[NoisePurpose.ReadNoise] : null;
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
            void Draw(NoisePurpose purpose, int cycle, Span<float> gaussians) => gaussians[0] = _streams[purpose].Gaussian(cell, tile, cycle, polarity);
            var (devices, one, tally) = (new double[_physics.DevicesPerCell], new double[1], default(ProgrammingTally));
            _physics.Program([target], Draw, devices, ref tally);
            _physics.Age([target], devices, s_programmed, Draw, one);
            conductance = one[0];
            _programmed[(tile, cell, polarity)] = conductance;
        }
        return conductance;
    }
}
