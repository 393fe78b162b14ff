using System.Text;

namespace TileDsl.Emission;

/// <summary>Indented lines of C#, each ended by '\n' wherever it is written.</summary>
internal sealed class CodeWriter
{
    private const int CommentWidth = 130;

    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string text = "")
    {
        if (text.Length > 0) _text.Append(' ', _depth * 4).Append(text);
        _text.Append('\n');
    }

    /// <summary>A line (or none), a brace, the indented inside, a closing line.</summary>
    public Block Braces(string head, string tail = "}")
    {
        if (head.Length > 0) Line(head);
        Line("{");
        _depth++;
        return new Block(this, tail);
    }

    /// <summary>
    /// What stands before a method that does the work: optimised at its first call, since a kernel that is warmed up
    /// through slower tiers is many times slower for the first half second.
    /// </summary>
    public void Hot() => Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");

    /// <summary>A comment of one paragraph, wrapped. The text may come from anywhere.</summary>
    public void Comment(string paragraph) => Wrap("// ", Escape.Comment(paragraph));

    /// <summary>A paragraph inside an XML documentation comment, wrapped; the text is markup already.</summary>
    public void Documentation(string markup) => Wrap("/// ", markup);

    public override string ToString() => _text.ToString();

    private void Wrap(string lead, string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length + _depth * 4 + lead.Length > CommentWidth)
            {
                Line(lead + line);
                line.Clear();
            }
            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }
        Line(lead + line);
    }

    /// <summary>Indented without braces.</summary>
    public Block Indented(string head, string tail)
    {
        Line(head);
        _depth++;
        return new Block(this, tail);
    }

    public readonly struct Block(CodeWriter writer, string tail) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line(tail);
        }
    }
}
