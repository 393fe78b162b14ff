using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary>Measured errors code by code: lines of a code, its mean error and, where parts differ, their standard deviation, in lsb.</summary>
internal static class CodeTable
{
    /// <summary>Tables become part of generated code; more bits than these are described by their law.</summary>
    private const int MostBits = 12;

    private const int MostLsb = 65536;

    private static readonly string[] Columns = ["the code", "its mean error in lsb", "the standard deviation of its error in lsb"];

    /// <summary>One line for each code from lowest to highest, in order.</summary>
    public static ValueList<Spread> Read(PropertyReader reader, string what, int bits, int lowest, int highest)
    {
        if (bits > MostBits)
        {
            reader.Report(ValueRules.OutOfRange, reader.Line, $"The number of bits of {what} with a table", $"in 1..{MostBits}", bits);
            return ValueList<Spread>.Empty;
        }
        var path = reader.Peek;
        if (CsvTable.Read(reader, Columns, required: 2) is not { } rows) return ValueList<Spread>.Empty;
        var found = new List<Spread>();
        foreach (var row in rows)
        {
            if (found.Count > highest - lowest) break;
            var code = lowest + found.Count;
            if (row.Values[0] != code) reader.Report(TableRules.LineWrong, row.Span, $"The line of code {code}", $"{code},0.25,0.1", "that of " + Wording.Number(row.Values[0]));
            else if (row.Values[2].Sign < 0) reader.Report(TableRules.LineWrong, row.Span, "A standard deviation of 0 or more", $"{code},0.25,0.1", Wording.Number(row.Values[2]));
            else if (Rational.Abs(row.Values[1]) > MostLsb || row.Values[2] > MostLsb)
                reader.Report(TableRules.LineWrong, row.Span, $"An error of at most {MostLsb} lsb", $"{code},0.25,0.1", "more");
            found.Add(new Spread(row.Values[1], row.Values[2]));
        }
        if (!reader.Failed && rows.Count != highest - lowest + 1)
            reader.Report(TableRules.LinesMissing, path!.Span, $"{Wording.Capital(what)} of {bits} bit", highest - lowest + 1, $"for codes {lowest} to {highest}", rows.Count);
        return found.ToValueList();
    }
}
