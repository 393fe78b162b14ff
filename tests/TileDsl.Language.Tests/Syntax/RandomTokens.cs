using System.Text;
using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

/// <summary>Writes one line down with blanks wherever they are free, and with none where the language lets them be left out.</summary>
internal sealed class RandomTokens(Random random)
{
    private readonly StringBuilder _text = new();

    /// <summary>Whether the last token is a word or a number, which the next one must not run into.</summary>
    private bool _isWord;

    private enum Join
    {
        Free,

        /// <summary>No blank before it.</summary>
        Touching,

        /// <summary>A blank before it.</summary>
        Apart,
    }

    public string Of(Line line)
    {
        Start();
        switch (line)
        {
            case PropertyNode property:
                Word(property.Keyword.Text);
                Write(property.Phrases);
                break;
            case LayerNode layer:
                Word(layer.Keyword.Text);
                Word(layer.Name.Text);
                Sign(":");
                Write(layer.Phrases);
                break;
            default:
                throw new ArgumentException(line.GetType().Name);
        }
        return _text.ToString();
    }

    public string Header(BlockNode block)
    {
        Start();
        Word(block.Keyword.Text);
        Word(block.Name.Text);
        if (block.Onto is not null)
        {
            Word("onto");
            Word(block.Onto.Text);
        }
        if (block.Base is not null)
        {
            Sign(":");
            Word(block.Base.Text);
        }
        return _text.ToString();
    }

    private void Write(IReadOnlyList<PhraseNode> phrases)
    {
        for (var i = 0; i < phrases.Count; i++)
        {
            if (i > 0) Sign(",");
            for (var j = 0; j < phrases[i].Terms.Count; j++) Write(phrases[i].Terms[j], isNextTerm: j > 0);
        }
    }

    /// <param name="isNextTerm">Whether it follows another expression of its phrase.</param>
    private void Write(Expression expression, bool isNextTerm)
    {
        switch (expression)
        {
            case NameNode name:
                Word(name.Text);
                break;
            case NumberNode number:
                Word(number.Text);
                Unit(number.Unit);
                break;
            case StringNode text:
                Sign(Quoted(text.Value));
                break;
            case ShapeNode shape:
                Word(string.Join("x", shape.Extents.Select(e => ((NumberNode)e).Text)));
                break;
            case NegateNode negate:
                // A sign that begins a further term stands behind a blank and before none; elsewhere only "+-" must not arise.
                Sign("-", isNextTerm || _text[^1] == '+' ? Join.Apart : Join.Free);
                if (isNextTerm) _nextTouches = true;
                Write(negate.Operand, false);
                break;
            case PrefixNode prefix:
                Sign(Text(prefix.Operator));
                Write(prefix.Operand, false);
                break;
            case BinaryNode binary:
                Write(binary.Left, isNextTerm);
                if (binary.Operator == BinaryOperator.Subtract) Subtraction();
                else Sign(Text(binary.Operator));
                Write(binary.Right, false);
                break;
            case GroupNode group:
                Sign("(", _isWord ? Join.Apart : Join.Free);
                Write(group.Inner, false);
                Sign(")");
                Unit(group.Unit);
                break;
            case CallNode call:
                Word(call.Name.Text);
                Sign("(", Join.Touching);
                Write(call.Arguments);
                Sign(")");
                break;
            case IndexNode index:
                if (index.Name is not null) Word(index.Name.Text);
                Sign("[", index.Name is not null ? Join.Touching : _isWord ? Join.Apart : Join.Free);
                Write(index.Arguments);
                Sign("]");
                break;
        }
    }

    /// <summary>Blanks on both sides of it, or none before.</summary>
    private void Subtraction()
    {
        if (random.Next(2) == 0)
        {
            Sign("-", Join.Touching);
            return;
        }
        Sign("-", Join.Apart);
        _text.Append(' ');
    }

    private void Unit(NameNode? unit)
    {
        if (unit is null) return;
        var text = unit.Text[0] == 'u' && random.Next(3) == 0 ? "\u00B5\u03BC"[random.Next(2)] + unit.Text[1..] : unit.Text;
        Put(text, Join.Free);
        _isWord = unit.Text != "%";
    }

    private void Word(string text)
    {
        Put(text, _isWord ? Join.Apart : Join.Free);
        _isWord = true;
    }

    private void Sign(string text, Join join = Join.Free)
    {
        Put(text, join);
        _isWord = false;
    }

    private bool _nextTouches;

    private void Put(string text, Join join)
    {
        if (_nextTouches && join != Join.Apart) join = Join.Touching;
        _nextTouches = false;
        if (join == Join.Apart || (join == Join.Free && random.Next(2) == 0)) _text.Append(" \t "[..(1 + random.Next(3))]);
        _text.Append(text);
    }

    private void Start()
    {
        _text.Clear();
        _isWord = false;
        _nextTouches = false;
    }

    private string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            var isPlain = c is not ('"' or '\\' or '\n' or '\r') && random.Next(5) > 0;
            text.Append(isPlain ? c.ToString() : c switch
            {
                '"' or '\\' when random.Next(2) == 0 => "\\" + c,
                '\n' => "\\n",
                '\t' => "\\t",
                _ => $"\\u{(int)c:x4}",
            });
        }
        return text.Append('"').ToString();
    }

    private static string Text(BinaryOperator @operator) => @operator switch
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
        _ => throw new ArgumentException(@operator.ToString()),
    };
}
