using System.Runtime.InteropServices;
using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Running;

/// <summary>
/// Which layers of a network run as exact integers, and which of their results are passed on as codes. Samples go through one by one: a convolution has places enough,
/// and what a layer leaves is still in the cache.
/// </summary>
internal sealed class ExactGraph
{
    private readonly NetworkLayers _layers;
    private readonly ExactLayer?[] _exact;

    /// <summary>By layer, how its sums become the codes of the layers that read them; null where real numbers are read.</summary>
    private readonly CodeLaw[]?[] _laws;

    private ExactGraph(NetworkLayers layers, ExactLayer?[] exact)
    {
        (_layers, _exact) = (layers, exact);
        _laws = [.. exact.Select((layer, n) => layer?.Results is { } results && ReadAs(n + 1) is { } codes ? results.Laws(codes) : null)];
    }

    /// <summary>Null where no convolution is exact in int32.</summary>
    public static ExactGraph? Of(NetworkLayers layers, MatrixProduct[][] products)
    {
        ExactLayer?[] exact = [.. layers.All.Select((layer, n) => layer is ProductLayer { Quantised: not null } product && Array.TrueForAll(products[n], p => p is ExactProduct) ? product.Exact() : null)];
        return Array.Exists(exact, layer => layer is { IsConvolution: true }) ? new ExactGraph(layers, exact) : null;
    }

    public bool Has(int layer) => _exact[layer] is not null;

    /// <summary>One layer of the sample that the scratch holds; returns the driver pulses.</summary>
    /// <param name="table">The codes of bytes, where it reads those; else null.</param>
    public long Run(ProductLayer layer, ByteCodes? table, RunScratch scratch, VectorPath path)
    {
        var (exact, memory) = (_exact[layer.Index]!, scratch.Exact);
        var codes = memory.Codes(layer.Inputs);
        var sums = memory.Sums(layer.Outputs);
        var scale = exact.Codes.Scale;
        var operand = layer.Operands[0];
        if (table is not null)
        {
            table.Of(scratch.Bytes.AsSpan(0, layer.Inputs), codes);
        }
        else if (operand > 0 && _laws[operand - 1] is not null)
        {
            codes = CodesOf(scratch.Values.Of(operand, 0));
        }
        else
        {
            scale = exact.Quantise(scratch.Values.Of(operand, 0), codes, scratch.Codes.AsSpan(0, layer.Inputs), path);
        }
        var pulses = exact.Pulses(codes, path);
        exact.Multiply(codes, sums, memory.Rest(exact.ScratchLength), path);
        // Its inputs are read by now: the result may take their place.
        var y = scratch.Values.Of(layer.Index + 1, 0);
        if (_laws[layer.Index] is { } laws) IntegerResults.ToCodes(sums, laws, sums.Length / laws.Length, CodesOf(y), path);
        else exact.Finish(sums, scale, y);
        return pulses;
    }

    /// <summary>Codes stand where the real numbers of the value would.</summary>
    private static Span<short> CodesOf(Span<double> value) => MemoryMarshal.Cast<double, short>(value)[..value.Length];

    /// <summary>The codes that all who read a value take; null where it is read otherwise.</summary>
    private CodeRange? ReadAs(int value)
    {
        if (value == _layers.All.Length) return null;
        CodeRange? codes = null;
        foreach (var layer in _layers.All)
        {
            if (!layer.Operands.Contains(value)) continue;
            if (_exact[layer.Index] is not { TakesCodes: true } reader || (codes is { } others && others != reader.Codes)) return null;
            codes = reader.Codes;
        }
        return codes;
    }
}

/// <summary>A thread's buffers of exact layers, grown to the largest.</summary>
internal sealed class ExactScratch
{
    private short[] _codes = [];
    private int[] _sums = [];
    private int[] _rest = [];

    public Span<short> Codes(int length) => KernelScratch.Grown(ref _codes, length);

    public Span<int> Sums(int length) => KernelScratch.Grown(ref _sums, length);

    public Span<int> Rest(int length) => KernelScratch.Grown(ref _rest, length);
}
