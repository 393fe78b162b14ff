using TileDsl.Kernels;
using TileDsl.Running.Digital;
using TileDsl.Tests.Kernels.Tiles;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Running.Digital;

public class ConvolutionTests
{
    private static readonly Activation[] s_activations = [.. Enum.GetValues<Activation>().Where(a => a is not (Activation.Softmax or Activation.Clip))];

    [Property(MaxTest = 300)]
    public void Float_convolutions_follow_their_definition(int seed)
    {
        var random = new Random(seed);
        var (window, groups, outputs) = Draw(random);
        var output = new MapShape(outputs, window.OutputHeight, window.OutputWidth);
        var activation = s_activations[random.Next(s_activations.Length)];
        var weights = Fill(outputs * window.Input.Channels / groups * window.Window.Height * window.Window.Width, () => random.NextSingle() - 0.5f);
        var bias = random.Next(3) == 0 ? null : Fill(outputs, () => random.NextSingle() - 0.5f);
        var x = Fill(window.Input.Length, () => random.NextSingle() * 4 - 2);
        var (sums, magnitudes) = PlainLayers.Convolve(window, outputs, groups, n => x[n], n => weights[n], n => bias?[n] ?? 0);
        var convolution = new FloatConv2d(window.Input, output, window.Window, groups, weights, bias, activation, activation == Activation.LeakyRelu ? 0.125 : 0);
        foreach (var path in Paths)
        {
            var y = Fill(output.Length + 1, () => 7f);
            convolution.Run(x, y, Fill(convolution.ScratchLength, () => float.NaN), path);
            for (var n = 0; n < output.Length; n++)
            {
                var expected = PlainLayers.Activate(activation, 0.125, sums[n]);
                Assert.That(y[n], Is.EqualTo(expected).Within(2e-6 * Math.Max(magnitudes[n], 0.5)), $"{path}, {activation}, {groups} groups, {window}, element {n}");
            }
            Assert.That(y[^1], Is.EqualTo(7f), "the end");
        }
    }

    [Property(MaxTest = 300)]
    public void Integer_convolutions_are_exact(int seed)
    {
        var random = new Random(seed);
        var (window, groups, outputs) = Draw(random);
        AreExact(random, window, groups, outputs);
    }

    /// <summary>Of one input channel for each output, as wide as they were: short rows are read in place, and what stands beside them is not seen.</summary>
    [Property(MaxTest = 200)]
    public void Depthwise_convolutions_of_short_rows_are_exact(int seed)
    {
        var random = new Random(seed);
        var (channels, width) = (random.Pick(1, 2, 5), random.Next(1, 36));
        var window = new SlidingWindow(random.Next(1, 4), random.Next(2, 6)) { DilationY = random.Next(1, 3), DilationX = random.Next(1, 3) };
        var (beside, above) = ((window.Width - 1) * window.DilationX, (window.Height - 1) * window.DilationY);
        window = window with { PadLeft = random.Next(beside + 1), PadTop = random.Next(above + 1) };
        window = window with { PadRight = beside - window.PadLeft, PadBottom = above - window.PadTop };
        var input = new MapShape(channels, random.Next(1, 9), width);
        AreExact(random, new RandomWindow(input, input.Height, width, window), channels, channels * random.Pick(1, 2));
    }

    private static void AreExact(Random random, RandomWindow window, int groups, int outputs)
    {
        var output = new MapShape(outputs, window.OutputHeight, window.OutputWidth);
        var zero = (short)random.Pick(0, 128, -7, 255);
        var weights = Fill(outputs * window.Input.Channels / groups * window.Window.Height * window.Window.Width, () => (short)random.Next(-512, 512));
        var bias = random.Next(3) == 0 ? null : Fill(outputs, () => random.Next(-100000, 100000));
        var x = Fill(window.Input.Length, () => (short)random.Next(-2048, 2048));
        var (sums, _) = PlainLayers.Convolve(window, outputs, groups, n => x[n] - zero, n => weights[n], n => bias?[n] ?? 0);
        var convolution = new IntegerConv2d(window.Input, output, window.Window, groups, weights, bias, zero);
        foreach (var path in Paths)
        {
            var y = Fill(output.Length + 1, () => 7);
            convolution.Run(x, y, Fill(convolution.ScratchLength, () => -1), path);
            for (var n = 0; n < output.Length; n++) Assert.That((double)y[n], Is.EqualTo(sums[n]), $"{path}, {groups} groups, {window}, zero {zero}, element {n}");
            Assert.That(y[^1], Is.EqualTo(7), "the end");
        }
    }

    [Test]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var (input, output, window) = (new MapShape(4, 5, 5), new MapShape(6, 3, 3), new SlidingWindow(3, 3));
        Assert.That(() => new FloatConv2d(input, output, window, 1, new float[6 * 4 * 9], null), Throws.Nothing);
        Assert.That(() => new FloatConv2d(input, output, window, 1, new float[6 * 4 * 9 - 1], null), Throws.ArgumentException);
        Assert.That(() => new FloatConv2d(input, output, window, 4, new float[6 * 9], null), Throws.ArgumentException);
        Assert.That(() => new FloatConv2d(input, output, window, 1, new float[6 * 4 * 9], new float[5]), Throws.ArgumentException);
        Assert.That(() => new FloatConv2d(input, output, window with { StrideX = 0 }, 1, new float[6 * 4 * 9], null), Throws.ArgumentException);
        Assert.That(() => new FloatConv2d(input, output, window with { PadLeft = -1 }, 1, new float[6 * 4 * 9], null), Throws.ArgumentException);
        Assert.That(() => new FloatConv2d(input, output with { Width = 0 }, window, 1, new float[6 * 4 * 9], null), Throws.ArgumentException);
        Assert.That(() => new FloatConv2d(input, output, window, 1, new float[6 * 4 * 9], null, Activation.Softmax), Throws.ArgumentException);
        var convolution = new FloatConv2d(input, output, window, 1, new float[6 * 4 * 9], null);
        Assert.That(() => convolution.Run(new float[99], new float[54], new float[convolution.ScratchLength]), Throws.ArgumentException);
        Assert.That(() => convolution.Run(new float[100], new float[53], new float[convolution.ScratchLength]), Throws.ArgumentException);
        Assert.That(() => convolution.Run(new float[100], new float[54], new float[convolution.ScratchLength - 1]), Throws.ArgumentException);
        Assert.That(() => new IntegerConv2d(input, output, window, 1, Fill(216, () => short.MaxValue), Fill(6, () => int.MaxValue), short.MinValue), Throws.ArgumentException);
    }

    /// <summary>A window, groups that divide the channels (one channel each, a few or all) and output channels.</summary>
    private static (RandomWindow Window, int Groups, int Outputs) Draw(Random random)
    {
        var groups = random.Pick(1, 1, 2, 5);
        var inputs = groups * random.Pick(1, 1, 2, 3, 8);
        return (RandomWindow.Draw(random, inputs), groups, groups * random.Pick(1, 2, 5, 8, 11));
    }
}
