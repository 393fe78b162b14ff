using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Slice widths as written: most significant first.</summary>
internal sealed record SliceList(IReadOnlyList<int> MostFirst, SourceSpan Span)
{
    private const int MostSlices = 32;
    private const string Example = "slices 3+2+2 bit";

    public string Text => "`" + Wording.Quote(Span) + "`";

    public ValueList<int> LeastFirst => MostFirst.Reverse().ToValueList();

    public int Sum => MostFirst.Sum();

    public int Top => MostFirst[0];

    /// <summary><c>slices 3+2+2 bit</c> or <c>slices 8 x 1 bit</c>; null where something is wrong, which has been reported.</summary>
    public static SliceList? Read(PropertyReader reader, int widest)
    {
        reader.Expect("slices", Example);
        var first = reader.Take("a list of slices", Example);
        if (first is null) return null;
        var widths = reader.Is("x") || first is ShapeNode ? Alike(reader, first, widest) : Listed(reader, first, widest);
        if (reader.Failed) return null;
        var span = SourceSpan.Between(first.Span, reader.Last!.Span);
        return new SliceList(widths, span);
    }

    /// <summary><c>8 x 1 bit</c>.</summary>
    private static int[] Alike(PropertyReader reader, Expression first, int widest)
    {
        var number = Due.Number("the number of slices", "8");
        var width = new Due("the width of a slice", Dimension.Bits, "1 bit");
        int count, bits;
        if (first is ShapeNode shape)
        {
            // 8x1 bit: the extents stand together, the unit behind them.
            if (shape.Extents.Count != 2) reader.Report(ValueRules.Unexpected, shape.Span, "A list of slices", "slices 8 x 1 bit", Wording.Found(shape));
            count = reader.Failed ? 1 : reader.Whole(number, shape.Extents[0], 1, MostSlices, mayTakeUnit: false);
            bits = reader.Failed ? 1 : reader.Whole(width, shape.Extents[1], 1, widest);
        }
        else
        {
            count = reader.Whole(number, first, 1, MostSlices);
            reader.Expect("x", "slices 8 x 1 bit");
            bits = reader.Whole(width, 1, widest);
        }
        return Enumerable.Repeat(bits, count).ToArray();
    }

    /// <summary><c>3+2+2 bit</c>: one unit behind the last for all of them.</summary>
    private static int[] Listed(PropertyReader reader, Expression list, int widest)
    {
        var width = new Due("the width of a slice", Dimension.Bits, "2 bit");
        var bare = Due.Number("the width of a slice", "2");
        var terms = new Stack<Expression>();
        for (; list is BinaryNode { Operator: BinaryOperator.Add } sum && terms.Count <= MostSlices; list = sum.Left) terms.Push(sum.Right);
        terms.Push(list);
        if (terms.Count > MostSlices) reader.Report(ValueRules.OutOfRange, reader.Line, "The number of slices", $"in 1..{MostSlices}", "more");
        var widths = new List<int>();
        foreach (var term in terms)
        {
            var isLast = widths.Count == terms.Count - 1;
            widths.Add(reader.Whole(isLast || HasUnit(term) ? width : bare, term, 1, widest, mayTakeUnit: isLast));
        }
        return widths.ToArray();
    }

    private static bool HasUnit(Expression term) => term is NumberNode { Unit: not null } or GroupNode { Unit: not null };
}
