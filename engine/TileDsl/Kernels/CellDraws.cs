using System.Runtime.CompilerServices;
using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>The Gaussians of one matrix row's cells, found by where the cells stand in their arrays.</summary>
internal static class CellDraws
{
    private const int Chunk = 256;

    /// <summary>Fills <paramref name="gaussians"/> for the outputs of a row and, behind them, its offset columns.</summary>
    [SkipLocalsInit]
    public static void Fill(in NoiseStream stream, MatrixGeometry geometry, int rowBlock, int slice, int polarity, int row, int cycle, long sample, Span<float> gaussians)
    {
        var layout = geometry.Layout;
        var stride = layout.SlicesPerArray;
        Span<float> cells = stackalloc float[Chunk];
        var first = 0;
        for (var columnBlock = 0; columnBlock < layout.ColumnBlocks.Length; columnBlock++)
        {
            var tile = layout.Tile(rowBlock, columnBlock, slice);
            var outputs = layout.ColumnBlocks[columnBlock];
            if (stride == 1)
            {
                stream.Fill(gaussians.Slice(first, outputs), layout.Cell(row, layout.Column(0, slice)), tile, cycle, polarity, sample);
            }
            else for (var local = 0; local < outputs; local += Chunk / stride)
            {
                var count = Math.Min(Chunk / stride, outputs - local);
                var drawn = cells[..((count - 1) * stride + 1)];
                stream.Fill(drawn, layout.Cell(row, layout.Column(local, slice)), tile, cycle, polarity, sample);
                for (var n = 0; n < count; n++) gaussians[first + local + n] = drawn[n * stride];
            }
            first += outputs;
            if (geometry.HasOffsetColumn)
                gaussians[geometry.Spec.Outputs + columnBlock] = stream.Gaussian(layout.Cell(row, layout.OffsetColumn(slice)), tile, cycle, polarity, sample);
            if (geometry.ChecksumColumns == 0) continue;
            var checks = gaussians.Slice(geometry.Columns + columnBlock * geometry.ChecksumColumns, geometry.ChecksumColumns);
            stream.Fill(checks, layout.Cell(row, geometry.FirstChecksum(slice)), tile, cycle, polarity, sample);
        }
    }

    /// <summary>The Gaussian of the reference column's cell in a row.</summary>
    public static float Reference(in NoiseStream stream, MatrixGeometry geometry, int rowBlock, int columnBlock, int slice, int row, int cycle, long sample)
    {
        var layout = geometry.Layout;
        return stream.Gaussian(layout.Cell(row, layout.ReferenceColumn), layout.Tile(rowBlock, columnBlock, slice), cycle, 0, sample);
    }
}
