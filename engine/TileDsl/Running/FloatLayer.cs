using System.Numerics;
using TileDsl.Data;
using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Running;

/// <summary>A layer in float32.</summary>
/// <param name="scratchLength">Elements of scratch that a run needs.</param>
internal sealed class FloatLayer(int scratchLength, FloatLayer.Body body)
{
    /// <summary>One sample: operands to result, activation included.</summary>
    public delegate void Body(FloatValues values, int[] operands, Span<float> y, Span<float> scratch, VectorPath path);

    public int ScratchLength { get; } = scratchLength;

    public void Run(FloatValues values, int[] operands, Span<float> y, Span<float> scratch, VectorPath path) => body(values, operands, y, scratch, path);

    /// <param name="tensor">Null where it has no weights.</param>
    public static FloatLayer Of(NetworkLayer layer, WeightTensor? tensor)
    {
        var spec = layer.Spec;
        // Those of a whole result, and of limits that only it knows, come after the layer.
        var fused = spec.Activation is Activation.Softmax or Activation.Clip ? Activation.None : spec.Activation;
        var (first, second) = (spec.ActivationParameter, spec.ActivationSecondParameter);
        switch (spec.Operation)
        {
            case LayerOperation.Dense:
                var dense = new FloatDense(layer.Inputs, layer.Outputs, tensor!.Values, tensor.Bias, fused, first, second);
                return With(spec, dense.ScratchLength, (v, x, y, s, p) => dense.Run(v.Of(x[0]), y, s, 1, p));
            case LayerOperation.Convolution:
                var convolution = new FloatConv2d(Shapes.Map(spec.InputShape), Shapes.Map(spec.OutputShape), Shapes.Window(spec.Window!), spec.Window!.Groups, tensor!.Values, tensor.Bias, fused, first, second);
                return With(spec, convolution.ScratchLength, (v, x, y, s, p) => convolution.Run(v.Of(x[0]), y, s, p));
            case LayerOperation.AveragePool or LayerOperation.MaxPool:
                var kind = spec.Operation == LayerOperation.MaxPool ? PoolKind.Max : spec.Window!.CountPadding ? PoolKind.AverageWithPadding : PoolKind.Average;
                var pool = new FloatPool(kind, Shapes.Map(spec.InputShape), Shapes.Map(spec.OutputShape), Shapes.Window(spec.Window!), fused, first, second);
                return With(spec, pool.ScratchLength, (v, x, y, s, p) => pool.Run(v.Of(x[0]), y, s, p));
            case LayerOperation.Add or LayerOperation.Subtract or LayerOperation.Multiply:
                return With(spec, 0, (v, x, y, _, p) => Combine(spec, fused, v, x, y, p));
            case LayerOperation.Lstm:
                return With(spec, 0, FloatRecurrence.Lstm(spec, tensor!, out var lstmScratch), fused, lstmScratch);
            case LayerOperation.Gru:
                return With(spec, 0, FloatRecurrence.Gru(spec, tensor!, out var gruScratch), fused, gruScratch);
            case LayerOperation.Concatenate:
                return With(spec, 0, (v, x, y, _, _) =>
                {
                    foreach (var operand in x)
                    {
                        v.Of(operand).CopyTo(y);
                        y = y[v.Of(operand).Length..];
                    }
                }, fused);
            case LayerOperation.Last:
                return With(spec, 0, (v, x, y, _, _) => LastStep.Take<float>(v.Of(x[0]), spec.Direction, y), fused);
            case LayerOperation.Scale:
                return With(spec, 0, (v, x, y, _, p) => Scale(tensor!, v.Of(x[0]), y), fused);
            case LayerOperation.Transpose or LayerOperation.Pad:
                var sources = ((RearrangedLayer)layer).Sources;
                return With(spec, 0, (v, x, y, _, _) =>
                {
                    var from = v.Of(x[0]);
                    for (var n = 0; n < y.Length; n++) y[n] = sources[n] < 0 ? 0 : from[sources[n]];
                }, fused);
            case LayerOperation.Quantize:
                return With(spec, 0, (v, x, y, _, _) => Round(spec.Codes!, v.Of(x[0]), y), fused);
            default:
                return With(spec, 0, (v, x, y, _, _) => v.Of(x[0]).CopyTo(y), fused);
        }
    }

    /// <summary>A layer, and the activation it does not apply itself.</summary>
    /// <param name="unapplied">What comes after it besides softmax and clip.</param>
    private static FloatLayer With(LayerSpec spec, int scratch, Body body, Activation unapplied = Activation.None, int more = 0)
    {
        var (first, second) = ((float)spec.ActivationParameter, (float)spec.ActivationSecondParameter);
        var rest = spec.Activation is Activation.Softmax or Activation.Clip ? spec.Activation : unapplied;
        if (rest == Activation.None) return new FloatLayer(scratch + more, body);
        return new FloatLayer(scratch + more, (v, x, y, s, p) =>
        {
            body(v, x, y, s, p);
            if (rest == Activation.Softmax) FloatSoftmax.Apply(y, p);
            else if (rest == Activation.Clip) Clip(y, first, second);
            else FloatActivation.Apply(rest, (first, second), y, p);
        });
    }

    private static void Clip(Span<float> y, float low, float high)
    {
        var n = 0;
        for (; n <= y.Length - Vector<float>.Count; n += Vector<float>.Count)
            Vector.Min(Vector.Max(new Vector<float>(y[n..]), new Vector<float>(low)), new Vector<float>(high)).CopyTo(y[n..]);
        for (; n < y.Length; n++) y[n] = Math.Min(Math.Max(y[n], low), high);
    }

    private static void Combine(LayerSpec spec, Activation activation, FloatValues values, int[] operands, Span<float> y, VectorPath path)
    {
        var operation = spec.Operation switch
        {
            LayerOperation.Add => ElementwiseOperation.Add,
            LayerOperation.Subtract => ElementwiseOperation.Subtract,
            _ => ElementwiseOperation.Multiply,
        };
        ReadOnlySpan<float> a = values.Of(operands[0]);
        // Where both hold one value for each channel, neither has all elements.
        if (a.Length < y.Length)
        {
            var places = y.Length / a.Length;
            for (var channel = a.Length - 1; channel >= 0; channel--) y.Slice(channel * places, places).Fill(a[channel]);
            a = y;
        }
        for (var n = 1; n < operands.Length; n++)
        {
            var isLast = n == operands.Length - 1;
            FloatElementwise.Run(operation, a, values.Of(operands[n]), spec.OutputShape[0], y, isLast ? activation : Activation.None, spec.ActivationParameter, spec.ActivationSecondParameter, path);
            a = y;
        }
    }

    private static void Scale(WeightTensor tensor, ReadOnlySpan<float> x, Span<float> y)
    {
        var places = y.Length / tensor.Outputs;
        for (var channel = 0; channel < tensor.Outputs; channel++)
        {
            var (factor, summand) = (tensor.Values[channel], tensor.Bias is { } bias ? bias[channel] : 0);
            for (var n = channel * places; n < (channel + 1) * places; n++) y[n] = factor * x[n] + summand;
        }
    }

    private static void Round(CodesSpec codes, ReadOnlySpan<float> x, Span<float> y)
    {
        var scale = (float)codes.Scale;
        for (var n = 0; n < y.Length; n++)
        {
            var code = Math.Clamp(MathF.Round(x[n] / scale, MidpointRounding.ToEven) + codes.ZeroPoint, codes.Lowest, codes.Highest);
            y[n] = (code - codes.ZeroPoint) * scale;
        }
    }
}
