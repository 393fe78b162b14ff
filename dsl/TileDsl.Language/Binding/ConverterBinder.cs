using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Output converters and input drivers.</summary>
internal static class ConverterBinder
{
    private const int MostBits = 16;
    private const int MostColumns = 65536;

    private static readonly string[] CodeWords = ["unsigned", "signed", "symmetric", "mid_rise"];
    private static readonly Due SumsWithin = Due.Number("the share of sums within the range", "99.9 %");
    private static readonly Due Bits = Due.Number("the number of bits", "8");

    public static AdcModel? BindAdc(Properties properties)
    {
        var kind = properties.Kind switch
        {
            "sar" => AdcKind.Sar,
            "ramp" => AdcKind.Ramp,
            "flash" => AdcKind.Flash,
            "pipeline" => AdcKind.Pipeline,
            "cco" => AdcKind.Cco,
            _ => AdcKind.Ideal,
        };
        var bits = properties.Read("bits", r => r.Whole(Bits, 1, MostBits));
        var codes = properties.Read("codes", Codes);
        var range = properties.Read("range", Range) ?? new FullRange();
        var shared = properties.Has("shared_by") ? properties.Read("shared_by", r => r.Whole(Due.Of(Dimension.Columns), 1, MostColumns)) : 1;
        var (energy, time, area) = Costs(properties);
        if (!properties.Failed && bits == 1 && codes is CodeKind.Signed or CodeKind.Symmetric)
        {
            var what = $"The number of bits of {CodeWords[(int)codes]} codes";
            properties.Fail(ValueRules.OutOfRange, properties.PlaceOf("bits", "codes"), what, $"in 2..{MostBits}", 1);
        }
        if (properties.Failed) return null;
        return new AdcModel(properties.Owner.Name, kind, bits, codes, range, shared, energy, time, area, properties.Owner.NameNode.Span);
    }

    public static DacModel? BindDac(Properties properties)
    {
        var bits = properties.Read("bits", r => r.Whole(Bits, 1, MostBits));
        var absMax = properties.Read("range", r => r.Choice("a range of inputs", ["calibrated", "abs_max"])) == "abs_max";
        var (energy, time, area) = Costs(properties);
        return properties.Failed ? null : new DacModel(properties.Owner.Name, bits, absMax, energy, time, area, properties.Owner.NameNode.Span);
    }

    private static CodeKind Codes(PropertyReader reader) => (CodeKind)Array.IndexOf(CodeWords, reader.Choice("a kind of codes", CodeWords));

    /// <summary><c>full</c>, <c>fixed -128 lsb .. 127 lsb</c>, <c>calibrated 99.9 % per_column</c>.</summary>
    private static RangeModel Range(PropertyReader reader)
    {
        switch (reader.Choice("a range", ["full", "fixed", "calibrated"]))
        {
            case "fixed":
                return Fixed(reader);
            case "calibrated":
                var fraction = reader.Value(SumsWithin, v => v.Sign > 0 && v <= 1, "above 0 % and at most 100 %");
                var perColumn = reader.Accept("per_column") || (reader.Peek is null && reader.NextPhrase() && AcceptPerColumn(reader));
                return new CalibratedRange(fraction, perColumn);
            default:
                RefusePerColumn(reader, "those of the worst case");
                return new FullRange();
        }
    }

    private static void RefusePerColumn(PropertyReader reader, string here)
    {
        if (!reader.Is("per_column")) return;
        const string to = "calibrated ranges, `range calibrated 99.9 % per_column`";
        reader.Report(ShapeRules.OptionDoesNotApply, reader.Peek!.Span, "per_column", to, here);
    }

    private static bool AcceptPerColumn(PropertyReader reader)
    {
        reader.Expect("per_column", "range calibrated 99.9 % per_column");
        return true;
    }

    private static FixedRange Fixed(PropertyReader reader)
    {
        var none = new FixedRange(0, 1, RangeUnit.Lsb);
        var due = new Due("a range in lsb, cells or amperes", Dimension.Lsb, "-128 lsb .. 127 lsb");
        if (reader.Take(due.What, due.Example) is not { } term) return none;
        if (term is not BinaryNode { Operator: BinaryOperator.Range } range)
        {
            reader.Report(ValueRules.Unexpected, term.Span, Wording.Capital(due.What), due.Example, Wording.Found(term));
            return none;
        }
        var high = reader.Quantity(range.Right);
        if (reader.Failed) return none;
        RangeUnit? unit = high.Dimension switch
        {
            Dimension.Lsb => RangeUnit.Lsb,
            Dimension.Cells => RangeUnit.Cells,
            Dimension.Current => RangeUnit.Amperes,
            _ => null,
        };
        if (unit is not { } found)
        {
            // Says which unit is due, or is missing.
            reader.Value(due with { What = "a limit in lsb, cells or amperes", Example = "127 lsb" }, range.Right);
            return none;
        }
        var example = found switch { RangeUnit.Lsb => "-128 lsb", RangeUnit.Cells => "-1.5 cells", _ => "-2 uA" };
        var low = reader.Value(new Due("a lower limit in the unit of the upper one", high.Dimension, example), range.Left, mayTakeUnit: false);
        if (low >= high.Value) reader.Reversed(range);
        RefusePerColumn(reader, "fixed ones");
        return new FixedRange(low, high.Value, found);
    }

    private static (Rational? Energy, Rational? Time, Rational? Area) Costs(Properties properties) =>
        (Cost(properties, "energy", Due.Energy), Cost(properties, "time", Due.Time), Cost(properties, "area", Due.Area));

    private static Rational? Cost(Properties properties, string name, Due due) =>
        properties.Read<Rational?>(name, r => r.Accept("none") ? null : r.Value(due, v => v.Sign >= 0, "0 or more"));
}
