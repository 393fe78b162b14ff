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
    private readonly int _strideX;
    private readonly int _strideY;
    private readonly int _rows;
    private readonly int[] _phasesY;
    private readonly int[] _phasesX;
    private readonly Plane[] _planes;

    public PhasePlanes(MapShape input, SlidingWindow window, int outputHeight, int outputWidth, bool copies = false)
    {
        input.Check(nameof(input));
        window.Check();
        if (outputHeight < 1 || outputWidth < 1) throw new ArgumentException($"A map has at least one row and column, not {outputHeight} x {outputWidth}.");
        (_input, _strideX, _strideY) = (input, window.StrideX, window.StrideY);
        var (lastY, lastX) = (checked((window.Height - 1) * window.DilationY), checked((window.Width - 1) * window.DilationX));
        IsIdentity = !copies && window is { StrideY: 1, StrideX: 1, PadTop: 0, PadLeft: 0 } && outputHeight + lastY <= input.Height && outputWidth + lastX <= input.Width;
        _phasesY = Phases(window.Height, window.DilationY, window.StrideY);
        _phasesX = Phases(window.Width, window.DilationX, window.StrideX);
        Pitch = IsIdentity ? input.Width : checked(outputWidth + lastX / window.StrideX);
        _rows = IsIdentity ? input.Height : checked(outputHeight + lastY / window.StrideY);
        ChannelStride = checked(_phasesY.Length * _phasesX.Length * _rows * Pitch);
        Length = IsIdentity ? 0 : checked(input.Channels * ChannelStride + Slack);
        _planes = [.. from y in _phasesY from x in _phasesX select Of(y - window.PadTop, x - window.PadLeft)];
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
            foreach (ref readonly var plane in _planes.AsSpan())
            {
                if (plane.Rows > 0) Fill(map[(channel * _input.Positions + plane.Source)..], planes[(target + plane.Target)..], plane.Rows, plane.Columns);
                target += _rows * Pitch;
            }
        }
        return planes;
    }

    private void Fill<T>(ReadOnlySpan<T> source, Span<T> target, int rows, int columns)
        where T : unmanaged
    {
        var sourceStride = _strideY * _input.Width;
        if (_strideX == 1)
        {
            Rows.Copy(source, sourceStride, target, Pitch, columns, rows);
            return;
        }
        for (var row = 0; row < rows; row++) Strided.Copy(source[(row * sourceStride)..], _strideX, target.Slice(row * Pitch, columns));
    }

    /// <summary>What of a plane lies inside: row r, column q of it is row <c>firstRow + r StrideY</c>, column <c>firstColumn + q StrideX</c> of the map.</summary>
    private Plane Of(int firstRow, int firstColumn)
    {
        var (left, right) = Inside(firstColumn, _input.Width, _strideX, Pitch);
        var (top, bottom) = Inside(firstRow, _input.Height, _strideY, _rows);
        if (left == right || top == bottom) return default;
        return new Plane((firstRow + top * _strideY) * _input.Width + firstColumn + left * _strideX, top * Pitch + left, bottom - top, right - left);
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
        var phase = Array.IndexOf(_phasesY, y % _strideY) * _phasesX.Length + Array.IndexOf(_phasesX, x % _strideX);
        return (phase * _rows + y / _strideY) * Pitch + x / _strideX;
    }

    private static int[] Phases(int taps, int dilation, int stride) =>
        [.. Enumerable.Range(0, taps).Select(tap => tap * dilation % stride).Distinct().Order()];

    /// <summary>What is copied of a channel to one of its planes.</summary>
    /// <param name="Source">Where it begins in the channel.</param>
    /// <param name="Target">Where it begins in the plane.</param>
    /// <param name="Rows">Rows; 0 where nothing is.</param>
    /// <param name="Columns">Columns.</param>
    private readonly record struct Plane(int Source, int Target, int Rows, int Columns);
}
