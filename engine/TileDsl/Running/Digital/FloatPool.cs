using System.Numerics;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>What becomes of the elements in a window.</summary>
public enum PoolKind
{
    /// <summary>The largest; the padding takes no part.</summary>
    Max,

    /// <summary>The mean of those inside the map.</summary>
    Average,

    /// <summary>The mean of those inside the map and its padding, which is zero (count_include_pad).</summary>
    AverageWithPadding,
}

/// <summary>Pooling of float32 maps (ONNX MaxPool, AveragePool and the global ones), with an activation.</summary>
public sealed class FloatPool
{
    private readonly PoolKind _kind;
    private readonly PhasePlanes _planes;
    private readonly int _line;
    private readonly float[] _counts;
    private readonly bool _isOneRun;
    private readonly Activation _activation;
    private readonly (float First, float Second) _parameters;

    /// <summary>Prepares the windows.</summary>
    /// <param name="kind">What becomes of a window.</param>
    /// <param name="input">The map that is read.</param>
    /// <param name="output">The map that is written, of as many channels. Its last windows may reach beyond the padding (ceil_mode).</param>
    /// <param name="window">Where each output looks.</param>
    /// <param name="activation">What follows; any but softmax.</param>
    /// <param name="first">The activation's first number: the slope of LeakyRelu, the factor of HardSigmoid (0 for 1/6 and 1/2).</param>
    /// <param name="second">Its second: what HardSigmoid adds.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or a window that sees nothing.</exception>
    public FloatPool(PoolKind kind, MapShape input, MapShape output, SlidingWindow window, Activation activation = Activation.None, double first = 0, double second = 0)
    {
        output.Check(nameof(output));
        if (input.Channels != output.Channels) throw new ArgumentException($"Pooling keeps the channels: {input.Channels}, not {output.Channels}.", nameof(output));
        if (activation == Activation.Softmax) throw new ArgumentException("Softmax is a layer of its own after pooling.", nameof(activation));
        (_kind, Input, Output, _activation, _parameters) = (kind, input, output, activation, ((float)first, (float)second));
        _planes = new PhasePlanes(input, window, output.Height, output.Width);
        _line = checked((output.Height - 1) * _planes.Pitch + output.Width);
        var rows = Counts(output.Height, window.Height, window.StrideY, window.DilationY, window.PadTop, input.Height, window.PadBottom);
        var columns = Counts(output.Width, window.Width, window.StrideX, window.DilationX, window.PadLeft, input.Width, window.PadRight);
        _counts = [.. from row in rows from column in columns select (float)row * column];
        if (_counts.Contains(0)) throw new ArgumentException("A window sees nothing of the map.", nameof(output));
        // A single window over neighbouring elements: global pooling.
        _isOneRun = output.Positions == 1 && _planes.TapOffsets[^1] == _planes.TapOffsets.Length - 1;
        ScratchLength = checked(_planes.Length + _line);
    }

    /// <summary>The map that is read.</summary>
    public MapShape Input { get; }

    /// <summary>The map that is written.</summary>
    public MapShape Output { get; }

    /// <summary>Elements of scratch that a run needs.</summary>
    public int ScratchLength { get; }

    /// <summary>One map.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The output; overwritten.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> elements or more, of any content.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape.</exception>
    public void Run(ReadOnlySpan<float> x, Span<float> y, Span<float> scratch, VectorPath path = VectorPath.Auto)
    {
        Spans.Check(x.Length, Input.Length, y.Length, Output.Length, scratch.Length, ScratchLength);
        var isMax = _kind == PoolKind.Max;
        var planes = _planes.Of(x, scratch, isMax ? float.NegativeInfinity : 0f);
        var line = scratch.Slice(_planes.Length, _line);
        for (var channel = 0; channel < Output.Channels; channel++)
        {
            var source = planes[(channel * _planes.ChannelStride)..];
            if (_isOneRun)
            {
                var run = source[.._planes.TapOffsets.Length];
                y[channel] = isMax ? Lanes.Max(run) : (float)(Lanes.Sum(run) / _counts[0]);
                continue;
            }
            var target = y.Slice(channel * Output.Positions, Output.Positions);
            if (isMax) Gather(new Larger(), source, line, path);
            else Gather(new Total(), source, line, path);
            Rows.Copy<float>(line, _planes.Pitch, target, Output.Width, Output.Width, Output.Height);
            if (!isMax) for (var n = 0; n < target.Length; n++) target[n] /= _counts[n];
        }
        FloatActivation.Apply(_activation, _parameters, y[..Output.Length], path);
    }

    private void Gather<F>(F f, ReadOnlySpan<float> channel, Span<float> line, VectorPath path)
        where F : struct, ILaneFunction2
    {
        channel.Slice(_planes.TapOffsets[0], line.Length).CopyTo(line);
        foreach (var offset in _planes.TapOffsets.AsSpan(1)) Lanes.Map(f, line, channel.Slice(offset, line.Length), line);
    }

    /// <summary>By output of one axis: the taps of its window that count.</summary>
    private int[] Counts(int outputs, int taps, int stride, int dilation, int begin, int inputs, int end)
    {
        var (from, to) = _kind == PoolKind.AverageWithPadding ? (-begin, inputs + end) : (0, inputs);
        return [.. Enumerable.Range(0, outputs).Select(n => Enumerable.Range(0, taps).Count(tap => n * stride + tap * dilation - begin is var i && i >= from && i < to))];
    }

    private readonly struct Larger : ILaneFunction2
    {
        public Vector<float> Of(Vector<float> a, Vector<float> b) => Vector.Max(a, b);
    }

    private readonly struct Total : ILaneFunction2
    {
        public Vector<float> Of(Vector<float> a, Vector<float> b) => a + b;
    }
}
