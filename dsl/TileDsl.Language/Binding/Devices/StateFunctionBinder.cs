using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>
/// Quantities that depend on x = g/g_max: a constant, <c>poly(…)</c>, <c>log(a, b, low, high)</c>, <c>below(0.1, f, g)</c> and the rest, either
/// bare numbers or conductances.
/// </summary>
/// <param name="gMax">S.</param>
/// <param name="voltage">Of a read, V; null where the device does not say.</param>
internal sealed class StateFunctionBinder(Rational gMax, Rational? voltage)
{
    private const int MostCoefficients = 16;
    private const int MostPieces = 16;

    private static readonly string[] Forms =
        ["poly", "log", "below", "power", "proportional", "inverse", "saturating", "log10", "current_poly", "current_saturating"];

    /// <summary>Forms whose values are conductances whatever is due.</summary>
    private static readonly string[] Conductances = ["log10", "current_poly", "current_saturating"];

    private const string Deviation = "A standard deviation";

    private static readonly Rational Nano = new(1, 1_000_000_000);

    /// <summary>Reads a function.</summary>
    /// <param name="reader">Of the line the term is in.</param>
    /// <param name="term">A constant or a call.</param>
    /// <param name="isConductance">Whether values are conductances (or shares of g_max); else bare numbers.</param>
    /// <param name="what">What a constant below zero is not; null where it may be.</param>
    public StateFunctionModel Read(PropertyReader reader, Expression term, bool isConductance, string? what = Deviation)
    {
        if (term is not CallNode call) return StateFunctionModel.Constant(Constant(reader, term, isConductance, what));
        if (!isConductance && Conductances.Contains(call.Name.Text))
        {
            reader.Report(ValueRules.Unexpected, call.Span, "A function whose values are bare numbers", "poly(0.06, -0.01)", Wording.Found(call));
            return Nothing;
        }
        switch (call.Name.Text)
        {
            case "poly":
                return Of(StateForm.Polynomial, Many(reader, call, isConductance));
            case "log":
                var line = Numbers(reader, call, 4, isConductance);
                if (!reader.Failed && line[2] > line[3])
                    reader.Report(ValueRules.Unexpected, call.Span, "A logarithm whose lower limit is not above the upper one", "log(a, b, low, high)", Wording.Found(call));
                return Of(StateForm.Logarithm, line);
            case "below":
                return Below(reader, call, isConductance);
            case "power":
                return Of(StateForm.InversePower, Enumerable.Range(0, 4).Select(n => Argument(reader, call, n, 4, isConductance && n is 0 or 3)));
            case "proportional":
                return Of(StateForm.Polynomial, [0, Numbers(reader, call, 1, isConductance)[0]]);
            case "inverse":
                return Of(StateForm.Inverse, Numbers(reader, call, 1, isConductance));
            case "saturating":
                return Of(StateForm.Saturating, [Argument(reader, call, 0, 2, isConductance), Above(reader, call, Argument(reader, call, 1, 2, false))]);
            case "log10":
                return Of(StateForm.DecimalLogarithm, [Numbers(reader, call, 1, isConductance)[0], gMax * 1_000_000]);
            case "current_poly":
                return Current(reader, call) is { } unit ? Of(StateForm.Polynomial, PerState(Many(reader, call, false), unit)) : Nothing;
            case "current_saturating":
                return Current(reader, call) is { } volts
                    ? Of(StateForm.Saturating, [Argument(reader, call, 0, 2, false) * Nano / volts, Above(reader, call, Argument(reader, call, 1, 2, false)) * Nano / (gMax * volts)])
                    : Nothing;
            default:
                reader.Unknown(call.Name, "a function of the state", Forms, []);
                return Nothing;
        }
    }

    /// <summary>A conductance, or a share of g_max; or a bare number.</summary>
    /// <param name="what">What a value below zero is not; null where it may be.</param>
    public Rational Constant(PropertyReader reader, Expression term, bool isConductance, string? what = Deviation)
    {
        var isShare = term is NumberNode { Unit.Text: "%" } or GroupNode { Unit.Text: "%" } or NegateNode { Operand: NumberNode { Unit.Text: "%" } or GroupNode { Unit.Text: "%" } };
        var value = !isConductance ? reader.Value(Due.Number("a number", "0.05"), term)
            : isShare ? reader.Value(Due.Fraction, term) * gMax
            : reader.Value(Due.Conductance, term);
        if (what is not null && value.Sign < 0) reader.Report(ValueRules.OutOfRange, term.Span, what, "0 or more", Wording.Found(term));
        return value;
    }

    private static StateFunctionModel Nothing => StateFunctionModel.Constant(0);

    private static StateFunctionModel Of(StateForm form, IEnumerable<Rational> numbers) => StateFunctionModel.Of(form, [.. numbers]);

    private StateFunctionModel Below(PropertyReader reader, CallNode call, bool isConductance)
    {
        if (Count(reader, call, 3, 3)) return Nothing;
        var limit = Argument(reader, call, 0, 3, false);
        var low = Inner(reader, call, 1, isConductance);
        var high = Inner(reader, call, 2, isConductance);
        if (reader.Failed) return Nothing;
        if (low.Pieces.Count != 1 || high.Pieces.Count >= MostPieces || high.Pieces[0].Below <= limit)
        {
            reader.Report(ValueRules.Unexpected, call.Span, "A limit with one function below it and one above, limits ascending,", "below(0.1, f, below(0.2, g, h))", Wording.Found(call));
            return Nothing;
        }
        return new StateFunctionModel(new ValueList<StatePieceModel>([low.Pieces[0] with { Below = limit }, .. high.Pieces]));
    }

    private StateFunctionModel Inner(PropertyReader reader, CallNode call, int argument, bool isConductance)
    {
        var inner = reader.Inside(call.Arguments[argument]);
        var function = inner.Take("a function of the state", "poly(0.1, 0.2)") is { } term ? Read(inner, term, isConductance) : Nothing;
        inner.End();
        if (inner.Failed) reader.Fail();
        return function;
    }

    private List<Rational> Many(PropertyReader reader, CallNode call, bool isConductance)
    {
        if (Count(reader, call, 1, MostCoefficients)) return [0];
        return Enumerable.Range(0, call.Arguments.Count).Select(n => Argument(reader, call, n, call.Arguments.Count, isConductance)).ToList();
    }

    private List<Rational> Numbers(PropertyReader reader, CallNode call, int count, bool isConductance) =>
        Enumerable.Range(0, count).Select(n => Argument(reader, call, n, count, isConductance)).ToList();

    private Rational Argument(PropertyReader reader, CallNode call, int argument, int count, bool isConductance)
    {
        if (reader.Failed || Count(reader, call, count, count)) return 0;
        var inner = reader.Inside(call.Arguments[argument]);
        var value = inner.Take(isConductance ? Due.Conductance.What : "a number", isConductance ? "0.26 uS" : "0.05") is { } term
            ? Constant(inner, term, isConductance, what: null) : 0;
        inner.End();
        if (inner.Failed) reader.Fail();
        return value;
    }

    /// <summary>Whether the number of arguments is wrong, which has been reported.</summary>
    private static bool Count(PropertyReader reader, CallNode call, int least, int most)
    {
        if (call.Arguments.Count >= least && call.Arguments.Count <= most) return false;
        var what = call.Name.Text.EndsWith("poly", StringComparison.Ordinal) ? "coefficients" : "arguments of " + call.Name.Text;
        reader.Report(ValueRules.OutOfRange, call.Span, "The number of " + what, least == most ? $"{least}" : $"in {least}..{most}", call.Arguments.Count);
        return true;
    }

    private static Rational Above(PropertyReader reader, CallNode call, Rational value)
    {
        if (value.Sign > 0) return value;
        reader.Report(ValueRules.OutOfRange, call.Span, "The scale of " + call.Name.Text, "above 0", Wording.Found(call));
        return 1;
    }

    private Rational? Current(PropertyReader reader, CallNode call)
    {
        if (voltage is null) reader.Report(ValueRules.Missing, call.Span, "For a function of the current, the voltage of a read", "read 0.1 V", "device");
        return voltage;
    }

    /// <summary>Coefficients of a polynomial of the current in nA, with values in nA, as those of one of x with values in S.</summary>
    private IEnumerable<Rational> PerState(List<Rational> coefficients, Rational volts)
    {
        var most = gMax * volts / Nano;
        var factor = Nano / volts;
        foreach (var coefficient in coefficients)
        {
            yield return coefficient * factor;
            factor *= most;
        }
    }
}
