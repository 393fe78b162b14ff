using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>A fully connected layer of codes, exact in int32: <c>y = bias + sum of w (x - zero_point)</c> (ONNX MatMulInteger and QLinearMatMul before their scales).</summary>
public sealed class IntegerDense
{
    private readonly WeightPanels<short> _weights;
    private readonly int[] _constants;

    /// <summary>Packs the weights.</summary>
    /// <param name="inputs">Elements of an input vector.</param>
    /// <param name="outputs">Elements of an output vector.</param>
    /// <param name="weights">Output, input; without a zero point.</param>
    /// <param name="bias">By output; null for none.</param>
    /// <param name="zeroPoint">The code of zero.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit each other, or a bias with the zero point's part that is outside int32.</exception>
    public IntegerDense(int inputs, int outputs, ReadOnlySpan<short> weights, int[]? bias, short zeroPoint = 0)
    {
        _weights = new WeightPanels<short>(inputs, outputs, weights, bias?.Length, IntegerTile.MaxWidth, together: 2);
        _constants = ZeroPoint.Remove(weights, outputs, bias, zeroPoint);
        (Inputs, Outputs) = (inputs, outputs);
        ScratchLength = checked(_weights.Columns + _weights.Rows / 2 * (inputs % 2));
    }

    /// <summary>Elements of an input vector.</summary>
    public int Inputs { get; }

    /// <summary>Elements of an output vector.</summary>
    public int Outputs { get; }

    /// <summary>Elements of scratch that a run needs for each vector of its batch.</summary>
    public int ScratchLength { get; }

    /// <summary>One vector, or several one after the other, which share each loaded weight.</summary>
    /// <param name="x">The input's codes, batch by inputs.</param>
    /// <param name="y">Batch by outputs; overwritten. The caller proves that no sum of products leaves int32.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> elements for each vector, or more, of any content.</param>
    /// <param name="batch">Vectors.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<short> x, Span<int> y, Span<int> scratch, int batch = 1, VectorPath path = VectorPath.Auto)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        Spans.Check(x.Length, checked(batch * Inputs), y.Length, checked(batch * Outputs), scratch.Length, checked(batch * ScratchLength));
        var (rows, columns) = (_weights.Rows, _weights.Columns);
        var codes = Inputs % 2 == 0 ? x : WithEvenLengths(x, batch, MemoryMarshal.Cast<int, short>(scratch[(batch * columns)..]));
        for (int first = 0, width; first < Outputs; first += width)
            IntegerTile.Multiply(_weights.At(first, out width), rows / 2, width, codes, rows, batch, scratch[first..], columns, path);
        for (var n = 0; n < batch; n++)
        {
            var results = y.Slice(n * Outputs, Outputs);
            var sums = scratch.Slice(n * columns, Outputs);
            for (var o = 0; o < Outputs; o++) results[o] = sums[o] + _constants[o];
        }
    }

    private ReadOnlySpan<short> WithEvenLengths(ReadOnlySpan<short> x, int batch, Span<short> copies)
    {
        for (var n = 0; n < batch; n++)
        {
            var copy = copies.Slice(n * _weights.Rows, _weights.Rows);
            x.Slice(n * Inputs, Inputs).CopyTo(copy);
            copy[Inputs] = 0;
        }
        return copies;
    }
}
