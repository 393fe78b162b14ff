using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Benchmarks.Digital;

/// <summary>One step of a network, ready to run.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Macs">Multiply-adds.</param>
/// <param name="Run">Runs it from buffer to buffer.</param>
internal sealed record DigitalStep(string Name, long Macs, Action Run);

/// <summary>A network with weights drawn once: its shapes are those of a trained one, its numbers are not.</summary>
internal abstract class DigitalNetwork
{
    private readonly List<DigitalStep> _steps = [];
    private ulong _seed = 100;

    public IReadOnlyList<DigitalStep> Steps => _steps;

    /// <summary>MLPerf Tiny's ResNet-8 for CIFAR-10.</summary>
    public DigitalNetwork ResNet8()
    {
        var same = new SlidingWindow(3, 3) { PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var half = new SlidingWindow(3, 3) { StrideY = 2, StrideX = 2, PadBottom = 1, PadRight = 1 };
        var skip = new SlidingWindow(1, 1) { StrideY = 2, StrideX = 2 };
        var x = Convolve(Input(new MapShape(3, 32, 32)), new MapShape(16, 32, 32), same);
        var inner = Convolve(Convolve(x, x.Shape, same), x.Shape, same, Activation.None);
        x = Add(x, inner);
        foreach (var shape in new[] { new MapShape(32, 16, 16), new MapShape(64, 8, 8) })
        {
            inner = Convolve(Convolve(x, shape, half), shape, same, Activation.None);
            x = Add(Convolve(x, shape, skip, Activation.None), inner);
        }
        Dense(Average(x), 10);
        return this;
    }

    /// <summary>MLPerf Tiny's DS-CNN for keyword spotting.</summary>
    public DigitalNetwork DsCnn()
    {
        var first = new SlidingWindow(10, 4) { StrideY = 2, StrideX = 2, PadTop = 4, PadLeft = 1, PadBottom = 5, PadRight = 1 };
        var same = new SlidingWindow(3, 3) { PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var shape = new MapShape(64, 25, 5);
        var x = Convolve(Input(new MapShape(1, 49, 10)), shape, first);
        for (var block = 0; block < 4; block++) x = Convolve(Convolve(x, shape, same, groups: 64), shape, new SlidingWindow(1, 1));
        Dense(Average(x), 12);
        return this;
    }

    public void Run()
    {
        foreach (var step in _steps) step.Run();
    }

    protected abstract Map Input(MapShape shape);

    protected abstract Map Convolve(Map x, MapShape shape, SlidingWindow window, Activation activation = Activation.Relu, int groups = 1);

    protected abstract Map Add(Map a, Map b);

    protected abstract Map Average(Map x);

    protected abstract void Dense(Map x, int outputs);

    protected void Step(string name, long macs, Action run) => _steps.Add(new DigitalStep(name, macs, run));

    protected void Step(MapShape input, MapShape shape, SlidingWindow window, int groups, Action run) => Step(
        $"{(groups == 1 ? "conv" : "depthwise")} {window.Height}x{window.Width} / {window.StrideX}, {input.Channels} to {shape.Channels} channels of {shape.Height}x{shape.Width}",
        (long)shape.Length * input.Channels / groups * window.Height * window.Width,
        run);

    /// <summary>Between -1/4 and 1/4, so that no activation grows out of all bounds.</summary>
    protected float[] Random(int length)
    {
        var seed = _seed++;
        var values = new float[length];
        for (var n = 0; n < length; n++) values[n] = ((Works.WorkData.Hash(seed, n) >> 40) / (float)(1 << 24) - 0.5f) / 2;
        return values;
    }

    /// <summary>What a step leaves: float32 values, or codes.</summary>
    protected sealed record Map(MapShape Shape, float[] Values, short[] Codes);
}
