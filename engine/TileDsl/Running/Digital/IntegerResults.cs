using System.Numerics;
using System.Runtime.CompilerServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// What follows exact sums, in float64: <c>y = activation(sum * scale[channel] + bias[channel])</c>, as real numbers or straight to the codes of the layer
/// that reads them, <c>clip(rint(y / code_scale) + zero_point)</c>. Both give the same codes.
/// </summary>
public sealed class IntegerResults
{
    private readonly int _channels;
    private readonly double[] _scales;
    private readonly double[] _bias;
    private readonly Activation _activation;
    private readonly (double Lowest, double Highest)? _clip;

    /// <summary>Keeps the scales.</summary>
    /// <param name="channels">Channels of the sums, outermost.</param>
    /// <param name="scales">Real value of one in a sum: one number for all channels, or one for each.</param>
    /// <param name="bias">By channel; null for none.</param>
    /// <param name="activation">None, Relu or Relu6; others are applied to the real numbers afterwards.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit each other, or another activation.</exception>
    public IntegerResults(int channels, double[] scales, double[]? bias, Activation activation = Activation.None)
    {
        if (channels < 1 || (scales.Length != 1 && scales.Length != channels)) throw new ArgumentException($"One scale or {channels} expected, not {scales.Length}.", nameof(scales));
        if (bias is not null && bias.Length != channels) throw new ArgumentException($"{channels} biases expected, not {bias.Length}.", nameof(bias));
        _channels = channels;
        _scales = scales.Length == channels ? scales : [.. Enumerable.Repeat(scales[0], channels)];
        _bias = bias ?? new double[channels];
        _activation = activation;
        _clip = activation switch
        {
            Activation.None => null,
            Activation.Relu => (0, double.PositiveInfinity),
            Activation.Relu6 => (0, 6),
            _ => throw new ArgumentException($"{activation} is not a limit.", nameof(activation)),
        };
    }

    /// <summary>Real numbers.</summary>
    /// <param name="sums">Channel, position.</param>
    /// <param name="y">As sums; overwritten.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit.</exception>
    public void ToReal(ReadOnlySpan<int> sums, Span<double> y)
    {
        var positions = Positions(sums.Length, y.Length);
        for (var channel = 0; channel < _channels; channel++)
        {
            Scale(sums.Slice(channel * positions, positions), _scales[channel], _bias[channel], y.Slice(channel * positions, positions));
        }
        ActivationLaw.Apply(_activation, 0, 0, y[..sums.Length]);
    }

    /// <summary>Codes.</summary>
    /// <param name="sums">Channel, position.</param>
    /// <param name="codes">How the layer that reads them numbers its codes.</param>
    /// <param name="y">As sums; overwritten.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ToCodes(ReadOnlySpan<int> sums, CodeRange codes, Span<short> y, VectorPath path = VectorPath.Auto)
    {
        var positions = Positions(sums.Length, y.Length);
        ToCodes(sums, Laws(codes), positions, y, path);
    }

    /// <summary>By channel, how sums become codes.</summary>
    internal CodeLaw[] Laws(CodeRange codes) => [.. Enumerable.Range(0, _channels).Select(channel => new CodeLaw(_scales[channel], _bias[channel], _clip, codes))];

    /// <summary>Codes by laws that were made beforehand.</summary>
    internal static void ToCodes(ReadOnlySpan<int> sums, CodeLaw[] laws, int positions, Span<short> y, VectorPath path)
    {
        var resolved = TilePath.Resolve(path);
        for (var channel = 0; channel < laws.Length; channel++) laws[channel].Apply(sums.Slice(channel * positions, positions), y.Slice(channel * positions, positions), resolved);
    }

    /// <summary><c>y = sum * scale + bias</c>, rounded twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Scale(ReadOnlySpan<int> sums, double scale, double bias, Span<double> y)
    {
        var n = 0;
        for (; n <= sums.Length - Vector<int>.Count; n += Vector<int>.Count)
        {
            Vector.Widen(new Vector<int>(sums[n..]), out var low, out var high);
            (Vector.ConvertToDouble(low) * new Vector<double>(scale) + new Vector<double>(bias)).CopyTo(y[n..]);
            (Vector.ConvertToDouble(high) * new Vector<double>(scale) + new Vector<double>(bias)).CopyTo(y[(n + Vector<double>.Count)..]);
        }
        for (; n < sums.Length; n++) y[n] = sums[n] * scale + bias;
    }

    private int Positions(int sums, int y)
    {
        if (sums % _channels != 0 || y < sums) throw new ArgumentException($"{sums} sums of {_channels} channels do not go into {y} results.");
        return sums / _channels;
    }
}
