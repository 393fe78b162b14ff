using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary><c>wire row 1 ohm, column 1 ohm [, row_end 2 ohm] [, column_end 2 ohm]</c>, in any order.</summary>
internal static class WireReader
{
    /// <summary>Most lines of an array's shorter side: what its wires take to solve grows with the cube.</summary>
    public const int MostShorter = 1024;

    /// <summary>Most lines of the other side.</summary>
    public const int MostLonger = 4096;

    private const string Example = "row 1 ohm, column 1 ohm";

    private static readonly string[] Parts = ["row", "column", "row_end", "column_end"];
    private static readonly Rational MostOhm = 1_000_000;

    public static bool TooLarge(int rows, int columns) => Math.Min(rows, columns) > MostShorter || Math.Max(rows, columns) > MostLonger;

    /// <summary>Null for <c>none</c> and where something is wrong.</summary>
    public static WireModel? Read(PropertyReader reader)
    {
        if (reader.Accept("none")) return null;
        var found = new Dictionary<string, Rational>(StringComparer.Ordinal);
        do
        {
            var part = reader.Peek;
            var name = reader.Choice("a part of a wire", Parts);
            if (found.ContainsKey(name)) reader.Report(ValueRules.LeftOver, part!.Span, name, $"a second `{name}`");
            found[name] = reader.Value(new Due("a resistance", Dimension.Resistance, "1 ohm"), r => r.Sign >= 0 && r <= MostOhm, "in 0 ohm..1 Mohm");
        }
        while (reader.NextPhrase());
        foreach (var due in Parts.Take(2))
        {
            if (!reader.Failed && !found.ContainsKey(due)) reader.Report(ValueRules.Missing, reader.Line, $"The resistance of a {due}'s segments", Example, "line");
        }
        if (reader.Failed) return null;
        var (row, column) = (found["row"], found["column"]);
        return new WireModel(row, column, found.TryGetValue("row_end", out var rowEnd) ? rowEnd : row, found.TryGetValue("column_end", out var columnEnd) ? columnEnd : column);
    }
}
