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
    private readonly bool _isSilent;
    private readonly int _blocks;
    private readonly float[][] _referenceVariances;

    /// <param name="silent">Nothing is drawn: noise is off.</param>
    /// <param name="referenceVariances">Of read noise that depends on the cell: by place times column blocks plus column block, a variance for each row.</param>
    internal FoldedNoise(MatrixGeometry geometry, ChipIdentity chip, int paddedColumns, bool silent = false, float[][]? referenceVariances = null)
    {
        (_isSilent, _blocks, _referenceVariances) = (silent, geometry.Layout.ColumnBlocks.Length, referenceVariances ?? []);
        _own = new ColumnNoise(chip.Seed, chip.Chip, NoisePurpose.PartialSumNoise, chip.Layer, chip.Matrix, chip.Use);
        _reference = new ColumnNoise(chip.Seed, chip.Chip, NoisePurpose.ReferenceNoise, chip.Layer, chip.Matrix, chip.Use);
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
        if (_isSilent) return;
        Span<float> gaussians = stackalloc float[MostColumns];
        gaussians = gaussians[..sums.Length];
        _own.Fill(gaussians, firstColumn, place, cycle, polarity, sample, path);
        FusedAdd(sums, gaussians, deviation, path);
        if (!_hasReference) return;
        Reference(gaussians, firstColumn, place, cycle, sample, path);
        FusedAdd(sums, gaussians, deviation, path);
    }

    /// <summary>Adds the noise of a conversion whose variance is each column's own: fma(sqrt(variance), Gaussian, p). What a reference column brings is not in it.</summary>
    /// <param name="sums">p, one for each column from <paramref name="firstColumn"/>; a multiple of 16.</param>
    /// <param name="variances">As long, in squared units of the sums.</param>
    /// <param name="firstColumn">A multiple of 64.</param>
    /// <param name="place">Row block times weight slices plus slice.</param>
    /// <param name="cycle">Index of the conversion within the product.</param>
    /// <param name="polarity">1 for the - cell converted apart, else 0.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="path">The width.</param>
    [SkipLocalsInit]
    public void AddByColumn(Span<float> sums, ReadOnlySpan<float> variances, int firstColumn, int place, int cycle, int polarity, long sample, VectorPath path)
    {
        if (_isSilent) return;
        Span<float> gaussians = stackalloc float[MostColumns];
        for (var first = 0; first < sums.Length; first += MostColumns)
        {
            var part = sums.Slice(first, Math.Min(MostColumns, sums.Length - first));
            _own.Fill(gaussians[..part.Length], firstColumn + first, place, cycle, polarity, sample, path);
            FusedAdd(part, gaussians[..part.Length], variances.Slice(first, part.Length), path);
        }
    }

    /// <summary>Adds the noise of a conversion whose deviation is that of every column: fma(deviation, Gaussian, p), without what a reference column brings.</summary>
    /// <param name="sums">p, one for each column from <paramref name="firstColumn"/>; a multiple of 16, at most <see cref="MostColumns"/>.</param>
    /// <inheritdoc cref="Add"/>
    [SkipLocalsInit]
    public void AddOwn(Span<float> sums, int firstColumn, int place, int cycle, int polarity, long sample, float deviation, VectorPath path)
    {
        if (_isSilent) return;
        Span<float> gaussians = stackalloc float[MostColumns];
        gaussians = gaussians[..sums.Length];
        _own.Fill(gaussians, firstColumn, place, cycle, polarity, sample, path);
        FusedAdd(sums, gaussians, deviation, path);
    }

    /// <summary>Adds what the reference columns bring to all columns of their arrays: fma(deviation, Gaussian, p).</summary>
    /// <inheritdoc cref="Add"/>
    [SkipLocalsInit]
    public void AddReference(Span<float> sums, int firstColumn, int place, int cycle, long sample, float deviation, VectorPath path)
    {
        if (_isSilent) return;
        Span<float> gaussians = stackalloc float[MostColumns];
        gaussians = gaussians[..sums.Length];
        Reference(gaussians, firstColumn, place, cycle, sample, path);
        FusedAdd(sums, gaussians, deviation, path);
    }

    /// <summary>The same where each cell of the reference columns has a variance of its own.</summary>
    /// <param name="sums">p, one for each column from <paramref name="firstColumn"/>; a multiple of 16, at most <see cref="MostColumns"/>.</param>
    /// <param name="firstColumn">A multiple of 64.</param>
    /// <param name="place">Row block times weight slices plus slice.</param>
    /// <param name="cycle">Index of the conversion within the product.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="squares">What the rows of the block are driven with, squared; one cycle of the conversion behind the other.</param>
    /// <param name="weights">The square of each of these cycles' weight.</param>
    /// <param name="path">The width.</param>
    [SkipLocalsInit]
    public void AddReferenceCells(Span<float> sums, int firstColumn, int place, int cycle, long sample, ReadOnlySpan<float> squares, ReadOnlySpan<float> weights, VectorPath path)
    {
        if (_isSilent) return;
        Span<float> gaussians = stackalloc float[MostColumns];
        gaussians = gaussians[..sums.Length];
        Reference(gaussians, firstColumn, place, cycle, sample, path);
        Span<float> variances = stackalloc float[MostColumns];
        var (block, variance, rows) = (-1, 0f, squares.Length / weights.Length);
        for (var j = 0; j < sums.Length; j++)
        {
            if (_columnBlocks[firstColumn + j] != block)
            {
                block = _columnBlocks[firstColumn + j];
                variance = ReferenceVariance(place, block, squares, rows, weights);
            }
            variances[j] = variance;
        }
        FusedAdd(sums, gaussians, variances[..sums.Length], path);
    }

    /// <summary>Adds the variance of a converter's own noise: fma(n, n, variance).</summary>
    /// <param name="variances">By column.</param>
    /// <param name="deviation">n, in units of the sums.</param>
    public static void AddSquare(Span<float> variances, float deviation)
    {
        var (j, n) = (0, new Vector<float>(deviation));
        for (; j <= variances.Length - Vector<float>.Count; j += Vector<float>.Count) Vector.FusedMultiplyAdd(n, n, new Vector<float>(variances[j..])).CopyTo(variances[j..]);
        for (; j < variances.Length; j++) variances[j] = MathF.FusedMultiplyAdd(deviation, deviation, variances[j]);
    }

    /// <summary>The same where steps were found at calibration: n = steps times the step of the column.</summary>
    /// <param name="variances">By column.</param>
    /// <param name="steps">Standard deviation of the noise in steps of the converter.</param>
    /// <param name="converter">The calibrated converter.</param>
    /// <param name="firstColumn">The first variance's column.</param>
    public static void AddSquares(Span<float> variances, float steps, CalibratedConverter converter, int firstColumn)
    {
        for (var j = 0; j < variances.Length; j++)
        {
            var deviation = steps * converter.UnitStep[firstColumn + j];
            variances[j] = MathF.FusedMultiplyAdd(deviation, deviation, variances[j]);
        }
    }

    /// <summary>Sum over cycles of their weight times the sum over ascending rows of drive squared times variance, in float32.</summary>
    private float ReferenceVariance(int place, int columnBlock, ReadOnlySpan<float> squares, int rows, ReadOnlySpan<float> weights)
    {
        var cells = _referenceVariances[place * _blocks + columnBlock];
        var variance = 0f;
        for (var cycle = 0; cycle < weights.Length; cycle++)
        {
            var sum = 0f;
            for (var row = 0; row < rows; row++) sum = MathF.FusedMultiplyAdd(squares[cycle * rows + row], cells[row], sum);
            var product = sum * weights[cycle];
            variance = cycle == 0 ? product : variance + product;
        }
        return variance;
    }

    /// <summary>The Gaussian of the reference column of each column's array.</summary>
    private void Reference(Span<float> gaussians, int firstColumn, int place, int cycle, long sample, VectorPath path)
    {
        Span<float> blocks = _paddedBlocks <= 256 ? stackalloc float[_paddedBlocks] : new float[_paddedBlocks];
        // Slices that stand side by side in an array share its reference column.
        _reference.Fill(blocks, 0, place / _slicesPerArray, cycle, 0, sample, path);
        for (var j = 0; j < gaussians.Length; j++) gaussians[j] = blocks[_columnBlocks[firstColumn + j]];
    }

    private static void FusedAdd(Span<float> sums, ReadOnlySpan<float> gaussians, ReadOnlySpan<float> variances, VectorPath path)
    {
        var j = 0;
        if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))
        {
            for (; j <= sums.Length - Vector512<float>.Count; j += Vector512<float>.Count)
                Vector512.FusedMultiplyAdd(Vector512.Sqrt(Vector512.Create(variances[j..])), Vector512.Create(gaussians[j..]), Vector512.Create<float>(sums[j..])).CopyTo(sums[j..]);
        }
        else if (path != VectorPath.Scalar)
        {
            for (; j <= sums.Length - Vector<float>.Count; j += Vector<float>.Count)
                Vector.FusedMultiplyAdd(Vector.SquareRoot(new Vector<float>(variances[j..])), new Vector<float>(gaussians[j..]), new Vector<float>(sums[j..])).CopyTo(sums[j..]);
        }
        for (; j < sums.Length; j++) sums[j] = MathF.FusedMultiplyAdd(MathF.Sqrt(variances[j]), gaussians[j], sums[j]);
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
