using System.Runtime.CompilerServices;
using TileDsl.Kernels;
using static TileDsl.Running.Digital.Taps;

namespace TileDsl.Running.Digital;

/// <summary>
/// One group of a convolution: eight channels by 32 outputs at a time. Where output rows are whole registers, taps are read in place; elsewhere what
/// 32 outputs see is packed first.
/// </summary>
/// <typeparam name="T">What maps hold.</typeparam>
/// <typeparam name="TLaw">What a product is.</typeparam>
internal sealed class ConvGroup<T, TLaw>
    where T : unmanaged
    where TLaw : struct, ITapLaw<T>
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
    private readonly TLaw _law;

    /// <param name="offsets">By row of an output's weights: where output (0, 0) sees it, from the group's first channel on.</param>
    /// <param name="pitch">Elements of the planes from an output row to the next.</param>
    /// <param name="output">The map that this group writes.</param>
    /// <param name="weights">By output channel, then row.</param>
    /// <param name="bias">By output channel; empty for none.</param>
    /// <param name="law">What a product is.</param>
    public ConvGroup(int[] offsets, int pitch, MapShape output, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, TLaw law)
    {
        (_offsets, _outputs, _positions, _law) = (offsets, output.Channels, output.Positions, law);
        (_width, _pitch) = pitch == output.Width ? (output.Positions, output.Positions) : (output.Width, pitch);
        OutputLength = output.Length;
        // Rows without anything between are one row.
        _isFlat = _width == output.Positions;
        _isInPlace = _width % Positions == 0;
        var rows = offsets.Length;
        _panelOffsets = [.. Enumerable.Range(0, rows).Select(row => row * TileWidth)];
        var blocks = (_outputs + Channels - 1) / Channels;
        _weights = new AlignedMemory<T>(checked(blocks * rows * Channels));
        _bias = new T[blocks * Channels];
        for (var o = 0; o < _outputs; o++)
        {
            var (block, m) = Math.DivRem(o, Channels);
            if (!bias.IsEmpty) _bias[o] = bias[o];
            for (var row = 0; row < rows; row++) _weights.Span[(block * rows + row) * Channels + m] = weights[o * rows + row];
        }
        ScratchLength = checked(Channels * TileWidth + (_isInPlace ? 0 : rows * TileWidth + PositionPanel.Slack));
    }

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
            var missing = -count & (Positions - 1);
            // Of one row, the last registers overlap those before.
            if (_isFlat && missing <= n) (n, count) = (n - missing, count + missing);
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
                TapSums<T, TLaw>.Multiply(_law, x, first, second, offsets, weights, _bias.AsSpan(m), y[(m * _positions + n)..], _positions, path);
                continue;
            }
            TapSums<T, TLaw>.Multiply(_law, x, first, second, offsets, weights, _bias.AsSpan(m), sums, TileWidth, path);
            Rows.Copy<T>(sums, TileWidth, y[(m * _positions + n)..], _positions, count, Math.Min(Channels, _outputs - m));
        }
    }

    /// <summary>Where an output lies in the planes.</summary>
    private int Origin(int n) => n / _width * _pitch + n % _width;
}
