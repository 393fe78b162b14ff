using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>
/// A network none of whose layers is on arrays, in float32: as fast as it goes, and equal to the float64 network but for
/// rounding. Immutable and thread-safe.
/// </summary>
internal sealed class FloatNetwork
{
    private readonly NetworkLayers _layers;
    private readonly FloatLayer?[] _steps;
    private readonly ValueSlots _slots;
    private readonly int _scratch;

    public FloatNetwork(NetworkLayers layers, IReadOnlyList<WeightTensor?> binding)
    {
        _layers = layers;
        _slots = layers.FloatSlots;
        _steps = [.. layers.All.Select(layer => layers.IsSame(layer.Index) ? null : FloatLayer.Of(layer, binding[layer.Index]))];
        _scratch = _steps.Max(step => step?.ScratchLength ?? 0);
    }

    /// <summary>A thread's buffers.</summary>
    public FloatNetworkScratch NewScratch() => new(_slots, _scratch, _layers.InputLength);

    /// <summary>Neighbouring samples.</summary>
    /// <param name="results">Samples by outputs.</param>
    public void Run(Samples samples, int first, int count, FloatNetworkScratch scratch, Span<double> results, VectorPath path)
    {
        for (var n = 0; n < count; n++)
        {
            samples.CopyTo(first + n, scratch.Sample);
            Run(scratch, results.Slice(n * _layers.OutputLength, _layers.OutputLength), path);
        }
    }

    /// <summary>The sample that the scratch holds as it is in the file.</summary>
    public void Run(FloatNetworkScratch scratch, Span<double> result, VectorPath path)
    {
        _layers.ToReal(scratch.Sample);
        var input = scratch.Values.Of(0);
        for (var n = 0; n < input.Length; n++) input[n] = (float)scratch.Sample[n];
        for (var n = 0; n < _steps.Length; n++) _steps[n]?.Run(scratch.Values, _layers.All[n].Operands, scratch.Values.Of(n + 1), scratch.Buffer, path);
        var last = scratch.Values.Of(_steps.Length);
        for (var n = 0; n < result.Length; n++) result[n] = last[n];
    }
}

/// <summary>The float32 values of one sample.</summary>
internal sealed class FloatValues(ValueSlots slots)
{
    private readonly float[][] _slots = [.. slots.Slots.Select(length => new float[length])];

    public Span<float> Of(int value) => _slots[slots[value]].AsSpan(0, slots.Lengths[value]);
}

/// <summary>A thread's buffers for a sample of a float32 network.</summary>
internal sealed class FloatNetworkScratch(ValueSlots slots, int scratch, int inputs)
{
    public FloatValues Values { get; } = new(slots);

    public float[] Buffer { get; } = new float[scratch];

    /// <summary>A sample as it is in the file; then its real values.</summary>
    public double[] Sample { get; } = new double[inputs];
}
