using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>The mean or the largest of a window, channel by channel.</summary>
internal sealed class PoolLayer : NetworkLayer
{
    private readonly Patches _patches;

    public PoolLayer(LayerSpec spec, int index)
        : base(spec, index) => _patches = new Patches(spec.Window!, spec.InputShape);

    /// <summary>Means are of the values that are there (or of all of the window, see <see cref="WindowSpec.CountPadding"/>), summed row by row from 0.</summary>
    protected override void Compute(in LayerValues x, Span<double> y, LayerScratch scratch)
    {
        var isMean = Spec.Operation == LayerOperation.AveragePool;
        if (isMean && _patches.Positions == 1 && _patches.Size * Spec.InputShape[0] == Inputs && _patches.PaddedLength == Inputs)
        {
            Means(x[0], y);
            return;
        }
        var padded = scratch.Padded(_patches.PaddedLength);
        var patch = scratch.Patch(_patches.Size);
        _patches.Pad(x[0], isMean ? 0 : double.NegativeInfinity, padded);
        for (var position = 0; position < _patches.Positions; position++)
        {
            var count = Spec.Window!.CountPadding ? _patches.Size : _patches.Inside(position);
            for (var channel = 0; channel < Spec.InputShape[0]; channel++)
            {
                _patches.Gather<double>(padded, channel, position, patch);
                y[channel * _patches.Positions + position] = isMean ? Sum(patch) / count : Largest(patch);
            }
        }
    }

    /// <summary>Of whole channels, four at a time: each sum waits for its last addition.</summary>
    private void Means(ReadOnlySpan<double> x, Span<double> y)
    {
        var (size, channel) = (_patches.Size, 0);
        for (; channel + 4 <= y.Length; channel += 4)
        {
            var a = x.Slice(channel * size, size);
            var b = x.Slice((channel + 1) * size, size);
            var c = x.Slice((channel + 2) * size, size);
            var d = x.Slice((channel + 3) * size, size);
            var (sumA, sumB, sumC, sumD) = (0.0, 0.0, 0.0, 0.0);
            for (var n = 0; n < a.Length; n++)
            {
                sumA += a[n];
                sumB += b[n];
                sumC += c[n];
                sumD += d[n];
            }
            (y[channel], y[channel + 1], y[channel + 2], y[channel + 3]) = (sumA / size, sumB / size, sumC / size, sumD / size);
        }
        for (; channel < y.Length; channel++) y[channel] = Sum(x.Slice(channel * size, size)) / size;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var v in values) sum += v;
        return sum;
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        var largest = double.NegativeInfinity;
        foreach (var v in values) largest = Math.Max(largest, v);
        return largest;
    }
}
