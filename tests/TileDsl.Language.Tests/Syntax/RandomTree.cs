using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

/// <summary>Draws trees that a text can stand for, with comments in every place that has them.</summary>
internal sealed class RandomTree(Random random, int size)
{
    private static readonly string[] Names = ["a", "b9", "x", "on", "place", "Core", "adc_bits", "_q", "e5", "layers", "none", "per"];
    private static readonly string[] UnitNames = ["uS", "lsb", "%", "bit", "mm2", "ohm", "s", "columns", "day"];
    private static readonly string[] Numbers = ["0", "8", "256", "0.1", "99.9", "1e8", "2.5E-3", "1.9650", "6e+2"];
    private static readonly string[] Strings = ["", "x.tile", "a b", "say \"hi\"", "c:\\d", "two\nlines\ttab", "// no comment", "\u2028\0\r", "ü€😀", "\uD800 alone", "{ ; }"];

    private static readonly string[] CommentTexts =
        ["", " plain", "  wide  inside", "/ three", " } { ; \" [ ,", " \u2028 and \u0085 and \u00A0", " ü€😀", "\0", " \"open", "//", " µS\uFEFF", "\t tab"];

    private static readonly BinaryOperator[][] Levels =
    [
        [BinaryOperator.Assign], [BinaryOperator.Arrow], [BinaryOperator.AtLeast, BinaryOperator.AtMost], [BinaryOperator.Range], [BinaryOperator.PlusMinus],
        [BinaryOperator.Add, BinaryOperator.Subtract], [BinaryOperator.Multiply, BinaryOperator.Divide],
    ];

    private const int SumLevel = 5;

    public FileNode File()
    {
        var lines = new List<Line>();
        for (var i = random.Next(size + 1); i > 0; i--) lines.Add(random.Next(2) == 0 ? Block(lines.Count == 0) : Statement(lines.Count == 0));
        return new(default, lines, new(Above(lines.Count == 0), null, false));
    }

    private BlockNode Block(bool isFirst)
    {
        var comments = CommentsOf(isFirst);
        var lines = new List<Line>();
        for (var i = random.Next(size + 1); i > 0; i--) lines.Add(Statement(lines.Count == 0));
        var end = new Comments(Above(lines.Count == 0), Behind(), false);
        return new(default, comments, Name(), Name(), Chance(4) ? Name() : null, Chance(2) ? Name() : null, lines, end, Chance(2));
    }

    private Line Statement(bool isFirst) => Chance(4)
        ? new LayerNode(default, CommentsOf(isFirst), new(default, "layer"), Name(), Phrases(1, 3))
        : new PropertyNode(default, CommentsOf(isFirst), Name(), Phrases(0, 3));

    private Comments CommentsOf(bool isFirst)
    {
        var before = Above(isFirst);
        return new(before, Behind(), (!isFirst || before.Count > 0) && Chance(4));
    }

    /// <summary>Nothing is above the first line of a file or block, so it has no empty line above.</summary>
    private List<CommentLine> Above(bool isFirst)
    {
        var comments = new List<CommentLine>();
        if (Chance(3))
        {
            for (var i = random.Next(3); i >= 0; i--) comments.Add(new(One(CommentTexts), (!isFirst || comments.Count > 0) && Chance(4)));
        }
        return comments;
    }

    private string? Behind() => Chance(4) ? One(CommentTexts) : null;

    private List<PhraseNode> Phrases(int least, int most, int depth = 0)
    {
        var phrases = new List<PhraseNode>();
        for (var i = random.Next(least, most + 1); i > 0; i--)
        {
            var terms = new List<Expression>();
            for (var j = random.Next(1, 4); j > 0; j--) terms.Add(Expression(0, depth, isFirst: terms.Count == 0));
            phrases.Add(new(default, terms));
        }
        return phrases;
    }

    /// <param name="isFirst">Whether it may begin with a comparison: behind another term that would be its right side.</param>
    private Expression Expression(int level, int depth, bool isFirst)
    {
        if (level == Levels.Length) return Operand(depth);
        if (level == 1 && isFirst && Chance(10))
        {
            return new PrefixNode(default, One([BinaryOperator.AtLeast, BinaryOperator.AtMost, BinaryOperator.PlusMinus]), Expression(SumLevel, depth + 1, false));
        }
        if (depth > 3 || !Chance(6)) return Expression(level + 1, depth, isFirst);
        var left = Expression(level, depth + 1, isFirst && level == 0);
        return new BinaryNode(One(Levels[level]), left, Expression(level + 1, depth + 1, isFirst: level == 0));
    }

    private Expression Operand(int depth)
    {
        if (Chance(8)) return new NegateNode(default, Operand(depth + 1));
        return random.Next(depth > 2 ? 4 : 8) switch
        {
            0 => Name(),
            1 => new NumberNode(default, One(Numbers), Chance(2) ? Unit() : null),
            2 => new StringNode(default, One(Strings)),
            3 => new ShapeNode(default, [new NumberNode(default, "64", null), new NumberNode(default, "5", null)]),
            4 => new GroupNode(default, Expression(0, depth + 1, true), Chance(2) ? Unit() : null),
            5 => new IndexNode(default, null, Phrases(1, 2, depth + 1)),
            6 => new IndexNode(default, Name(), Phrases(1, 2, depth + 1)),
            _ => new CallNode(default, Name(), Phrases(0, 3, depth + 1)),
        };
    }

    private NameNode Name() => new(default, One(Names));

    private NameNode Unit() => new(default, One(UnitNames));

    private T One<T>(T[] choices) => choices[random.Next(choices.Length)];

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;
}
