using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// A convolution of quantised maps, exact in int32: <c>y = bias + sum of w (x - zero_point)</c>, with codes and weights of up to 16 bits (ONNX
/// ConvInteger and QLinearConv before their scales). Two input channels share an element, or two taps of one, so that one instruction multiplies and adds both.
/// Immutable: threads may share it, each with a scratch of its own.
/// </summary>
public sealed class IntegerConv2d
{
    private readonly ConvGroup<int, PairTapLaw>[] _groups;
    private readonly IntegerDepthwise? _depthwise;
    private readonly PhasePlanes? _planes;
    private readonly PairedPlanes? _paired;
    private readonly short _zeroPoint;
    private readonly int _codes;

    /// <summary>Packs the weights.</summary>
    /// <param name="input">The map that is read.</param>
    /// <param name="output">The map that is written: its channels are a multiple of the groups.</param>
    /// <param name="window">Where each output looks.</param>
    /// <param name="groups">Groups of channels that see nothing of each other; divides both numbers of channels.</param>
    /// <param name="weights">Output channel, input channel of the group, window row, window column; without a zero point.</param>
    /// <param name="bias">By output channel; null for none.</param>
    /// <param name="zeroPoint">The code of zero, which is also what the padding holds.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit each other, or a bias with the zero point's part that is outside int32.</exception>
    public IntegerConv2d(MapShape input, MapShape output, SlidingWindow window, int groups, ReadOnlySpan<short> weights, int[]? bias, short zeroPoint = 0)
    {
        var shape = new GroupShape(input, output, window, groups, weights.Length, bias?.Length);
        (Input, Output, _zeroPoint) = (input, output, zeroPoint);
        var constants = ZeroPoint.Remove(weights, output.Channels, bias, zeroPoint);
        _groups = [];
        if (shape.IsDepthwise)
        {
            _depthwise = new IntegerDepthwise(input, output, window, weights, constants, zeroPoint);
            ScratchLength = _depthwise.ScratchLength;
            return;
        }
        _planes = new PhasePlanes(input, window, output.Height, output.Width);
        _paired = new PairedPlanes(_planes, window, groups, shape);
        // Two codes to an element of the scratch.
        _codes = (_planes.Length + 1) / 2;
        var paired = _paired.Weights(weights);
        var ofGroup = paired.Length / groups;
        _groups = new ConvGroup<int, PairTapLaw>[groups];
        for (var g = 0; g < groups; g++)
            _groups[g] = new ConvGroup<int, PairTapLaw>(_paired.Offsets, _planes.Pitch, output with { Channels = shape.Outputs }, paired.AsSpan(g * ofGroup, ofGroup), constants.AsSpan(g * shape.Outputs, shape.Outputs), new PairTapLaw());
        ScratchLength = checked(_codes + _paired.Length + _groups[0].ScratchLength);
    }

    /// <summary>The map that is read.</summary>
    public MapShape Input { get; }

    /// <summary>The map that is written.</summary>
    public MapShape Output { get; }

    /// <summary>Elements of scratch that a run needs.</summary>
    public int ScratchLength { get; }

    /// <summary>One map.</summary>
    /// <param name="x">The input's codes.</param>
    /// <param name="y">The output; overwritten. The caller proves that no sum of products leaves int32.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> elements or more, of any content.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<short> x, Span<int> y, Span<int> scratch, VectorPath path = VectorPath.Auto)
    {
        Spans.Check(x.Length, Input.Length, y.Length, Output.Length, scratch.Length, ScratchLength);
        if (_planes is null || _paired is null)
        {
            _depthwise!.Run(x, y, scratch, path);
            return;
        }
        var planes = _planes.Of(x, MemoryMarshal.Cast<int, short>(scratch[.._codes]), _zeroPoint);
        var paired = _paired.Of(planes, scratch.Slice(_codes, _paired.Length));
        var rest = scratch[(_codes + _paired.Length)..];
        var outputs = 0;
        for (var g = 0; g < _groups.Length; g++)
        {
            var group = _groups[g];
            group.Run(paired[(g * _paired.GroupLength)..], y.Slice(outputs, group.OutputLength), rest, path);
            outputs += group.OutputLength;
        }
    }
}
