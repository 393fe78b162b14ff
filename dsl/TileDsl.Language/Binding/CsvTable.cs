using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A line of numbers and where it stands.</summary>
internal sealed record CsvRow(IReadOnlyList<Rational> Values, SourceSpan Span);

/// <summary>
/// Tables of measured values: lines of numbers separated by commas, exact as decimals. Empty lines and what stands behind
/// <c>#</c> are skipped, and so is a first line that begins with a letter. Reached through the resolver, like an import.
/// </summary>
internal static class CsvTable
{
    public const int MostLines = 1 << 16;

    private static readonly Regex Number = new(@"^([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,3}))?$", RegexOptions.CultureInvariant);

    /// <summary>The lines of the table a property names; null where something was wrong, which has been reported.</summary>
    /// <param name="columns">What each holds, for messages: "the code", "its offset in lsb".</param>
    /// <param name="required">How many of them every line has; the others are 0 where they are not there.</param>
    public static IReadOnlyList<CsvRow>? Read(PropertyReader reader, IReadOnlyList<string> columns, int required)
    {
        if (reader.Text("the path of a table", "\"measured.csv\"") is not { } path) return null;
        if (Find(reader, path) is not { } source) return null;
        if (source.Text.Length > SyntaxLimits.FileLength)
        {
            reader.Report(TableRules.TooLarge, path.Span, MostLines, SyntaxLimits.FileLength);
            return null;
        }
        var rows = new List<CsvRow>();
        var start = 0;
        var isFirst = true;
        while (start < source.Text.Length && !reader.Failed)
        {
            var end = source.Text.IndexOfAny(['\n', '\r'], start);
            if (end < 0) end = source.Text.Length;
            if (Content(source, start, end) is { Length: > 0 } line)
            {
                if (!isFirst || !char.IsLetter(source.Text[line.Start])) rows.Add(Row(reader, line, columns, required));
                isFirst = false;
            }
            if (rows.Count > MostLines) reader.Report(TableRules.TooLarge, path.Span, MostLines, SyntaxLimits.FileLength);
            start = end + 1;
        }
        return reader.Failed ? null : rows;
    }

    private static SourceText? Find(PropertyReader reader, StringNode path)
    {
        var full = RelativePath.Join(RelativePath.Folder(reader.Module.Path), path.Value, out var problem);
        if (full is null) reader.Report(NameRules.PathNotAllowed, path.Span, Wording.Short(path.Value), problem);
        else if (reader.Module.Sources.TryGet(full, out var text) && text is not null) return text;
        else reader.Report(TableRules.NotFound, path.Span, Wording.Short(path.Value), full);
        return null;
    }

    /// <summary>A line without its comment and the blanks around it.</summary>
    private static SourceSpan Content(SourceText source, int start, int end)
    {
        var comment = source.Text.IndexOf('#', start, end - start);
        if (comment >= 0) end = comment;
        while (start < end && (char.IsWhiteSpace(source.Text[start]) || source.Text[start] == '\uFEFF')) start++;
        while (end > start && char.IsWhiteSpace(source.Text[end - 1])) end--;
        return new SourceSpan(source, start, end - start);
    }

    private static CsvRow Row(PropertyReader reader, SourceSpan line, IReadOnlyList<string> columns, int required)
    {
        var values = new Rational[columns.Count];
        var column = 0;
        for (var start = line.Start; start <= line.End && !reader.Failed; column++)
        {
            var end = line.Source!.Text.IndexOf(',', start, line.End - start);
            if (end < 0) end = line.End;
            var cell = Content(line.Source, start, end);
            if (column >= columns.Count) reader.Report(TableRules.LineWrong, cell, "The end of the line", string.Join(",", columns.Select((_, i) => i)), Found(cell));
            else if (Parse(Text(cell)) is { } value) values[column] = value;
            else reader.Report(TableRules.LineWrong, cell, Wording.Capital(columns[column]), "0.25", Found(cell));
            start = end + 1;
        }
        if (!reader.Failed && column < required)
            reader.Report(TableRules.LineWrong, new SourceSpan(line.Source, line.End, 0), Wording.Capital(columns[column]), ",0.25", "the end of the line");
        return new CsvRow(values, line);
    }

    private static string Text(SourceSpan span) => span.Source!.Text.Substring(span.Start, span.Length);

    private static string Found(SourceSpan cell) => cell.Length == 0 ? "nothing" : "`" + Wording.Short(Text(cell)) + "`";

    private static Rational? Parse(string text)
    {
        if (text.Length > SyntaxLimits.Digits || Number.Match(text) is not { Success: true } match) return null;
        var (whole, decimals) = (match.Groups[2].Value, match.Groups[3].Value);
        if (whole.Length + decimals.Length == 0) return null;
        var exponent = (match.Groups[4].Success ? int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture) : 0) - decimals.Length;
        if (Math.Abs(exponent) > SyntaxLimits.Exponent) return null;
        var digits = BigInteger.Parse(whole + decimals, CultureInfo.InvariantCulture);
        if (match.Groups[1].Value == "-") digits = -digits;
        return exponent >= 0 ? digits * BigInteger.Pow(10, exponent) : new Rational(digits, BigInteger.Pow(10, -exponent));
    }
}
