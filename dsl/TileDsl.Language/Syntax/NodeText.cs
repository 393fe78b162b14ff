namespace TileDsl.Syntax;

/// <summary>
/// How phrases and expressions are written. Operators stand between blanks, but <c>.. + - * /</c> close up where nothing
/// beside them has a blank itself: <c>0..199</c>, <c>3+2+2 bit</c>, <c>0.1 uS .. 25 uS</c>.
/// </summary>
internal static class NodeText
{
    public static string Of(IReadOnlyList<PhraseNode> phrases) => string.Join(", ", phrases);

    public static string Of(Node node) => node switch
    {
        PhraseNode phrase => string.Join(" ", phrase.Terms),
        NameNode name => name.Text,
        NumberNode number => WithUnit(number.Text, number.Unit),
        StringNode text => StringLiteral.Write(text.Value),
        NegateNode negate => "-" + negate.Operand,
        PrefixNode prefix => Sign(prefix.Operator) + " " + prefix.Operand,
        BinaryNode binary => Binary(binary),
        GroupNode group => WithUnit("(" + group.Inner + ")", group.Unit),
        CallNode call => call.Name + "(" + Of(call.Arguments) + ")",
        IndexNode index => index.Name + "[" + Of(index.Arguments) + "]",
        ShapeNode shape => string.Join("x", shape.Extents),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is no phrase and no expression."),
    };

    private static string WithUnit(string text, NameNode? unit) => unit is null ? text : text + " " + unit;

    private static string Binary(BinaryNode binary)
    {
        var left = binary.Left.ToString()!;
        var right = binary.Right.ToString()!;
        var space = IsClosedUp(binary, left, right) ? "" : " ";
        return left + space + Sign(binary.Operator) + space + right;
    }

    private static bool IsClosedUp(BinaryNode binary, string left, string right) => binary.Operator switch
    {
        BinaryOperator.Range => !HasBlank(left) && !HasBlank(right),
        // A unit may end the sum; a sign closed up would read as another operator.
        BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide =>
            !HasBlank(left) && !HasBlank(binary.Right is NumberNode number ? number.Text : right) && right[0] != '-',
        _ => false,
    };

    private static bool HasBlank(string text) => text.IndexOf(' ') >= 0;

    private static string Sign(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Assign => "=",
        BinaryOperator.Arrow => "->",
        BinaryOperator.AtLeast => ">=",
        BinaryOperator.AtMost => "<=",
        BinaryOperator.Range => "..",
        BinaryOperator.PlusMinus => "+-",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        _ => throw new ArgumentOutOfRangeException(nameof(@operator)),
    };
}
