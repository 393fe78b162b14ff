using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Sees the input codes of a layer (by index) as a sample passes.</summary>
internal delegate void CodeObserver(int layer, ReadOnlySpan<int> codes);

/// <summary>The layers of a network with something to multiply by: a programmed chip, or the exact products.</summary>
internal sealed class LayerChain(InputStage input, QuantisedLayer[] layers, MatrixProduct[] products)
{
    /// <summary>Runs the sample at the beginning of the scratch's values, as it is in the file; returns the driver pulses.</summary>
    /// <param name="result">The last layer's result.</param>
    public long Run(RunScratch scratch, Span<double> result, long index, VectorPath path, CodeObserver? observer = null)
    {
        var pulses = 0L;
        for (var n = 0; n < layers.Length; n++)
        {
            var layer = layers[n];
            var codes = scratch.Codes.AsSpan(0, layer.Inputs);
            if (n == 0)
            {
                input.ToCodes(scratch.Values.AsSpan(0, codes.Length), layer.Quantiser, codes);
            }
            else
            {
                for (var i = 0; i < codes.Length; i++) codes[i] = layer.Quantiser.Code(scratch.Values[i]);
            }
            observer?.Invoke(n, codes);
            var y = scratch.Values.AsSpan(0, layer.Outputs);
            pulses += products[n].Multiply(codes, y, scratch.Kernel, index, path);
            layer.Finish(y);
        }
        scratch.Values.AsSpan(0, result.Length).CopyTo(result);
        return pulses;
    }
}

/// <summary>A thread's buffers for a network.</summary>
internal sealed class RunScratch(QuantisedLayer[] layers)
{
    public KernelScratch Kernel { get; } = new();

    public int[] Codes { get; } = new int[layers.Max(l => l.Inputs)];

    public double[] Values { get; } = new double[layers.Max(l => Math.Max(l.Inputs, l.Outputs))];

    public double[] NextValues { get; } = new double[layers.Max(l => Math.Max(l.Inputs, l.Outputs))];
}
