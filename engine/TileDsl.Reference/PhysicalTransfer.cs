namespace TileDsl.Reference;

/// <summary>One physical converter, a sum at a time, in float32, step by step as the contract says it.</summary>
/// <param name="steps">How many codes it has.</param>
/// <param name="perUnit">1/step, in the unit of the sum.</param>
/// <param name="origin">-lo/step.</param>
/// <param name="line">Slope and origin of offset and gain; null where there are none.</param>
/// <param name="thresholds">Null where codes are rounded.</param>
public sealed class PhysicalTransfer(int steps, float perUnit, float origin, (float Slope, float Origin)? line, float[]? thresholds)
{
    /// <summary>n, and whether rint(u) lay outside the codes.</summary>
    /// <param name="sum">p.</param>
    public (int Code, bool Clamped) Convert(float sum)
    {
        var u = MathF.FusedMultiplyAdd(sum, perUnit, origin);
        if (line is (var slope, var offset)) u = MathF.FusedMultiplyAdd(u, slope, offset);
        var rounded = MathF.Round(u, MidpointRounding.ToEven);
        var clamped = rounded < 0 || rounded > steps - 1;
        if (thresholds is null) return ((int)Math.Clamp(rounded, 0, steps - 1), clamped);
        var n = 0;
        foreach (var threshold in thresholds)
        {
            if (threshold <= u) n++;
        }
        return (n, clamped);
    }
}
