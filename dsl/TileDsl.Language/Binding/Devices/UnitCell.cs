using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>The devices of a unit cell: <c>cell PcmMushroom, 2 devices per polarity, significance 4, 1</c>.</summary>
internal static class UnitCell
{
    private const int MostDevices = 15;

    private static readonly Due Devices = Due.Of(Dimension.Devices) with { Example = "2 devices" };
    private static readonly Due Significance = Due.Number("how much a device counts", "4");

    /// <summary>How much each device counts, together 1; a single 1 where nothing is said.</summary>
    public static ValueList<Rational> Weights(PropertyReader reader)
    {
        var one = new ValueList<Rational>([Rational.One]);
        if (!reader.NextPhrase()) return one;
        var count = reader.Whole(Devices, 1, MostDevices);
        reader.Expect("per", "2 devices per polarity");
        reader.Expect("polarity", "2 devices per polarity");
        var factors = Enumerable.Repeat(Rational.One, count).ToList();
        if (reader.NextPhrase())
        {
            reader.Expect("significance", "significance 4, 1");
            factors.Clear();
            do factors.Add(reader.Value(Significance, v => v.Sign > 0, "above 0"));
            while (factors.Count < MostDevices && reader.NextPhrase());
            if (!reader.Failed && factors.Count != count)
                reader.Report(ValueRules.Unexpected, reader.Line, $"A significance for each of {count} devices", "significance 4, 1", factors.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        if (reader.Failed) return one;
        var sum = factors.Aggregate(Rational.Zero, (total, factor) => total + factor);
        return factors.Select(factor => factor / sum).ToValueList();
    }
}
