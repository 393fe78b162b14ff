using System.Globalization;
using System.Text;

namespace TileDsl.Syntax;

/// <summary>Strings as they stand in a file: quotes, and escapes \" \\ \n \t \uXXXX.</summary>
internal static class StringLiteral
{
    /// <summary>The text meant by a quoted one, and where its escapes are wrong (offset and length inside the quoted text).</summary>
    public static (string Value, IReadOnlyList<(int Start, int Length)> Errors) Read(string quoted)
    {
        var value = new StringBuilder();
        var errors = new List<(int, int)>();
        var end = quoted.Length - 1;
        for (var i = 1; i < end; i++)
        {
            if (quoted[i] != '\\')
            {
                value.Append(quoted[i]);
                continue;
            }

            var start = i++;
            switch (quoted[i])
            {
                case '"' or '\\': value.Append(quoted[i]); break;
                case 'n': value.Append('\n'); break;
                case 't': value.Append('\t'); break;
                case 'u' when i + 4 < end && TryHex(quoted.Substring(i + 1, 4), out var code):
                    value.Append(code);
                    i += 4;
                    break;
                default:
                    // A pair of surrogates is one character.
                    if (char.IsHighSurrogate(quoted[i]) && char.IsLowSurrogate(quoted[i + 1])) i++;
                    errors.Add((start, i + 1 - start));
                    break;
            }
        }
        return (value.ToString(), errors);
    }

    /// <summary>The quoted form; what an editor or a terminal might take for a line end or not show is escaped.</summary>
    public static string Write(string value)
    {
        var text = new StringBuilder("\"");
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            switch (c)
            {
                case '"' or '\\': text.Append('\\').Append(c); break;
                case '\n': text.Append("\\n"); break;
                case '\t': text.Append("\\t"); break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]):
                    text.Append(c).Append(value[++i]);
                    break;
                case var _ when char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029':
                    text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
                    break;
                default: text.Append(c); break;
            }
        }
        return text.Append('"').ToString();
    }

    private static bool TryHex(string digits, out char code)
    {
        // AllowHexSpecifier takes no blanks and no signs.
        var read = ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number);
        code = (char)number;
        return read;
    }
}
