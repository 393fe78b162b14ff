using System.Text;

namespace TileDsl.Syntax;

/// <summary>
/// The canonical layout of a tree: one property a line, four blanks inside a block, values in one column, one empty line
/// where there were any, comments in a run of lines below each other. A block that was written on one line stays there
/// while it fits. Printing what was printed changes nothing.
/// </summary>
internal sealed class TilePrinter
{
    private const string Indent = "    ";

    /// <summary>Keywords are filled up to this; a longer one is followed by one blank.</summary>
    private const int KeywordWidth = 13;

    /// <summary>The longest block on one line.</summary>
    private const int OneLineWidth = 100;

    private readonly List<(string Text, string? Comment)> _rows = [];

    private TilePrinter()
    {
    }

    public static string Print(FileNode root)
    {
        var printer = new TilePrinter();
        Line? previous = null;
        foreach (var line in root.Lines)
        {
            printer.Add(line, previous);
            previous = line;
        }
        printer.AddAll(root.EndComments.Before, "");
        return printer.Text();
    }

    private void Add(Line line, Line? previous)
    {
        AddAbove(line, "");
        switch (line)
        {
            case BlockNode block:
                Add(block);
                break;
            case BrokenLine { Text: ['{', ..] } broken when previous is not (null or BlockNode):
                // The line above must not become the first line of this block.
                _rows.Add(("; " + broken.Text, broken.Comments.Behind));
                break;
            default:
                _rows.Add((TextOf(line, 0, 0), line.Comments.Behind));
                break;
        }
    }

    private void Add(BlockNode block)
    {
        var header = HeaderOf(block);
        if (OnOneLine(block, header) is { } text)
        {
            _rows.Add((text, block.EndComments.Behind));
            return;
        }

        _rows.Add((header + " {", block.Comments.Behind));
        var layerWidth = block.Lines.OfType<LayerNode>().Select(layer => layer.Name.Text.Length).DefaultIfEmpty(0).Max();
        foreach (var line in block.Lines)
        {
            AddAbove(line, Indent);
            _rows.Add((Indent + TextOf(line, KeywordWidth, layerWidth), line.Comments.Behind));
        }
        AddAll(block.EndComments.Before, Indent);
        _rows.Add(("}", block.EndComments.Behind));
    }

    private static string? OnOneLine(BlockNode block, string header)
    {
        var hasComments = block.Comments.Behind is not null || block.EndComments.Before.Count > 0
            || block.Lines.Any(line => line.Comments.Before.Count > 0 || line.Comments.Behind is not null);
        if (!block.IsOneLine || hasComments) return null;
        var text = block.Lines.Count == 0
            ? header + " { }"
            : header + " { " + string.Join("; ", block.Lines.Select(line => TextOf(line, 0, 0))) + " }";
        return text.Length <= OneLineWidth ? text : null;
    }

    private static string HeaderOf(BlockNode block) =>
        block.Keyword + " " + block.Name
        + (block.Onto is null ? "" : " onto " + block.Onto)
        + (block.Base is null ? "" : " : " + block.Base);

    private static string TextOf(Line line, int keywordWidth, int layerWidth) => line switch
    {
        LayerNode layer => layer.Keyword + " " + layer.Name.Text.PadRight(layerWidth) + " : " + NodeText.Of(layer.Phrases),
        PropertyNode { Phrases.Count: 0 } property => property.Keyword.Text,
        PropertyNode property => property.Keyword.Text.PadRight(IsSentence(property) ? 0 : keywordWidth) + " " + NodeText.Of(property.Phrases),
        BrokenLine broken => broken.Text,
        _ => throw new InvalidOperationException($"{line.GetType().Name} inside a block."),
    };

    /// <summary><c>evaluate on Test, accuracy</c> and <c>accuracy &gt;= 90 %</c> are read, not looked up in a column.</summary>
    private static bool IsSentence(PropertyNode property) =>
        property.Phrases[0].Terms.Any(term => term is NameNode { Text: "on" } or PrefixNode { Operator: BinaryOperator.AtLeast or BinaryOperator.AtMost });

    private void AddAbove(Line line, string indent)
    {
        AddAll(line.Comments.Before, indent);
        if (line.Comments.BlankLineBefore) _rows.Add(("", null));
    }

    private void AddAll(IReadOnlyList<CommentLine> comments, string indent)
    {
        foreach (var comment in comments)
        {
            if (comment.BlankLineBefore) _rows.Add(("", null));
            _rows.Add((indent + "//" + comment.Text, null));
        }
    }

    private string Text()
    {
        var text = new StringBuilder();
        for (var first = 0; first < _rows.Count;)
        {
            var end = first + 1;
            var width = Width(_rows[first].Text);
            if (_rows[first].Comment is not null)
            {
                for (; end < _rows.Count && _rows[end].Comment is not null; end++) width = Math.Max(width, Width(_rows[end].Text));
            }
            for (; first < end; first++)
            {
                var (row, comment) = _rows[first];
                text.Append(row);
                if (comment is not null) text.Append(' ', width - Width(row) + 2).Append("//").Append(comment);
                text.Append('\n');
            }
        }
        return text.ToString();
    }

    /// <summary>Of the last line of a row: a broken block has several.</summary>
    private static int Width(string row) => row.Length - row.LastIndexOf('\n') - 1;
}
