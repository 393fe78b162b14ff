using TileDsl.Running.Digital;

namespace TileDsl.Tests.Running.Digital;

/// <summary>A window on a map and the map it makes, drawn at random with every stride, padding and dilation.</summary>
internal sealed record RandomWindow(MapShape Input, int OutputHeight, int OutputWidth, SlidingWindow Window)
{
    public static RandomWindow Draw(Random random, int channels, int largest = 40)
    {
        while (true)
        {
            var isInTime = random.Next(4) == 0;
            var input = new MapShape(channels, isInTime ? 1 : random.Next(1, 12), random.Next(3) == 0 ? random.Next(1, 4) * 16 : random.Next(1, largest));
            var window = new SlidingWindow(isInTime ? 1 : random.Next(1, 5), random.Next(1, 6))
            {
                StrideY = isInTime ? 1 : random.Next(1, 4),
                StrideX = Math.Max(1, random.Next(-1, 4)),
                PadTop = isInTime ? 0 : random.Next(3),
                PadLeft = random.Next(3),
                PadBottom = isInTime ? 0 : random.Next(3),
                PadRight = random.Next(3),
                DilationY = random.Next(1, 3),
                DilationX = random.Next(1, 4),
            };
            if (random.Next(3) == 0) window = window with { StrideX = 1, StrideY = 1, PadTop = 0, PadLeft = 0 };
            var height = Outputs(input.Height, window.PadTop, window.PadBottom, window.Height, window.DilationY, window.StrideY);
            var width = Outputs(input.Width, window.PadLeft, window.PadRight, window.Width, window.DilationX, window.StrideX);
            if (height >= 1 && width >= 1) return new RandomWindow(input, height, width, window);
        }
    }

    /// <summary>The input that an output and a tap see, or -1 in the padding.</summary>
    public int Seen(int y, int x, int tap)
    {
        var row = y * Window.StrideY + tap / Window.Width * Window.DilationY - Window.PadTop;
        var column = x * Window.StrideX + tap % Window.Width * Window.DilationX - Window.PadLeft;
        return row < 0 || row >= Input.Height || column < 0 || column >= Input.Width ? -1 : row * Input.Width + column;
    }

    private static int Outputs(int inputs, int begin, int end, int taps, int dilation, int stride) =>
        (inputs + begin + end - (taps - 1) * dilation - 1) is var room && room < 0 ? 0 : room / stride + 1;
}
