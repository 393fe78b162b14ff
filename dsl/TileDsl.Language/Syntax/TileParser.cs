using TileDsl.Diagnostics;

namespace TileDsl.Syntax;

/// <summary>
/// Puts a tree together from the pieces of a file. A piece that cannot be read becomes a broken line; a block whose first
/// line cannot be read becomes one broken line as a whole; a block that is not closed ends where the next one begins.
/// </summary>
internal sealed class TileParser
{
    private readonly SourceText _source;
    private readonly SyntaxErrors _errors = new();
    private readonly PieceReader _reader;
    private readonly List<Line> _lines = [];
    private OpenBlock? _open;

    private TileParser(SourceText source)
    {
        _source = source;
        _reader = new(source, _errors);
    }

    public static ParseResult Parse(SourceText source)
    {
        var parser = new TileParser(source);
        var root = parser.Root();
        return new(source, root, parser._errors.InOrder());
    }

    private FileNode Root()
    {
        var all = new SourceSpan(_source, 0, _source.Text.Length);
        if (_source.Text.Length > SyntaxLimits.FileLength)
        {
            _errors.Add(SyntaxRules.FileTooLong, new(_source, 0, 0), SyntaxLimits.FileLength, _source.Text.Length);
            return new(all, [new BrokenLine(all, Comments.None, Verbatim(all))], Comments.None);
        }

        var (pieces, comments) = Layout.Of(TileTokenizer.Instance.Tokenize(_source.Text));
        foreach (var piece in pieces)
        {
            switch (piece.Kind)
            {
                case PieceKind.Open:
                    if (_open is not null) EndUnclosed($"the block that begins in line {_source.Position(piece.Start).Line + 1}", Comments.None);
                    _open = new(piece, _reader.Header(piece));
                    break;
                case PieceKind.Close:
                    Close(piece);
                    break;
                default:
                    var line = _reader.Line(piece);
                    if (_open is null) _lines.Add(line);
                    else _open.Add(piece, line);
                    break;
            }
        }

        var endComments = new Comments(comments, null, false);
        if (_open is null) return new(all, _lines, endComments);
        // A block that is kept as text has no place for them.
        var isText = _open.Header is null;
        EndUnclosed("the end of the file", isText ? Comments.None : endComments);
        return new(all, _lines, isText ? endComments : Comments.None);
    }

    private void Close(Piece brace)
    {
        if (_open is not { } block)
        {
            var span = new SourceSpan(_source, brace.Start, brace.End - brace.Start);
            _errors.Add(SyntaxRules.StrayBrace, span);
            _lines.Add(new BrokenLine(span, brace.Comments, "}"));
            return;
        }

        var isOneLine = _source.Position(block.First.Start).Line == _source.Position(brace.Start).Line && !block.Lines.Any(line => line is BrokenLine);
        // An empty line above the closing brace is nobody's.
        Finish(block, brace.End, new(brace.Above, brace.Behind, false), isOneLine);
    }

    /// <summary>Ends a block that has no closing brace where its last line ends.</summary>
    private void EndUnclosed(string found, Comments endComments)
    {
        var block = _open!;
        if (block.Header is { } header)
        {
            _errors.Add(SyntaxRules.UnclosedBlock, SourceSpan.Between(header.Keyword.Span, header.Name.Span), $"{header.Keyword.Text} {header.Name.Text}", found);
            Finish(block, block.Last.End, endComments, false);
        }
        else
        {
            Finish(block, block.Last.EndWithComment, endComments, false);
        }
    }

    private void Finish(OpenBlock block, int end, Comments endComments, bool isOneLine)
    {
        _open = null;
        var first = block.First;
        var span = new SourceSpan(_source, first.Start, end - first.Start);
        _lines.Add(block.Header is { } header
            ? new BlockNode(span, first.Comments, header.Keyword, header.Name, header.Onto, header.Base, block.Lines, endComments, isOneLine)
            : new BrokenLine(span, new(first.Above, endComments.Behind, first.BlankLineBefore), Verbatim(span)));
    }

    private string Verbatim(SourceSpan span) => _source.Text.Substring(span.Start, span.Length).Replace("\r\n", "\n").Replace('\r', '\n');

    /// <summary>A block whose closing brace has not been seen yet.</summary>
    private sealed class OpenBlock(Piece first, Header? header)
    {
        private readonly List<Line> _lines = [];

        public Piece First { get; } = first;

        /// <summary>Null where the first line could not be read.</summary>
        public Header? Header { get; } = header;

        public Piece Last { get; private set; } = first;

        public IReadOnlyList<Line> Lines => _lines;

        public void Add(Piece piece, Line line)
        {
            Last = piece;
            _lines.Add(line);
        }
    }
}
