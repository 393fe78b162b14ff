using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>
/// Reads the phrases of one line from left to right. The first thing wrong is reported and ends the reading: from then on every
/// question gets a harmless answer and nothing more is said, so that callers read straight on and look at
/// <see cref="Failed"/> once.
/// </summary>
internal sealed class PropertyReader(SourceSpan line, string what, IReadOnlyList<PhraseNode> phrases, Module module, DiagnosticSink sink)
{
    private readonly Arithmetic _arithmetic = new(module, sink);
    private int _phrase;
    private int _term;

    public PropertyReader(PropertyNode line, Module module, DiagnosticSink sink)
        : this(line.Span, line.Keyword.Text, line.Phrases, module, sink)
    {
    }

    public bool Failed { get; private set; }

    public Module Module { get; } = module;

    public SourceSpan Line { get; } = line;

    /// <summary>The next term of this phrase.</summary>
    public Expression? Peek => !Failed && _phrase < phrases.Count && _term < phrases[_phrase].Terms.Count ? phrases[_phrase].Terms[_term] : null;

    /// <summary>The term read last.</summary>
    public Expression? Last => _phrase < phrases.Count && _term > 0 ? phrases[_phrase].Terms[_term - 1] : null;

    /// <summary>Whether a comma and another phrase follow this one.</summary>
    public bool AnotherPhrase => !Failed && _phrase + 1 < phrases.Count;

    /// <summary>The one term of arguments that are a single expression; else null.</summary>
    public static Expression? Only(IReadOnlyList<PhraseNode> arguments) =>
        arguments.Count == 1 && arguments[0].Terms.Count == 1 ? arguments[0].Terms[0] : null;

    /// <summary>Reads one argument of a call or index of this line.</summary>
    public PropertyReader Inside(PhraseNode argument) => new(argument.Span, what, [argument], Module, sink) { Failed = Failed };

    /// <summary>Ends the reading because a part of the line, read apart, was wrong.</summary>
    public void Fail() => Failed = true;

    public void Report(DiagnosticRule rule, SourceSpan span, params object[] arguments)
    {
        if (!Failed) sink.Report(rule, span, arguments);
        Failed = true;
    }

    /// <summary>Goes on behind the next comma; what is left before it is an error. False where there is none.</summary>
    public bool NextPhrase()
    {
        if (Peek is { } rest) LeftOver(rest);
        if (!AnotherPhrase) return false;
        _phrase++;
        _term = 0;
        return true;
    }

    public void NextPhrase(string due, string example)
    {
        if (!NextPhrase() && !Failed) Report(ValueRules.Missing, Line, Wording.Capital(due), example, "line");
    }

    /// <summary>Nothing more is due.</summary>
    public void End()
    {
        if (Peek is { } rest) LeftOver(rest);
        else if (AnotherPhrase) LeftOver(phrases[_phrase + 1].Terms[0]);
    }

    public Expression? Take(string due, string example)
    {
        if (Failed) return null;
        var next = Peek;
        if (next is null) Report(ValueRules.Missing, Line, Wording.Capital(due), example, AnotherPhrase ? "part before the comma" : "line");
        else _term++;
        return next;
    }

    public bool Is(string word) => Peek is NameNode name && name.Text == word;

    public bool Accept(string word)
    {
        if (!Is(word)) return false;
        _term++;
        return true;
    }

    public void Expect(string word, string example)
    {
        if (Take($"the word `{word}`", example) is { } found && !(found is NameNode name && name.Text == word))
            Report(ValueRules.Unexpected, found.Span, $"The word `{word}`", example, Wording.Found(found));
    }

    public NameNode? Name(string due, string example)
    {
        if (Take(due, example) is not { } found) return null;
        if (found is NameNode name) return name;
        Report(ValueRules.Unexpected, found.Span, Wording.Capital(due), example, Wording.Found(found));
        return null;
    }

    public StringNode? Text(string due, string example)
    {
        if (Take(due, example) is not { } found) return null;
        if (found is StringNode text) return text;
        Report(ValueRules.Unexpected, found.Span, Wording.Capital(due), example, Wording.Found(found));
        return null;
    }

    /// <summary>One of some words; words of the language beyond this version are named as such.</summary>
    public string Choice(string due, IReadOnlyList<string> words, IReadOnlyList<string>? later = null)
    {
        if (Name(due, words[0]) is not { } name) return words[0];
        if (words.Contains(name.Text)) return name.Text;
        if (later is not null && later.Contains(name.Text))
            Report(ValueRules.NotSimulated, name.Span, name.Text, "remove it, or write " + Wording.List(words, "or"));
        else
            Unknown(name, due, words, []);
        return words[0];
    }

    /// <summary>A word that is none of those due; <paramref name="more"/> are only looked at for what may have been meant.</summary>
    public void Unknown(NameNode name, string due, IReadOnlyList<string> words, IReadOnlyList<string> more)
    {
        if (Failed) return;
        var hint = sink.DidYouMean(name.Text, words.Concat(more));
        Report(ValueRules.WordUnknown, name.Span, Wording.Short(name.Text), due, Wording.List(words, "or"), hint);
    }

    /// <summary>A quantity of the dimension due.</summary>
    public Rational Value(Due due) => Take(due.What, due.Example) is { } term ? Value(due, term) : Rational.Zero;

    /// <summary>A value within limits, in words for the message: "above 0", "0 or more".</summary>
    public Rational Value(Due due, Func<Rational, bool> allowed, string limits)
    {
        if (Take(due.What, due.Example) is not { } term) return Rational.Zero;
        var value = Value(due, term);
        if (!Failed && !allowed(value)) Report(ValueRules.OutOfRange, term.Span, Wording.Capital(due.What), limits, Wording.Found(term));
        return value;
    }

    public int Whole(Due due, int low, int high) => Take(due.What, due.Example) is { } term ? Whole(due, term, low, high) : low;

    /// <summary>The whole number an expression is.</summary>
    /// <param name="mayTakeUnit">Whether a unit behind it is its own: <c>n bit</c>.</param>
    public int Whole(Due due, Expression term, int low, int high, bool mayTakeUnit = true)
    {
        var value = Value(due, term, mayTakeUnit);
        if (Failed) return low;
        if (!value.IsInteger) Report(ValueRules.NotWhole, term.Span, Wording.Capital(due.What), Shown(term, value));
        else if (value < low || value > high) Report(ValueRules.OutOfRange, term.Span, Wording.Capital(due.What), $"in {low}..{high}", Shown(term, value));
        else return (int)value.Numerator;
        return low;
    }

    /// <summary><c>low .. high</c>, low below high (or equal to it), both in units of the dimension due.</summary>
    /// <param name="least">The least <c>low</c> may be, where there is one.</param>
    public (Rational Low, Rational High) Range(Due due, bool orEqual = false, int? least = null)
    {
        if (Take(due.What, due.Example) is not { } term) return (0, 1);
        if (term is not BinaryNode { Operator: BinaryOperator.Range } range)
        {
            Report(ValueRules.Unexpected, term.Span, Wording.Capital(due.What), due.Example, Wording.Found(term));
            return (0, 1);
        }
        var limit = Due.Of(due.Dimension);
        var low = Value(limit, range.Left, mayTakeUnit: false);
        var high = Value(limit, range.Right);
        if (!Failed && low < least) Report(ValueRules.OutOfRange, range.Left.Span, "The lower limit", $"{least} or more", Wording.Found(range.Left));
        if (low > high || (low == high && !orEqual)) Reversed(range);
        return (low, high);
    }

    /// <summary>The limits of a range are in the wrong order.</summary>
    public void Reversed(BinaryNode range) =>
        Report(ValueRules.LimitsReversed, range.Span, Wording.Quote(range.Left.Span), Wording.Quote(range.Right.Span));

    /// <summary>The value of an expression, whatever it measures; zero where it has none.</summary>
    public Quantity Quantity(Expression term, bool mayTakeUnit = true)
    {
        if (Failed) return default;
        var value = _arithmetic.Evaluate(term);
        if (value is { Dimension: Dimension.Number } number && mayTakeUnit && Peek is NameNode unit && Units.TryGet(unit.Text, out _))
        {
            _term++;
            value = _arithmetic.InUnit(number, unit, term.Span);
        }
        if (value is null) Failed = true;
        return value ?? default;
    }

    public Rational Value(Due due, Expression term, bool mayTakeUnit = true)
    {
        var quantity = Quantity(term, mayTakeUnit);
        if (Failed || quantity.Dimension == due.Dimension) return quantity.Value;
        var units = Units.All.Where(u => u.Dimension == due.Dimension).Select(u => u.Name).OrderByDescending(n => n.Length).ToArray();
        if (quantity.Dimension == Dimension.Number && mayTakeUnit && MisspeltUnit(due, units) is { } misspelt)
            Report(ValueRules.UnitUnknown, misspelt.Span, Wording.Short(misspelt.Text), due.What, due.Example, sink.DidYouMean(misspelt.Text, units));
        else if (quantity.Dimension == Dimension.Number)
            Report(ValueRules.UnitMissing, term.Span, Wording.Capital(due.What), due.Example, Wording.Found(term));
        else
            Report(ValueRules.UnitWrong, term.Span, Wording.Capital(due.What), due.Example, Due.Name(quantity.Dimension), Wording.Found(term));
        return Rational.Zero;
    }

    /// <summary>"n + 1 (9)" for what is not a plain number.</summary>
    private static string Shown(Expression term, Rational value) =>
        term is NumberNode ? Wording.Found(term) : $"{Wording.Found(term)}, which is {Wording.Number(value)}";

    /// <summary>
    /// The word behind a bare number where a unit is due. Counts (<c>8 bit signed</c>) may have a word of the language there, so
    /// it must look like their unit.
    /// </summary>
    private NameNode? MisspeltUnit(Due due, IReadOnlyList<string> units)
    {
        if (Peek is not NameNode name) return null;
        var isCount = due.Dimension >= Dimension.Bits;
        return !isCount || Spelling.Nearest(name.Text, units) is not null ? name : null;
    }

    private void LeftOver(Expression rest) => Report(ValueRules.LeftOver, rest.Span, Wording.Short(what), Wording.Found(rest));
}
