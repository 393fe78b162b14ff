using System.Numerics;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Layers that work value by value: sums, differences, products, channels put together, the last step, values rounded to codes, an activation alone.</summary>
internal sealed class ElementwiseLayer(LayerSpec spec, int index) : NetworkLayer(spec, index)
{
    protected override void Compute(in LayerValues x, Span<double> y, LayerScratch scratch)
    {
        switch (Spec.Operation)
        {
            case LayerOperation.Add:
            case LayerOperation.Subtract:
            case LayerOperation.Multiply:
                Spread(x[0], y);
                for (var operand = 1; operand < x.Count; operand++) Combine(x[operand], y);
                break;
            case LayerOperation.Concatenate:
                for (int operand = 0, at = 0; operand < x.Count; at += x[operand++].Length) x[operand].CopyTo(y[at..]);
                break;
            case LayerOperation.Quantize:
                var codes = Spec.Codes!;
                var quantiser = new Quantiser(codes.Scale, codes.ZeroPoint, codes.Lowest, codes.Highest);
                for (var n = 0; n < y.Length; n++) y[n] = (quantiser.Code(x[0][n]) - codes.ZeroPoint) * codes.Scale;
                break;
            case LayerOperation.Last:
                LastStep.Take(x[0], Spec.Direction, y);
                break;
            default:
                x[0].CopyTo(y);
                break;
        }
    }

    /// <summary>The first operand; one value for each channel stands at all its places.</summary>
    private void Spread(ReadOnlySpan<double> x, Span<double> y)
    {
        if (x.Length == y.Length)
        {
            x.CopyTo(y);
            return;
        }
        var places = y.Length / x.Length;
        for (var channel = 0; channel < x.Length; channel++) y.Slice(channel * places, places).Fill(x[channel]);
    }

    private void Combine(ReadOnlySpan<double> x, Span<double> y)
    {
        if (x.Length == y.Length)
        {
            CombineWhole(x, y);
            return;
        }
        var places = y.Length / x.Length;
        for (int channel = 0, n = 0; channel < x.Length; channel++)
        {
            var v = x[channel];
            for (var place = 0; place < places; place++, n++)
            {
                y[n] = Spec.Operation switch
                {
                    LayerOperation.Add => y[n] + v,
                    LayerOperation.Subtract => y[n] - v,
                    _ => y[n] * v,
                };
            }
        }
    }

    /// <summary>Value by value, in registers.</summary>
    private void CombineWhole(ReadOnlySpan<double> x, Span<double> y)
    {
        var operation = Spec.Operation;
        var n = 0;
        for (; n <= y.Length - Vector<double>.Count; n += Vector<double>.Count)
        {
            var (a, b) = (new Vector<double>(y[n..]), new Vector<double>(x[n..]));
            var result = operation == LayerOperation.Add ? a + b : operation == LayerOperation.Subtract ? a - b : a * b;
            result.CopyTo(y[n..]);
        }
        for (; n < y.Length; n++) y[n] = operation == LayerOperation.Add ? y[n] + x[n] : operation == LayerOperation.Subtract ? y[n] - x[n] : y[n] * x[n];
    }
}
