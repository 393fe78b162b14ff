using System.Buffers;
using TileDsl.Devices;
using TileDsl.Devices.Wires;

namespace TileDsl.Kernels;

/// <summary>
/// Programmed conductances whose reads draw noise cell by cell: what <see cref="KernelStrategy.Sampled"/> kernels read.
/// Immutable and thread-safe.
/// </summary>
public sealed class SampledCells
{
    private static readonly WireSpec s_ideal = new() { Row = 0, Column = 0, RowEnd = 0, ColumnEnd = 0 };

    private readonly MatrixGeometry _geometry;
    private readonly NoiseStream? _noise;
    private readonly CellStore<double> _cells;
    private readonly CellStore<double> _sigma;
    private readonly double _leastRead;
    private readonly CircuitArrays? _circuits;

    /// <param name="chip">Whose noise is drawn; null where noise is off.</param>
    internal SampledCells(MatrixGeometry geometry, ConductanceRows rows, ChipIdentity? chip)
    {
        _geometry = geometry;
        if (geometry.Spec.SolvesCircuits)
            _circuits = new CircuitArrays(geometry, geometry.Spec.Wires ?? s_ideal, rows.Read, rows.ReadReference, geometry.Spec.Device.CurrentVoltage);
        if (chip is { } id && geometry.Physics.HasFreshNoise) _noise = id.FreshStream(NoisePurpose.ReadNoise);
        if (geometry.Spec.Driver is { } driver) Drivers = new DrivenRows(geometry, driver, chip);
        _leastRead = geometry.Spec.Device.ClipsReadNoise ? 0 : double.NegativeInfinity;
        (_cells, _sigma) = (new CellStore<double>(geometry), new CellStore<double>(geometry));
        for (var input = 0; input < geometry.Spec.Inputs; input++)
        {
            var (rowBlock, row) = geometry.Place(input);
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < geometry.Polarities; polarity++)
                {
                    var cells = _cells.Row(rowBlock, slice, polarity, row);
                    rows.Read(rowBlock, slice, polarity, row, cells);
                    rows.ReadSigma(rowBlock, slice, polarity, row, cells, _sigma.Row(rowBlock, slice, polarity, row));
                }
                if (!geometry.Layout.HasReferenceColumn) continue;
                var references = _cells.ReferencesOf(rowBlock, slice, row);
                rows.ReadReferences(rowBlock, slice, row, references);
                rows.ReadReferenceSigma(rowBlock, slice, row, references, _sigma.ReferencesOf(rowBlock, slice, row));
            }
        }
    }

    /// <summary>Whether rows add to the sums what they are read as: all of it, or beside a solved circuit the noise.</summary>
    internal bool AddsRows => _circuits is null || _noise is not null;

    /// <summary>Drivers that err; null where rows are driven with their digits.</summary>
    internal DrivenRows? Drivers { get; }

    /// <summary>The sums of a solved circuit, in units of g_max; nothing where rows are read one by one.</summary>
    internal void Solve(int rowBlock, int slice, int polarity, int cycle, ReadOnlySpan<float> drives, long sample, Span<float> sums)
    {
        if (_circuits is not { } circuits) return;
        var digits = drives.ToArray();
        using var line = new Rented(_geometry.Columns);
        circuits.Sum(rowBlock, slice, polarity, (tile, inputs) =>
        {
            for (var row = 0; row < digits.Length; row++)
                inputs[row] = digits[row] == 0 ? 0 : Drivers?.Level(tile, row, cycle, digits[row], sample) ?? digits[row];
        }, VoltsPerStep(cycle), line.Span);
        for (var j = 0; j < line.Span.Length; j++) sums[j] = _geometry.Law.InUnitsOfGMax(line.Span[j]);
    }

    /// <summary>The largest digit of a cycle is the read voltage; a pulse has it whatever its width.</summary>
    private double VoltsPerStep(int cycle)
    {
        var voltage = _geometry.Spec.Device.ReadVoltage;
        var cycles = _geometry.Cycles.All;
        return voltage == 0 ? 1 : _geometry.Spec.DrivesPulses ? voltage : voltage / ((1 << cycles[cycle % cycles.Length].Bits) - 1);
    }

    /// <summary>
    /// The conductances one partial sum's conversion sees for one row, noise drawn: element j of <paramref name="effective"/>
    /// is <c>(float)((g+ - g-)/g_max)</c> (or what the pedestal and polarity rules make of it) of column j, offset columns
    /// behind the outputs.
    /// </summary>
    /// <param name="rowBlock">Row block.</param>
    /// <param name="slice">Weight slice, 0 the least significant.</param>
    /// <param name="polarity">Which polarity, where they are converted apart; else 0.</param>
    /// <param name="cycle">Cycle within the product, phases counted.</param>
    /// <param name="row">Counted within the block.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="effective">At least as long as outputs and offset columns together.</param>
    public void ReadRow(int rowBlock, int slice, int polarity, int cycle, int row, long sample, Span<float> effective)
    {
        var columns = _geometry.AllColumns;
        var rented = ArrayPool<float>.Shared.Rent(2 * columns);
        try
        {
            var first = rented.AsSpan(0, columns);
            var second = rented.AsSpan(columns, columns);
            Fill(rowBlock, slice, polarity, row, cycle, sample, first);
            // A kernel of sound arrays has no columns for checksums.
            var cells = _cells.Row(rowBlock, slice, polarity, row)[..Math.Min(columns, effective.Length)];
            var sigma = _sigma.Row(rowBlock, slice, polarity, row);
            if (_geometry.Polarities > _geometry.ConvertedPolarities)
            {
                Fill(rowBlock, slice, 1, row, cycle, sample, second);
                var others = _cells.Row(rowBlock, slice, 1, row);
                var otherSigma = _sigma.Row(rowBlock, slice, 1, row);
                for (var j = 0; j < cells.Length; j++)
                    effective[j] = _geometry.Law.InUnitsOfGMax(Read(cells[j], sigma[j], first[j]) - Read(others[j], otherSigma[j], second[j]));
            }
            else if (_geometry.Layout.HasReferenceColumn)
            {
                LessReference(cells, sigma, first, rowBlock, slice, cycle, row, sample, effective);
            }
            else
            {
                for (var j = 0; j < cells.Length; j++) effective[j] = _geometry.Law.InUnitsOfGMax(Read(cells[j], sigma[j], first[j]));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private void LessReference(Span<double> cells, Span<double> sigma, Span<float> noise, int rowBlock, int slice, int cycle, int row, long sample, Span<float> effective)
    {
        var (law, layout, outputs) = (_geometry.Law, _geometry.Layout, _geometry.Spec.Outputs);
        var references = _cells.ReferencesOf(rowBlock, slice, row);
        var referenceSigma = _sigma.ReferencesOf(rowBlock, slice, row);
        var j = 0;
        for (var columnBlock = 0; columnBlock < layout.ColumnBlocks.Length; columnBlock++)
        {
            var drawn = _noise is { } stream ? CellDraws.Reference(stream, _geometry, rowBlock, columnBlock, slice, row, cycle, sample) : 0;
            var reference = Read(references[columnBlock], referenceSigma[columnBlock], drawn);
            for (var end = j + layout.ColumnBlocks[columnBlock]; j < end; j++) effective[j] = law.InUnitsOfGMax(Read(cells[j], sigma[j], noise[j]) - reference);
            if (_geometry.HasOffsetColumn)
            {
                var offset = outputs + columnBlock;
                effective[offset] = law.InUnitsOfGMax(Read(cells[offset], sigma[offset], noise[offset]) - reference);
            }
            if (cells.Length < _geometry.AllColumns) continue;
            var check = _geometry.Columns + columnBlock * _geometry.ChecksumColumns;
            for (var end = check + _geometry.ChecksumColumns; check < end; check++) effective[check] = law.InUnitsOfGMax(Read(cells[check], sigma[check], noise[check]) - reference);
        }
    }

    private void Fill(int rowBlock, int slice, int polarity, int row, int cycle, long sample, Span<float> gaussians)
    {
        if (_noise is { } stream) CellDraws.Fill(stream, _geometry, rowBlock, slice, polarity, row, cycle, sample, gaussians);
        else gaussians.Clear();
    }

    /// <summary>Noise is a current, and takes a read below zero unless the device clips. Beside a solved circuit only the noise is due.</summary>
    private double Read(double conductance, double sigma, double noise)
    {
        var read = Math.Max(_leastRead, conductance + sigma * noise);
        return _circuits is null ? read : read - conductance;
    }
}
