using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Sees the input codes of a layer (by index) for the samples of a batch, samples by inputs.</summary>
internal delegate void CodeObserver(int layer, ReadOnlySpan<int> codes);

/// <summary>The layers of a network with something to multiply by: a programmed chip, or the exact products. Layer by layer, a batch at a time.</summary>
internal sealed class LayerChain(InputStage input, QuantisedLayer[] layers, MatrixProduct[] products)
{
    /// <summary>The codes of bytes; null where a code depends on more than its own value, or samples are float32.</summary>
    private readonly int[]? _codes = layers[0].AbsMax ? null : input.CodeTable(layers[0].Quantiser);

    /// <summary>What comparisons with checksum columns have found so far.</summary>
    public DetectionCounts Detection => products.Aggregate(default(DetectionCounts), (sum, product) => sum + product.Detection);

    /// <summary>Codes of neighbouring samples and the value of a code, into the scratch.</summary>
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
                scratch.Scales[n] = layers[0].Quantiser.Scale;
            }
            else
            {
                samples.CopyTo(first + n, scratch.Values);
                Encode(scratch.Values.AsSpan(0, length), codes, scratch.Scales.AsSpan(n, 1));
            }
        }
    }

    /// <summary>Codes of one sample whose values, as they are in the file, begin the scratch's.</summary>
    public void EncodeOne(RunScratch scratch) =>
        Encode(scratch.Values.AsSpan(0, layers[0].Inputs), scratch.Codes.AsSpan(0, layers[0].Inputs), scratch.Scales);

    /// <summary>Codes of one sample's values; these become real ones.</summary>
    private void Encode(Span<double> values, Span<int> codes, Span<double> scale)
    {
        if (input.IsCode)
        {
            for (var i = 0; i < codes.Length; i++) codes[i] = input.Code(values[i], layers[0].Quantiser);
            scale[0] = layers[0].Quantiser.Scale;
            return;
        }
        input.ToReal(values);
        layers[0].Quantise(values, codes, scale);
    }

    /// <summary>Keeps a layer's real inputs, which its results overwrite.</summary>
    private static void Keep(QuantisedLayer layer, ReadOnlySpan<int> codes, RunScratch scratch, bool isCode)
    {
        if (!isCode)
        {
            scratch.Values.AsSpan(0, codes.Length).CopyTo(scratch.Kept);
            return;
        }
        var zero = layer.Quantiser.ZeroPoint;
        for (var i = 0; i < codes.Length; i++) scratch.Kept[i] = (codes[i] - zero) * scratch.Scales[i / layer.Inputs];
    }

    private static long Repeat(QuantisedLayer layer, MatrixProduct product, int values, Span<double> y, RunScratch scratch, long firstIndex, VectorPath path)
    {
        scratch.Kernel.Repetitions = 0;
        var pulses = ClipRepetition.Run(product, layer.Quantiser, scratch.Kept.AsSpan(0, values), scratch.Scales, y, scratch.Kernel, firstIndex, path);
        var (times, one) = (scratch.Kernel.Repetitions, layer.Matrix.Geometry.EventsPerProduct);
        scratch.Repeated += new EventCounts(0, times * one.Conversions, times * one.CellReads, 0);
        return pulses;
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
            if (n > 0) layer.Quantise(scratch.Values.AsSpan(0, codes.Length), codes, scratch.Scales);
            observer?.Invoke(n, codes);
            var product = products[n];
            var y = scratch.Values.AsSpan(0, count * layer.Outputs);
            if (product.RepeatsClipped) Keep(layer, codes, scratch, isCode: n == 0);
            pulses += product.Multiply(codes, y, scratch.Kernel, firstIndex, path);
            if (product.RepeatsClipped) pulses += Repeat(layer, product, codes.Length, y, scratch, firstIndex, path);
            layer.Finish(y, scratch.Scales);
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

    /// <summary>Real value of a code of the layer at hand, by sample.</summary>
    public double[] Scales { get; } = new double[samples];

    public double[] Values { get; } = new double[samples * layers.Max(l => Math.Max(l.Inputs, l.Outputs))];

    /// <summary>Real inputs of the layer at hand, where its converters may ask for them once more.</summary>
    public double[] Kept { get; } = layers.Any(l => l.HalvesOnClip) ? new double[samples * layers.Max(l => l.Inputs)] : [];

    /// <summary>Conversions and cell reads of repeated products, not yet counted.</summary>
    public EventCounts Repeated { get; set; }
}

/// <summary>A thread's buffers for a sample of the float64 network.</summary>
internal sealed class FloatScratch(QuantisedLayer[] layers)
{
    public double[] Values { get; } = new double[layers.Max(l => Math.Max(l.Inputs, l.Outputs))];

    public double[] NextValues { get; } = new double[layers.Max(l => Math.Max(l.Inputs, l.Outputs))];
}
