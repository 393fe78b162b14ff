using System.Globalization;
using System.Numerics;
using TileDsl.Model;

namespace TileDsl.Syntax;

/// <summary>
/// The tree of a file. It knows text and spans, not meaning: a block has lines, a line a keyword and phrases separated by
/// commas, a phrase a run of expressions (<c>sigma = poly(0.26 uS, 1.97 uS)</c> is one). Phrases and expressions print themselves; <see cref="TileLanguage.Print"/> prints the rest.
/// </summary>
public abstract class Node(SourceSpan span)
{
    public SourceSpan Span { get; } = span;
}

/// <summary>A comment on a line of its own.</summary>
/// <param name="Text">What stands behind the slashes, as written, without blanks at the end.</param>
/// <param name="BlankLineBefore">Whether an empty line stood above (several count as one).</param>
public readonly record struct CommentLine(string Text, bool BlankLineBefore);

/// <summary>
/// A line's comments: whole lines before it, and one behind it. Of a block, the one behind is the one behind its opening
/// brace; the end comments of a block are those before and behind its closing brace.
/// </summary>
public sealed class Comments(IReadOnlyList<CommentLine> before, string? behind, bool blankLineBefore)
{
    public static Comments None { get; } = new([], null, false);

    /// <summary>Comment lines above, in order.</summary>
    public IReadOnlyList<CommentLine> Before { get; } = before;

    /// <summary>The text behind the slashes, or null where there is no comment on the line itself.</summary>
    public string? Behind { get; } = behind;

    /// <summary>Whether an empty line stood directly above the line, below its comments.</summary>
    public bool BlankLineBefore { get; } = blankLineBefore;
}

/// <summary>What stands on a line of its own: a declaration, a property, or what could not be read.</summary>
public abstract class Line(SourceSpan span, Comments comments) : Node(span)
{
    public Comments Comments { get; } = comments;
}

/// <summary>A file.</summary>
/// <param name="endComments">Comments after the last line.</param>
public sealed class FileNode(SourceSpan span, IReadOnlyList<Line> lines, Comments endComments) : Node(span)
{
    public IReadOnlyList<Line> Lines { get; } = lines;

    public Comments EndComments { get; } = endComments;
}

/// <summary>
/// A keyword and its phrases: a property in a block (<c>array 256 x 256, pair</c>), or a statement of a file
/// (<c>tile 1</c>, <c>import "x.tile"</c>, <c>param b = 8 in 4..12</c>).
/// </summary>
public sealed class PropertyNode(SourceSpan span, Comments comments, NameNode keyword, IReadOnlyList<PhraseNode> phrases) : Line(span, comments)
{
    public NameNode Keyword { get; } = keyword;

    public IReadOnlyList<PhraseNode> Phrases { get; } = phrases;
}

/// <summary><c>layer hidden : dense(64 -&gt; 32), relu place digital</c>; the phrases are those behind the colon.</summary>
public sealed class LayerNode(SourceSpan span, Comments comments, NameNode keyword, NameNode name, IReadOnlyList<PhraseNode> phrases) : Line(span, comments)
{
    /// <summary>The word <c>layer</c>.</summary>
    public NameNode Keyword { get; } = keyword;

    public NameNode Name { get; } = name;

    /// <summary>At least one.</summary>
    public IReadOnlyList<PhraseNode> Phrases { get; } = phrases;
}

/// <summary><c>device Fast : PcmMushroom { … }</c>, <c>check Digits { … }</c>, <c>map Digits onto Chip { … }</c>. Blocks do not nest.</summary>
public sealed class BlockNode(
    SourceSpan span, Comments comments, NameNode keyword, NameNode name, NameNode? onto, NameNode? baseName, IReadOnlyList<Line> lines, Comments endComments, bool isOneLine)
    : Line(span, comments)
{
    public NameNode Keyword { get; } = keyword;

    public NameNode Name { get; } = name;

    /// <summary>The name behind the word <c>onto</c>.</summary>
    public NameNode? Onto { get; } = onto;

    /// <summary>The kind or declaration behind the colon.</summary>
    public NameNode? Base { get; } = baseName;

    public IReadOnlyList<Line> Lines { get; } = lines;

    public Comments EndComments { get; } = endComments;

    /// <summary>Whether the block was written on one line, <c>dac Dac { bits 1; energy 0.4 pJ }</c>, and may stay there.</summary>
    public bool IsOneLine { get; } = isOneLine;
}

/// <summary>
/// A line that could not be read, or a whole block whose first line could not be; it has been reported, costs only itself and
/// is printed back as it was.
/// </summary>
public sealed class BrokenLine(SourceSpan span, Comments comments, string text) : Line(span, comments)
{
    public string Text { get; } = text;
}

/// <summary>What stands between two commas: one or more expressions in a row, <c>256 x 256</c>, <c>calibrated 99.9 %</c>.</summary>
public sealed class PhraseNode(SourceSpan span, IReadOnlyList<Expression> terms) : Node(span)
{
    public IReadOnlyList<Expression> Terms { get; } = terms;

    public override string ToString() => NodeText.Of(this);
}

public abstract class Expression(SourceSpan span) : Node(span)
{
    public sealed override string ToString() => NodeText.Of(this);
}

/// <summary>A word: a keyword, a name, <c>none</c>, the <c>x</c> of <c>256 x 256</c>.</summary>
public sealed class NameNode(SourceSpan span, string text) : Expression(span)
{
    public string Text { get; } = text;
}

/// <summary>A number as written, with the unit behind it if there is one; a unit is a word of <see cref="Units"/> or <c>%</c>.</summary>
public sealed class NumberNode(SourceSpan span, string text, NameNode? unit) : Expression(span)
{
    public string Text { get; } = text;

    public NameNode? Unit { get; } = unit;

    /// <summary>What <see cref="Text"/> says, exactly, the unit left aside.</summary>
    public Rational Value { get; } = Decimal(text);

    private static Rational Decimal(string text)
    {
        var e = text.IndexOfAny(['e', 'E']);
        var mantissa = e < 0 ? text : text.Substring(0, e);
        var exponent = e < 0 ? 0 : int.Parse(text.Substring(e + 1), CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        if (point >= 0) exponent -= mantissa.Length - point - 1;
        var digits = BigInteger.Parse(mantissa.Replace(".", ""), CultureInfo.InvariantCulture);
        return exponent >= 0 ? digits * BigInteger.Pow(10, exponent) : new Rational(digits, BigInteger.Pow(10, -exponent));
    }
}

public sealed class StringNode(SourceSpan span, string value) : Expression(span)
{
    /// <summary>The text meant, escapes resolved.</summary>
    public string Value { get; } = value;
}

/// <summary><c>-x</c>.</summary>
public sealed class NegateNode(SourceSpan span, Expression operand) : Expression(span)
{
    public Expression Operand { get; } = operand;
}

/// <summary>
/// A comparison or a tolerance whose left side is the property itself: <c>accuracy &gt;= 88 %</c>, <c>offset +- 0.5 lsb</c>. Stands
/// first in a phrase, or behind <c>=</c>.
/// </summary>
/// <param name="operator">AtLeast, AtMost or PlusMinus.</param>
public sealed class PrefixNode(SourceSpan span, BinaryOperator @operator, Expression operand) : Expression(span)
{
    public BinaryOperator Operator { get; } = @operator;

    public Expression Operand { get; } = operand;
}

public enum BinaryOperator
{
    Assign,
    Range,
    Arrow,
    AtLeast,
    AtMost,
    PlusMinus,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// <summary>Binds from loosest: <c>=</c>, <c>-&gt;</c>, <c>&gt;= &lt;=</c>, <c>..</c>, <c>+-</c>, <c>+ -</c>, <c>* /</c>; left to right.</summary>
public sealed class BinaryNode(BinaryOperator @operator, Expression left, Expression right) : Expression(SourceSpan.Between(left.Span, right.Span))
{
    public BinaryOperator Operator { get; } = @operator;

    public Expression Left { get; } = left;

    public Expression Right { get; } = right;
}

/// <summary>A parenthesised expression, with the unit behind it if there is one: <c>(2 * n) uS</c>.</summary>
public sealed class GroupNode(SourceSpan span, Expression inner, NameNode? unit) : Expression(span)
{
    public Expression Inner { get; } = inner;

    public NameNode? Unit { get; } = unit;
}

/// <summary><c>poly(0.26 uS, 1.97 uS)</c>, <c>dense(64 -&gt; 32)</c>.</summary>
public sealed class CallNode(SourceSpan span, NameNode name, IReadOnlyList<PhraseNode> arguments) : Expression(span)
{
    public NameNode Name { get; } = name;

    public IReadOnlyList<PhraseNode> Arguments { get; } = arguments;
}

/// <summary><c>int8[1x49x10]</c>, or <c>[0..199]</c> with no name.</summary>
public sealed class IndexNode(SourceSpan span, NameNode? name, IReadOnlyList<PhraseNode> arguments) : Expression(span)
{
    public NameNode? Name { get; } = name;

    public IReadOnlyList<PhraseNode> Arguments { get; } = arguments;
}

/// <summary>Extents written together: <c>1x49x10</c> (spaced, <c>256 x 256</c>, they are a number, the word x and a number).</summary>
public sealed class ShapeNode(SourceSpan span, IReadOnlyList<Expression> extents) : Expression(span)
{
    public IReadOnlyList<Expression> Extents { get; } = extents;
}
