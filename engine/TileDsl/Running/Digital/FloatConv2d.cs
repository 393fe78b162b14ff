using System.Runtime.CompilerServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// A convolution of float32 maps with its bias and activation (ONNX Conv): lanes over neighbouring outputs of a channel, so that maps are read
/// and written as they lie. Immutable: threads may share it, each with a scratch of its own.
/// </summary>
public sealed class FloatConv2d
{
    private readonly ConvGroup<float, FloatTapLaw>[] _groups;
    private readonly FloatDepthwise? _depthwise;
    private readonly PhasePlanes _planes;
    private readonly int _groupLength;
    private readonly Activation _rest;
    private readonly (float First, float Second) _parameters;

    /// <summary>Packs the weights.</summary>
    /// <param name="input">The map that is read.</param>
    /// <param name="output">The map that is written: its channels are a multiple of the groups.</param>
    /// <param name="window">Where each output looks.</param>
    /// <param name="groups">Groups of channels that see nothing of each other; divides both numbers of channels.</param>
    /// <param name="weights">Output channel, input channel of the group, window row, window column.</param>
    /// <param name="bias">By output channel; null for none.</param>
    /// <param name="activation">What follows; any but softmax.</param>
    /// <param name="first">The activation's first number: the slope of LeakyRelu, the factor of HardSigmoid (0 for 1/6 and 1/2).</param>
    /// <param name="second">Its second: what HardSigmoid adds.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit each other.</exception>
    public FloatConv2d(MapShape input, MapShape output, SlidingWindow window, int groups, ReadOnlySpan<float> weights, float[]? bias, Activation activation = Activation.None, double first = 0, double second = 0)
    {
        if (activation == Activation.Softmax) throw new ArgumentException("Softmax is a layer of its own after a convolution.", nameof(activation));
        var shape = new GroupShape(input, output, window, groups, weights.Length, bias?.Length);
        (Input, Output, _parameters) = (input, output, ((float)first, (float)second));
        (var clip, _rest) = Clip.Of(activation);
        var isDepthwise = shape.IsDepthwise;
        _planes = new PhasePlanes(input, window, output.Height, output.Width, copies: isDepthwise);
        _groups = [];
        if (isDepthwise)
        {
            _depthwise = new FloatDepthwise(_planes, output, shape.Outputs, weights, bias, clip);
        }
        else
        {
            _groups = new ConvGroup<float, FloatTapLaw>[groups];
            for (var g = 0; g < groups; g++)
                _groups[g] = new ConvGroup<float, FloatTapLaw>(shape.Offsets(_planes), _planes.Pitch, output with { Channels = shape.Outputs }, weights.Slice(g * shape.Weights, shape.Weights), bias.AsSpan(bias is null ? 0 : g * shape.Outputs), new FloatTapLaw(clip));
            _groupLength = checked(shape.Inputs * _planes.ChannelStride);
        }
        ScratchLength = checked(_planes.Length + (_depthwise?.ScratchLength ?? _groups[0].ScratchLength));
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<float> x, Span<float> y, Span<float> scratch, VectorPath path = VectorPath.Auto)
    {
        Spans.Check(x.Length, Input.Length, y.Length, Output.Length, scratch.Length, ScratchLength);
        y = y[..Output.Length];
        var planes = _planes.Of(x, scratch, 0f);
        var rest = scratch[_planes.Length..];
        _depthwise?.Run(planes, y, rest, path);
        var outputs = 0;
        for (var g = 0; g < _groups.Length; g++)
        {
            var group = _groups[g];
            group.Run(planes[(g * _groupLength)..], y.Slice(outputs, group.OutputLength), rest, path);
            outputs += group.OutputLength;
        }
        FloatActivation.Apply(_rest, _parameters, y, path);
    }
}
