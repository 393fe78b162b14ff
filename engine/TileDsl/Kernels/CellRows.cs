using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>Which physical chip: one identity is one set of errors.</summary>
/// <param name="Layer">Index of the layer in its network; 0 for a lone matrix.</param>
internal readonly record struct ChipIdentity(ulong Seed, int Chip, int Layer);

/// <summary>
/// The conductances of a matrix's devices after programming, float64 in uS and not yet on a grid, one row at a time: a
/// function of weights and chip, so that nothing needs to be kept that is only needed once.
/// </summary>
internal sealed class CellRows
{
    private static readonly ReadClock s_programmed = new(0, 0);

    private readonly MatrixGeometry _geometry;
    private readonly TargetWeights _weights;
    private readonly ConductanceLaw _law;
    private readonly DevicePhysics? _physics;
    private readonly NoiseStream[] _streams = [];

    /// <param name="chip">Null for targets without errors.</param>
    public CellRows(MatrixGeometry geometry, TargetWeights weights, ChipIdentity? chip)
    {
        (_geometry, _weights, _law) = (geometry, weights, geometry.Law);
        if (chip is not { } id) return;
        if (!geometry.Physics.HasStaticError) return;
        _physics = geometry.Physics;
        _streams = new NoiseStream[(int)NoisePurpose.LawTime + 1];
        for (var purpose = 1; purpose < _streams.Length; purpose++) _streams[purpose] = new NoiseStream(id.Seed, id.Chip, (NoisePurpose)purpose, id.Layer);
    }

    /// <summary>The row's devices of one slice and polarity: outputs, then offset columns.</summary>
    /// <param name="row">Counted within the block.</param>
    /// <param name="cells"><see cref="MatrixGeometry.Columns"/> long.</param>
    /// <param name="gaussians">As long; overwritten.</param>
    public void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells, Span<float> gaussians)
    {
        Targets(_geometry.FirstRow(rowBlock) + row, slice, polarity, cells);
        if (_physics is null) return;
        Program(_physics, cells, (purpose, cycle, drawn) => CellDraws.Fill(_streams[(int)purpose], _geometry, rowBlock, slice, polarity, row, cycle, 0, drawn));
    }

    /// <summary>The row's device in the reference column of a column block and slice.</summary>
    public double Reference(int rowBlock, int columnBlock, int slice, int row)
    {
        if (_physics is null) return _law.Minimum;
        Span<double> cell = [_law.Minimum];
        Program(_physics, cell, (purpose, cycle, drawn) => drawn[0] = CellDraws.Reference(_streams[(int)purpose], _geometry, rowBlock, columnBlock, slice, row, cycle, 0));
        return cell[0];
    }

    /// <summary>Targets become what is there when programming has just ended.</summary>
    private static void Program(DevicePhysics physics, Span<double> cells, CellGaussians draw)
    {
        var (targets, tally) = (cells.ToArray(), default(ProgrammingTally));
        var programmed = new double[cells.Length * physics.DevicesPerCell];
        physics.Program(targets, draw, programmed, ref tally);
        physics.Age(targets, programmed, s_programmed, draw, cells);
    }

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
