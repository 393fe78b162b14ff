using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Quantities of which every physical part has its own.</summary>
internal static class SpreadReader
{
    /// <summary><c>0.2 lsb</c> for all, <c>+- 0.5 lsb</c> one draw for each, <c>0.2 lsb +- 0.5 lsb</c> both, <c>none</c>.</summary>
    /// <param name="most">The largest magnitude of both.</param>
    public static Spread Read(PropertyReader reader, Due due, Rational most)
    {
        if (reader.Accept("none") || reader.Take(due.What, due.Example) is not { } term) return Spread.None;
        return term switch
        {
            PrefixNode { Operator: BinaryOperator.PlusMinus } drawn => new(0, Deviation(reader, due, drawn.Operand, most)),
            BinaryNode { Operator: BinaryOperator.PlusMinus } both => new(Mean(reader, due, both.Left, most, mayTakeUnit: false), Deviation(reader, due, both.Right, most)),
            _ => new(Mean(reader, due, term, most), 0),
        };
    }

    /// <summary>A standard deviation alone: <c>0.3 lsb</c>, <c>+- 0.3 lsb</c>, <c>none</c>.</summary>
    public static Rational Deviation(PropertyReader reader, Due due, Rational most)
    {
        if (reader.Accept("none") || reader.Take(due.What, due.Example) is not { } term) return 0;
        return Deviation(reader, due, term is PrefixNode { Operator: BinaryOperator.PlusMinus } drawn ? drawn.Operand : term, most);
    }

    private static Rational Mean(PropertyReader reader, Due due, Expression term, Rational most, bool mayTakeUnit = true)
    {
        var value = reader.Value(due, term, mayTakeUnit);
        if (!reader.Failed && Rational.Abs(value) > most) Refuse(reader, due, term, $"in {Shown(due, -most)} .. {Shown(due, most)}");
        return value;
    }

    private static Rational Deviation(PropertyReader reader, Due due, Expression term, Rational most)
    {
        var value = reader.Value(due, term);
        if (!reader.Failed && (value.Sign < 0 || value > most)) Refuse(reader, due, term, $"in {Shown(due, 0)} .. {Shown(due, most)}");
        return value;
    }

    private static void Refuse(PropertyReader reader, Due due, Expression term, string limits) =>
        reader.Report(ValueRules.OutOfRange, term.Span, Wording.Capital(due.What), limits, Wording.Found(term));

    private static string Shown(Due due, Rational value) =>
        due.Dimension == Dimension.Lsb ? $"{Wording.Number(value)} lsb"
        : due.Example.EndsWith("%", StringComparison.Ordinal) ? $"{Wording.Number(value * 100)} %"
        : Wording.Number(value);
}
