namespace TileDsl.Running;

/// <summary>Real values to input codes: <c>clip(rint(v/scale) + zero_point)</c>.</summary>
/// <param name="Scale">Real value of one code.</param>
/// <param name="ZeroPoint">The code of zero.</param>
/// <param name="Lowest">The lowest code.</param>
/// <param name="Highest">The highest code.</param>
internal readonly record struct Quantiser(double Scale, int ZeroPoint, int Lowest, int Highest)
{
    public int Code(double value)
    {
        var code = Math.Round(value / Scale, MidpointRounding.ToEven) + ZeroPoint;
        return code <= Lowest ? Lowest : code >= Highest ? Highest : (int)code;
    }
}
