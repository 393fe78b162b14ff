using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace TileDsl.Syntax;

/// <summary>A line that was read: a keyword, the name between it and a colon (of a layer), and phrases.</summary>
internal sealed record Statement(NameNode Keyword, NameNode? Name, IReadOnlyList<PhraseNode> Phrases);

/// <summary>What stands before the opening brace of a block.</summary>
internal sealed record Header(NameNode Keyword, NameNode Name, NameNode? Onto, NameNode? Base);

/// <summary>
/// The grammar of a line, bottom-up. Operators bind, from tightest: sign, <c>* /</c>, <c>+ -</c>, <c>+-</c>, <c>..</c>,
/// <c>&gt;= &lt;=</c>, <c>-&gt;</c>, <c>=</c>; left to right. A phrase is a run of such expressions; a minus with a blank before it
/// and none behind begins the next expression of the run.
/// </summary>
internal sealed class TileGrammar
{
    /// <summary>What an operand is called in messages.</summary>
    public const string Value = "a value";

    private readonly SourceText _source;

    public TileGrammar(SourceText source)
    {
        _source = source;

        var name = Token.EqualTo(TileToken.Name).Select(Name).Named("a name");
        var unit = Token.EqualTo(TileToken.Percent)
            .Or(Token.EqualTo(TileToken.Name).Where(token => Units.TryGet(token.ToStringValue(), out _)))
            .Select(Name);

        // Expressions refer to themselves inside brackets.
        TokenListParser<TileToken, Expression>? anyExpression = null;
        var expression = Superpower.Parse.Ref(() => anyExpression!);
        var phrase = expression.AtLeastOnce().Select(terms => new PhraseNode(Between(terms), terms));
        var phrases = phrase.ManyDelimitedBy(Token.EqualTo(TileToken.Comma));
        var phrasesAtLeastOne = phrase.AtLeastOnceDelimitedBy(Token.EqualTo(TileToken.Comma));

        var number =
            from digits in Token.EqualTo(TileToken.Number)
            from behind in unit.AsNullable().OptionalOrDefault()
            select (Expression)new NumberNode(Upto(Span(digits), behind), digits.ToStringValue(), behind);

        var shape = Token.EqualTo(TileToken.Shape).Select(token => (Expression)new ShapeNode(Span(token), Extents(token)));

        var text = Token.EqualTo(TileToken.String).Select(token => (Expression)new StringNode(Span(token), StringLiteral.Read(token.ToStringValue()).Value));

        var callArguments =
            from open in Token.EqualTo(TileToken.CallParenthesis)
            from arguments in phrases
            from close in Token.EqualTo(TileToken.RightParenthesis)
            select new Arguments(open.Kind, arguments, Span(close));

        var indexArguments =
            from open in Token.EqualTo(TileToken.IndexBracket)
            from arguments in phrasesAtLeastOne
            from close in Token.EqualTo(TileToken.RightBracket)
            select new Arguments(open.Kind, arguments, Span(close));

        var named =
            from word in name
            from arguments in callArguments.Or(indexArguments).AsNullable().OptionalOrDefault()
            select arguments?.Of(word) ?? word;

        // Directly behind a keyword or a unit there is nothing to call or to index, so any bracket will do.
        var group =
            from open in Token.EqualTo(TileToken.LeftParenthesis).Or(Token.EqualTo(TileToken.CallParenthesis))
            from inner in expression
            from close in Token.EqualTo(TileToken.RightParenthesis)
            from behind in unit.AsNullable().OptionalOrDefault()
            select (Expression)new GroupNode(Upto(SourceSpan.Between(Span(open), Span(close)), behind), inner, behind);

        var index =
            from open in Token.EqualTo(TileToken.LeftBracket).Or(Token.EqualTo(TileToken.IndexBracket))
            from arguments in phrasesAtLeastOne
            from close in Token.EqualTo(TileToken.RightBracket)
            select (Expression)new IndexNode(SourceSpan.Between(Span(open), Span(close)), null, arguments);

        var primary = number.Or(shape).Or(text).Or(named).Or(group).Or(index);

        var operand =
            from signs in Token.EqualTo(TileToken.Minus).Or(Token.EqualTo(TileToken.SignMinus)).Many()
            from inner in primary
            select Enumerable.Reverse(signs).Aggregate(inner, (negated, sign) => new NegateNode(SourceSpan.Between(Span(sign), negated.Span), negated));

        var arithmetic = Operations(operand, Operators.Arithmetic);
        var operation = Operations(operand, Operators.All);

        var prefix =
            from sign in Token.Matching<TileToken>(kind => Operators.Prefixes.ContainsKey(kind), Value)
            from inner in arithmetic
            select (Expression)new PrefixNode(SourceSpan.Between(Span(sign), inner.Span), Operators.Prefixes[sign.Kind], inner);

        anyExpression = Superpower.Parse.Chain(
            Token.EqualTo(TileToken.Assign),
            prefix.Or(operation).Named(Value),
            (_, left, right) => new BinaryNode(BinaryOperator.Assign, left, right));

        var colon = Token.EqualTo(TileToken.Colon);
        var layer =
            from keyword in Word("layer")
            from layerName in name
            from _ in colon
            from content in phrasesAtLeastOne
            select new Statement(keyword, layerName, content);

        var property =
            from keyword in name
            from content in phrases
            select new Statement(keyword, null, content);

        Statement = layer.Or(property).Named("a name");

        Header =
            from keyword in name
            from blockName in name
            from target in Word("onto").IgnoreThen(name).AsNullable().OptionalOrDefault()
            from baseName in colon.IgnoreThen(name).AsNullable().OptionalOrDefault()
            select new Header(keyword, blockName, target, baseName);
    }

    public TokenListParser<TileToken, Statement> Statement { get; }

    public TokenListParser<TileToken, Header> Header { get; }

    public SourceSpan Span(Token<TileToken> token) => new(_source, token.Span.Position.Absolute, token.Span.Length);

    /// <summary>
    /// Operands and the operators between them, all at one level of the grammar: a level for each precedence would take
    /// seven times the stack for every bracket.
    /// </summary>
    private static TokenListParser<TileToken, Expression> Operations(TokenListParser<TileToken, Expression> operand, IReadOnlyDictionary<TileToken, BinaryOperator> operators)
    {
        var next =
            from sign in Token.Matching<TileToken>(operators.ContainsKey, "an operator")
            from right in operand.Named(Value)
            select (operators[sign.Kind], right);

        return
            from first in operand
            from rest in next.Many()
            select Operators.Combine(first, rest);
    }

    private TokenListParser<TileToken, NameNode> Word(string word) =>
        Token.EqualToValue(TileToken.Name, word).Select(Name);

    private NameNode Name(Token<TileToken> token) => new(Span(token), Units.Canonical(token.ToStringValue()));

    private NumberNode[] Extents(Token<TileToken> token)
    {
        var start = token.Span.Position.Absolute;
        var extents = new List<NumberNode>();
        foreach (var extent in token.ToStringValue().Split('x'))
        {
            extents.Add(new(new(_source, start, extent.Length), extent, null));
            start += extent.Length + 1;
        }
        return extents.ToArray();
    }

    private static SourceSpan Between(IReadOnlyList<Node> nodes) => SourceSpan.Between(nodes[0].Span, nodes[nodes.Count - 1].Span);

    private static SourceSpan Upto(SourceSpan span, Node? behind) => behind is null ? span : SourceSpan.Between(span, behind.Span);

    /// <summary>What stands in brackets directly behind a word.</summary>
    private sealed record Arguments(TileToken Open, IReadOnlyList<PhraseNode> Phrases, SourceSpan Close)
    {
        public Expression Of(NameNode word)
        {
            var span = SourceSpan.Between(word.Span, Close);
            return Open == TileToken.CallParenthesis ? new CallNode(span, word, Phrases) : new IndexNode(span, word, Phrases);
        }
    }
}
