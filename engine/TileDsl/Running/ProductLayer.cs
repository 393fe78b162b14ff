using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>A dense layer, or a convolution: a product of its weights with what a window holds, at every place.</summary>
internal sealed class ProductLayer : NetworkLayer
{
    /// <summary>Products that are done together.</summary>
    public const int Chunk = 64;

    private readonly Patches? _patches;
    private readonly DenseMatrix[] _float;
    private readonly double[] _bias;
    private readonly int _channelsOfGroup;
    private ExactLayer? _exact;

    public ProductLayer(LayerSpec spec, int index, WeightTensor tensor, string what)
        : base(spec, index)
    {
        _patches = spec.Window is { } window ? new Patches(window, spec.InputShape) : null;
        var groups = spec.Window?.Groups ?? 1;
        _channelsOfGroup = spec.InputShape[0] / groups;
        var outputs = tensor.Outputs / groups;
        _float = [.. Enumerable.Range(0, groups).Select(g => new DenseMatrix(outputs, tensor.Inputs, (j, i) => tensor.Values[(g * outputs + j) * tensor.Inputs + i]))];
        _bias = new double[tensor.Outputs];
        for (var j = 0; j < _bias.Length; j++) _bias[j] = tensor.Bias is { } bias ? bias[j] : 0;
        if (spec.Matrices.Length > 0) Quantised = new QuantisedWeights(spec, tensor, _channelsOfGroup, what);
    }

    /// <summary>The integers of all places at once; null where they are not int32. Once the network is calibrated.</summary>
    public ExactLayer? Exact() => _exact ??= ExactLayer.Of(this, Quantised!);

    /// <summary>Products of one sample.</summary>
    public int Positions => _patches?.Positions ?? 1;

    /// <summary>Codes of an input with its padding, one sample; 0 where there is no window.</summary>
    public int PaddedLength => _patches?.PaddedLength ?? 0;

    /// <summary>Input codes of the widest matrix, where it has a window.</summary>
    public int PatchLength => _patches is null ? 0 : Quantised!.Matrices.Max(m => m.Inputs);

    /// <summary>Results of the widest matrix, where it has a window.</summary>
    public int ProductLength => _patches is null ? 0 : Quantised!.Matrices.Max(m => m.Outputs);

    /// <summary>Samples on arrays, from input codes to results.</summary>
    /// <param name="codes">Samples by inputs.</param>
    /// <param name="scales">Real value of a code, by sample; doubled where a sample is repeated.</param>
    /// <param name="y">Samples by outputs; may be where the values were that became the codes.</param>
    /// <param name="firstIndex">Global index of the first sample.</param>
    /// <returns>The driver pulses.</returns>
    public long RunOnArrays(
        MatrixProduct[] products, ReadOnlySpan<int> codes, Span<double> scales, Span<double> y, RunScratch scratch, long firstIndex, VectorPath path, CodeObserver? observer)
    {
        var count = codes.Length / Inputs;
        var pulses = 0L;
        if (_patches is null)
        {
            observer?.Invoke(Index, 0, 0, codes);
            pulses = products[0].Multiply(codes, y, scratch.Kernel, firstIndex, path);
            if (products[0].RepeatsClipped) pulses += Quantised!.Repeat(Quantised.Matrices[0], products[0], codes, scales[..count], y, scratch, firstIndex, path);
            for (var n = 0; n < count; n++) Quantised!.Finish(y.Slice(n * Outputs, Outputs), scales[n]);
        }
        else
        {
            var padded = scratch.Padded.AsSpan(0, count * PaddedLength);
            var zero = Quantised!.Quantiser.Code(0);
            for (var n = 0; n < count; n++) _patches.Pad(codes.Slice(n * Inputs, Inputs), zero, padded.Slice(n * PaddedLength, PaddedLength));
            for (var m = 0; m < products.Length; m++) pulses += Convolve(m, products[m], padded, scales, y, scratch, firstIndex, path, observer);
        }
        for (var n = 0; n < count; n++) Activate(y.Slice(n * Outputs, Outputs));
        return pulses;
    }

    protected override void Compute(in LayerValues x, Span<double> y, LayerScratch scratch)
    {
        scratch.Observer?.Invoke(Index, x[0]);
        if (_patches is null)
        {
            _float[0].Multiply(x[0], y);
            for (var j = 0; j < y.Length; j++) y[j] += _bias[j];
            return;
        }
        var padded = scratch.Padded(_patches.PaddedLength);
        _patches.Pad(x[0], 0, padded);
        var patch = scratch.Patch(_channelsOfGroup * _patches.Size);
        var result = scratch.Result(_bias.Length / _float.Length);
        for (var group = 0; group < _float.Length; group++)
        {
            for (var position = 0; position < Positions; position++)
            {
                _patches.Gather<double>(padded, group * _channelsOfGroup, position, patch);
                _float[group].Multiply(patch, result);
                for (var j = 0; j < result.Length; j++)
                {
                    var output = group * result.Length + j;
                    y[output * Positions + position] = result[j] + _bias[output];
                }
            }
        }
    }

    /// <summary>One matrix at every place: places are the samples of its kernel, one behind the other over all samples.</summary>
    private long Convolve(int index, MatrixProduct product, ReadOnlySpan<int> padded, ReadOnlySpan<double> scales, Span<double> y, RunScratch scratch, long firstIndex, VectorPath path, CodeObserver? observer)
    {
        var matrix = Quantised!.Matrices[index];
        var (inputs, outputs, positions) = (matrix.Inputs, matrix.Outputs, Positions);
        var total = padded.Length / PaddedLength * positions;
        var pulses = 0L;
        for (var first = 0; first < total; first += Chunk)
        {
            var count = Math.Min(Chunk, total - first);
            var codes = scratch.Patches.AsSpan(0, count * inputs);
            var results = scratch.Products.AsSpan(0, count * outputs);
            for (var n = 0; n < count; n++)
            {
                var (sample, position) = Math.DivRem(first + n, positions);
                _patches!.Gather(padded.Slice(sample * PaddedLength, PaddedLength), matrix.FirstChannel, position, codes.Slice(n * inputs, inputs));
            }
            observer?.Invoke(Index, index, first, codes);
            pulses += product.Multiply(codes, results, scratch.Kernel, firstIndex * positions + first, path);
            var own = scratch.PatchScales.AsSpan(0, count);
            for (var n = 0; n < count; n++) own[n] = scales[(first + n) / positions];
            if (product.RepeatsClipped) pulses += Quantised.Repeat(matrix, product, codes, own, results, scratch, firstIndex * positions + first, path);
            for (var n = 0; n < count; n++)
            {
                var (sample, position) = Math.DivRem(first + n, positions);
                for (var j = 0; j < outputs; j++)
                    y[sample * Outputs + (matrix.FirstOutput + j) * positions + position] = Quantised.FinishOne(matrix.FirstOutput + j, results[n * outputs + j], own[n]);
            }
        }
        return pulses;
    }
}
