namespace TileDsl.Running.Digital;

/// <summary>
/// A map made ready for a sliding window: padded, and with strides taken apart, so that neighbouring outputs see neighbouring elements. Every
/// channel becomes one plane per phase (row mod StrideY, column mod StrideX) that a tap uses; output (y, x) and a tap then see element
/// <c>channel * ChannelStride + TapOffsets[tap] + y * Pitch + x</c>. A map that needs neither padding nor phases is its own planes.
/// </summary>
internal sealed class PhasePlanes
{
    /// <summary>Elements after the last plane that a vector may read.</summary>
    public const int Slack = 64;

    private readonly MapShape _input;
    private readonly SlidingWindow _window;
    private readonly int _rows;
    private readonly int[] _phasesY;
    private readonly int[] _phasesX;

    public PhasePlanes(MapShape input, SlidingWindow window, int outputHeight, int outputWidth, bool copies = false)
    {
        input.Check(nameof(input));
        window.Check();
        if (outputHeight < 1 || outputWidth < 1) throw new ArgumentException($"A map has at least one row and column, not {outputHeight} x {outputWidth}.");
        (_input, _window) = (input, window);
        var (lastY, lastX) = (checked((window.Height - 1) * window.DilationY), checked((window.Width - 1) * window.DilationX));
        IsIdentity = !copies && window is { StrideY: 1, StrideX: 1, PadTop: 0, PadLeft: 0 } && outputHeight + lastY <= input.Height && outputWidth + lastX <= input.Width;
        _phasesY = Phases(window.Height, window.DilationY, window.StrideY);
        _phasesX = Phases(window.Width, window.DilationX, window.StrideX);
        Pitch = IsIdentity ? input.Width : checked(outputWidth + lastX / window.StrideX);
        _rows = IsIdentity ? input.Height : checked(outputHeight + lastY / window.StrideY);
        ChannelStride = checked(_phasesY.Length * _phasesX.Length * _rows * Pitch);
        Length = IsIdentity ? 0 : checked(input.Channels * ChannelStride + Slack);
        TapOffsets = new int[window.Taps];
        for (var tap = 0; tap < TapOffsets.Length; tap++) TapOffsets[tap] = Offset(tap / window.Width * window.DilationY, tap % window.Width * window.DilationX);
    }

    /// <summary>The planes are the map itself, without slack.</summary>
    public bool IsIdentity { get; }

    /// <summary>Elements from an output row to the next.</summary>
    public int Pitch { get; }

    /// <summary>Elements from a channel to the next.</summary>
    public int ChannelStride { get; }

    /// <summary>Elements of all planes with the slack; 0 where the map is its own planes.</summary>
    public int Length { get; }

    /// <summary>By tap, row-major: where output (0, 0) sees it.</summary>
    public int[] TapOffsets { get; }

    /// <summary>The planes of a map, in the scratch unless the map is its own.</summary>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> map, Span<T> scratch, T padding)
        where T : unmanaged
    {
        if (IsIdentity) return map[.._input.Length];
        var planes = scratch[..Length];
        var target = 0;
        for (var channel = 0; channel < _input.Channels; channel++)
        {
            var source = map.Slice(channel * _input.Positions, _input.Positions);
            foreach (var phaseY in _phasesY)
            {
                foreach (var phaseX in _phasesX)
                {
                    FillPlane(source, planes.Slice(target, _rows * Pitch), phaseY - _window.PadTop, phaseX - _window.PadLeft, padding);
                    target += _rows * Pitch;
                }
            }
        }
        return planes;
    }

    /// <summary>Row r, column q of the plane is row <c>firstRow + r StrideY</c>, column <c>firstColumn + q StrideX</c> of the channel.</summary>
    private void FillPlane<T>(ReadOnlySpan<T> channel, Span<T> plane, int firstRow, int firstColumn, T padding)
        where T : unmanaged
    {
        var begin = Math.Min(FirstInside(firstColumn, _window.StrideX), Pitch);
        var end = Math.Clamp(FirstInside(firstColumn - _input.Width, _window.StrideX), begin, Pitch);
        for (var row = 0; row < _rows; row++)
        {
            var line = plane.Slice(row * Pitch, Pitch);
            var y = firstRow + row * _window.StrideY;
            if (y < 0 || y >= _input.Height || begin == end)
            {
                line.Fill(padding);
                continue;
            }
            line[..begin].Fill(padding);
            var source = channel.Slice(y * _input.Width, _input.Width)[(firstColumn + begin * _window.StrideX)..];
            if (_window.StrideX == 1) source[..(end - begin)].CopyTo(line[begin..]);
            else Strided.Copy(source, _window.StrideX, line[begin..end]);
            line[end..].Fill(padding);
        }
    }

    /// <summary>The first q with <c>first + q stride >= 0</c>.</summary>
    private static int FirstInside(int first, int stride) => first >= 0 ? 0 : (-first + stride - 1) / stride;

    private int Offset(int y, int x)
    {
        var phase = Array.IndexOf(_phasesY, y % _window.StrideY) * _phasesX.Length + Array.IndexOf(_phasesX, x % _window.StrideX);
        return (phase * _rows + y / _window.StrideY) * Pitch + x / _window.StrideX;
    }

    private static int[] Phases(int taps, int dilation, int stride) =>
        [.. Enumerable.Range(0, taps).Select(tap => tap * dilation % stride).Distinct().Order()];
}
