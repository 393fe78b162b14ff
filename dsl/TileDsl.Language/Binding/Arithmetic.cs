using System.Numerics;
using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>
/// The value of an expression over numbers and parameters: exact, with its unit. Sums take equal units, products at most
/// one unit, quotients of equal units are numbers.
/// </summary>
internal sealed class Arithmetic(Module module, DiagnosticSink sink)
{
    /// <summary>Decimal digits of a value's numerator and denominator; a billion additions cannot outgrow it.</summary>
    public const int MostDigits = 300;

    private const int MostBits = 1000;

    /// <summary>Null where it has none, which has been reported. How deep expressions nest is bounded by the parser.</summary>
    public Quantity? Evaluate(Expression expression) => expression switch
    {
        NumberNode number => InUnit(new(number.Value, Dimension.Number), number.Unit, number.Span),
        GroupNode group => Evaluate(group.Inner) is { } inner ? InUnit(inner, group.Unit, group.Span) : null,
        NegateNode negate => Evaluate(negate.Operand) is { } operand ? operand with { Value = -operand.Value } : null,
        NameNode name => Parameter(name),
        BinaryNode { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide } binary => Chain(binary),
        _ => NotANumber(expression),
    };

    /// <summary>A value with a unit behind it: <c>25 uS</c>, <c>(2 * n) uS</c>, <c>n bit</c>.</summary>
    public Quantity? InUnit(Quantity value, NameNode? unitName, SourceSpan span)
    {
        if (unitName is null) return Bounded(value, span);
        if (!Units.TryGet(unitName.Text, out var unit) || unit is null)
        {
            var hint = sink.DidYouMean(unitName.Text, Units.All.Select(u => u.Name));
            sink.Report(ValueRules.UnitUnknown, unitName.Span, Wording.Short(unitName.Text), "a unit", "25 uS", hint);
            return null;
        }
        if (value.Dimension != Dimension.Number)
        {
            DoNotMix(span, value.Dimension, unit.Dimension, "multiplied");
            return null;
        }
        return Bounded(new(value.Value * unit.Scale, unit.Dimension), span);
    }

    /// <summary>a + b - c … leans to the left and may be long: it is walked, not recursed into.</summary>
    private Quantity? Chain(BinaryNode binary)
    {
        var spine = new Stack<BinaryNode>();
        Expression first = binary;
        while (first is BinaryNode { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide } inner)
        {
            spine.Push(inner);
            first = inner.Left;
        }
        var total = Evaluate(first);
        foreach (var step in spine)
        {
            var right = Evaluate(step.Right);
            total = total is { } a && right is { } b ? Apply(step, a, b) : null;
        }
        return total;
    }

    private Quantity? Apply(BinaryNode step, Quantity a, Quantity b)
    {
        switch (step.Operator)
        {
            case BinaryOperator.Add or BinaryOperator.Subtract when a.Dimension != b.Dimension:
                DoNotMix(step.Span, a.Dimension, b.Dimension, step.Operator == BinaryOperator.Add ? "added" : "subtracted");
                return null;
            case BinaryOperator.Add:
                return Bounded(a with { Value = a.Value + b.Value }, step.Span);
            case BinaryOperator.Subtract:
                return Bounded(a with { Value = a.Value - b.Value }, step.Span);
            case BinaryOperator.Multiply when a.Dimension != Dimension.Number && b.Dimension != Dimension.Number:
                DoNotMix(step.Span, a.Dimension, b.Dimension, "multiplied");
                return null;
            case BinaryOperator.Multiply:
                return Bounded(new(a.Value * b.Value, a.Dimension == Dimension.Number ? b.Dimension : a.Dimension), step.Span);
            case BinaryOperator.Divide when b.Value.Sign == 0:
                sink.Report(ValueRules.DivisionByZero, step.Right.Span, Wording.Quote(step.Right.Span));
                return null;
            case BinaryOperator.Divide when b.Dimension != Dimension.Number && b.Dimension != a.Dimension:
                DoNotMix(step.Span, a.Dimension, b.Dimension, "divided");
                return null;
            default:
                return Bounded(new(a.Value / b.Value, a.Dimension == b.Dimension ? Dimension.Number : a.Dimension), step.Span);
        }
    }

    private void DoNotMix(SourceSpan span, Dimension a, Dimension b, string how)
    {
        // n + 5 bit, where (n + 5) bit was meant.
        var unit = a == Dimension.Number ? b : b == Dimension.Number ? a : Dimension.Number;
        var hint = how is "added" or "subtracted" && unit != Dimension.Number
            ? $" One unit for both stands behind parentheses, e.g. `(a + b) {Due.Of(unit).Example.Split(' ')[1]}`."
            : "";
        sink.Report(ValueRules.UnitsDoNotMix, span, Wording.Capital(Due.Name(a)), Due.Name(b), how, hint);
    }

    private Quantity? Bounded(Quantity value, SourceSpan span)
    {
        var limit = BigInteger.One << MostBits;
        if (BigInteger.Abs(value.Value.Numerator) < limit && value.Value.Denominator < limit) return value;
        sink.Report(ValueRules.NumberTooLong, span, MostDigits, "`" + Wording.Quote(span) + "`");
        return null;
    }

    private Quantity? Parameter(NameNode name)
    {
        if (module.Find(name.Text) is not { } found)
        {
            if (!module.IsUnreadable(name.Text))
                sink.Report(NameRules.NameUnknown, name.Span, "parameter", Wording.Short(name.Text), sink.DidYouMean(name.Text, module.Names("param")));
            return null;
        }
        if (found.Keyword != "param")
        {
            sink.Report(NameRules.NameOfAnotherKind, name.Span, "A number or a parameter", name.Text, Wording.A(found.Keyword), found.NameNode.Span);
            return null;
        }
        if (found.IsEvaluated) return found.Value;
        sink.Report(NameRules.ParameterBelow, name.Span, name.Text, found.NameNode.Span);
        return null;
    }

    private Quantity? NotANumber(Expression expression)
    {
        sink.Report(ValueRules.Unexpected, expression.Span, "A number", "8", Wording.Found(expression));
        return null;
    }
}
