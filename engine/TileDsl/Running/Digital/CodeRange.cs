using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>Codes of up to 16 bits and what they stand for.</summary>
/// <param name="Scale">Real value of one code.</param>
/// <param name="ZeroPoint">The code of zero.</param>
/// <param name="Lowest">The lowest code.</param>
/// <param name="Highest">The highest code.</param>
public readonly record struct CodeRange(double Scale, int ZeroPoint, short Lowest, short Highest)
{
    /// <summary>Real values to codes: <c>clip(rint(v / scale) + zero_point)</c>.</summary>
    /// <param name="values">The values.</param>
    /// <param name="codes">As many codes; overwritten.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">Fewer codes than values.</exception>
    public void Quantise(ReadOnlySpan<double> values, Span<short> codes, VectorPath path = VectorPath.Auto)
    {
        if (codes.Length < values.Length) throw new ArgumentException($"{values.Length} codes expected, not {codes.Length}.", nameof(codes));
        new CodeLaw(1, 0, null, this).Apply(values, codes, TilePath.Resolve(path));
    }
}
