using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Sees the input codes of a layer (by index) for the samples of a batch, samples by inputs.</summary>
internal delegate void CodeObserver(int layer, ReadOnlySpan<int> codes);

/// <summary>The layers of a network with something to multiply by: a programmed chip, or the exact products. Layer by layer, a batch at a time.</summary>
internal sealed class LayerChain(InputStage input, QuantisedLayer[] layers, MatrixProduct[] products)
{
    private readonly int[]? _codes = input.CodeTable(layers[0].Quantiser);

    /// <summary>Codes of neighbouring samples, into the scratch.</summary>
    public void Encode(Samples samples, int first, int count, RunScratch scratch)
    {
        var length = layers[0].Inputs;
        for (var n = 0; n < count; n++)
        {
            var codes = scratch.Codes.AsSpan(n * length, length);
            if (_codes is { } table)
            {
                var bytes = samples.Bytes(first + n);
                for (var i = 0; i < codes.Length; i++) codes[i] = table[bytes[i]];
            }
            else
            {
                samples.CopyTo(first + n, scratch.Values);
                layers[0].Quantiser.Codes(scratch.Values.AsSpan(0, length), codes);
            }
        }
    }

    /// <summary>Codes of one sample whose values, as they are in the file, begin the scratch's.</summary>
    public void EncodeOne(RunScratch scratch)
    {
        var codes = scratch.Codes.AsSpan(0, layers[0].Inputs);
        for (var i = 0; i < codes.Length; i++) codes[i] = input.Code(scratch.Values[i], layers[0].Quantiser);
    }

    /// <summary>Runs the samples whose codes the scratch holds; returns the driver pulses.</summary>
    /// <param name="count">How many.</param>
    /// <param name="results">Receives the last layer's results, samples by outputs; may be empty.</param>
    /// <param name="firstIndex">Global index of the first.</param>
    public long Run(int count, RunScratch scratch, Span<double> results, long firstIndex, VectorPath path, CodeObserver? observer = null)
    {
        var pulses = 0L;
        for (var n = 0; n < layers.Length; n++)
        {
            var layer = layers[n];
            var codes = scratch.Codes.AsSpan(0, count * layer.Inputs);
            if (n > 0) layer.Quantiser.Codes(scratch.Values.AsSpan(0, codes.Length), codes);
            observer?.Invoke(n, codes);
            var y = scratch.Values.AsSpan(0, count * layer.Outputs);
            pulses += products[n].Multiply(codes, y, scratch.Kernel, firstIndex, path);
            layer.Finish(y);
        }
        scratch.Values.AsSpan(0, results.Length).CopyTo(results);
        return pulses;
    }
}

/// <summary>A thread's buffers for batches of a network's samples.</summary>
internal sealed class RunScratch(QuantisedLayer[] layers, int samples = SampleLoop.Batch)
{
    public KernelScratch Kernel { get; } = new();

    public int[] Codes { get; } = new int[samples * layers.Max(l => l.Inputs)];

    public double[] Values { get; } = new double[samples * layers.Max(l => Math.Max(l.Inputs, l.Outputs))];
}

/// <summary>A thread's buffers for a sample of the float64 network.</summary>
internal sealed class FloatScratch(QuantisedLayer[] layers)
{
    public double[] Values { get; } = new double[layers.Max(l => Math.Max(l.Inputs, l.Outputs))];

    public double[] NextValues { get; } = new double[layers.Max(l => Math.Max(l.Inputs, l.Outputs))];
}
