using System.Runtime.CompilerServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>A fully connected layer in float32 with its bias and activation (ONNX Gemm and MatMul).</summary>
public sealed class FloatDense
{
    private readonly WeightPanels<float> _weights;
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
        _weights = new WeightPanels<float>(inputs, outputs, weights, bias?.Length, FloatTile.MaxWidth);
        (Inputs, Outputs, _activation, _parameters) = (inputs, outputs, activation, ((float)first, (float)second));
        _bias = bias ?? new float[outputs];
    }

    /// <summary>Elements of an input vector.</summary>
    public int Inputs { get; }

    /// <summary>Elements of an output vector.</summary>
    public int Outputs { get; }

    /// <summary>Elements of scratch that a run needs for each vector of its batch.</summary>
    public int ScratchLength => _weights.Columns;

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
        for (int first = 0, width; first < Outputs; first += width)
            FloatTile.Multiply(_weights.At(first, out width), Inputs, width, x, Inputs, batch, scratch[first..], ScratchLength, path);
        for (var n = 0; n < batch; n++)
        {
            var results = y.Slice(n * Outputs, Outputs);
            FloatElementwise.Run(ElementwiseOperation.Add, scratch.Slice(n * ScratchLength, Outputs), _bias, Outputs, results, path: path);
            FloatActivation.Apply(_activation, _parameters, results, path);
        }
    }
}
