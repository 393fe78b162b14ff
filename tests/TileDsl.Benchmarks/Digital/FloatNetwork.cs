using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Benchmarks.Digital;

/// <summary>A network in float32.</summary>
internal sealed class FloatNetwork : DigitalNetwork
{
    private float[] _scratch = [];

    protected override Map Input(MapShape shape) => new(shape, Random(shape.Length), []);

    protected override Map Convolve(Map x, MapShape shape, SlidingWindow window, Activation activation, int groups)
    {
        var y = new float[shape.Length];
        var weights = Random(shape.Channels * x.Shape.Channels / groups * window.Height * window.Width);
        var layer = new FloatConv2d(x.Shape, shape, window, groups, weights, Random(shape.Channels), activation);
        Reserve(layer.ScratchLength);
        Step(x.Shape, shape, window, groups, () => layer.Run(x.Values, y, _scratch));
        return new Map(shape, y, []);
    }

    protected override Map Add(Map a, Map b)
    {
        var y = new float[a.Shape.Length];
        Step($"add, {a.Shape.Channels} channels of {a.Shape.Height}x{a.Shape.Width}", 0, () => FloatElementwise.Run(ElementwiseOperation.Add, a.Values, b.Values, a.Shape.Channels, y, Activation.Relu));
        return new Map(a.Shape, y, []);
    }

    protected override Map Average(Map x)
    {
        var shape = new MapShape(x.Shape.Channels, 1, 1);
        var pool = new FloatPool(PoolKind.Average, x.Shape, shape, new SlidingWindow(x.Shape.Height, x.Shape.Width));
        var y = new float[shape.Length];
        Reserve(pool.ScratchLength);
        Step("average of each channel", 0, () => pool.Run(x.Values, y, _scratch));
        return new Map(shape, y, []);
    }

    protected override void Dense(Map x, int outputs)
    {
        var layer = new FloatDense(x.Shape.Length, outputs, Random(x.Shape.Length * outputs), Random(outputs));
        var y = new float[outputs];
        Reserve(layer.ScratchLength);
        Step($"dense, {layer.Inputs} to {outputs}", (long)layer.Inputs * outputs, () => layer.Run(x.Values, y, _scratch));
    }

    private void Reserve(int length) => _scratch = new float[Math.Max(length, _scratch.Length)];
}
