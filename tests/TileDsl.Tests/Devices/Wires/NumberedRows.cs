using TileDsl.Kernels;

namespace TileDsl.Tests.Devices.Wires;

/// <summary>A conductance of its own for every cell, so that none can be taken for another; read noise of a tenth of it.</summary>
/// <param name="broken">A slice whose cells are no numbers; -1 for none.</param>
internal sealed class NumberedRows(MatrixGeometry geometry, int broken = -1) : ConductanceRows(geometry)
{
    public static double Cell(int rowBlock, int slice, int polarity, int row, int output) =>
        1 + 20 * new Random(new[] { rowBlock, slice, polarity, row, output }.Aggregate(17, (hash, part) => unchecked(hash * 31 + part))).NextDouble();

    /// <summary>Of the slices that share an array one has the reference column, and all see it.</summary>
    public static double Reference(int rowBlock, int columnBlock, int row) => Cell(rowBlock, 0, 5, row, columnBlock);

    public override void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells)
    {
        for (var j = 0; j < cells.Length; j++) cells[j] = slice == broken ? double.NaN : Cell(rowBlock, slice, polarity, row, j);
    }

    public override void ReadReferences(int rowBlock, int slice, int row, Span<double> references)
    {
        for (var block = 0; block < references.Length; block++) references[block] = Reference(rowBlock, block, row);
    }

    public override void ReadSigma(int rowBlock, int slice, int polarity, int row, ReadOnlySpan<double> cells, Span<double> sigma)
    {
        for (var j = 0; j < cells.Length; j++) sigma[j] = 0.1 * Cell(rowBlock, slice, polarity, row, j);
    }

    public override void ReadReferenceSigma(int rowBlock, int slice, int row, ReadOnlySpan<double> references, Span<double> sigma) => sigma.Fill(0.5);
}
