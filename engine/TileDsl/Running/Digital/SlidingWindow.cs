namespace TileDsl.Running.Digital;

/// <summary>
/// Where a window that slides over a map looks: output (y, x) and tap (ky, kx) see the input at
/// <c>(y StrideY + ky DilationY - PadTop, x StrideX + kx DilationX - PadLeft)</c>, which lies in the padding where it is outside the map.
/// </summary>
public sealed record SlidingWindow
{
    /// <summary>A window of so many rows and columns, one step at a time and without padding.</summary>
    /// <param name="height">Rows of taps, 1 or more.</param>
    /// <param name="width">Columns of taps, 1 or more.</param>
    public SlidingWindow(int height, int width)
    {
        if (height < 1 || width < 1) throw new ArgumentException($"A window has at least one row and one column, not {height} x {width}.");
        (Height, Width) = (height, width);
    }

    /// <summary>Rows of taps.</summary>
    public int Height { get; }

    /// <summary>Columns of taps.</summary>
    public int Width { get; }

    /// <summary>Input rows from an output row to the next, 1 or more.</summary>
    public int StrideY { get; init; } = 1;

    /// <summary>Input columns from an output column to the next, 1 or more.</summary>
    public int StrideX { get; init; } = 1;

    /// <summary>Rows above the map, 0 or more.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns left of the map, 0 or more.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows below the map, 0 or more.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns right of the map, 0 or more.</summary>
    public int PadRight { get; init; }

    /// <summary>Input rows from a tap to the next, 1 or more.</summary>
    public int DilationY { get; init; } = 1;

    /// <summary>Input columns from a tap to the next, 1 or more.</summary>
    public int DilationX { get; init; } = 1;

    /// <summary>Taps.</summary>
    internal int Taps => checked(Height * Width);

    /// <summary>A window for a signal in time, which is a map of height 1.</summary>
    public static SlidingWindow InTime(int taps, int stride = 1, int padBegin = 0, int padEnd = 0, int dilation = 1) =>
        new(1, taps) { StrideX = stride, PadLeft = padBegin, PadRight = padEnd, DilationX = dilation };

    internal void Check()
    {
        if (StrideY < 1 || StrideX < 1) throw new ArgumentException("A stride is 1 or more.");
        if (DilationY < 1 || DilationX < 1) throw new ArgumentException("A dilation is 1 or more.");
        if (PadTop < 0 || PadLeft < 0 || PadBottom < 0 || PadRight < 0) throw new ArgumentException("A padding is 0 or more.");
    }
}
