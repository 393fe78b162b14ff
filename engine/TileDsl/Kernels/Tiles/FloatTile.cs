using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Kernels;

/// <summary>Float32 products of a panel of matrix columns with several input vectors at once.</summary>
public static class FloatTile
{
    /// <summary>The widest panel, in columns.</summary>
    public const int MaxWidth = 64;

    /// <summary>
    /// <c>sums[v, c] = sum over rows of inputs[v, row] * panel[row, c]</c>, as fused multiply-adds over ascending rows from 0 in float32.
    /// Lanes lie over columns, so every width gives the same bits.
    /// </summary>
    /// <param name="panel">Cells, <c>panel[row * width + c]</c>.</param>
    /// <param name="rows">Rows of the panel, 0 or more.</param>
    /// <param name="width">Columns of the panel: a multiple of 16 up to <see cref="MaxWidth"/>.</param>
    /// <param name="inputs">Input vectors, <c>inputs[v * inputStride + row]</c>.</param>
    /// <param name="inputStride">Elements from one input vector to the next, at least <paramref name="rows"/>.</param>
    /// <param name="vectors">Input vectors, 0 or more.</param>
    /// <param name="sums">The results, <c>sums[v * sumStride + c]</c>; overwritten.</param>
    /// <param name="sumStride">Elements from one result to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<float> panel, int rows, int width, ReadOnlySpan<float> inputs, int inputStride, int vectors, Span<float> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, 16, MaxWidth);
        TilePath.CheckRows(panel.Length, rows, width, width, nameof(panel));
        TilePath.CheckRows(inputs.Length, vectors, inputStride, rows, nameof(inputs));
        TilePath.CheckRows(sums.Length, vectors, sumStride, width, nameof(sums));
        ref var cells = ref MemoryMarshal.GetReference(panel);
        ref var x = ref MemoryMarshal.GetReference(inputs);
        ref var y = ref MemoryMarshal.GetReference(sums);
        switch (TilePath.Resolve(path))
        {
            case VectorPath.Wide: FloatTileWide.Multiply(ref cells, rows, width, ref x, inputStride, vectors, ref y, sumStride); break;
            case VectorPath.Portable: FloatTilePortable.Multiply(ref cells, rows, width, ref x, inputStride, vectors, ref y, sumStride); break;
            default: MultiplyScalar(panel, rows, width, inputs, inputStride, vectors, sums, sumStride); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyScalar(ReadOnlySpan<float> panel, int rows, int width, ReadOnlySpan<float> inputs, int inputStride, int vectors, Span<float> sums, int sumStride)
    {
        for (var v = 0; v < vectors; v++)
        {
            var result = sums.Slice(v * sumStride, width);
            result.Clear();
            for (var row = 0; row < rows; row++)
            {
                var x = inputs[v * inputStride + row];
                for (var c = 0; c < width; c++) result[c] = MathF.FusedMultiplyAdd(x, panel[row * width + c], result[c]);
            }
        }
    }

    /// <summary>As <see cref="Multiply"/>, summed in float64: exact where the cells and inputs are integers and the sums stay below 2^53.</summary>
    /// <param name="panel">Cells, <c>panel[row * width + c]</c>.</param>
    /// <param name="rows">Rows of the panel, 0 or more.</param>
    /// <param name="width">Columns of the panel: a multiple of 16 up to <see cref="MaxWidth"/>.</param>
    /// <param name="inputs">Input vectors, <c>inputs[v * inputStride + row]</c>.</param>
    /// <param name="inputStride">Elements from one input vector to the next, at least <paramref name="rows"/>.</param>
    /// <param name="vectors">Input vectors, 0 or more.</param>
    /// <param name="sums">The results, <c>sums[v * sumStride + c]</c>; overwritten.</param>
    /// <param name="sumStride">Elements from one result to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    public static void MultiplyWide(ReadOnlySpan<float> panel, int rows, int width, ReadOnlySpan<float> inputs, int inputStride, int vectors, Span<double> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, 16, MaxWidth);
        TilePath.CheckRows(panel.Length, rows, width, width, nameof(panel));
        TilePath.CheckRows(inputs.Length, vectors, inputStride, rows, nameof(inputs));
        TilePath.CheckRows(sums.Length, vectors, sumStride, width, nameof(sums));
        for (var v = 0; v < vectors; v++)
        {
            var result = sums.Slice(v * sumStride, width);
            result.Clear();
            for (var row = 0; row < rows; row++)
            {
                var x = (double)inputs[v * inputStride + row];
                for (var c = 0; c < width; c++) result[c] = Math.FusedMultiplyAdd(x, panel[row * width + c], result[c]);
            }
        }
    }

    /// <summary>As <see cref="MultiplyWide(ReadOnlySpan{float}, int, int, ReadOnlySpan{float}, int, int, Span{double}, int, VectorPath)"/>, with integer cells.</summary>
    /// <param name="panel">Cells, <c>panel[row * width + c]</c>.</param>
    /// <param name="rows">Rows of the panel, 0 or more.</param>
    /// <param name="width">Columns of the panel: a multiple of 16 up to <see cref="MaxWidth"/>.</param>
    /// <param name="inputs">Input vectors, <c>inputs[v * inputStride + row]</c>.</param>
    /// <param name="inputStride">Elements from one input vector to the next, at least <paramref name="rows"/>.</param>
    /// <param name="vectors">Input vectors, 0 or more.</param>
    /// <param name="sums">The results, <c>sums[v * sumStride + c]</c>; overwritten.</param>
    /// <param name="sumStride">Elements from one result to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    public static void MultiplyWide(ReadOnlySpan<int> panel, int rows, int width, ReadOnlySpan<float> inputs, int inputStride, int vectors, Span<double> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, 16, MaxWidth);
        TilePath.CheckRows(panel.Length, rows, width, width, nameof(panel));
        TilePath.CheckRows(inputs.Length, vectors, inputStride, rows, nameof(inputs));
        TilePath.CheckRows(sums.Length, vectors, sumStride, width, nameof(sums));
        for (var v = 0; v < vectors; v++)
        {
            var result = sums.Slice(v * sumStride, width);
            result.Clear();
            for (var row = 0; row < rows; row++)
            {
                var x = (double)inputs[v * inputStride + row];
                for (var c = 0; c < width; c++) result[c] = Math.FusedMultiplyAdd(x, panel[row * width + c], result[c]);
            }
        }
    }
}
