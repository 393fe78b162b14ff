using System.Buffers;
using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// Programmed conductances whose reads draw noise cell by cell: what <see cref="KernelStrategy.Sampled"/> kernels read.
/// Immutable and thread-safe.
/// </summary>
public sealed class SampledCells
{
    private readonly MatrixGeometry _geometry;
    private readonly NoiseStream _noise;
    private readonly double[] _cells;
    private readonly double[] _references;

    internal SampledCells(MatrixGeometry geometry, CellRows rows, ChipIdentity chip)
    {
        _geometry = geometry;
        _noise = new NoiseStream(chip.Seed, chip.Chip, NoisePurpose.ReadNoise, chip.Layer, chip.Matrix);
        var layout = geometry.Layout;
        var columnBlocks = layout.HasReferenceColumn ? layout.ColumnBlocks.Length : 0;
        _cells = new double[Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Slices * geometry.Polarities * geometry.Columns)];
        _references = new double[geometry.Spec.Inputs * geometry.Slices * columnBlocks];
        var gaussians = new float[geometry.Columns];
        for (var rowBlock = 0; rowBlock < layout.RowBlocks.Length; rowBlock++)
        {
            for (var row = 0; row < layout.RowBlocks[rowBlock]; row++)
            {
                for (var slice = 0; slice < geometry.Slices; slice++)
                {
                    for (var polarity = 0; polarity < geometry.Polarities; polarity++) rows.Read(rowBlock, slice, polarity, row, Cells(rowBlock, slice, polarity, row), gaussians);
                    for (var columnBlock = 0; columnBlock < columnBlocks; columnBlock++) References(rowBlock, slice, row)[columnBlock] = rows.Reference(rowBlock, columnBlock, slice, row);
                }
            }
        }
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
        var columns = _geometry.Columns;
        var rented = ArrayPool<float>.Shared.Rent(2 * columns);
        try
        {
            var first = rented.AsSpan(0, columns);
            var second = rented.AsSpan(columns, columns);
            CellDraws.Fill(_noise, _geometry, rowBlock, slice, polarity, row, cycle, sample, first);
            var cells = Cells(rowBlock, slice, polarity, row);
            if (_geometry.Polarities > _geometry.ConvertedPolarities)
            {
                CellDraws.Fill(_noise, _geometry, rowBlock, slice, 1, row, cycle, sample, second);
                Difference(cells, first, Cells(rowBlock, slice, 1, row), second, effective);
            }
            else if (_geometry.Layout.HasReferenceColumn)
            {
                LessReference(cells, first, rowBlock, slice, cycle, row, sample, effective);
            }
            else
            {
                for (var j = 0; j < cells.Length; j++) effective[j] = _geometry.Law.InUnitsOfGMax(_geometry.Law.Read(cells[j], first[j]));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private void Difference(Span<double> plus, Span<float> plusNoise, Span<double> minus, Span<float> minusNoise, Span<float> effective)
    {
        var law = _geometry.Law;
        for (var j = 0; j < plus.Length; j++)
            effective[j] = law.InUnitsOfGMax(law.Read(plus[j], plusNoise[j]) - law.Read(minus[j], minusNoise[j]));
    }

    private void LessReference(Span<double> cells, Span<float> noise, int rowBlock, int slice, int cycle, int row, long sample, Span<float> effective)
    {
        var (law, layout, outputs) = (_geometry.Law, _geometry.Layout, _geometry.Spec.Outputs);
        var references = References(rowBlock, slice, row);
        var j = 0;
        for (var columnBlock = 0; columnBlock < layout.ColumnBlocks.Length; columnBlock++)
        {
            var reference = law.Read(references[columnBlock], CellDraws.Reference(_noise, _geometry, rowBlock, columnBlock, slice, row, cycle, sample));
            for (var end = j + layout.ColumnBlocks[columnBlock]; j < end; j++) effective[j] = law.InUnitsOfGMax(law.Read(cells[j], noise[j]) - reference);
            if (_geometry.HasOffsetColumn)
            {
                var offset = outputs + columnBlock;
                effective[offset] = law.InUnitsOfGMax(law.Read(cells[offset], noise[offset]) - reference);
            }
        }
    }

    private Span<double> Cells(int rowBlock, int slice, int polarity, int row)
    {
        var index = ((long)(_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * _geometry.Polarities + polarity;
        return _cells.AsSpan((int)(index * _geometry.Columns), _geometry.Columns);
    }

    private Span<double> References(int rowBlock, int slice, int row)
    {
        var columnBlocks = _geometry.Layout.ColumnBlocks.Length;
        return _references.AsSpan(((_geometry.FirstRow(rowBlock) + row) * _geometry.Slices + slice) * columnBlocks, columnBlocks);
    }
}
