using System.Runtime.CompilerServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// A convolution whose output channels see one input channel each. A channel's planes are summed as one line, with the columns between output rows,
/// which are dropped afterwards: rows of edge networks are shorter than a register.
/// </summary>
/// <typeparam name="T">What maps hold.</typeparam>
/// <typeparam name="TLine">The inner loop.</typeparam>
internal sealed class Depthwise<T, TLine>
    where T : unmanaged
    where TLine : struct, ILine<T>
{
    private const int Step = Taps.Positions;

    private readonly MapShape _output;
    private readonly int _multiplier;
    private readonly int _pitch;
    private readonly int _channelStride;
    private readonly int _line;
    private readonly int[] _offsets;
    private readonly T[] _weights;
    private readonly T[] _bias;
    private readonly TLine _sum;

    /// <param name="planes">Copies, with slack.</param>
    /// <param name="output">The map that is written.</param>
    /// <param name="multiplier">Output channels of an input channel.</param>
    /// <param name="weights">By output channel, then tap.</param>
    /// <param name="bias">By output channel; null for none.</param>
    /// <param name="sum">The inner loop.</param>
    public Depthwise(PhasePlanes planes, MapShape output, int multiplier, ReadOnlySpan<T> weights, T[]? bias, TLine sum)
    {
        (_output, _multiplier, _pitch, _channelStride, _sum) = (output, multiplier, planes.Pitch, planes.ChannelStride, sum);
        _line = checked((output.Height - 1) * planes.Pitch + output.Width + Step - 1) / Step * Step;
        _offsets = planes.TapOffsets;
        _weights = weights.ToArray();
        _bias = bias ?? new T[output.Channels];
    }

    /// <summary>Elements of scratch.</summary>
    public int ScratchLength => _line;

    /// <summary>All channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<T> planes, Span<T> y, Span<T> scratch, VectorPath path)
    {
        var line = scratch[.._line];
        for (var m = 0; m < _output.Channels; m++)
        {
            var channel = planes[(m / _multiplier * _channelStride)..];
            var weights = _weights.AsSpan(m * _offsets.Length, _offsets.Length);
            _sum.Sum(channel, _offsets, weights, _bias[m], line, path);
            var target = y.Slice(m * _output.Positions, _output.Positions);
            Rows.Copy<T>(line, _pitch, target, _output.Width, _output.Width, _output.Height);
        }
    }
}

/// <summary>The inner loop of a depthwise convolution.</summary>
/// <typeparam name="T">What maps hold.</typeparam>
internal interface ILine<T>
    where T : unmanaged
{
    /// <summary><c>line[n] = bias + sum over k of weights[k] * x[offsets[k] + n]</c>.</summary>
    /// <param name="x">What the offsets count in; the caller proves that all that they lead to is there.</param>
    /// <param name="offsets">By tap.</param>
    /// <param name="weights">By tap.</param>
    /// <param name="bias">Of the channel.</param>
    /// <param name="line">The result, a multiple of 16 long.</param>
    /// <param name="path">The width of the vectors.</param>
    void Sum(ReadOnlySpan<T> x, ReadOnlySpan<int> offsets, ReadOnlySpan<T> weights, T bias, Span<T> line, VectorPath path);
}
