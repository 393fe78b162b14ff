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
        planes[..^Slack].Fill(padding);
        var target = 0;
        for (var channel = 0; channel < _input.Channels; channel++)
        {
            foreach (var phaseY in _phasesY)
            {
                foreach (var phaseX in _phasesX)
                {
                    FillPlane(map[(channel * _input.Positions)..], planes.Slice(target, _rows * Pitch), phaseY - _window.PadTop, phaseX - _window.PadLeft);
                    target += _rows * Pitch;
                }
            }
        }
        return planes;
    }

    /// <summary>What is inside of row r, column q of the plane: row <c>firstRow + r StrideY</c>, column <c>firstColumn + q StrideX</c> of the map.</summary>
    private void FillPlane<T>(ReadOnlySpan<T> map, Span<T> plane, int firstRow, int firstColumn)
        where T : unmanaged
    {
        var (left, right) = Inside(firstColumn, _input.Width, _window.StrideX, Pitch);
        var (top, bottom) = Inside(firstRow, _input.Height, _window.StrideY, _rows);
        if (left == right || top == bottom) return;
        var source = map[((firstRow + top * _window.StrideY) * _input.Width + firstColumn + left * _window.StrideX)..];
        var sourceStride = _window.StrideY * _input.Width;
        var target = plane[(top * Pitch + left)..];
        if (_window.StrideX == 1)
        {
            Rows.Copy(source, sourceStride, target, Pitch, right - left, bottom - top);
            return;
        }
        for (var row = 0; row < bottom - top; row++) Strided.Copy(source[(row * sourceStride)..], _window.StrideX, target.Slice(row * Pitch, right - left));
    }

    /// <summary>The q below a limit with <c>0 &lt;= first + q stride &lt; length</c>, from the first of them to behind the last.</summary>
    private static (int Begin, int End) Inside(int first, int length, int stride, int limit)
    {
        var begin = Math.Min(FirstFrom(first, stride), limit);
        return (begin, Math.Clamp(FirstFrom(first - length, stride), begin, limit));
    }

    /// <summary>The first q with <c>first + q stride >= 0</c>.</summary>
    private static int FirstFrom(int first, int stride) => first >= 0 ? 0 : (-first + stride - 1) / stride;

    private int Offset(int y, int x)
    {
        var phase = Array.IndexOf(_phasesY, y % _window.StrideY) * _phasesX.Length + Array.IndexOf(_phasesX, x % _window.StrideX);
        return (phase * _rows + y / _window.StrideY) * Pitch + x / _window.StrideX;
    }

    private static int[] Phases(int taps, int dilation, int stride) =>
        [.. Enumerable.Range(0, taps).Select(tap => tap * dilation % stride).Distinct().Order()];
}
