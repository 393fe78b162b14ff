using System.Globalization;
using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary>
/// A table of one's own silicon: lines of target, mean and standard deviation in uS, separated by commas, targets ascending; a first line
/// of words is skipped, and so are empty ones.
/// </summary>
internal static class LevelTable
{
    private const int MostLevels = 4096;

    public static ValueList<LevelModel> Read(PropertyReader reader, ISourceResolver sources)
    {
        var none = ValueList<LevelModel>.Empty;
        if (reader.Text("the file of a table", "table \"levels.csv\"") is not { } name) return none;
        var path = RelativePath.Join(RelativePath.Folder(reader.Module.Path), name.Value, out var problem);
        if (path is null)
        {
            reader.Report(NameRules.PathNotAllowed, name.Span, Wording.Short(name.Value), problem);
            return none;
        }
        if (!sources.TryGet(path, out var text) || text is null)
        {
            reader.Report(NameRules.ImportNotFound, name.Span, Wording.Short(name.Value), path, " A table is a text file beside the .tile file; in a project it is an `AdditionalFiles` item.");
            return none;
        }
        var levels = new List<LevelModel>();
        var number = 0;
        foreach (var line in text.Text.Split('\n'))
        {
            number++;
            if (line.Trim().Length == 0) continue;
            var fields = line.Trim().Split(',');
            var values = fields.Select(Number).ToArray();
            if (values.Any(v => v is null) && levels.Count == 0 && values.All(v => v is null)) continue;
            if (values.Length != 3 || values.Any(v => v is null) || values[2]!.Value.Sign < 0 || levels.Count >= MostLevels
                || (levels.Count > 0 && values[0]!.Value <= levels[levels.Count - 1].Target))
            {
                reader.Report(
                    ShapeRules.TableLineWrong, name.Span, Wording.Short(path), number, Wording.Short(line.Trim()), MostLevels);
                return none;
            }
            levels.Add(new LevelModel(values[0]!.Value, values[1]!.Value, values[2]!.Value));
        }
        if (levels.Count == 0) reader.Report(ShapeRules.TableLineWrong, name.Span, Wording.Short(path), number, "no level", MostLevels);
        return levels.ToValueList();
    }

    /// <summary>Microsiemens, as siemens.</summary>
    private static Rational? Number(string field) =>
        field.Length <= 40 && decimal.TryParse(field.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? Exact(value) / 1_000_000 : null;

    private static Rational Exact(decimal value)
    {
        var bits = decimal.GetBits(value);
        var whole = new System.Numerics.BigInteger(new decimal(bits[0], bits[1], bits[2], value < 0, 0));
        return new Rational(whole, System.Numerics.BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }
}
