using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// The draws of read noise that is folded into one Gaussian per partial sum and column, and the columns of a reference column
/// that share its own. Immutable and thread-safe.
/// </summary>
public sealed class FoldedNoise
{
    private readonly ColumnNoise _own;
    private readonly ColumnNoise _reference;
    private readonly int[] _columnBlocks;
    private readonly int _paddedBlocks;
    private readonly int _slicesPerArray;

    internal FoldedNoise(MatrixGeometry geometry, ChipIdentity chip, int paddedColumns)
    {
        _own = new ColumnNoise(chip.Seed, chip.Chip, NoisePurpose.PartialSumNoise, chip.Layer);
        _reference = new ColumnNoise(chip.Seed, chip.Chip, NoisePurpose.ReferenceNoise, chip.Layer);
        var blocks = geometry.Layout.ColumnBlocks;
        _columnBlocks = new int[paddedColumns];
        var j = 0;
        for (var block = 0; block < blocks.Length; block++)
        {
            for (var end = j + blocks[block]; j < end; j++) _columnBlocks[j] = block;
            if (geometry.HasOffsetColumn) _columnBlocks[geometry.Spec.Outputs + block] = block;
        }
        _slicesPerArray = geometry.Layout.SlicesPerArray;
        _paddedBlocks = (blocks.Length + 15) / 16 * 16;
    }

    /// <summary>Each column's own Gaussian.</summary>
    /// <param name="gaussians">Receives one for each column from <paramref name="firstColumn"/>; a multiple of 16.</param>
    /// <param name="firstColumn">A multiple of 64.</param>
    /// <param name="place">Row block times weight slices plus slice.</param>
    /// <param name="cycle">Index of the conversion within the product.</param>
    /// <param name="polarity">1 for the - cell converted apart, else 0.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="path">The width.</param>
    public void Own(Span<float> gaussians, int firstColumn, int place, int cycle, int polarity, long sample, VectorPath path) =>
        _own.Fill(gaussians, firstColumn, place, cycle, polarity, sample, path);

    /// <summary>The Gaussian of the reference column of each column's array.</summary>
    /// <param name="gaussians">Receives one for each column from <paramref name="firstColumn"/>.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="place">Row block times weight slices plus slice.</param>
    /// <param name="cycle">Index of the conversion within the product.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="path">The width.</param>
    public void Reference(Span<float> gaussians, int firstColumn, int place, int cycle, long sample, VectorPath path)
    {
        Span<float> blocks = _paddedBlocks <= 256 ? stackalloc float[_paddedBlocks] : new float[_paddedBlocks];
        // Slices that stand side by side in an array share its reference column.
        _reference.Fill(blocks, 0, place / _slicesPerArray, cycle, 0, sample, path);
        for (var j = 0; j < gaussians.Length; j++) gaussians[j] = blocks[_columnBlocks[firstColumn + j]];
    }
}
