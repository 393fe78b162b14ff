using System.Globalization;
using System.Text;
using TileDsl.Model;

namespace TileDsl.Emission;

/// <summary>
/// The one door through which text of a .tile file enters C#. Everything that could end a comment, a documentation element or
/// a literal is written so that it cannot: control characters, U+0085, U+2028 and U+2029 end a line in C#, and no quotation
/// mark or markup passes as itself.
/// </summary>
public static class Escape
{
    /// <summary>Text inside a comment, of either kind.</summary>
    public static string Comment(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!IsPlain(c)) Code(safe, c);
            else if (c == '/' && i > 0 && text[i - 1] == '*') safe.Append(" /");
            else safe.Append(c);
        }
        return safe.ToString();
    }

    /// <summary>Text inside an XML documentation comment.</summary>
    public static string Documentation(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in Comment(text))
        {
            switch (c)
            {
                case '&': safe.Append("&amp;"); break;
                case '<': safe.Append("&lt;"); break;
                case '>': safe.Append("&gt;"); break;
                case '"': safe.Append("&quot;"); break;
                default: safe.Append(c); break;
            }
        }
        return safe.ToString();
    }

    /// <summary>A string literal, quotation marks included.</summary>
    public static string Literal(string text)
    {
        var safe = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\') safe.Append('\\').Append(c);
            else if (IsPlain(c)) safe.Append(c);
            else Code(safe, c);
        }
        return safe.Append('"').ToString();
    }

    /// <summary>A double that reads back as the same bits.</summary>
    public static string Number(double value)
    {
        if (value == 0) return "0.0";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        // .NET Framework's "R" has been wrong for a few numbers; seventeen digits never are.
        if (double.Parse(text, CultureInfo.InvariantCulture) != value) text = value.ToString("G17", CultureInfo.InvariantCulture);
        return text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text;
    }

    /// <summary>A float32 that reads back as the same bits.</summary>
    public static string Single(double value) => ((float)value).ToString("G9", CultureInfo.InvariantCulture) + "f";

    /// <summary>An exact fraction as a literal that <c>Rational.Parse</c> reads.</summary>
    public static string Fraction(Rational value) => "\"" + value + "\"";

    private static bool IsPlain(char c) =>
        c is not '\u2028' and not '\u2029' && !char.IsSurrogate(c)
        && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    private static void Code(StringBuilder text, char c) => text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
}
