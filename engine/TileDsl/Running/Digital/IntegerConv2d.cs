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
    private readonly ConvGroup<int, IntegerTaps>[] _groups;
    private readonly IntegerDepthwise? _depthwise;
    private readonly PhasePlanes _planes;
    private readonly int _inputsOfGroup;
    private readonly short _zeroPoint;
    private readonly int _paired;

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
        (Input, Output, _inputsOfGroup) = (input, output, shape.Inputs);
        var isDepthwise = shape.IsDepthwise;
        _zeroPoint = zeroPoint;
        var pairsOfGroup = (shape.Inputs + 1) / 2;
        var pairedInput = input with { Channels = checked(groups * pairsOfGroup) };
        var pairedShape = shape.WithInputs(pairsOfGroup);
        var constants = ZeroPoint.Remove(weights, output.Channels, bias, zeroPoint);
        _planes = new PhasePlanes(pairedInput, window, output.Height, output.Width, copies: isDepthwise);
        _groups = [];
        if (isDepthwise)
        {
            _depthwise = new IntegerDepthwise(_planes, output, shape.Outputs, weights, constants);
            ScratchLength = checked(_planes.Length + _depthwise.ScratchLength);
        }
        else
        {
            var packed = PairWeights(weights, output.Channels, shape.Inputs, window.Taps);
            _groups = new ConvGroup<int, IntegerTaps>[groups];
            for (var g = 0; g < groups; g++)
                _groups[g] = new ConvGroup<int, IntegerTaps>(_planes, pairedShape, output, packed.AsSpan(g * pairedShape.Weights, pairedShape.Weights), constants.AsSpan(g * shape.Outputs), new IntegerTaps());
            _paired = pairedInput.Length;
            ScratchLength = checked(_paired + _planes.Length + _groups[0].ScratchLength);
        }
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
        if (_depthwise is not null)
        {
            var codes = MemoryMarshal.Cast<int, short>(scratch[.._planes.Length]);
            _depthwise.Run(_planes.Of(x, codes, _zeroPoint), y, scratch[_planes.Length..], path);
            return;
        }
        var paired = scratch[.._paired];
        CodePairs.OfChannels(x[..Input.Length], Input.Positions, _inputsOfGroup, paired);
        var planes = _planes.Of<int>(paired, scratch[_paired..], Pairs.Of(_zeroPoint, _zeroPoint));
        var rest = scratch[(_paired + _planes.Length)..];
        var outputs = 0;
        for (var g = 0; g < _groups.Length; g++)
        {
            var group = _groups[g];
            group.Run(planes[(g * group.PlaneLength)..], y.Slice(outputs, group.OutputLength), rest, path);
            outputs += group.OutputLength;
        }
    }

    /// <summary>The weights of neighbouring channels in one element, the last of an odd number with 0.</summary>
    private static int[] PairWeights(ReadOnlySpan<short> weights, int outputs, int inputs, int taps)
    {
        var pairs = (inputs + 1) / 2;
        var packed = new int[outputs * pairs * taps];
        for (var n = 0; n < packed.Length; n++)
        {
            var (line, tap) = Math.DivRem(n, taps);
            var (output, pair) = Math.DivRem(line, pairs);
            var low = (output * inputs + 2 * pair) * taps + tap;
            packed[n] = Pairs.Of(weights[low], 2 * pair + 1 < inputs ? weights[low + taps] : 0);
        }
        return packed;
    }
}
