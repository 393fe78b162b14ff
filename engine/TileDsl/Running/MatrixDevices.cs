using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>
/// The devices of one chip's matrix: programmed once, kept as they are, and read at any time after. Immutable.
/// </summary>
internal sealed class MatrixDevices
{
    private readonly BoundMatrix _matrix;
    private readonly ChipIdentity _chip;
    private readonly Noise _noise;
    private readonly TargetRows _targets;
    private readonly ProgrammedCells? _cells;

    /// <param name="history">What devices bring with them.</param>
    /// <param name="firstArray">Number of the matrix's first array in a map of faults.</param>
    public MatrixDevices(BoundMatrix matrix, ChipIdentity chip, Noise noise, DeviceHistory history, int firstArray)
        : this(matrix, chip, noise)
    {
        if (noise != Noise.On || !matrix.HasErrors) return;
        var faults = history.Map(matrix.Geometry.Spec.Device.FaultMap) is { } map ? new FaultRows(matrix.Geometry, map, firstArray) : null;
        _cells = ProgrammedCells.Program(matrix.Geometry, _targets, chip, faults, history.Writes);
    }

    /// <summary>Devices that were programmed before.</summary>
    /// <param name="cells">What they held; null where they are ideal.</param>
    public MatrixDevices(BoundMatrix matrix, ChipIdentity chip, ProgrammedCells? cells)
        : this(matrix, chip, Noise.On) => _cells = cells;

    private MatrixDevices(BoundMatrix matrix, ChipIdentity chip, Noise noise)
    {
        (_matrix, _chip, _noise) = (matrix, chip, noise);
        _targets = new TargetRows(matrix.Geometry, matrix.Weights);
    }

    /// <summary>What programming has left; null where cells are ideal.</summary>
    public ProgrammedCells? Cells => _cells;

    public MatrixGeometry Geometry => _matrix.Geometry;

    public TargetWeights Weights => _matrix.Weights;

    /// <summary>What devices are meant to be, one for each cell.</summary>
    public CellStore<double> Targets() => _matrix.Targets();

    /// <summary>What programming took; nothing where cells are ideal.</summary>
    public ProgrammingTally Tally => _cells?.Tally ?? default;

    /// <summary>Whether there is neither a grid nor a circuit, so that packing just programmed devices refuses none.</summary>
    public bool IsPackedLater => _cells is not null && _matrix.Geometry is { GridExponent: null, Spec: { Wires: null, SolvesCircuits: false } };

    /// <summary>The matrix ready to multiply at a time.</summary>
    /// <param name="use">What products are made for; see <see cref="ChipIdentity.Use"/>.</param>
    /// <exception cref="TileException">A time beyond what was measured of the device, or sums that the grid does not hold.</exception>
    public MatrixProduct At(in ReadClock clock, int use = 0)
    {
        if (_noise == Noise.Ideal) return _matrix.Exact();
        _matrix.Geometry.Physics.CheckTime(clock);
        // Without noise, devices drift by their mean; then the kernel is the one that can hold it.
        var drifted = _noise == Noise.Off && clock.Time > 0 && _matrix.Geometry.Physics.HasStaticError;
        return _matrix.Product(_noise == Noise.On || drifted, Rows(clock, drifted), _noise == Noise.On ? _chip with { Use = use } : null, clock);
    }

    /// <summary>What devices hold at a time, in uS: [polarity][slice][input][output].</summary>
    public double[] Conductances(in ReadClock clock)
    {
        var (geometry, spec) = (_matrix.Geometry, _matrix.Geometry.Spec);
        var rows = Rows(clock, drifted: true);
        var all = new double[Planes.CheckedLength((long)geometry.Polarities * geometry.Slices * spec.Inputs * spec.Outputs)];
        var cells = new double[geometry.AllColumns];
        for (int polarity = 0, at = 0; polarity < geometry.Polarities; polarity++)
        {
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var input = 0; input < spec.Inputs; input++, at += spec.Outputs)
                {
                    var (rowBlock, row) = geometry.Place(input);
                    rows.Read(rowBlock, slice, polarity, row, cells);
                    cells.AsSpan(0, spec.Outputs).CopyTo(all.AsSpan(at));
                }
            }
        }
        return all;
    }

    private ConductanceRows Rows(in ReadClock clock, bool drifted)
    {
        if (_cells is { } programmed) return new AgedRows(_matrix.Geometry, _targets, programmed, _chip, clock);
        return drifted && _noise == Noise.Off
            ? new AgedRows(_matrix.Geometry, _targets, ProgrammedCells.Program(_matrix.Geometry, _targets, chip: null), chip: null, clock)
            : _targets;
    }
}
