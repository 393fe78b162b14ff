using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>Which physical chip: one identity is one set of errors.</summary>
/// <param name="Layer">Index of the layer in its network; 0 for a lone matrix.</param>
/// <param name="Matrix">Which matrix of the layer; 0 where it has one.</param>
internal readonly record struct ChipIdentity(ulong Seed, int Chip, int Layer, int Matrix = 0);

/// <summary>
/// The conductances of a matrix's devices after programming, float64 in uS and not yet on a grid, one row at a time: a
/// function of weights and chip, so that nothing needs to be kept that is only needed once.
/// </summary>
internal sealed class CellRows
{
    private readonly MatrixGeometry _geometry;
    private readonly TargetWeights _weights;
    private readonly ConductanceLaw _law;
    private readonly NoiseStream? _variability;
    private readonly NoiseStream? _programming;

    /// <param name="chip">Null for targets without errors.</param>
    public CellRows(MatrixGeometry geometry, TargetWeights weights, ChipIdentity? chip)
    {
        (_geometry, _weights, _law) = (geometry, weights, geometry.Law);
        if (chip is not { } id) return;
        if (_law.Variability != 0) _variability = new NoiseStream(id.Seed, id.Chip, NoisePurpose.Variability, id.Layer, id.Matrix);
        if (_law.HasProgrammingSigma) _programming = new NoiseStream(id.Seed, id.Chip, NoisePurpose.Programming, id.Layer, id.Matrix);
    }

    /// <summary>The row's devices of one slice and polarity: outputs, then offset columns.</summary>
    /// <param name="row">Counted within the block.</param>
    /// <param name="cells"><see cref="MatrixGeometry.Columns"/> long.</param>
    /// <param name="gaussians">As long; overwritten.</param>
    public void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells, Span<float> gaussians)
    {
        Targets(_geometry.FirstRow(rowBlock) + row, slice, polarity, cells);
        if (_variability is null && _programming is null) return;
        Span<double> varied = cells.Length <= 512 ? stackalloc double[cells.Length] : new double[cells.Length];
        varied.Clear();
        if (_variability is { } variability)
        {
            CellDraws.Fill(variability, _geometry, rowBlock, slice, polarity, row, 0, 0, gaussians);
            for (var j = 0; j < varied.Length; j++) varied[j] = gaussians[j];
        }
        gaussians.Clear();
        if (_programming is { } programming) CellDraws.Fill(programming, _geometry, rowBlock, slice, polarity, row, 0, 0, gaussians);
        for (var j = 0; j < cells.Length; j++) cells[j] = _law.Program(cells[j], varied[j], gaussians[j]);
    }

    /// <summary>The row's device in the reference column of a column block and slice.</summary>
    public double Reference(int rowBlock, int columnBlock, int slice, int row) => _law.Program(
        _law.Minimum,
        _variability is { } variability ? CellDraws.Reference(variability, _geometry, rowBlock, columnBlock, slice, row, 0, 0) : 0,
        _programming is { } programming ? CellDraws.Reference(programming, _geometry, rowBlock, columnBlock, slice, row, 0, 0) : 0);

    private void Targets(int input, int slice, int polarity, Span<double> cells)
    {
        var spec = _geometry.Spec;
        for (var j = 0; j < spec.Outputs; j++)
        {
            if (spec.IsAnalog)
            {
                var fraction = _weights.Fractions[j * spec.Inputs + input];
                var (plus, minus) = spec.Encoding == WeightEncoding.AnalogOneSided ? _law.OneSided(fraction) : _law.TwoSided(fraction);
                cells[j] = polarity == 0 ? plus : minus;
            }
            else
            {
                cells[j] = _law.Sliced(_weights.Digit(j, input, slice, polarity), spec.WeightSlices[slice]);
            }
        }
        for (var j = spec.Outputs; j < cells.Length; j++) cells[j] = _law.Sliced(_weights.OffsetDigit(slice), spec.WeightSlices[slice]);
    }
}
