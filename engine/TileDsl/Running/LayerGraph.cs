using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Sees the input codes of neighbouring products of a layer's matrix, products by inputs.</summary>
/// <param name="first">The first product's number in the batch: sample times the layer's products plus product.</param>
internal delegate void CodeObserver(int layer, int matrix, int first, ReadOnlySpan<int> codes);

/// <summary>The layers of a network with something to multiply by: a programmed chip, or the exact products. Layer by layer, a batch at a time.</summary>
/// <param name="products">By layer, of its matrices; empty where it is digital.</param>
internal sealed class LayerGraph(NetworkLayers layers, MatrixProduct[][] products)
{
    /// <summary>By layer, the codes of bytes, where it reads the network's input and its codes are those of bytes.</summary>
    private readonly ByteCodes?[] _tables = [.. layers.All.Select(layers.CodesOfBytes)];

    private readonly ExactGraph? _exact = ExactGraph.Of(layers, products);

    /// <summary>What checks of sums have found so far.</summary>
    public DetectionCounts Detection => products.SelectMany(matrices => matrices).Aggregate(default(DetectionCounts), (sum, product) => sum + product.Detection);

    /// <summary>Neighbouring samples, into the scratch.</summary>
    public void Load(Samples samples, int first, int count, RunScratch scratch)
    {
        var length = layers.InputLength;
        for (var n = 0; n < count; n++)
        {
            if (layers.ReadsBytes) samples.Bytes(first + n).CopyTo(scratch.Bytes.AsSpan(n * length, length));
            if (!layers.ReadsReal) continue;
            var values = scratch.Values.Of(0, n);
            samples.CopyTo(first + n, values);
            layers.ToReal(values);
        }
    }

    /// <summary>One sample, as it is in the file.</summary>
    public void LoadOne(ReadOnlySpan<double> sample, RunScratch scratch)
    {
        if (layers.ReadsBytes)
        {
            for (var i = 0; i < sample.Length; i++) scratch.Bytes[i] = unchecked((byte)(int)sample[i]);
        }
        if (!layers.ReadsReal) return;
        sample.CopyTo(scratch.Values.Of(0, 0));
        layers.ToReal(scratch.Values.Of(0, 0));
    }

    /// <summary>Loads and runs neighbouring samples; returns the driver pulses.</summary>
    /// <param name="first">Of the samples, the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="results">Samples by outputs.</param>
    /// <param name="firstIndex">Global index of the first.</param>
    public long Run(Samples samples, int first, int count, RunScratch scratch, Span<double> results, long firstIndex, VectorPath path)
    {
        var together = _exact is null ? count : 1;
        var pulses = 0L;
        for (var n = 0; n < count; n += together)
        {
            Load(samples, first + n, together, scratch);
            pulses += Run(together, scratch, results.Slice(n * layers.OutputLength, together * layers.OutputLength), firstIndex + n, path);
        }
        return pulses;
    }

    /// <summary>Runs the samples that the scratch was loaded with; returns the driver pulses.</summary>
    /// <param name="count">How many.</param>
    /// <param name="results">Receives the last layer's results, samples by outputs; may be empty.</param>
    /// <param name="firstIndex">Global index of the first.</param>
    public long Run(int count, RunScratch scratch, Span<double> results, long firstIndex, VectorPath path, CodeObserver? observer = null)
    {
        // An observer sees the codes of every product, which exact layers never put side by side.
        var exact = observer is null && count == 1 ? _exact : null;
        var pulses = 0L;
        foreach (var layer in layers.All)
        {
            if (layer.Spec.Operation == LayerOperation.Flatten && layers.IsSame(layer.Index)) continue;
            pulses += layer switch
            {
                ProductLayer product when exact is not null && exact.Has(layer.Index) => exact.Run(product, _tables[layer.Index], scratch, path),
                ProductLayer { Quantised: not null } product => RunProduct(product, count, scratch, firstIndex, path, observer),
                RecurrentLayer { Quantised: not null } recurrent => RunRecurrent(recurrent, count, scratch, firstIndex, path, observer),
                _ => RunDigital(layer, count, scratch),
            };
        }
        scratch.Values.All(layers.All.Length, count)[..results.Length].CopyTo(results);
        return pulses;
    }

    private long RunProduct(ProductLayer layer, int count, RunScratch scratch, long firstIndex, VectorPath path, CodeObserver? observer)
    {
        var codes = scratch.Codes.AsSpan(0, count * layer.Inputs);
        var weights = layer.Quantised!;
        if (_tables[layer.Index] is { } table)
        {
            table.Of(scratch.Bytes.AsSpan(0, codes.Length), codes);
            scratch.Scales.AsSpan(0, count).Fill(weights.Quantiser.Scale);
        }
        else
        {
            weights.Quantise(scratch.Values.All(layer.Operands[0], count), layer.Inputs, codes, scratch.Scales);
        }
        var y = scratch.Values.All(layer.Index + 1, count);
        return layer.RunOnArrays(products[layer.Index], codes, scratch.Scales, y, scratch, firstIndex, path, observer);
    }

    private long RunRecurrent(RecurrentLayer layer, int count, RunScratch scratch, long firstIndex, VectorPath path, CodeObserver? observer)
    {
        var pulses = 0L;
        for (var n = 0; n < count; n++)
        {
            var x = new LayerValues(scratch.Values, layer.Operands, n);
            pulses += layer.RunOnArrays(products[layer.Index], x, scratch.Values.Of(layer.Index + 1, n), scratch, firstIndex + n, n, path, observer);
        }
        return pulses;
    }

    private static long RunDigital(NetworkLayer layer, int count, RunScratch scratch)
    {
        for (var n = 0; n < count; n++) layer.RunFloat(new LayerValues(scratch.Values, layer.Operands, n), scratch.Values.Of(layer.Index + 1, n), scratch.Layer);
        return 0;
    }
}

/// <summary>A thread's buffers for batches of a network's samples.</summary>
internal sealed class RunScratch
{
    public RunScratch(NetworkLayers layers, int samples)
    {
        var placed = layers.All.OfType<ProductLayer>().Where(l => l.Quantised is not null).ToArray();
        var recurrent = layers.All.OfType<RecurrentLayer>().Where(l => l.Quantised is not null).ToArray();
        var vectors = recurrent.Select(l => l.VectorLength).DefaultIfEmpty().Max();
        Bytes = new byte[layers.ReadsBytes ? samples * layers.InputLength : 0];
        Codes = new int[Planes.CheckedLength((long)samples * placed.Select(l => l.Inputs).DefaultIfEmpty().Max())];
        Padded = new int[Planes.CheckedLength((long)samples * placed.Select(l => l.PaddedLength).DefaultIfEmpty().Max())];
        Patches = new int[Planes.CheckedLength(Math.Max(vectors, ProductLayer.Chunk * (long)placed.Select(l => l.PatchLength).DefaultIfEmpty().Max()))];
        Products = new double[Planes.CheckedLength(ProductLayer.Chunk * (long)placed.Select(l => l.ProductLength).DefaultIfEmpty().Max())];
        Scales = new double[samples];
        PatchScales = new double[ProductLayer.Chunk];
        Values = new ValueBuffers(layers.Slots, samples);
    }

    public KernelScratch Kernel { get; } = new();

    public LayerScratch Layer { get; } = new();

    public ExactScratch Exact { get; } = new();

    /// <summary>Samples of 8-bit integers as they are.</summary>
    public byte[] Bytes { get; }

    /// <summary>Input codes of the layer at hand.</summary>
    public int[] Codes { get; }

    /// <summary>They with their padding.</summary>
    public int[] Padded { get; }

    /// <summary>Input codes of the products at hand.</summary>
    public int[] Patches { get; }

    /// <summary>Results of the products at hand.</summary>
    public double[] Products { get; }

    /// <summary>Real value of a code of the layer at hand, by sample.</summary>
    public double[] Scales { get; }

    /// <summary>Real value of a code of the products at hand.</summary>
    public double[] PatchScales { get; }

    public ValueBuffers Values { get; }

    /// <summary>Conversions and cell reads of repeated products, not yet counted.</summary>
    public EventCounts Repeated { get; set; }
}
