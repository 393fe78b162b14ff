using System.Text;
using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

/// <summary>
/// Writes a tree down in any of the ways the language allows: semicolons or lines, braces where they like, empty lines,
/// blanks and tabs, any line ends. Knows the rules of the language from its description, not from the printer.
/// </summary>
internal sealed class RandomText(Random random)
{
    private readonly StringBuilder _text = new();
    private readonly RandomTokens _tokens = new(random);
    private readonly string _newLine = new[] { "\n", "\r\n", "\r" }[random.Next(3)];

    /// <summary>Whether the line has something that a comment would stand behind.</summary>
    private bool _onLine;

    public string Of(FileNode file)
    {
        if (random.Next(4) == 0) _text.Append('\uFEFF');
        if (random.Next(4) == 0) EndLines(2);
        foreach (var line in file.Lines) Write(line, isBeforeBrace: false);
        Above(file.EndComments.Before);
        if (random.Next(2) == 0) EndLines(1 + random.Next(2));
        return _text.ToString();
    }

    private void Write(Line line, bool isBeforeBrace)
    {
        Above(line.Comments.Before);
        if (line.Comments.BlankLineBefore) EmptyLines();
        else if (_onLine && random.Next(3) > 0) EndLine();
        Blanks();
        if (line is BlockNode block)
        {
            Write(block);
            return;
        }

        _text.Append(_tokens.Of(line));
        Blanks();
        var hasEnd = random.Next(2) == 0;
        if (hasEnd) _text.Append(';');
        Behind(line.Comments.Behind);
        // The closing brace ends a statement too.
        if (_onLine && !hasEnd && !(isBeforeBrace && random.Next(2) == 0)) EndLine();
    }

    private void Write(BlockNode block)
    {
        _text.Append(_tokens.Header(block));
        if (random.Next(5) == 0) EndLines(1 + random.Next(2));
        Blanks();
        _text.Append('{');
        Behind(block.Comments.Behind);
        for (var i = 0; i < block.Lines.Count; i++) Write(block.Lines[i], i == block.Lines.Count - 1 && block.EndComments.Before.Count == 0);
        Above(block.EndComments.Before);
        if (random.Next(2) == 0) EndLines(1 + random.Next(3));
        Blanks();
        _text.Append('}');
        Behind(block.EndComments.Behind);
    }

    private void Behind(string? comment)
    {
        _onLine = true;
        if (comment is null) return;
        Blanks();
        Comment(comment);
    }

    private void Above(IReadOnlyList<CommentLine> comments)
    {
        foreach (var comment in comments)
        {
            if (comment.BlankLineBefore) EmptyLines();
            else if (_onLine) EndLine();
            Blanks();
            Comment(comment.Text);
        }
    }

    /// <summary>Blanks at its end are not part of a comment.</summary>
    private void Comment(string text)
    {
        _text.Append("//").Append(text);
        EndLine();
    }

    private void EmptyLines()
    {
        if (_onLine) EndLine();
        EndLines(1 + random.Next(3));
    }

    private void EndLines(int count)
    {
        for (; count > 0; count--) EndLine();
    }

    private void EndLine()
    {
        Blanks();
        _text.Append(_newLine);
        _onLine = false;
    }

    private void Blanks() => _text.Append(" \t  "[..random.Next(4)]);
}
