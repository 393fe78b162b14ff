using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Kernels;

/// <summary>Exact integer products of a panel of matrix columns with several input vectors at once, in 16-bit operands.</summary>
public static class IntegerTile
{
    /// <summary>The widest panel, in columns.</summary>
    public const int MaxWidth = 64;

    /// <summary>
    /// <c>sums[v, c] = sum over rows of inputs[v, row] * panel[row, c]</c> in int32; the caller proves that no partial sum overflows.
    /// </summary>
    /// <param name="panel">Cells, two rows side by side: <c>panel[(pair * width + c) * 2 + h]</c> is row <c>2 pair + h</c>; a missing last row is zeros.</param>
    /// <param name="rowPairs">Pairs of rows, 0 or more.</param>
    /// <param name="width">Columns of the panel: a multiple of 16 up to <see cref="MaxWidth"/>.</param>
    /// <param name="inputs">Input vectors, <c>inputs[v * inputStride + row]</c>, <c>2 rowPairs</c> of each (a missing last row: any value).</param>
    /// <param name="inputStride">Elements from one input vector to the next.</param>
    /// <param name="vectors">Input vectors, 0 or more.</param>
    /// <param name="sums">The results, <c>sums[v * sumStride + c]</c>; overwritten.</param>
    /// <param name="sumStride">Elements from one result to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<short> panel, int rowPairs, int width, ReadOnlySpan<short> inputs, int inputStride, int vectors, Span<int> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, 16, MaxWidth);
        TilePath.CheckRows(panel.Length, rowPairs, 2 * width, 2 * width, nameof(panel));
        TilePath.CheckRows(inputs.Length, vectors, inputStride, 2 * rowPairs, nameof(inputs));
        TilePath.CheckRows(sums.Length, vectors, sumStride, width, nameof(sums));
        ref var cells = ref MemoryMarshal.GetReference(panel);
        ref var x = ref MemoryMarshal.GetReference(inputs);
        ref var y = ref MemoryMarshal.GetReference(sums);
        switch (TilePath.Resolve(path))
        {
            case VectorPath.Wide: IntegerTileWide.Multiply(ref cells, rowPairs, width, ref x, inputStride, vectors, ref y, sumStride); break;
            case VectorPath.Portable: IntegerTilePortable.Multiply(ref cells, rowPairs, width, ref x, inputStride, vectors, ref y, sumStride); break;
            default: MultiplyScalar(panel, rowPairs, width, inputs, inputStride, vectors, sums, sumStride); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyScalar(ReadOnlySpan<short> panel, int rowPairs, int width, ReadOnlySpan<short> inputs, int inputStride, int vectors, Span<int> sums, int sumStride)
    {
        for (var v = 0; v < vectors; v++)
        {
            var result = sums.Slice(v * sumStride, width);
            result.Clear();
            for (var pair = 0; pair < rowPairs; pair++)
            {
                var even = inputs[v * inputStride + 2 * pair];
                var odd = inputs[v * inputStride + 2 * pair + 1];
                var cells = panel.Slice(pair * 2 * width, 2 * width);
                for (var c = 0; c < width; c++) result[c] += even * cells[2 * c] + odd * cells[2 * c + 1];
            }
        }
    }
}
