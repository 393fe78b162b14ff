using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>Input codes of a layer, and the real value of one code.</summary>
internal sealed record LayerInput(int[] Codes, double Scale);

/// <summary>How real values become a layer's input codes.</summary>
/// <param name="Slicing">The range of the codes.</param>
/// <param name="Scale">Null where every vector has its own.</param>
/// <param name="ZeroPoint">The code of zero.</param>
internal sealed record InputQuantiser(SlicingModel Slicing, double? Scale, int ZeroPoint)
{
    /// <summary>The code of the value zero: what padding is.</summary>
    public int Zero => (int)Math.Clamp(ZeroPoint, Slicing.Inputs.Lowest, Slicing.Inputs.Highest);

    public LayerInput Quantise(double[] values)
    {
        var scale = Scale ?? ScaleOf(Slicing, values);
        return new LayerInput(
            [.. values.Select(v => (int)Math.Clamp(Math.Round(v / scale, MidpointRounding.ToEven) + ZeroPoint, Slicing.Inputs.Lowest, Slicing.Inputs.Highest))],
            scale);
    }

    /// <summary>The scale of codes whose highest stands for the largest value.</summary>
    public static double ScaleOf(SlicingModel slicing, IEnumerable<double> values)
    {
        var isUnsigned = slicing.Inputs.Signedness == Signedness.Unsigned;
        var largest = values.Select(v => isUnsigned ? v : Math.Abs(v)).Append(0).Max();
        return largest == 0 ? 1 : largest / slicing.Inputs.Highest;
    }
}
