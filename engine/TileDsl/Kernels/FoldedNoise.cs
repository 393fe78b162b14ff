using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// The draws of read noise that is folded into one Gaussian per partial sum and column, and the columns of a reference column
/// that share its own. Immutable and thread-safe.
/// </summary>
public sealed class FoldedNoise
{
    /// <summary>Columns of one call.</summary>
    public const int MostColumns = 128;

    private readonly ColumnNoise _own;
    private readonly ColumnNoise _reference;
    private readonly int[] _columnBlocks;
    private readonly int _paddedBlocks;
    private readonly int _slicesPerArray;
    private readonly bool _hasReference;

    internal FoldedNoise(MatrixGeometry geometry, ChipIdentity chip, int paddedColumns)
    {
        _own = new ColumnNoise(chip.Seed, chip.Chip, NoisePurpose.PartialSumNoise, chip.Layer, chip.Matrix);
        _reference = new ColumnNoise(chip.Seed, chip.Chip, NoisePurpose.ReferenceNoise, chip.Layer, chip.Matrix);
        var blocks = geometry.Layout.ColumnBlocks;
        _columnBlocks = new int[paddedColumns];
        var j = 0;
        for (var block = 0; block < blocks.Length; block++)
        {
            for (var end = j + blocks[block]; j < end; j++) _columnBlocks[j] = block;
            if (geometry.HasOffsetColumn) _columnBlocks[geometry.Spec.Outputs + block] = block;
        }
        _hasReference = geometry.Layout.HasReferenceColumn;
        _slicesPerArray = geometry.Layout.SlicesPerArray;
        _paddedBlocks = (blocks.Length + 15) / 16 * 16;
    }

    /// <summary>Adds the noise of a conversion to its sums: fma(deviation, each column's own Gaussian, p), and then the same of its reference column's.</summary>
    /// <param name="sums">p, one for each column from <paramref name="firstColumn"/>; a multiple of 16, at most <see cref="MostColumns"/>.</param>
    /// <param name="firstColumn">A multiple of 64.</param>
    /// <param name="place">Row block times weight slices plus slice.</param>
    /// <param name="cycle">Index of the conversion within the product.</param>
    /// <param name="polarity">1 for the - cell converted apart, else 0.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="deviation">The standard deviation, in units of the sums.</param>
    /// <param name="path">The width.</param>
    [SkipLocalsInit]
    public void Add(Span<float> sums, int firstColumn, int place, int cycle, int polarity, long sample, float deviation, VectorPath path)
    {
        Span<float> gaussians = stackalloc float[MostColumns];
        gaussians = gaussians[..sums.Length];
        _own.Fill(gaussians, firstColumn, place, cycle, polarity, sample, path);
        FusedAdd(sums, gaussians, deviation, path);
        if (!_hasReference) return;
        Reference(gaussians, firstColumn, place, cycle, sample, path);
        FusedAdd(sums, gaussians, deviation, path);
    }

    /// <summary>The Gaussian of the reference column of each column's array.</summary>
    private void Reference(Span<float> gaussians, int firstColumn, int place, int cycle, long sample, VectorPath path)
    {
        Span<float> blocks = _paddedBlocks <= 256 ? stackalloc float[_paddedBlocks] : new float[_paddedBlocks];
        // Slices that stand side by side in an array share its reference column.
        _reference.Fill(blocks, 0, place / _slicesPerArray, cycle, 0, sample, path);
        for (var j = 0; j < gaussians.Length; j++) gaussians[j] = blocks[_columnBlocks[firstColumn + j]];
    }

    private static void FusedAdd(Span<float> sums, ReadOnlySpan<float> gaussians, float deviation, VectorPath path)
    {
        var j = 0;
        if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))
        {
            for (; j <= sums.Length - Vector512<float>.Count; j += Vector512<float>.Count)
                Vector512.FusedMultiplyAdd(Vector512.Create(deviation), Vector512.Create(gaussians[j..]), Vector512.Create<float>(sums[j..])).CopyTo(sums[j..]);
        }
        else if (path != VectorPath.Scalar)
        {
            for (; j <= sums.Length - Vector<float>.Count; j += Vector<float>.Count)
                Vector.FusedMultiplyAdd(new Vector<float>(deviation), new Vector<float>(gaussians[j..]), new Vector<float>(sums[j..])).CopyTo(sums[j..]);
        }
        for (; j < sums.Length; j++) sums[j] = MathF.FusedMultiplyAdd(deviation, gaussians[j], sums[j]);
    }
}
