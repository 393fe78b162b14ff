using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Benchmarks.Digital;

/// <summary>One step of a network, ready to run.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Macs">Multiply-adds.</param>
/// <param name="Run">Runs it from buffer to buffer.</param>
internal sealed record DigitalStep(string Name, long Macs, Action Run);

/// <summary>A network of float layers with weights drawn once: its shapes are those of a trained one, its numbers are not.</summary>
internal sealed class DigitalNetwork
{
    private readonly List<DigitalStep> _steps = [];
    private float[] _scratch = [];
    private ulong _seed = 100;

    private DigitalNetwork(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyList<DigitalStep> Steps => _steps;

    /// <summary>MLPerf Tiny's ResNet-8 for CIFAR-10.</summary>
    public static DigitalNetwork ResNet8()
    {
        var net = new DigitalNetwork("ResNet-8");
        var same = new SlidingWindow(3, 3) { PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var half = new SlidingWindow(3, 3) { StrideY = 2, StrideX = 2, PadBottom = 1, PadRight = 1 };
        var skip = new SlidingWindow(1, 1) { StrideY = 2, StrideX = 2 };
        var x = net.Convolve(net.Input(new MapShape(3, 32, 32)), new MapShape(16, 32, 32), same);
        var inner = net.Convolve(net.Convolve(x, x.Shape, same), x.Shape, same, Activation.None);
        x = net.Add(x, inner);
        foreach (var shape in new[] { new MapShape(32, 16, 16), new MapShape(64, 8, 8) })
        {
            inner = net.Convolve(net.Convolve(x, shape, half), shape, same, Activation.None);
            x = net.Add(net.Convolve(x, shape, skip, Activation.None), inner);
        }
        net.Dense(net.Average(x), 10);
        return net;
    }

    /// <summary>MLPerf Tiny's DS-CNN for keyword spotting.</summary>
    public static DigitalNetwork DsCnn()
    {
        var net = new DigitalNetwork("DS-CNN");
        var first = new SlidingWindow(10, 4) { StrideY = 2, StrideX = 2, PadTop = 4, PadLeft = 1, PadBottom = 5, PadRight = 1 };
        var same = new SlidingWindow(3, 3) { PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var shape = new MapShape(64, 25, 5);
        var x = net.Convolve(net.Input(new MapShape(1, 49, 10)), shape, first);
        for (var block = 0; block < 4; block++) x = net.Convolve(net.Convolve(x, shape, same, groups: 64), shape, new SlidingWindow(1, 1));
        net.Dense(net.Average(x), 12);
        return net;
    }

    public void Run()
    {
        foreach (var step in _steps) step.Run();
    }

    private Map Input(MapShape shape) => new(shape, Random(shape.Length));

    private Map Convolve(Map x, MapShape shape, SlidingWindow window, Activation activation = Activation.Relu, int groups = 1)
    {
        var (y, rows) = (new float[shape.Length], x.Shape.Channels / groups * window.Height * window.Width);
        var layer = new FloatConv2d(x.Shape, shape, window, groups, Random(shape.Channels * rows), Random(shape.Channels), activation);
        Reserve(layer.ScratchLength);
        var kind = groups == 1 ? "conv" : "depthwise";
        _steps.Add(new DigitalStep($"{kind} {window.Height}x{window.Width} / {window.StrideX}, {x.Shape.Channels} to {shape.Channels} channels of {shape.Height}x{shape.Width}", (long)shape.Length * rows, () => layer.Run(x.Values, y, _scratch)));
        return new Map(shape, y);
    }

    private Map Add(Map a, Map b)
    {
        var y = new float[a.Shape.Length];
        _steps.Add(new DigitalStep($"add, {a.Shape.Channels} channels of {a.Shape.Height}x{a.Shape.Width}", 0, () => FloatElementwise.Run(ElementwiseOperation.Add, a.Values, b.Values, a.Shape.Channels, y, Activation.Relu)));
        return new Map(a.Shape, y);
    }

    private Map Average(Map x)
    {
        var shape = new MapShape(x.Shape.Channels, 1, 1);
        var pool = new FloatPool(PoolKind.Average, x.Shape, shape, new SlidingWindow(x.Shape.Height, x.Shape.Width));
        var y = new float[shape.Length];
        Reserve(pool.ScratchLength);
        _steps.Add(new DigitalStep("average of each channel", 0, () => pool.Run(x.Values, y, _scratch)));
        return new Map(shape, y);
    }

    private void Dense(Map x, int outputs)
    {
        var layer = new FloatDense(x.Shape.Length, outputs, Random(x.Shape.Length * outputs), Random(outputs));
        var y = new float[outputs];
        Reserve(layer.ScratchLength);
        _steps.Add(new DigitalStep($"dense, {layer.Inputs} to {outputs}", (long)layer.Inputs * outputs, () => layer.Run(x.Values, y, _scratch)));
    }

    private void Reserve(int length) => _scratch = new float[Math.Max(length, _scratch.Length)];

    /// <summary>Between -1/4 and 1/4, so that no activation grows out of all bounds.</summary>
    private float[] Random(int length)
    {
        var seed = _seed++;
        var values = new float[length];
        for (var n = 0; n < length; n++) values[n] = ((Works.WorkData.Hash(seed, n) >> 40) / (float)(1 << 24) - 0.5f) / 2;
        return values;
    }

    private sealed record Map(MapShape Shape, float[] Values);
}
