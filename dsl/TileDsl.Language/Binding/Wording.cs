using System.Globalization;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>How messages name things.</summary>
internal static class Wording
{
    private const int LongestQuote = 40;

    /// <summary>The text of a place, short and on one line.</summary>
    public static string Quote(SourceSpan span)
    {
        if (span.Source is null) return "";
        var text = span.Source.Text;
        var start = Math.Max(0, Math.Min(span.Start, text.Length));
        var length = Math.Max(0, Math.Min(span.Length, text.Length - start));
        return Short(text.Substring(start, Math.Min(length, LongestQuote + 1)));
    }

    public static string Short(string text)
    {
        var line = new string(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c).Take(LongestQuote + 1).ToArray());
        return line.Length > LongestQuote ? line.Substring(0, LongestQuote) + "…" : line;
    }

    /// <summary>"a device", "an adc".</summary>
    public static string A(string word) => ("aeio".IndexOf(word[0]) >= 0 ? "an " : "a ") + word;

    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);

    /// <summary>"a, b and c".</summary>
    public static string List(IReadOnlyList<string> words, string last = "and") =>
        words.Count <= 1 ? string.Concat(words) : string.Join(", ", words.Take(words.Count - 1)) + " " + last + " " + words[words.Count - 1];

    /// <summary>A decimal where it is short, else a fraction.</summary>
    public static string Number(Rational value)
    {
        if (value.IsInteger) return Short(value.ToString());
        var millionths = value * 1_000_000;
        return millionths.IsInteger && Rational.Abs(millionths) < 1_000_000_000_000
            ? ((double)(long)millionths.Numerator / 1e6).ToString(CultureInfo.InvariantCulture)
            : Short(value.ToString());
    }

    /// <summary>What an expression is, for "found …".</summary>
    public static string Found(Expression expression) => expression switch
    {
        StringNode => "the text " + Quote(expression.Span),
        _ => "`" + Quote(expression.Span) + "`",
    };
}
