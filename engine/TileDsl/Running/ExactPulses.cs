using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Running;

/// <summary>The driver pulses of a layer's products, counted over its inputs: each pulses at every place whose window covers it, and the padding likewise.</summary>
internal sealed class ExactPulses
{
    private readonly CodePulses _codes;
    private readonly short[] _times;
    private readonly (int First, int Count, int Arrays)[] _matrices;
    private readonly long _padding;

    public ExactPulses(ProductLayer layer, QuantisedWeights weights)
    {
        _codes = new CodePulses(weights.Cycles);
        var window = layer.Spec.Window;
        var places = layer.Inputs / layer.Spec.InputShape[0];
        var ofChannel = window is null ? [.. Enumerable.Repeat((short)1, places)] : Covered(window, layer.Spec.InputShape, layer.Spec.OutputShape);
        _times = [.. Enumerable.Range(0, layer.Inputs).Select(i => ofChannel[i % places])];
        // A matrix reads whole channels.
        var taps = window is null ? places : window.Kernel[0] * window.Kernel[1];
        _matrices = [.. weights.Matrices.Select(m => (m.FirstChannel * places, m.Inputs / taps * places, m.Matrix.Geometry.Layout.ArraysPerRow))];
        if (window is null) return;
        var outside = (long)taps * layer.Positions - ofChannel.Sum(times => (long)times);
        _padding = weights.Matrices.Sum(m => m.Inputs / taps * outside * m.Matrix.Geometry.Layout.ArraysPerRow) * _codes.Of(weights.Quantiser.ZeroPoint);
    }

    /// <summary>Of one sample.</summary>
    public long Count(ReadOnlySpan<short> codes, VectorPath path)
    {
        var sum = _padding;
        foreach (var (first, count, arrays) in _matrices) sum += arrays * _codes.Count(codes.Slice(first, count), _times.AsSpan(first, count), path);
        return sum;
    }

    /// <summary>How many windows cover each place of the input.</summary>
    private static short[] Covered(WindowSpec window, int[] input, int[] output)
    {
        var rows = Covered(window, 0, input.Length > 2 ? input[1] : 1, output.Length > 2 ? output[1] : 1);
        var columns = Covered(window, 1, input[^1], output[^1]);
        return [.. rows.SelectMany(row => columns.Select(column => (short)(row * column)))];
    }

    private static int[] Covered(WindowSpec window, int axis, int extent, int places)
    {
        var times = new int[extent];
        for (var place = 0; place < places; place++)
        {
            for (var k = 0; k < window.Kernel[axis]; k++)
            {
                var at = place * window.Stride[axis] - window.PadBegin[axis] + k * window.Dilation[axis];
                if (at >= 0 && at < extent) times[at]++;
            }
        }
        return times;
    }
}
