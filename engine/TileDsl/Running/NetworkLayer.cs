using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>A layer with its weights; immutable once the network is calibrated.</summary>
internal abstract class NetworkLayer(LayerSpec spec, int index)
{
    public LayerSpec Spec { get; } = spec;

    /// <summary>Its index in the network.</summary>
    public int Index { get; } = index;

    /// <summary>The values it reads.</summary>
    public int[] Operands { get; } = spec.Operands.Length > 0 ? spec.Operands : [index];

    public int Inputs { get; } = Length(spec.InputShape);

    public int Outputs { get; } = Length(spec.OutputShape);

    /// <summary>Its weights on arrays; null where it is digital.</summary>
    public QuantisedWeights? Quantised { get; protected init; }

    /// <summary>The layer in float64, activation included, of one sample.</summary>
    public void RunFloat(in LayerValues x, Span<double> y, LayerScratch scratch)
    {
        Compute(x, y, scratch);
        Activate(y);
    }

    /// <summary>Its activation, of one sample, in place.</summary>
    public void Activate(Span<double> y) => ActivationLaw.Apply(Spec.Activation, Spec.ActivationParameter, Spec.ActivationSecondParameter, y);

    /// <summary>Makes a layer of its description.</summary>
    /// <param name="tensor">Null where it has no weights.</param>
    public static NetworkLayer Of(LayerSpec spec, int index, WeightTensor? tensor, string what) => spec.Operation switch
    {
        LayerOperation.Dense or LayerOperation.Convolution => new ProductLayer(spec, index, tensor!, what),
        LayerOperation.Lstm or LayerOperation.Gru => new RecurrentLayer(spec, index, tensor!, what),
        LayerOperation.AveragePool or LayerOperation.MaxPool => new PoolLayer(spec, index),
        LayerOperation.Scale => new ScaleLayer(spec, index, tensor!),
        LayerOperation.Transpose or LayerOperation.Pad => new RearrangedLayer(spec, index),
        _ => new ElementwiseLayer(spec, index),
    };

    /// <summary>In float64, without the activation.</summary>
    protected abstract void Compute(in LayerValues x, Span<double> y, LayerScratch scratch);

    protected static int Length(int[] shape) => shape.Aggregate(1, (product, n) => product * n);
}

/// <summary>A thread's buffers of one layer at work, grown to the largest.</summary>
internal sealed class LayerScratch
{
    private double[] _padded = [];
    private double[] _patch = [];
    private double[] _result = [];

    /// <summary>Told what the products of a layer are given; null where nobody asks.</summary>
    public ValueObserver? Observer { get; init; }

    public Span<double> Padded(int length) => KernelScratch.Grown(ref _padded, length);

    public Span<double> Patch(int length) => KernelScratch.Grown(ref _patch, length);

    public Span<double> Result(int length) => KernelScratch.Grown(ref _result, length);
}

/// <summary>Sees the real inputs of a layer's products (by index).</summary>
internal delegate void ValueObserver(int layer, ReadOnlySpan<double> values);
