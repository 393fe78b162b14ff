using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>
/// The current of a device beyond Ohm's law: <c>quadratic = log_poly(…), cubic = log_poly(…)</c>, polynomials of log10(g/S) in A/V2 and A/V3, or
/// numbers, shares of g in 1/V and 1/V2; <c>linear</c>.
/// </summary>
internal static class CurrentVoltageBinder
{
    private const int MostCoefficients = 16;
    private const string Example = "cubic = -0.25";

    public static CurrentVoltageModel? Bind(PropertyReader reader)
    {
        if (reader.Accept("linear")) return null;
        var model = new CurrentVoltageModel(ValueList<Rational>.Empty, ValueList<Rational>.Empty, 0, 0);
        var seen = new HashSet<string>();
        do
        {
            if (reader.Assignment("a term of the current", Example, "quadratic", "cubic") is not { } given) return null;
            if (!seen.Add(given.Name)) reader.Report(ValueRules.LeftOver, given.Value.Span, "iv", $"a second `{given.Name}`");
            if (given.Value is CallNode { Name.Text: "log_poly" } call)
            {
                var coefficients = Coefficients(reader, call);
                model = given.Name == "quadratic" ? model with { QuadraticOfLog = coefficients } : model with { CubicOfLog = coefficients };
            }
            else
            {
                var share = reader.Value(Due.Number("a share of the conductance", "-0.25"), given.Value);
                model = given.Name == "quadratic" ? model with { QuadraticShare = share } : model with { CubicShare = share };
            }
        }
        while (reader.NextPhrase());
        return reader.Failed ? null : model;
    }

    private static ValueList<Rational> Coefficients(PropertyReader reader, CallNode call)
    {
        if (call.Arguments.Count is 0 or > MostCoefficients)
        {
            reader.Report(ValueRules.OutOfRange, call.Span, "The number of coefficients", $"in 1..{MostCoefficients}", call.Arguments.Count);
            return ValueList<Rational>.Empty;
        }
        var coefficients = new List<Rational>();
        foreach (var argument in call.Arguments)
        {
            var inner = reader.Inside(argument);
            coefficients.Add(inner.Value(Due.Number("a coefficient", "0.0013")));
            inner.End();
            if (inner.Failed) reader.Fail();
        }
        return coefficients.ToValueList();
    }
}
