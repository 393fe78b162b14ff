using System.Runtime.CompilerServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// A convolution in float32 whose output channels see one input channel each. A channel's planes are summed as one line, with the columns between output rows,
/// which are dropped afterwards: rows of edge networks are shorter than a register.
/// </summary>
internal sealed class FloatDepthwise
{
    private const int Step = Taps.Positions;

    private readonly MapShape _output;
    private readonly int _multiplier;
    private readonly int _pitch;
    private readonly int _channelStride;
    private readonly int _line;
    private readonly int[] _offsets;
    private readonly float[] _weights;
    private readonly float[] _bias;
    private readonly Clip _clip;

    /// <param name="planes">Copies, with slack.</param>
    /// <param name="output">The map that is written.</param>
    /// <param name="multiplier">Output channels of an input channel.</param>
    /// <param name="weights">By output channel, then tap.</param>
    /// <param name="bias">By output channel; null for none.</param>
    /// <param name="clip">Limits of the results.</param>
    public FloatDepthwise(PhasePlanes planes, MapShape output, int multiplier, ReadOnlySpan<float> weights, float[]? bias, Clip clip)
    {
        (_output, _multiplier, _pitch, _channelStride, _clip) = (output, multiplier, planes.Pitch, planes.ChannelStride, clip);
        _line = checked((output.Height - 1) * planes.Pitch + output.Width + Step - 1) / Step * Step;
        _offsets = planes.TapOffsets;
        _weights = weights.ToArray();
        _bias = bias ?? new float[output.Channels];
    }

    /// <summary>Elements of scratch.</summary>
    public int ScratchLength => _line;

    /// <summary>All channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<float> planes, Span<float> y, Span<float> scratch, VectorPath path)
    {
        var line = scratch[.._line];
        for (var m = 0; m < _output.Channels; m++)
        {
            var channel = planes[(m / _multiplier * _channelStride)..];
            var weights = _weights.AsSpan(m * _offsets.Length, _offsets.Length);
            FloatLine.Sum(channel, _offsets, weights, _bias[m], _clip, line, path);
            var target = y.Slice(m * _output.Positions, _output.Positions);
            Rows.Copy<float>(line, _pitch, target, _output.Width, _output.Width, _output.Height);
        }
    }
}
