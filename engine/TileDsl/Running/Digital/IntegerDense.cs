using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>A fully connected layer of codes, exact in int32: <c>y = bias + sum of w (x - zero_point)</c> (ONNX MatMulInteger and QLinearMatMul before their scales).</summary>
public sealed class IntegerDense
{
    private const int PanelWidth = IntegerTile.MaxWidth;
    private const int Step = 16;

    private readonly AlignedMemory<short> _weights;
    private readonly int[] _constants;
    private readonly int _rowPairs;
    private readonly int _columns;

    /// <summary>Packs the weights.</summary>
    /// <param name="inputs">Elements of an input vector.</param>
    /// <param name="outputs">Elements of an output vector.</param>
    /// <param name="weights">Output, input; without a zero point.</param>
    /// <param name="bias">By output; null for none.</param>
    /// <param name="zeroPoint">The code of zero.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit each other, or a bias with the zero point's part that is outside int32.</exception>
    public IntegerDense(int inputs, int outputs, ReadOnlySpan<short> weights, int[]? bias, short zeroPoint = 0)
    {
        if (inputs < 1 || outputs < 1 || weights.Length != checked(inputs * outputs)) throw new ArgumentException($"{outputs} x {inputs} weights expected, not {weights.Length}.", nameof(weights));
        if (bias is not null && bias.Length != outputs) throw new ArgumentException($"{outputs} biases expected, not {bias.Length}.", nameof(bias));
        (Inputs, Outputs, _rowPairs) = (inputs, outputs, (inputs + 1) / 2);
        _constants = ZeroPoint.Remove(weights, outputs, bias, zeroPoint);
        _columns = checked((outputs + Step - 1) / Step * Step);
        ScratchLength = checked(_columns + _rowPairs * (inputs % 2));
        _weights = new AlignedMemory<short>(checked(2 * _rowPairs * _columns));
        var packed = _weights.Span;
        for (var first = 0; first < outputs; first += PanelWidth)
        {
            var width = Math.Min(PanelWidth, _columns - first);
            for (var c = 0; c < Math.Min(width, outputs - first); c++)
            {
                for (var row = 0; row < inputs; row++) packed[2 * _rowPairs * first + (row / 2 * width + c) * 2 + row % 2] = weights[(first + c) * inputs + row];
            }
        }
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
        var codes = Inputs % 2 == 0 ? x : WithEvenLengths(x, batch, MemoryMarshal.Cast<int, short>(scratch[(batch * _columns)..]));
        for (var first = 0; first < Outputs; first += PanelWidth)
        {
            var width = Math.Min(PanelWidth, _columns - first);
            IntegerTile.Multiply(_weights.Span.Slice(2 * _rowPairs * first, 2 * _rowPairs * width), _rowPairs, width, codes, 2 * _rowPairs, batch, scratch[first..], _columns, path);
        }
        for (var n = 0; n < batch; n++)
        {
            var results = y.Slice(n * Outputs, Outputs);
            var sums = scratch.Slice(n * _columns, Outputs);
            for (var o = 0; o < Outputs; o++) results[o] = sums[o] + _constants[o];
        }
    }

    private ReadOnlySpan<short> WithEvenLengths(ReadOnlySpan<short> x, int batch, Span<short> copies)
    {
        for (var n = 0; n < batch; n++)
        {
            var copy = copies.Slice(n * 2 * _rowPairs, 2 * _rowPairs);
            x.Slice(n * Inputs, Inputs).CopyTo(copy);
            copy[Inputs] = 0;
        }
        return copies;
    }
}
