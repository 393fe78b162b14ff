using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Reads <c>int8, scale 0.1, zero_point -3</c>.</summary>
internal static class CodesReader
{
    public static CodesModel? Read(PropertyReader reader, CallNode call, IReadOnlyList<PhraseNode> phrases)
    {
        if (phrases.Count == 0)
        {
            reader.Report(ValueRules.Missing, call.Span, "The type of the codes", "quantize(64, int8, scale 0.1)", "layer");
            return null;
        }
        var (lowest, highest, zeroPoint) = (0, 0, 0);
        Rational? scale = null;
        for (var n = 0; n < phrases.Count; n++)
        {
            var inner = reader.Inside(phrases[n]);
            if (n == 0)
            {
                (lowest, highest) = inner.Choice("a type of codes", ["uint8", "int8"]) == "int8" ? (-128, 127) : (0, 255);
            }
            else if (inner.Choice("an option of codes", ["scale", "zero_point"]) == "scale")
            {
                scale = inner.Value(Due.Number("the real value of one code", "0.1"), v => v.Sign > 0, "above 0");
            }
            else
            {
                zeroPoint = inner.Whole(Due.Number("a zero point", "0"), lowest, highest);
            }
            inner.End();
            if (inner.Failed) reader.Fail();
        }
        if (scale is null) reader.Report(ValueRules.Missing, call.Span, "The real value of one code", "scale 0.1", "layer");
        return new CodesModel(lowest, highest, scale ?? 1, zeroPoint);
    }
}
