using Superpower.Model;

namespace TileDsl.Syntax;

internal enum PieceKind
{
    /// <summary>A property or statement, ended by a line end, a semicolon, a closing brace or the end of the file.</summary>
    Statement,

    /// <summary>The first line of a block and its opening brace.</summary>
    Open,

    /// <summary>A closing brace.</summary>
    Close,
}

/// <summary>A stretch of a file that is read on its own, so that what is wrong with it costs nothing else.</summary>
internal sealed class Piece(PieceKind kind, IReadOnlyList<Token<TileToken>> tokens, int start, int end)
{
    public PieceKind Kind { get; } = kind;

    /// <summary>Without the brace or what else ended the piece.</summary>
    public IReadOnlyList<Token<TileToken>> Tokens { get; } = tokens;

    public int Start { get; } = start;

    /// <summary>The end of its last token, braces included.</summary>
    public int End { get; } = end;

    /// <summary>The comments above its first token.</summary>
    public IReadOnlyList<CommentLine> Above { get; init; } = [];

    public bool BlankLineBefore { get; init; }

    /// <summary>The comments between its first line and an opening brace below it.</summary>
    public IReadOnlyList<CommentLine> Between { get; init; } = [];

    /// <summary>The comment behind it on its line.</summary>
    public string? Behind { get; set; }

    /// <summary>The end of the piece with the comment behind it.</summary>
    public int EndWithComment { get; set; } = end;

    /// <summary>As they are printed: with nothing between a block's first line and its brace.</summary>
    public Comments Comments => Between.Count == 0
        ? new(Above, Behind, BlankLineBefore)
        : new([.. Above, Between[0] with { BlankLineBefore = BlankLineBefore }, .. Between.Skip(1)], Behind, false);
}

/// <summary>Cuts the tokens of a file into pieces and gives every comment and empty line to one of them.</summary>
internal sealed class Layout
{
    private readonly List<Piece> _pieces = [];
    private readonly List<Token<TileToken>> _statement = [];
    private List<CommentLine> _comments = [];
    private bool _blank;

    /// <summary>What stood above the first token of the statement.</summary>
    private (IReadOnlyList<CommentLine> Comments, bool Blank) _above;

    private Layout()
    {
    }

    /// <summary>The pieces of a file, and the comments behind the last one.</summary>
    public static (IReadOnlyList<Piece> Pieces, IReadOnlyList<CommentLine> EndComments) Of(TokenList<TileToken> tokens)
    {
        var layout = new Layout();
        layout.Read(tokens.ToArray());
        return (layout._pieces, layout._comments);
    }

    private void Read(Token<TileToken>[] tokens)
    {
        // Whether the line has had a token yet, and the piece a comment on it would stand behind.
        var lineIsEmpty = true;
        Piece? onLine = null;
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            switch (token.Kind)
            {
                case TileToken.NewLine:
                    if (lineIsEmpty && _statement.Count == 0) _blank = true;
                    // The opening brace may stand on a line below its keyword.
                    if (_statement.Count > 0 && !OpensBelow(tokens, i)) AddStatement();
                    lineIsEmpty = true;
                    onLine = null;
                    continue;
                case TileToken.Comment:
                    if (_statement.Count > 0 && !OpensBelow(tokens, i)) onLine = AddStatement();
                    AddComment(token, _statement.Count == 0 ? onLine : null);
                    break;
                case TileToken.Semicolon:
                    if (_statement.Count > 0) onLine = AddStatement();
                    break;
                case TileToken.LeftBrace:
                    onLine = AddBrace(PieceKind.Open, token);
                    break;
                case TileToken.RightBrace:
                    if (_statement.Count > 0) AddStatement();
                    onLine = AddBrace(PieceKind.Close, token);
                    break;
                default:
                    if (_statement.Count == 0) BeginPiece();
                    _statement.Add(token);
                    break;
            }
            lineIsEmpty = false;
        }
        if (_statement.Count > 0) AddStatement();
    }

    private Piece AddStatement() => Add(PieceKind.Statement, Start(_statement[0]), End(_statement[_statement.Count - 1]));

    private Piece AddBrace(PieceKind kind, Token<TileToken> brace)
    {
        if (_statement.Count == 0) BeginPiece();
        return Add(kind, Start(_statement.Count > 0 ? _statement[0] : brace), End(brace));
    }

    private void BeginPiece()
    {
        _above = (_comments, TakeBlank());
        _comments = [];
    }

    private Piece Add(PieceKind kind, int start, int end)
    {
        var piece = new Piece(kind, _statement.ToArray(), start, end) { Above = _above.Comments, BlankLineBefore = _above.Blank, Between = _comments };
        _pieces.Add(piece);
        _statement.Clear();
        _comments = [];
        return piece;
    }

    private void AddComment(Token<TileToken> token, Piece? onLine)
    {
        var text = token.ToStringValue().Substring(2);
        if (onLine is null || onLine.Behind is not null)
        {
            _comments.Add(new(text, TakeBlank()));
            return;
        }
        onLine.Behind = text;
        onLine.EndWithComment = End(token);
    }

    private bool TakeBlank()
    {
        // Nothing stands above the first line of a file or of a block, or belongs there.
        var blank = _blank && _comments.Count + _pieces.Count > 0 && (_comments.Count > 0 || _pieces[_pieces.Count - 1].Kind != PieceKind.Open);
        _blank = false;
        return blank;
    }

    private static bool OpensBelow(Token<TileToken>[] tokens, int i)
    {
        while (i < tokens.Length && tokens[i].Kind is TileToken.NewLine or TileToken.Comment) i++;
        return i < tokens.Length && tokens[i].Kind == TileToken.LeftBrace;
    }

    private static int Start(Token<TileToken> token) => token.Span.Position.Absolute;

    private static int End(Token<TileToken> token) => token.Span.Position.Absolute + token.Span.Length;
}
