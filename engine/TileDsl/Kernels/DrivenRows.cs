using TileDsl.Converters;
using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// Rows whose drivers err: every array has a driver of its own on each row, so that a row of the matrix is driven with another value
/// on every array it crosses. Immutable and thread-safe.
/// </summary>
internal sealed class DrivenRows
{
    private readonly MatrixGeometry _geometry;
    private readonly DriverBank _bank;
    private readonly NoiseStream? _noise;
    private readonly float _deviation;

    /// <param name="chip">Whose drivers they are; null where every random draw is zero.</param>
    public DrivenRows(MatrixGeometry geometry, DriverSpec spec, ChipIdentity? chip)
    {
        var id = chip ?? default;
        _geometry = geometry;
        _bank = new DriverBank(spec, geometry.Spec.InputSlices.Max(), id.Seed, id.Chip, id.Layer, chip is not null, id.Matrix);
        _deviation = (float)spec.Noise;
        if (chip is not null && spec.Noise != 0) _noise = id.FreshStream(NoisePurpose.DriverNoise);
    }

    /// <summary>Adds what a row brings to the sums of all columns, array by array.</summary>
    /// <param name="row">Counted within the block.</param>
    /// <param name="digit">What it is meant to be driven with, not 0.</param>
    /// <param name="read">The row's conductances, by column.</param>
    public void Add(int rowBlock, int slice, int cycle, int row, float digit, long sample, ReadOnlySpan<float> read, Span<float> sums, VectorPath path)
    {
        var (layout, outputs, first) = (_geometry.Layout, _geometry.Spec.Outputs, 0);
        for (var columnBlock = 0; columnBlock < layout.ColumnBlocks.Length; columnBlock++)
        {
            var columns = layout.ColumnBlocks[columnBlock];
            var level = Level(layout.Tile(rowBlock, columnBlock, slice), row, cycle, digit, sample);
            AnalogSums.Add(level, read.Slice(first, columns), sums.Slice(first, columns), path);
            if (_geometry.HasOffsetColumn) AnalogSums.Add(level, read.Slice(outputs + columnBlock, 1), sums.Slice(outputs + columnBlock, 1), path);
            first += columns;
            if (_geometry.ChecksumColumns is not (> 0 and var checks) || sums.Length < _geometry.AllColumns) continue;
            var check = _geometry.Columns + columnBlock * checks;
            AnalogSums.Add(level, read.Slice(check, checks), sums.Slice(check, checks), path);
        }
    }

    /// <summary>What a driver drives its row with for a digit, in input steps.</summary>
    public float Level(int tile, int row, int cycle, float digit, long sample)
    {
        var magnitude = Math.Abs(digit);
        var level = _bank.Levels(tile, row) is { } levels ? levels[(int)magnitude] : magnitude;
        if (digit < 0) level = -level;
        return _noise is { } noise ? MathF.FusedMultiplyAdd(_deviation, noise.Gaussian(row, tile, cycle, 0, sample), level) : level;
    }
}
