using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// A convolution of codes whose output channels see one input channel each, exact while no sum leaves int32. A channel is summed as one line. Where its rows are short and
/// outputs lie as inputs do, that is the map itself, and what taps see beside it is masked; elsewhere it is of planes, with the columns between output rows, which are
/// dropped afterwards.
/// </summary>
internal sealed class IntegerDepthwise
{
    private const int Step = IntegerLine.Step;

    /// <summary>Masks that a small cache holds beside a channel.</summary>
    private const int MostMasks = 1 << 13;

    private readonly MapShape _input;
    private readonly MapShape _output;
    private readonly int _multiplier;
    private readonly short _zeroPoint;
    private readonly PhasePlanes? _planes;
    private readonly short[] _masks = [];
    private readonly int _pitch;
    private readonly int _channelStride;
    private readonly int _front;
    private readonly int _codes;
    private readonly int _line;
    private readonly int[] _offsets;
    private readonly int[] _weights;
    private readonly int[] _constants;

    /// <param name="input">The map that is read.</param>
    /// <param name="output">The map that is written: so many channels for each of the input.</param>
    /// <param name="window">Where each output looks.</param>
    /// <param name="weights">By output channel, then tap.</param>
    /// <param name="constants">By output channel: what is added.</param>
    /// <param name="zeroPoint">The code that the padding holds.</param>
    public IntegerDepthwise(MapShape input, MapShape output, SlidingWindow window, ReadOnlySpan<short> weights, int[] constants, short zeroPoint)
    {
        (_input, _output, _multiplier, _constants, _zeroPoint) = (input, output, output.Channels / input.Channels, constants, zeroPoint);
        var (taps, pairs) = (window.Taps, (window.Taps + 1) / 2);
        // The last of an odd number is read twice, the second time times 0.
        int[] all = [.. Enumerable.Range(0, 2 * pairs).Select(tap => Math.Min(tap, taps - 1))];
        _weights = new int[checked(output.Channels * pairs)];
        for (var n = 0; n < _weights.Length; n++)
        {
            var (channel, tap) = (n / pairs, 2 * (n % pairs));
            _weights[n] = Pairs.Of(weights[channel * taps + tap], tap + 1 < taps ? weights[channel * taps + tap + 1] : 0);
        }
        if (window is { StrideX: 1, StrideY: 1 } && output.Width == input.Width && input.Width < Step && (long)all.Length * Math.Max(output.Positions, Step) <= MostMasks)
        {
            int[] moves = [.. all.Select(tap => checked(tap / window.Width * window.DilationY - window.PadTop) * input.Width + tap % window.Width * window.DilationX - window.PadLeft)];
            (_pitch, _channelStride, _line) = (output.Width, input.Positions, Math.Max(output.Positions, Step));
            _masks = Masks(all, window);
            _front = Math.Max(0, -moves.Min());
            _offsets = [.. moves.Select(move => _front + move)];
            var behind = Math.Max(0, moves.Max() + _line - input.Positions);
            _codes = checked(_front + input.Length + behind + 1) / 2;
        }
        else
        {
            _planes = new PhasePlanes(input, window, output.Height, output.Width, copies: true);
            (_pitch, _channelStride, _codes) = (_planes.Pitch, _planes.ChannelStride, (_planes.Length + 1) / 2);
            _line = checked((output.Height - 1) * _pitch + output.Width + Step - 1) / Step * Step;
            _offsets = [.. all.Select(tap => _planes.TapOffsets[tap])];
        }
        ScratchLength = checked(_codes + _line);
    }

    /// <summary>Elements of scratch.</summary>
    public int ScratchLength { get; }

    /// <summary>All channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<short> x, Span<int> y, Span<int> scratch, VectorPath path)
    {
        var codes = MemoryMarshal.Cast<int, short>(scratch[.._codes]);
        var line = scratch.Slice(_codes, _line);
        if (_planes is null) x[.._input.Length].CopyTo(codes[_front..]);
        else _planes.Of(x, codes, _zeroPoint);
        var pairs = _offsets.Length / 2;
        // Rows without anything between are the result.
        var isResult = _pitch == _output.Width && _line == _output.Positions;
        for (var m = 0; m < _output.Channels; m++)
        {
            var channel = codes[(m / _multiplier * _channelStride)..];
            var weights = _weights.AsSpan(m * pairs, pairs);
            var target = y.Slice(m * _output.Positions, _output.Positions);
            var sums = isResult ? target : line;
            if (_planes is null) IntegerLine.Sum<MaskedSight>(channel, _offsets, _masks, _zeroPoint, weights, _constants[m], sums, path);
            else IntegerLine.Sum<WholeSight>(channel, _offsets, [], 0, weights, _constants[m], sums, path);
            if (!isResult) Rows.Copy<int>(line, _pitch, target, _output.Width, _output.Width, _output.Height);
        }
    }

    /// <summary>By tap, then position: all bits where it sees the map, none where it sees the padding.</summary>
    private short[] Masks(int[] taps, SlidingWindow window)
    {
        var masks = new short[taps.Length * _line];
        for (var k = 0; k < taps.Length; k++)
        {
            for (var n = 0; n < _output.Positions; n++)
            {
                var row = n / _output.Width + taps[k] / window.Width * window.DilationY - window.PadTop;
                var column = n % _output.Width + taps[k] % window.Width * window.DilationX - window.PadLeft;
                if (row >= 0 && row < _input.Height && column >= 0 && column < _input.Width) masks[k * _line + n] = -1;
            }
        }
        return masks;
    }
}
