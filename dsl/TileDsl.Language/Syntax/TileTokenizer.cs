using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace TileDsl.Syntax;

/// <summary>
/// Cuts a text into tokens, permissively. Blanks are skipped, but decide three things: whether a bracket belongs to the word
/// before it, whether a minus is a sign, and whether letters behind a number were meant as its unit.
/// </summary>
internal sealed class TileTokenizer : Tokenizer<TileToken>
{
    public static TileTokenizer Instance { get; } = new();

    private static readonly TextParser<TextSpan> Digits = Span.WithAll(IsDigit);

    private static readonly TextParser<TextSpan> Number = Span.MatchedBy(
        Digits
            .Then(_ => Character.EqualTo('.').IgnoreThen(Digits).Try().OptionalOrDefault())
            .Then(_ => Character.In('e', 'E').IgnoreThen(Character.In('+', '-').OptionalOrDefault()).IgnoreThen(Digits).Try().OptionalOrDefault()));

    private static readonly TextParser<TextSpan> Shape = Span.MatchedBy(
        Digits.IgnoreThen(Character.EqualTo('x').IgnoreThen(Digits).Try().AtLeastOnce()));

    private static readonly TextParser<TextSpan> Word = Span.WithAll(IsWordCharacter);

    private static readonly TextParser<TextSpan> Comment = Span.MatchedBy(Span.EqualTo("//").IgnoreThen(Span.WithoutAny(IsLineEnd).OptionalOrDefault()));

    private static readonly (string Text, TileToken Kind)[] Operators =
    [
        // Longer ones first.
        ("->", TileToken.Arrow), (">=", TileToken.AtLeast), ("<=", TileToken.AtMost), ("..", TileToken.Range), ("+-", TileToken.PlusMinus),
        ("=", TileToken.Assign), ("+", TileToken.Plus), ("-", TileToken.Minus), ("*", TileToken.Times), ("/", TileToken.Divide),
        ("%", TileToken.Percent), (",", TileToken.Comma), (";", TileToken.Semicolon), (":", TileToken.Colon), ("{", TileToken.LeftBrace),
        ("}", TileToken.RightBrace), ("(", TileToken.LeftParenthesis), (")", TileToken.RightParenthesis), ("[", TileToken.LeftBracket),
        ("]", TileToken.RightBracket),
    ];

    protected override IEnumerable<Result<TileToken>> Tokenize(TextSpan span)
    {
        var next = span;
        // A byte order mark is no part of the text.
        if (Peek(next, 0) == '\uFEFF') next = next.Skip(1);
        var previousKind = TileToken.None;
        var previousEnd = -1;
        while (true)
        {
            while (Peek(next, 0) is ' ' or '\t') next = next.Skip(1);
            if (next.IsAtEnd) yield break;
            var touches = next.Position.Absolute == previousEnd;
            var (kind, length) = Cut(next, touches ? previousKind : TileToken.None);
            var remainder = next.Skip(length);
            yield return Result.Value(kind, next, remainder);
            previousKind = kind;
            previousEnd = remainder.Position.Absolute;
            next = remainder;
        }
    }

    /// <param name="touching">The kind of the token that ends where this one begins, or none.</param>
    private static (TileToken Kind, int Length) Cut(TextSpan at, TileToken touching)
    {
        var first = Peek(at, 0)!.Value;
        if (first == '\r') return (TileToken.NewLine, Peek(at, 1) == '\n' ? 2 : 1);
        if (first == '\n') return (TileToken.NewLine, 1);
        if (first == '/' && Peek(at, 1) == '/') return (TileToken.Comment, LengthWithoutBlanks(Comment(at).Value));
        if (first == '"') return String(at);
        if (IsDigit(first))
        {
            var shape = Shape(at);
            return shape.HasValue ? (TileToken.Shape, shape.Value.Length) : (TileToken.Number, Number(at).Value.Length);
        }
        if (IsWordCharacter(first))
        {
            var word = Word(at).Value;
            return (WordKind(word.ToStringValue(), touching), word.Length);
        }

        foreach (var (text, kind) in Operators)
        {
            if (first == text[0] && (text.Length == 1 || Peek(at, 1) == text[1])) return (InPlace(kind, at, touching), text.Length);
        }

        var length = 1;
        while (Peek(at, length) is { } c && !IsKnown(c)) length++;
        return (TileToken.BadCharacters, length);
    }

    private static TileToken WordKind(string word, TileToken touching)
    {
        var isName = word.All(c => c < 0x80) || (word != Units.Canonical(word) && Units.TryGet(word, out _));
        if (touching == TileToken.Shape || (touching == TileToken.Number && !Units.TryGet(word, out _))) return TileToken.BadUnit;
        return isName ? TileToken.Name : TileToken.BadCharacters;
    }

    private static TileToken InPlace(TileToken kind, TextSpan at, TileToken touching) => kind switch
    {
        TileToken.LeftParenthesis when touching == TileToken.Name => TileToken.CallParenthesis,
        TileToken.LeftBracket when touching == TileToken.Name => TileToken.IndexBracket,
        TileToken.Minus when touching == TileToken.None && Peek(at, 1) is { } behind && behind is not (' ' or '\t') && !IsLineEnd(behind) => TileToken.SignMinus,
        _ => kind,
    };

    private static (TileToken Kind, int Length) String(TextSpan at)
    {
        for (var length = 1; ; length++)
        {
            var c = Peek(at, length);
            if (c is null || IsLineEnd(c.Value)) return (TileToken.UnclosedString, LengthWithoutBlanks(at.First(length)));
            if (c == '"') return (TileToken.String, length + 1);
            // What follows a backslash is part of the string, whatever it is, unless the line ends there.
            if (c == '\\' && Peek(at, length + 1) is { } escaped && !IsLineEnd(escaped)) length++;
        }
    }

    private static int LengthWithoutBlanks(TextSpan text)
    {
        var length = text.Length;
        while (Peek(text, length - 1) is ' ' or '\t') length--;
        return length;
    }

    private static char? Peek(TextSpan at, int offset) => offset < at.Length ? at.Source![at.Position.Absolute + offset] : null;

    private static bool IsLineEnd(char c) => c is '\r' or '\n';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';

    private static bool IsWordCharacter(char c) => c == '_' || char.IsLetterOrDigit(c);

    private static bool IsKnown(char c) => c is ' ' or '\t' or '"' || IsLineEnd(c) || IsWordCharacter(c) || Operators.Any(o => o.Text[0] == c);
}
