using TileDsl.Kernels;
using TileDsl.Running.Digital;
using TileDsl.Tests.Kernels.Tiles;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Running.Digital;

public class PoolTests
{
    [Property(MaxTest = 200)]
    public void Pools_follow_their_definition(int seed)
    {
        var random = new Random(seed);
        var kind = (PoolKind)random.Pick((int)PoolKind.Max, (int)PoolKind.Average, (int)PoolKind.AverageWithPadding);
        var drawn = RandomWindow.Draw(random, random.Next(1, 5));
        // Windows may see nothing but padding (refused, below); the ones beyond the end are ceil_mode's.
        var window = drawn with { OutputHeight = drawn.OutputHeight + random.Next(2), OutputWidth = drawn.OutputWidth + random.Next(2) };
        var output = new MapShape(window.Input.Channels, window.OutputHeight, window.OutputWidth);
        var x = Fill(window.Input.Length, () => random.NextSingle() * 4 - 2);
        if (!EveryWindowSees(window))
        {
            if (kind != PoolKind.AverageWithPadding) Assert.That(() => new FloatPool(kind, window.Input, output, window.Window), Throws.ArgumentException);
            return;
        }
        var pool = new FloatPool(kind, window.Input, output, window.Window, Activation.Relu);
        foreach (var path in Paths)
        {
            var y = Fill(output.Length + 1, () => 7f);
            pool.Run(x, y, Fill(pool.ScratchLength, () => float.NaN), path);
            for (var n = 0; n < output.Length; n++)
                Assert.That(y[n], Is.EqualTo(Math.Max(Expected(kind, window, x, n), 0)).Within(2e-6), $"{path}, {kind}, {window}, element {n}");
            Assert.That(y[^1], Is.EqualTo(7f), "the end");
        }
    }

    [Test]
    public void A_pool_keeps_its_channels() =>
        Assert.That(() => new FloatPool(PoolKind.Max, new MapShape(2, 4, 4), new MapShape(3, 2, 2), new SlidingWindow(2, 2)), Throws.ArgumentException);

    private static bool EveryWindowSees(RandomWindow window)
    {
        for (var y = 0; y < window.OutputHeight; y++)
        {
            for (var x = 0; x < window.OutputWidth; x++)
            {
                if (Enumerable.Range(0, window.Window.Height * window.Window.Width).All(tap => window.Seen(y, x, tap) < 0)) return false;
            }
        }
        return true;
    }

    private static double Expected(PoolKind kind, RandomWindow window, float[] x, int n)
    {
        var (channel, position) = Math.DivRem(n, window.OutputHeight * window.OutputWidth);
        var (row, column) = Math.DivRem(position, window.OutputWidth);
        var (largest, sum, count) = (double.NegativeInfinity, 0.0, 0);
        for (var tap = 0; tap < window.Window.Height * window.Window.Width; tap++)
        {
            var seen = window.Seen(row, column, tap);
            if (seen >= 0)
            {
                var value = x[channel * window.Input.Height * window.Input.Width + seen];
                largest = Math.Max(largest, value);
                sum += value;
                count++;
            }
            else if (kind == PoolKind.AverageWithPadding && IsWithinPadding(window, row, column, tap))
            {
                count++;
            }
        }
        return kind == PoolKind.Max ? largest : sum / count;
    }

    private static bool IsWithinPadding(RandomWindow w, int row, int column, int tap) =>
        row * w.Window.StrideY + tap / w.Window.Width * w.Window.DilationY < w.Window.PadTop + w.Input.Height + w.Window.PadBottom
        && column * w.Window.StrideX + tap % w.Window.Width * w.Window.DilationX < w.Window.PadLeft + w.Input.Width + w.Window.PadRight;
}
