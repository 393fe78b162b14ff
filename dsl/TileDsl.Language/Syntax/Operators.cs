namespace TileDsl.Syntax;

/// <summary>The operators between values, and how tightly each binds.</summary>
internal static class Operators
{
    /// <summary>Those of an operation; <c>=</c> has operations on both sides.</summary>
    public static readonly IReadOnlyDictionary<TileToken, BinaryOperator> All = new Dictionary<TileToken, BinaryOperator>
    {
        [TileToken.Arrow] = BinaryOperator.Arrow,
        [TileToken.AtLeast] = BinaryOperator.AtLeast,
        [TileToken.AtMost] = BinaryOperator.AtMost,
        [TileToken.Range] = BinaryOperator.Range,
        [TileToken.PlusMinus] = BinaryOperator.PlusMinus,
        [TileToken.Plus] = BinaryOperator.Add,
        [TileToken.Minus] = BinaryOperator.Subtract,
        [TileToken.Times] = BinaryOperator.Multiply,
        [TileToken.Divide] = BinaryOperator.Divide,
    };

    /// <summary>Those whose left side may be the property itself.</summary>
    public static readonly IReadOnlyDictionary<TileToken, BinaryOperator> Prefixes = Of(BinaryOperator.AtLeast, BinaryOperator.AtMost, BinaryOperator.PlusMinus);

    public static readonly IReadOnlyDictionary<TileToken, BinaryOperator> Arithmetic =
        Of(BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide);

    /// <summary>The tree of values in a row: tighter operators first, equal ones from left to right.</summary>
    public static Expression Combine(Expression first, IEnumerable<(BinaryOperator Operator, Expression Right)> rest)
    {
        // What waits for its right side binds ever tighter upwards.
        var waiting = new Stack<(Expression Left, BinaryOperator Operator)>();
        var current = first;
        foreach (var (@operator, right) in rest)
        {
            while (waiting.Count > 0 && Strength(waiting.Peek().Operator) >= Strength(@operator)) current = Finish(waiting.Pop(), current);
            waiting.Push((current, @operator));
            current = right;
        }
        while (waiting.Count > 0) current = Finish(waiting.Pop(), current);
        return current;
    }

    private static BinaryNode Finish((Expression Left, BinaryOperator Operator) waiting, Expression right) => new(waiting.Operator, waiting.Left, right);

    private static int Strength(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Assign => 0,
        BinaryOperator.Arrow => 1,
        BinaryOperator.AtLeast or BinaryOperator.AtMost => 2,
        BinaryOperator.Range => 3,
        BinaryOperator.PlusMinus => 4,
        BinaryOperator.Add or BinaryOperator.Subtract => 5,
        BinaryOperator.Multiply or BinaryOperator.Divide => 6,
        _ => throw new ArgumentOutOfRangeException(nameof(@operator)),
    };

    private static Dictionary<TileToken, BinaryOperator> Of(params BinaryOperator[] operators) =>
        All.Where(pair => operators.Contains(pair.Value)).ToDictionary(pair => pair.Key, pair => pair.Value);
}
