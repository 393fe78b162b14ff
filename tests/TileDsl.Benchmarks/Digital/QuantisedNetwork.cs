using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Benchmarks.Digital;

/// <summary>A network of 8-bit codes and weights, exact in int32, with its scales in float64. Every step ends with the codes of the next.</summary>
internal sealed class QuantisedNetwork : DigitalNetwork
{
    private static readonly CodeRange s_codes = new(0.5, 128, 0, 255);

    private int[] _scratch = [];
    private int[] _sums = [];

    protected override Map Input(MapShape shape) => new(shape, [], Array.ConvertAll(Random(shape.Length), v => (short)(v * 500 + 128)));

    protected override Map Convolve(Map x, MapShape shape, SlidingWindow window, Activation activation, int groups)
    {
        var y = new short[shape.Length];
        var weights = Integers(shape.Channels * x.Shape.Channels / groups * window.Height * window.Width);
        var layer = new IntegerConv2d(x.Shape, shape, window, groups, weights, null, (short)s_codes.ZeroPoint);
        var results = new IntegerResults(shape.Channels, Scales(shape.Channels), Biases(shape.Channels), activation);
        Reserve(layer.ScratchLength, shape.Length);
        Step(x.Shape, shape, window, groups, () =>
        {
            layer.Run(x.Codes, _sums, _scratch);
            results.ToCodes(_sums.AsSpan(0, y.Length), s_codes, y);
        });
        return new Map(shape, [], y);
    }

    protected override Map Add(Map a, Map b)
    {
        var y = new short[a.Shape.Length];
        // The codes' real values are added and coded again.
        var real = new IntegerResults(1, [s_codes.Scale], [-s_codes.Scale * s_codes.ZeroPoint]);
        Step($"add, {a.Shape.Channels} channels of {a.Shape.Height}x{a.Shape.Width}", 0, () =>
        {
            for (var n = 0; n < y.Length; n++) _sums[n] = a.Codes[n] + b.Codes[n] - s_codes.ZeroPoint;
            real.ToCodes(_sums.AsSpan(0, y.Length), s_codes, y);
        });
        return new Map(a.Shape, [], y);
    }

    protected override Map Average(Map x)
    {
        var shape = new MapShape(x.Shape.Channels, 1, 1);
        var y = new short[shape.Length];
        Step("average of each channel", 0, () =>
        {
            for (var channel = 0; channel < y.Length; channel++)
            {
                var sum = 0;
                foreach (var code in x.Codes.AsSpan(channel * x.Shape.Positions, x.Shape.Positions)) sum += code;
                y[channel] = (short)(sum / x.Shape.Positions);
            }
        });
        return new Map(shape, [], y);
    }

    protected override void Dense(Map x, int outputs)
    {
        var layer = new IntegerDense(x.Shape.Length, outputs, Integers(x.Shape.Length * outputs), null, (short)s_codes.ZeroPoint);
        var results = new IntegerResults(outputs, Scales(outputs), Biases(outputs));
        var y = new double[outputs];
        Reserve(layer.ScratchLength, outputs);
        Step($"dense, {layer.Inputs} to {outputs}", (long)layer.Inputs * outputs, () =>
        {
            layer.Run(x.Codes, _sums, _scratch);
            results.ToReal(_sums.AsSpan(0, outputs), y);
        });
    }

    private static double[] Scales(int channels) => [.. Enumerable.Range(1, channels).Select(n => 1e-3 / n)];

    private double[] Biases(int channels) => Array.ConvertAll(Random(channels), v => (double)v);

    private short[] Integers(int length) => Array.ConvertAll(Random(length), v => (short)(v * 508));

    private void Reserve(int scratch, int sums) => (_scratch, _sums) = (new int[Math.Max(scratch, _scratch.Length)], new int[Math.Max(sums, _sums.Length)]);
}
