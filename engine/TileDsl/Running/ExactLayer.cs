using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Running;

/// <summary>
/// The exact product of a layer at all its places, in int32 and without the codes of every place side by side: what <see cref="ExactProduct"/> gives
/// product by product. Immutable and thread-safe.
/// </summary>
internal sealed class ExactLayer
{
    private readonly ProductLayer _layer;
    private readonly QuantisedWeights _weights;
    private readonly IntegerConv2d? _convolution;
    private readonly IntegerDense? _dense;
    private readonly ExactPulses _pulses;
    private readonly CodeLaw _inputs;

    private ExactLayer(ProductLayer layer, QuantisedWeights weights)
    {
        (_layer, _weights) = (layer, weights);
        var (spec, zero) = (layer.Spec, (short)weights.Quantiser.ZeroPoint);
        if (spec.Window is { } window) _convolution = new IntegerConv2d(Shapes.Map(spec.InputShape), Shapes.Map(spec.OutputShape), Shapes.Window(window), window.Groups, weights.Integers, null, zero);
        else _dense = new IntegerDense(layer.Inputs, layer.Outputs, weights.Integers, null, zero);
        _pulses = new ExactPulses(layer, weights);
        Codes = new CodeRange(weights.Quantiser.Scale, zero, (short)weights.Quantiser.Lowest, (short)weights.Quantiser.Highest);
        _inputs = new CodeLaw(1, 0, null, Codes);
        if (weights.AbsMax || spec.Activation is not (Activation.None or Activation.Relu or Activation.Relu6)) return;
        Results = new IntegerResults(weights.Outputs, [.. Enumerable.Range(0, weights.Outputs).Select(j => weights.WeightScale(j) * weights.Quantiser.Scale)], weights.Bias, spec.Activation);
    }

    /// <summary>Null of analog weights, wide codes, and sums that leave int32.</summary>
    public static ExactLayer? Of(ProductLayer layer, QuantisedWeights weights)
    {
        var quantiser = weights.Quantiser;
        if (weights.Integers is not { } integers || quantiser.Code(0) != quantiser.ZeroPoint || quantiser.Lowest < short.MinValue || quantiser.Highest > short.MaxValue) return null;
        if (layer.Spec.Window is { } window && window.Kernel[0] * window.Kernel[1] > short.MaxValue) return null;
        var run = integers.Length / weights.Outputs;
        var most = 0L;
        for (var j = 0; j < weights.Outputs; j++)
        {
            var sum = 0L;
            foreach (var w in integers.AsSpan(j * run, run)) sum += Math.Abs((int)w);
            most = Math.Max(most, sum);
        }
        return most * Math.Max(quantiser.Highest - quantiser.Lowest, Math.Max(quantiser.Highest, -quantiser.Lowest)) <= int.MaxValue ? new ExactLayer(layer, weights) : null;
    }

    public bool IsConvolution => _convolution is not null;

    /// <summary>Its input codes; where each sample has a scale of its own, those of the scale 1.</summary>
    public CodeRange Codes { get; }

    /// <summary>Whether its inputs may be given as codes: their scale is the same for every sample.</summary>
    public bool TakesCodes => !_weights.AbsMax;

    /// <summary>How sums become real numbers or codes, activation included; null where a sample or the activation takes more than a fixed scale and limits.</summary>
    public IntegerResults? Results { get; }

    /// <summary>Elements of scratch that <see cref="Multiply"/> needs.</summary>
    public int ScratchLength => _convolution?.ScratchLength ?? _dense!.ScratchLength;

    /// <summary>Real inputs of a sample to codes.</summary>
    /// <param name="wide">As many; overwritten where the sample has a scale of its own.</param>
    /// <returns>Real value of a code.</returns>
    public double Quantise(ReadOnlySpan<double> values, Span<short> codes, Span<int> wide, VectorPath path)
    {
        if (!_weights.AbsMax)
        {
            _inputs.Apply(values, codes, TilePath.Resolve(path));
            return Codes.Scale;
        }
        Span<double> scale = stackalloc double[1];
        _weights.Quantise(values, values.Length, wide, scale);
        for (var i = 0; i < codes.Length; i++) codes[i] = (short)wide[i];
        return scale[0];
    }

    /// <summary>Sums of weights times codes less their zero point.</summary>
    public void Multiply(ReadOnlySpan<short> codes, Span<int> sums, Span<int> scratch, VectorPath path)
    {
        _convolution?.Run(codes, sums, scratch, path);
        _dense?.Run(codes, sums, scratch, 1, path);
    }

    /// <summary>Sums to real numbers, bias and activation included.</summary>
    /// <param name="inputScale">Real value of a code.</param>
    public void Finish(ReadOnlySpan<int> sums, double inputScale, Span<double> y)
    {
        var positions = sums.Length / _weights.Outputs;
        for (var j = 0; j < _weights.Outputs; j++)
            IntegerResults.Scale(sums.Slice(j * positions, positions), _weights.WeightScale(j) * inputScale, _weights.Bias[j], y.Slice(j * positions, positions));
        _layer.Activate(y);
    }

    /// <summary>The driver pulses of a sample.</summary>
    public long Pulses(ReadOnlySpan<short> codes, VectorPath path) => _pulses.Count(codes, path);
}
