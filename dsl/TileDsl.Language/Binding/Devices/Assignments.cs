using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary><c>t0 = 20 s</c>: named parts of a property.</summary>
internal static class Assignments
{
    /// <summary>The next term is a name out of some, an equals sign and a value; null where it is not, which has been reported.</summary>
    public static (string Name, Expression Value)? Assignment(this PropertyReader reader, string due, string example, params string[] names)
    {
        if (reader.Take(due, example) is not { } term) return null;
        if (term is BinaryNode { Operator: BinaryOperator.Assign, Left: NameNode name } assign)
        {
            if (names.Contains(name.Text)) return (name.Text, assign.Right);
            reader.Unknown(name, due, names, []);
            return null;
        }
        reader.Report(ValueRules.Unexpected, term.Span, Wording.Capital(due), example, Wording.Found(term));
        return null;
    }

    /// <summary>Whether the next term is an assignment to a name.</summary>
    public static bool Assigns(this PropertyReader reader, string name) =>
        reader.Peek is BinaryNode { Operator: BinaryOperator.Assign, Left: NameNode left } && left.Text == name;

    /// <summary>A value above 0 (or at least 0), of a dimension.</summary>
    public static Rational Limited(this PropertyReader reader, Due due, Expression term, bool orZero = false)
    {
        var value = reader.Value(due, term);
        if (!reader.Failed && (value.Sign < 0 || (value.Sign == 0 && !orZero)))
            reader.Report(ValueRules.OutOfRange, term.Span, Wording.Capital(due.What), orZero ? "0 or more" : "above 0", Wording.Found(term));
        return value;
    }
}
