using System.Globalization;
using Superpower.Model;
using TileDsl.Diagnostics;

namespace TileDsl.Syntax;

/// <summary>What can be wrong with tokens before the grammar looks at them.</summary>
internal sealed class TokenCheck(SourceText source, SyntaxErrors errors)
{
    private bool _passes;

    /// <summary>Reports each token that is wrong in itself, and nesting that is too deep.</summary>
    public bool Passes(IReadOnlyList<Token<TileToken>> tokens)
    {
        // Not by counting errors: those past the limit are not listed, and are errors all the same.
        _passes = true;
        foreach (var token in tokens) Check(token);
        CheckDepth(tokens);
        return _passes;
    }

    private void Check(Token<TileToken> token)
    {
        var text = token.Span;
        switch (token.Kind)
        {
            case TileToken.BadCharacters:
                Fail(SyntaxRules.UnexpectedCharacter, At(text.Position.Absolute, text.Length), Described(token.ToStringValue()));
                break;
            case TileToken.BadUnit:
                Fail(SyntaxRules.BadUnit, At(text.Position.Absolute, text.Length), token.ToStringValue(), "uS, V, ns, pJ, mm2, % or bit");
                break;
            case TileToken.UnclosedString:
                Fail(SyntaxRules.UnclosedString, At(text.Position.Absolute, text.Length));
                break;
            case TileToken.String:
                var quoted = token.ToStringValue();
                foreach (var (start, length) in StringLiteral.Read(quoted).Errors)
                {
                    Fail(SyntaxRules.BadEscape, At(text.Position.Absolute + start, length), quoted.Substring(start, length));
                }
                break;
            case TileToken.Number or TileToken.Shape:
                CheckNumber(token);
                break;
        }
    }

    private void CheckNumber(Token<TileToken> token)
    {
        foreach (var number in token.ToStringValue().Split('x'))
        {
            var e = number.IndexOfAny(['e', 'E']);
            var digits = (e < 0 ? number : number.Substring(0, e)).Count(c => c != '.');
            var exponent = e < 0 ? "0" : number.Substring(e + 1);
            var found = digits > SyntaxLimits.Digits ? $"{digits.ToString(CultureInfo.InvariantCulture)} digits"
                : !int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) || Math.Abs(power) > SyntaxLimits.Exponent ? "a larger exponent"
                : null;
            if (found is null) continue;
            Fail(SyntaxRules.NumberTooLong, At(token.Span.Position.Absolute, token.Span.Length), SyntaxLimits.Digits, SyntaxLimits.Exponent, found);
            return;
        }
    }

    /// <summary>
    /// A tree is at most as high as its phrase has operators and signs, and the highest bracket in it. Counted here and not
    /// while reading or later, so that nothing that walks a tree can run out of stack.
    /// </summary>
    private void CheckDepth(IReadOnlyList<Token<TileToken>> tokens)
    {
        var outer = new Stack<Height>();
        var height = default(Height);
        foreach (var token in tokens)
        {
            switch (token.Kind)
            {
                case TileToken.Comma:
                    height = height.NextPhrase();
                    break;
                case TileToken.LeftParenthesis or TileToken.CallParenthesis or TileToken.LeftBracket or TileToken.IndexBracket:
                    outer.Push(height);
                    height = default;
                    break;
                case TileToken.RightParenthesis or TileToken.RightBracket when outer.Count > 0:
                    height = outer.Pop().With(height);
                    break;
                case >= TileToken.Assign and <= TileToken.Divide:
                    height = height.Operator();
                    break;
            }
            if (height.Phrase <= SyntaxLimits.Depth && outer.Count <= SyntaxLimits.Brackets) continue;
            Fail(SyntaxRules.TooDeep, At(token.Span.Position.Absolute, token.Span.Length), SyntaxLimits.Brackets, SyntaxLimits.Depth);
            return;
        }
    }

    /// <summary>Of the phrase that is being read between two brackets, and of the highest one before it.</summary>
    private readonly record struct Height(int Operators, int Bracket, int Before)
    {
        public int Phrase => Operators + Bracket;

        public Height Operator() => this with { Operators = Operators + 1 };

        public Height NextPhrase() => new(0, 0, Math.Max(Before, Phrase));

        /// <summary>With what stood inside a bracket of this phrase.</summary>
        public Height With(Height inner) => this with { Bracket = Math.Max(Bracket, Math.Max(inner.Before, inner.Phrase) + 1) };
    }

    private static string Described(string text)
    {
        var isPair = text.Length > 1 && char.IsHighSurrogate(text[0]) && char.IsLowSurrogate(text[1]);
        var code = isPair ? char.ConvertToUtf32(text[0], text[1]) : text[0];
        var isShown = isPair || !(char.IsControl(text[0]) || char.IsSurrogate(text[0]) || char.IsWhiteSpace(text[0]) || char.IsSeparator(text[0]));
        var number = "U+" + code.ToString("X4", CultureInfo.InvariantCulture);
        return isShown ? $"'{text.Substring(0, isPair ? 2 : 1)}' ({number})" : number;
    }

    private SourceSpan At(int start, int length) => new(source, start, length);

    private void Fail(DiagnosticRule rule, SourceSpan span, params object[] arguments)
    {
        _passes = false;
        errors.Add(rule, span, arguments);
    }
}
