using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary><c>correction none | checksum [, false_alarm 1e-6] | an_code [, a 29]</c>.</summary>
internal static class CorrectionReader
{
    private static readonly Rational s_usual = Rational.One / 1_000_000;
    private static readonly Rational s_least = s_usual / 1_000_000;

    /// <summary>Null for <c>none</c>.</summary>
    public static CorrectionModel? Read(PropertyReader reader) => reader.Choice("how sums are corrected", ["none", "checksum", "an_code"]) switch
    {
        "checksum" => Checksum(reader),
        "an_code" => AnCode(reader),
        _ => null,
    };

    private static ChecksumModel Checksum(PropertyReader reader)
    {
        if (!reader.NextPhrase()) return new ChecksumModel(s_usual);
        reader.Expect("false_alarm", "correction checksum, false_alarm 1e-6");
        var rate = reader.Value(Due.Number("a rate of false alarms", "false_alarm 1e-6"), r => r >= s_least && r <= new Rational(1, 10), "in 1e-12..0.1");
        return new ChecksumModel(rate);
    }

    private static AnCodeModel AnCode(PropertyReader reader)
    {
        if (!reader.NextPhrase()) return new AnCodeModel(null);
        reader.Expect("a", "correction an_code, a 29");
        var multiplier = reader.Value(
            Due.Number("what weights are multiplied by", "a 29"), a => a.IsInteger && !a.Numerator.IsEven && a >= 3 && a <= ArithmeticCode.MostMultiplier, $"an odd number in 3..{ArithmeticCode.MostMultiplier}");
        return new AnCodeModel(reader.Failed ? null : (int)multiplier.Numerator);
    }

    /// <summary>What sums that are checked are not of.</summary>
    public static void Check(Properties properties, CorrectionModel correction, DeviceModel? device, AdcModel? adc, bool accumulateAnalog)
    {
        void DoesNotApply(string to, string here) =>
            properties.Fail(ShapeRules.OptionDoesNotApply, properties.PlaceOf("correction", "adc"), correction is ChecksumModel ? "correction checksum" : "correction an_code", to, here);
        if (adc is { Kind: AdcKind.Ideal }) DoesNotApply("converters that give codes", "an ideal converter, whose sums have no codes to compare");
        else if (accumulateAnalog) DoesNotApply("`accumulate each_cycle`", "cycles that are summed before the converter");
        else if (correction is AnCodeModel) return;
        else if (adc is { Range: CalibratedRange { PerColumn: true } }) DoesNotApply("columns whose converters have one range", "a range per column");
        else if (device is { CurrentVoltage: not null }) DoesNotApply("cells whose current is proportional to the voltage", "cells with an `iv`");
    }
}
