using System.Runtime.CompilerServices;
using TileDsl.Kernels;
using static TileDsl.Running.Digital.Taps;

namespace TileDsl.Running.Digital;

/// <summary>
/// One group of a convolution: eight channels by 32 outputs at a time. Where output rows are whole registers, taps are read in place; elsewhere what
/// 32 outputs see is packed first.
/// </summary>
/// <typeparam name="T">What maps hold.</typeparam>
/// <typeparam name="TTaps">The inner loop.</typeparam>
internal sealed class ConvGroup<T, TTaps>
    where T : unmanaged
    where TTaps : struct, ITaps<T>
{
    private const int TileWidth = 2 * Positions;

    private readonly int _outputs;
    private readonly int _positions;
    private readonly int _width;
    private readonly int _pitch;
    private readonly bool _isFlat;
    private readonly bool _isInPlace;
    private readonly int[] _offsets;
    private readonly int[] _panelOffsets;
    private readonly AlignedMemory<T> _weights;
    private readonly T[] _bias;
    private readonly TTaps _taps;

    public ConvGroup(PhasePlanes planes, GroupShape shape, MapShape output, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, TTaps taps)
    {
        (_outputs, _positions, _taps) = (shape.Outputs, output.Positions, taps);
        (_width, _pitch) = planes.Pitch == output.Width ? (output.Positions, output.Positions) : (output.Width, planes.Pitch);
        PlaneLength = checked(shape.Inputs * planes.ChannelStride);
        OutputLength = shape.Outputs * output.Positions;
        // Rows without anything between are one row.
        _isFlat = _width == output.Positions;
        _isInPlace = _width % Positions == 0;
        _offsets = shape.Offsets(planes);
        _panelOffsets = [.. Enumerable.Range(0, shape.Rows).Select(row => row * TileWidth)];
        var blocks = (shape.Outputs + Channels - 1) / Channels;
        _weights = new AlignedMemory<T>(checked(blocks * shape.Rows * Channels));
        _bias = new T[blocks * Channels];
        for (var o = 0; o < shape.Outputs; o++)
        {
            var (block, m) = Math.DivRem(o, Channels);
            if (!bias.IsEmpty) _bias[o] = bias[o];
            for (var row = 0; row < shape.Rows; row++) _weights.Span[(block * shape.Rows + row) * Channels + m] = weights[o * shape.Rows + row];
        }
        ScratchLength = checked(Channels * TileWidth + (_isInPlace ? 0 : shape.Rows * TileWidth));
    }

    /// <summary>Elements of the planes that one group sees.</summary>
    public int PlaneLength { get; }

    /// <summary>Elements that one group writes.</summary>
    public int OutputLength { get; }

    /// <summary>Elements of scratch.</summary>
    public int ScratchLength { get; }

    /// <summary>From the planes of the group's first channel on to the group's outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<T> planes, Span<T> y, Span<T> scratch, VectorPath path)
    {
        var panel = scratch[(Channels * TileWidth)..];
        for (var n = 0; n < _positions; n += TileWidth)
        {
            var count = Math.Min(TileWidth, _positions - n);
            if (_isInPlace || (_isFlat && count % Positions == 0))
            {
                var second = count > Positions ? Origin(n + Positions) : -1;
                Tile(planes, Origin(n), second, _offsets, n, count, y, scratch, path);
                continue;
            }
            PositionPanel.Pack(planes, _offsets, _width, _pitch, n, count, panel, TileWidth);
            Tile(panel, 0, count > Positions ? Positions : -1, _panelOffsets, n, count, y, scratch, path);
        }
    }

    /// <summary>All channels of the outputs from n on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile(ReadOnlySpan<T> x, int first, int second, ReadOnlySpan<int> offsets, int n, int count, Span<T> y, Span<T> sums, VectorPath path)
    {
        var isWhole = count % Positions == 0;
        for (var m = 0; m < _outputs; m += Channels)
        {
            var weights = _weights.Span.Slice(m * offsets.Length, Channels * offsets.Length);
            if (isWhole && m + Channels <= _outputs)
            {
                _taps.Multiply(x, first, second, offsets, weights, _bias.AsSpan(m), y[(m * _positions + n)..], _positions, path);
                continue;
            }
            _taps.Multiply(x, first, second, offsets, weights, _bias.AsSpan(m), sums, TileWidth, path);
            Rows.Copy<T>(sums, TileWidth, y[(m * _positions + n)..], _positions, count, Math.Min(Channels, _outputs - m));
        }
    }

    /// <summary>Where an output lies in the planes.</summary>
    private int Origin(int n) => n / _width * _pitch + n % _width;
}
