using TileDsl.Converters;
using TileDsl.Devices;

namespace TileDsl.Reference;

/// <summary>Drivers that err: what a row of an array is driven with in place of its digit.</summary>
internal sealed class Drivers
{
    private readonly MatrixTargets _targets;
    private readonly DriverBank _bank;
    private readonly NoiseStream? _noise;
    private readonly float _deviation;

    /// <param name="targets">The matrix.</param>
    /// <param name="chip">Whose they are; null where every random draw is zero.</param>
    public Drivers(MatrixTargets targets, ChipKey? chip)
    {
        var id = chip ?? default;
        var spec = ConverterSpecs.Of(targets.Dac!);
        _targets = targets;
        _bank = new DriverBank(spec, targets.WidestSlice, id.Seed, id.Chip, id.Layer, chip is not null, id.Matrix);
        _deviation = (float)spec.Noise;
        if (chip is not null && spec.Noise != 0) _noise = new NoiseStream(id.Seed, id.Chip, NoisePurpose.DriverNoise, id.Layer, id.Matrix, id.Use);
    }

    public float Level(Place place, int row, int cycle, int digit, long sample)
    {
        var tile = _targets.Map.Tile(place.Rows, place.Column.Block, place.Slice);
        float magnitude = Math.Abs(digit);
        var level = _bank.Levels(tile, row)?[Math.Abs(digit)] ?? magnitude;
        if (digit < 0) level = -level;
        return _noise is { } noise ? MathF.FusedMultiplyAdd(_deviation, noise.Gaussian(row, tile, cycle, 0, sample), level) : level;
    }
}
