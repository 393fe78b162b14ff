using Superpower;
using Superpower.Model;
using TileDsl.Diagnostics;

namespace TileDsl.Syntax;

/// <summary>Reads one piece with the grammar, and says what is wrong with it.</summary>
internal sealed class PieceReader
{
    private readonly SourceText _source;
    private readonly SyntaxErrors _errors;
    private readonly TileGrammar _grammar;
    private readonly TokenCheck _check;

    public PieceReader(SourceText source, SyntaxErrors errors)
    {
        _source = source;
        _errors = errors;
        _grammar = new(source);
        _check = new(source, errors);
    }

    /// <summary>The line that a piece is; a broken one where it cannot be read.</summary>
    public Line Line(Piece piece)
    {
        var span = new SourceSpan(_source, piece.Start, piece.End - piece.Start);
        if (_check.Passes(piece.Tokens))
        {
            var result = _grammar.Statement.AtEnd()(new(piece.Tokens.ToArray()));
            if (result.HasValue)
            {
                var (keyword, name, phrases) = result.Value;
                return name is null ? new PropertyNode(span, piece.Comments, keyword, phrases) : new LayerNode(span, piece.Comments, keyword, name, phrases);
            }
            var (at, expected, found) = Mistake(result, piece);
            expected ??= "',' or the end of the line";
            _errors.Add(SyntaxRules.UnexpectedToken, at, expected, found, Advice(result.Remainder, expected));
        }
        return new BrokenLine(span, piece.Comments, _source.Text.Substring(span.Start, span.Length));
    }

    /// <summary>What stands before a block's brace, or null.</summary>
    public Header? Header(Piece piece)
    {
        if (!_check.Passes(piece.Tokens)) return null;
        var result = _grammar.Header.AtEnd()(new(piece.Tokens.ToArray()));
        if (result.HasValue) return result.Value;
        var (at, expected, found) = Mistake(result, piece);
        _errors.Add(SyntaxRules.BadHeader, at, expected ?? "'{'", found);
        return null;
    }

    private (SourceSpan At, string? Expected, string Found) Mistake<T>(TokenListParserResult<TileToken, T> result, Piece piece)
    {
        var expected = result.Expectations is { Length: > 0 } all ? string.Join(" or ", all.Distinct().Select(Quoted)) : null;
        var next = result.Remainder.ConsumeToken();
        if (next.HasValue) return (_grammar.Span(next.Value), expected, $"'{Shortened(next.Value.ToStringValue())}'");
        var end = piece.Tokens.Count == 0 ? piece.Start : _grammar.Span(piece.Tokens[piece.Tokens.Count - 1]).End;
        return (new(_source, end, 0), expected, piece.Kind == PieceKind.Open ? "'{'" : "the end of the line");
    }

    private static string Advice(TokenList<TileToken> rest, string expected)
    {
        var next = rest.ConsumeToken();
        if (!next.HasValue)
        {
            return expected is "')'" or "']'"
                ? "Close the bracket; a property ends with its line."
                : "Add what is missing; a property ends with its line.";
        }
        return next.Value.Kind switch
        {
            TileToken.Colon => "Only the first line of a block and a layer have a colon.",
            TileToken.RightParenthesis or TileToken.RightBracket => "Remove it, or open the bracket.",
            TileToken.Comma => "Commas separate the parts of a property; none may be empty.",
            _ => "Parts of a property are separated by ',', properties by ';' or a line end.",
        };
    }

    /// <summary>Superpower quotes tokens with backticks.</summary>
    private static string Quoted(string expectation) => expectation.Replace('`', '\'');

    private static string Shortened(string text) => text.Length <= 40 ? text : text.Substring(0, 37) + "...";
}
