using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary>A table of one's own silicon: lines of a target, the mean it becomes and its standard deviation in uS, targets ascending.</summary>
internal static class LevelTable
{
    /// <summary>Tables become part of generated code.</summary>
    private const int MostLevels = 4096;

    private const string Example = "10,10.2,0.8";

    private static readonly string[] Columns = ["a target in uS", "the mean it becomes in uS", "the standard deviation of what it becomes in uS"];

    public static ValueList<LevelModel> Read(PropertyReader reader)
    {
        var path = reader.Peek;
        if (CsvTable.Read(reader, Columns, required: Columns.Length) is not { } rows) return ValueList<LevelModel>.Empty;
        if (rows.Count is 0 or > MostLevels)
            reader.Report(TableRules.LinesMissing, path!.Span, "Programming by levels", $"1..{MostLevels}", "one for each level", rows.Count);
        var levels = new List<LevelModel>();
        foreach (var row in rows)
        {
            if (reader.Failed) break;
            var (target, mean, deviation) = (row.Values[0] / 1_000_000, row.Values[1] / 1_000_000, row.Values[2] / 1_000_000);
            if (levels.Count > 0 && target <= levels[levels.Count - 1].Target) reader.Report(TableRules.LineWrong, row.Span, "A target above the one before", Example, Wording.Number(row.Values[0]));
            else if (deviation.Sign < 0) reader.Report(TableRules.LineWrong, row.Span, "A standard deviation of 0 or more", Example, Wording.Number(row.Values[2]));
            levels.Add(new LevelModel(target, mean, deviation));
        }
        return levels.ToValueList();
    }
}
