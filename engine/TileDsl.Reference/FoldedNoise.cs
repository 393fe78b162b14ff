using TileDsl.Devices;

namespace TileDsl.Reference;

/// <summary>The deviation (uS) of the fresh noise of a cell, and of a reference column's.</summary>
internal sealed record CellNoise(Func<Place, int, int, double> Cell, Func<Place, int, double> Reference)
{
    public static CellNoise Of(ChipDevices devices) => new(devices.FreshSigma, devices.ReferenceFreshSigma);

    public static CellNoise Behind(WiredArrays wires) => new(wires.FreshSigma, wires.ReferenceFreshSigma);
}

/// <summary>
/// The noise of whole partial sums: each cell of a column adds an independent Gaussian times its input, its converter another, and
/// so the column one Gaussian of the summed variance. What a reference column brings is common to all columns it is subtracted from.
/// </summary>
internal sealed class FoldedNoise
{
    private readonly MatrixTargets _targets;
    private readonly Cells _cells;
    private readonly CellNoise? _devices;
    private readonly ColumnNoise _columns;
    private readonly ColumnNoise _references;
    private readonly float _converterSteps;

    /// <summary>Standard deviation of a device in units of the sums, by slice, where it is the same for all.</summary>
    private readonly double[] _perUnit;

    /// <param name="targets">The matrix.</param>
    /// <param name="cells">What sums count.</param>
    /// <param name="chip">Whose noise it is.</param>
    /// <param name="reads">Whether reads bring noise.</param>
    /// <param name="devices">The deviation of each device's reads; null where it is the same for all.</param>
    public FoldedNoise(MatrixTargets targets, Cells cells, ChipKey chip, bool reads, CellNoise? devices)
    {
        (_targets, _cells, _devices, HasReads) = (targets, cells, devices, reads);
        _columns = new ColumnNoise(chip.Seed, chip.Chip, NoisePurpose.PartialSumNoise, chip.Layer, chip.Matrix, chip.Use);
        _references = new ColumnNoise(chip.Seed, chip.Chip, NoisePurpose.ReferenceNoise, chip.Layer, chip.Matrix, chip.Use);
        _converterSteps = (float)targets.Adc.Errors.Noise.ToDouble();
        _perUnit = [.. Enumerable.Range(0, targets.Slices).Select(slice => (targets.Device.ReadNoise / (cells.Unit(slice) * targets.Lsb(slice))).ToDouble())];
    }

    private bool HasReads { get; }

    /// <summary>A sum with its noise.</summary>
    /// <param name="sum">In units.</param>
    /// <param name="place">Which cells it is of.</param>
    /// <param name="conversion">Which cycles.</param>
    /// <param name="driven">What rows are driven with: [cycle][input].</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="pass">How often the inputs have been halved: conversions of repeated products are numbered on.</param>
    /// <param name="transfer">Its converter; null for the ideal one.</param>
    public float Add(float sum, Place place, Conversion conversion, int[][] driven, long sample, int pass, Transfer? transfer)
    {
        var number = pass * _targets.Conversions.Count + conversion.Number;
        var column = place.Column.IsCheck ? _targets.Outputs + _targets.Map.OffsetColumns.Count + place.Column.Block * _targets.Map.ChecksPerBlock + place.Column.Check : place.Column.IsOffset ? _targets.Outputs + place.Column.Block : place.Column.Output;
        var drawn = _columns.Gaussian(column, place.Rows.Number * _targets.Slices + place.Slice, number, place.Polarity, sample);
        sum = MathF.FusedMultiplyAdd(Deviation(place, conversion, driven, transfer), drawn, sum);
        if (!HasReads || !_targets.Map.HasReference) return sum;
        var common = _references.Gaussian(place.Column.Block, _targets.Map.ReferencePlace(place.Rows, place.Slice), number, 0, sample);
        var deviation = _devices is null
            ? Uniform(place, SumOfSquares(place.Rows, conversion, driven))
            : MathF.Sqrt(Variance(place, conversion, driven, row => InUnits(_devices.Reference(place, row)), _ => 0));
        return MathF.FusedMultiplyAdd(deviation, common, sum);
    }

    private float Deviation(Place place, Conversion conversion, int[][] driven, Transfer? transfer)
    {
        var devices = _targets.SubtractsPairsFirst ? 2 : 1;
        var uniform = HasReads && _devices is null ? Uniform(place, devices * SumOfSquares(place.Rows, conversion, driven)) : 0;
        if (_devices is null && _converterSteps == 0) return uniform;
        var variance = _devices is null ? uniform * uniform
            : Variance(place, conversion, driven, row => InUnits(_devices.Cell(place, row, place.Polarity)), row => _targets.SubtractsPairsFirst ? InUnits(_devices.Cell(place, row, 1)) : 0);
        if (transfer is not null && _converterSteps != 0)
        {
            var converter = _converterSteps * (float)(transfer.Step / _cells.Unit(place.Slice)).ToDouble();
            variance = MathF.FusedMultiplyAdd(converter, converter, variance);
        }
        return MathF.Sqrt(variance);
    }

    private float Uniform(Place place, long squares) => (float)(_perUnit[place.Slice] * Math.Sqrt(squares));

    /// <summary>Over cycles their squared gain times the sum over rows of input squared times both variances, in float32.</summary>
    private static float Variance(Place place, Conversion conversion, int[][] driven, Func<int, double> sigma, Func<int, double> other)
    {
        float? total = null;
        foreach (var (cycle, gain) in conversion.Cycles)
        {
            var sum = 0f;
            for (var row = 0; row < place.Rows.Count; row++)
            {
                float input = driven[cycle.Number][place.Rows.First + row];
                var (own, others) = (sigma(row), other(row));
                sum = MathF.FusedMultiplyAdd(input * input, (float)(own * own + others * others), sum);
            }
            var weighted = sum * (float)(gain * gain);
            total = total is { } before ? before + weighted : weighted;
        }
        return total!.Value;
    }

    private double InUnits(double conductance) => _targets.GridExponent is { } k ? conductance * (1 << k) / _targets.GMax : conductance / _targets.GMax;

    private static long SumOfSquares(RowBlock rows, Conversion conversion, int[][] driven)
    {
        var sum = 0L;
        foreach (var (cycle, gain) in conversion.Cycles)
        {
            for (var row = rows.First; row < rows.First + rows.Count; row++)
            {
                var input = gain * driven[cycle.Number][row];
                sum = checked(sum + input * input);
            }
        }
        return sum;
    }
}
