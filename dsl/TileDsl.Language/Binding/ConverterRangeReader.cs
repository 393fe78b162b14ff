using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>The limits of an output converter.</summary>
internal static class ConverterRangeReader
{
    private static readonly Due SumsWithin = Due.Number("the share of sums within the range", "99.9 %");

    /// <summary><c>full</c>, <c>fixed -128 lsb .. 127 lsb</c>, <c>calibrated 99.9 % per_column</c>.</summary>
    public static RangeModel Range(PropertyReader reader)
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
}
