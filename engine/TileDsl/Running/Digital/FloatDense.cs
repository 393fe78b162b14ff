using System.Runtime.CompilerServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>A fully connected layer in float32 with its bias and activation (ONNX Gemm and MatMul).</summary>
public sealed class FloatDense
{
    private const int PanelWidth = FloatTile.MaxWidth;
    private const int Step = 16;

    private readonly AlignedMemory<float> _weights;
    private readonly float[] _bias;
    private readonly Activation _activation;
    private readonly (float First, float Second) _parameters;

    /// <summary>Packs the weights.</summary>
    /// <param name="inputs">Elements of an input vector.</param>
    /// <param name="outputs">Elements of an output vector.</param>
    /// <param name="weights">Output, input.</param>
    /// <param name="bias">By output; null for none.</param>
    /// <param name="activation">What follows; softmax is over the outputs.</param>
    /// <param name="first">The activation's first number: the slope of LeakyRelu, the factor of HardSigmoid (0 for 1/6 and 1/2).</param>
    /// <param name="second">Its second: what HardSigmoid adds.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit each other.</exception>
    public FloatDense(int inputs, int outputs, ReadOnlySpan<float> weights, float[]? bias, Activation activation = Activation.None, double first = 0, double second = 0)
    {
        if (inputs < 1 || outputs < 1 || weights.Length != checked(inputs * outputs)) throw new ArgumentException($"{outputs} x {inputs} weights expected, not {weights.Length}.", nameof(weights));
        if (bias is not null && bias.Length != outputs) throw new ArgumentException($"{outputs} biases expected, not {bias.Length}.", nameof(bias));
        (Inputs, Outputs, _activation, _parameters) = (inputs, outputs, activation, ((float)first, (float)second));
        ScratchLength = checked((outputs + Step - 1) / Step * Step);
        _bias = bias ?? new float[outputs];
        _weights = new AlignedMemory<float>(checked(inputs * ScratchLength));
        var packed = _weights.Span;
        for (var column = 0; column < outputs; column += PanelWidth)
        {
            var width = Math.Min(PanelWidth, ScratchLength - column);
            for (var c = 0; c < Math.Min(width, outputs - column); c++)
            {
                for (var row = 0; row < inputs; row++) packed[column * inputs + row * width + c] = weights[(column + c) * inputs + row];
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
    /// <param name="x">Batch by inputs.</param>
    /// <param name="y">Batch by outputs; overwritten.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> elements for each vector, or more, of any content.</param>
    /// <param name="batch">Vectors.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<float> x, Span<float> y, Span<float> scratch, int batch = 1, VectorPath path = VectorPath.Auto)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        Spans.Check(x.Length, checked(batch * Inputs), y.Length, checked(batch * Outputs), scratch.Length, checked(batch * ScratchLength));
        for (var first = 0; first < Outputs; first += PanelWidth)
        {
            var width = Math.Min(PanelWidth, ScratchLength - first);
            FloatTile.Multiply(_weights.Span.Slice(first * Inputs, width * Inputs), Inputs, width, x, Inputs, batch, scratch[first..], ScratchLength, path);
        }
        for (var n = 0; n < batch; n++)
        {
            var results = y.Slice(n * Outputs, Outputs);
            FloatElementwise.Run(ElementwiseOperation.Add, scratch.Slice(n * ScratchLength, Outputs), _bias, Outputs, results, path: path);
            FloatActivation.Apply(_activation, _parameters, results, path);
        }
    }
}
