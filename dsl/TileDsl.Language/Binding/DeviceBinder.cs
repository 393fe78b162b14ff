using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A memory cell.</summary>
internal static class DeviceBinder
{
    /// <summary>What an ideal cell has where nothing is said: 0 .. 1 uS.</summary>
    private static readonly Rational DefaultGMax = new(1, 1_000_000);

    private const int MostCoefficients = 16;

    private static readonly Due ProgrammingForm = Due.Number("the standard deviation of programming", "sigma = 0.5 uS");
    private static readonly Due ReadNoiseForm = Due.Number("the standard deviation of read noise", "sigma = 0.2 uS");

    public static DeviceModel? Bind(Properties properties)
    {
        var (gMin, gMax) = properties.Has("conductance") ? properties.Read("conductance", Conductance) : (0, DefaultGMax);
        var sigma = properties.Read("programming", r => Programming(r, gMax)) ?? ValueList<Rational>.Empty;
        var variability = properties.Read("variability", Variability);
        var (noise, clipped) = properties.Read("read_noise", r => ReadNoise(r, gMax));
        var (voltage, readTime) = properties.Read("read", r => Pair(r, Due.Voltage, Due.Time));
        var (energy, writeTime) = properties.Read("write", r => Pair(r, Due.Energy, Due.Time));
        if (properties.Failed) return null;
        return new DeviceModel(
            properties.Owner.Name,
            properties.Kind == Grammar.Ideal ? DeviceKind.Ideal : DeviceKind.Generic,
            gMin, gMax, sigma, variability, noise, voltage, readTime, energy, writeTime,
            properties.Owner.NameNode.Span)
        {
            ClipsReadNoise = clipped,
        };
    }

    private static (Rational GMin, Rational GMax) Conductance(PropertyReader reader) =>
        reader.Range(new Due("a range of conductances", Dimension.Conductance, "0.1 uS .. 25 uS"), least: 0);

    /// <summary><c>sigma = 0.5 uS</c>, <c>sigma = 2 %</c> of g_max, <c>sigma = poly(0.26 uS, 1.97 uS)</c> of g/g_max, <c>none</c>.</summary>
    private static ValueList<Rational> Programming(PropertyReader reader, Rational gMax)
    {
        if (reader.Accept("none")) return ValueList<Rational>.Empty;
        var coefficients = new List<Rational>();
        if (Sigma(reader, ProgrammingForm) is { } value)
        {
            if (value is CallNode { Name.Text: "poly" } polynomial) coefficients.AddRange(Polynomial(reader, polynomial, gMax));
            else coefficients.Add(Deviation(reader, value, gMax, mayBeNegative: false));
        }
        return coefficients.ToValueList();
    }

    private static IEnumerable<Rational> Polynomial(PropertyReader reader, CallNode polynomial, Rational gMax)
    {
        if (polynomial.Arguments.Count is 0 or > MostCoefficients)
        {
            reader.Report(ValueRules.OutOfRange, polynomial.Span, "The number of coefficients", $"in 1..{MostCoefficients}", polynomial.Arguments.Count);
            yield break;
        }
        foreach (var argument in polynomial.Arguments)
        {
            // A term of a polynomial may be below zero; the deviation as a whole is taken as at least zero.
            var inner = reader.Inside(argument);
            yield return inner.Take(Due.Conductance.What, "0.26 uS") is { } term ? Deviation(inner, term, gMax, mayBeNegative: true) : 0;
            inner.End();
            if (inner.Failed) reader.Fail();
        }
    }

    /// <summary>A conductance, or a share of g_max.</summary>
    private static Rational Deviation(PropertyReader reader, Expression term, Rational gMax, bool mayBeNegative)
    {
        var isShare = term is NumberNode { Unit.Text: "%" } or GroupNode { Unit.Text: "%" } or NegateNode { Operand: NumberNode { Unit.Text: "%" } };
        var value = isShare ? reader.Value(Due.Fraction, term) * gMax : reader.Value(Due.Conductance, term);
        if (!mayBeNegative && value.Sign < 0) reader.Report(ValueRules.OutOfRange, term.Span, "A standard deviation", "0 or more", Wording.Found(term));
        return value;
    }

    private static Rational Variability(PropertyReader reader) =>
        reader.Accept("none") ? 0 : reader.Value(Due.Fraction, v => v.Sign >= 0 && v <= 1, "in 0 %..100 %");

    /// <summary><c>sigma = 0.2 uS</c>, <c>sigma = 2 %</c> of g_max, either of them <c>, clipped</c>; <c>none</c>.</summary>
    private static (Rational Sigma, bool Clipped) ReadNoise(PropertyReader reader, Rational gMax)
    {
        if (reader.Accept("none") || Sigma(reader, ReadNoiseForm) is not { } value) return (0, false);
        var sigma = Deviation(reader, value, gMax, mayBeNegative: false);
        if (!reader.NextPhrase()) return (sigma, false);
        reader.Expect("clipped", "sigma = 0.2 uS, clipped");
        return (sigma, true);
    }

    /// <summary>What stands behind <c>sigma =</c>.</summary>
    private static Expression? Sigma(PropertyReader reader, Due form)
    {
        if (reader.Peek is CallNode { Name.Text: "flicker" or "weibull" } later)
        {
            reader.Report(ValueRules.NotSimulated, later.Span, later.Name.Text, $"write `{form.Example}` or `none`");
            return null;
        }
        if (reader.Take(form.What, form.Example) is not { } term) return null;
        if (term is BinaryNode { Operator: BinaryOperator.Assign, Left: NameNode { Text: "sigma" } } assign) return assign.Right;
        reader.Report(ValueRules.Unexpected, term.Span, Wording.Capital(form.What), form.Example, Wording.Found(term));
        return null;
    }

    /// <summary>Two quantities separated by a comma, the second of which may be left out; <c>none</c>.</summary>
    private static (Rational? First, Rational? Second) Pair(PropertyReader reader, Due first, Due second)
    {
        if (reader.Accept("none")) return (null, null);
        Rational? a = Positive(reader, first);
        Rational? b = reader.NextPhrase() ? Positive(reader, second) : null;
        return (a, b);
    }

    private static Rational Positive(PropertyReader reader, Due due) => reader.Value(due, v => v.Sign > 0, "above 0");
}
