using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What reads of a device draw.</summary>
internal sealed record ReadNoiseParts(Rational Sigma, StateFunctionModel? OfState, FlickerModel? Flicker, bool IsClipped)
{
    public static readonly ReadNoiseParts None = new(0, null, null, false);
}

/// <summary>
/// <c>sigma = 0.2 uS</c>, <c>sigma = 2 %</c> of g_max, <c>sigma = f</c> of the state; <c>flicker(0.0088, exponent = -0.65, t_read = 250 ns)</c>,
/// <c>correlation split</c>; <c>clipped</c>; <c>none</c>.
/// </summary>
internal static class ReadNoiseBinder
{
    private const string Example = "sigma = 0.2 uS";
    private static readonly string[] Correlations = ["split", "frozen", "fresh"];

    /// <param name="reader">The line.</param>
    /// <param name="functions">Reads functions of the state.</param>
    /// <param name="t0">Of the device's drift, where it has one that says it.</param>
    public static ReadNoiseParts Bind(PropertyReader reader, StateFunctionBinder functions, Rational? t0)
    {
        if (reader.Accept("none")) return ReadNoiseParts.None;
        var noise = ReadNoiseParts.None;
        var (hasSigma, hasCorrelation) = (false, false);
        do
        {
            if (reader.Peek is CallNode { Name.Text: "flicker" } call)
            {
                reader.Take("noise", Example);
                if (noise.Flicker is not null) Second(reader, call, "flicker");
                noise = noise with { Flicker = Flicker(reader, call, functions, t0) };
            }
            else if (reader.Accept("clipped"))
            {
                if (noise.IsClipped) Second(reader, reader.Last!, "clipped");
                if (!hasSigma && noise.Flicker is null) Nothing(reader);
                noise = noise with { IsClipped = true };
            }
            else if (reader.Is("correlation") && noise.Flicker is { } flicker)
            {
                reader.Accept("correlation");
                if (hasCorrelation) Second(reader, reader.Last!, "correlation");
                hasCorrelation = true;
                var choice = Array.IndexOf(Correlations, reader.Choice("how flicker noise goes with time", Correlations));
                noise = noise with { Flicker = flicker with { Correlation = (NoiseCorrelation)choice } };
            }
            else if (reader.Assignment("the standard deviation of read noise", Example, "sigma") is { } given)
            {
                if (hasSigma) Second(reader, given.Value, "sigma");
                hasSigma = true;
                var sigma = functions.Read(reader, given.Value, isConductance: true);
                noise = sigma.Polynomial is { Count: 1 } constant ? noise with { Sigma = constant[0] } : noise with { OfState = sigma };
            }
        }
        while (reader.NextPhrase());
        return reader.Failed ? ReadNoiseParts.None : noise;
    }

    private static FlickerModel? Flicker(PropertyReader reader, CallNode call, StateFunctionBinder functions, Rational? t0)
    {
        Rational? exponent = null, readTime = null;
        Rational least = new(1, 1000), most = new(1, 5);
        var seen = new HashSet<string>();
        StateFunctionModel? size = null;
        var isAbsolute = false;
        for (var n = 0; n < call.Arguments.Count && !reader.Failed; n++)
        {
            var inner = reader.Inside(call.Arguments[n]);
            if (n == 0)
            {
                if (inner.Take("the size of flicker noise", "0.0088") is { } term)
                {
                    isAbsolute = term is CallNode { Name.Text: "log10" };
                    size = functions.Read(inner, term, isAbsolute);
                }
            }
            else if (inner.Assignment("a part of `flicker`", "t_read = 250 ns", "exponent", "least", "most", "t_read", "t0") is { } given)
            {
                if (!seen.Add(given.Name)) inner.Report(ValueRules.LeftOver, given.Value.Span, "flicker", $"a second `{given.Name}`");
                switch (given.Name)
                {
                    case "exponent": exponent = inner.Value(Due.Number("an exponent", "-0.65"), given.Value); break;
                    case "least": least = inner.Limited(Due.Number("the least power", "0.001"), given.Value); break;
                    case "most": most = inner.Limited(Due.Number("the largest size", "0.2"), given.Value); break;
                    case "t_read": readTime = inner.Limited(Due.Time, given.Value); break;
                    default: t0 = inner.Limited(Due.Time, given.Value, orZero: true); break;
                }
            }
            inner.End();
            if (inner.Failed) reader.Fail();
        }
        if (reader.Failed) return null;
        if (size is null || readTime is null)
        {
            reader.Report(ValueRules.Missing, call.Span, size is null ? "The size of flicker noise" : "The time of a read", "flicker(0.0088, t_read = 250 ns)", "call");
            return null;
        }
        if (exponent is null && (seen.Contains("least") || seen.Contains("most")))
        {
            reader.Report(ValueRules.Missing, call.Span, "For `least` and `most`, an exponent", "flicker(0.0088, exponent = -0.65, least = 1e-3, most = 0.2, t_read = 250 ns)", "call");
            return null;
        }
        if (exponent is { } power)
        {
            if (size.Polynomial is not { Count: 1 } constant)
            {
                reader.Report(ValueRules.Unexpected, call.Span, "A number before `exponent`", "flicker(0.0088, exponent = -0.65, t_read = 250 ns)", Wording.Found(call));
                return null;
            }
            // Q = a / max(x^-exponent, least), at most `most`.
            size = StateFunctionModel.Of(StateForm.InversePower, constant[0], -power, least, most);
        }
        return new FlickerModel(size, isAbsolute, readTime.Value, t0 ?? 0, NoiseCorrelation.Split);
    }

    private static void Second(PropertyReader reader, Expression again, string what) =>
        reader.Report(ValueRules.LeftOver, again.Span, "read_noise", $"a second `{what}`");

    private static void Nothing(PropertyReader reader) =>
        reader.Report(ValueRules.Unexpected, reader.Last!.Span, "The standard deviation of read noise", Example, Wording.Found(reader.Last!));
}
