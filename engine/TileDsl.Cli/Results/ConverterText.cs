using System.Globalization;
using TileDsl.Costs;
using TileDsl.Model;

namespace TileDsl.Cli.Results;

/// <summary>A converter's errors and costs in words.</summary>
internal static class ConverterText
{
    /// <summary>Null where it is exact.</summary>
    public static string? Errors(AdcModel adc)
    {
        var (errors, parts) = (adc.Errors, new List<string>());
        if (errors.Noise.Sign != 0) parts.Add($"noise {Number(errors.Noise)} lsb for every conversion");
        if (!errors.Offset.IsNone) parts.Add($"offset {Spread(errors.Offset, 1, "lsb")}");
        if (!errors.Gain.IsNone) parts.Add($"gain {Spread(errors.Gain, 100, "%")}");
        if (errors.Nonlinearity is { } nonlinearity) parts.Add("nonlinearity of " + Reasons(nonlinearity));
        if (errors.HasStaticError) parts.Add(adc.SharedBy == 1 ? "drawn for every column" : $"drawn for every {adc.SharedBy} columns");
        if (adc.OnClip == ClipResponse.HalveInput) parts.Add("vectors that clip are driven again at half scale");
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    /// <summary>What a law says of its costs, and which; null where the file says all that is known.</summary>
    public static string? Cost(AdcModel adc)
    {
        var cost = ConverterCost.Of(adc);
        if (!cost.EnergyFitted && !cost.AreaFitted) return null;
        var what = new List<string>();
        if (cost.EnergyFitted) what.Add(string.Create(CultureInfo.InvariantCulture, $"{cost.Energy * 1e12:0.####} pJ a conversion"));
        if (cost.AreaFitted) what.Add(string.Create(CultureInfo.InvariantCulture, $"{cost.Area * 1e12:0.#} um2"));
        var at = string.Create(CultureInfo.InvariantCulture, $"{adc.Technology!.Value.ToDouble() * 1e9:0.###} nm, {adc.Bits} bit, {cost.Rate / 1e9:0.####} GS/s");
        return $"{string.Join(" and ", what)} at {at}, by {SurveyFit.Source}";
    }

    private static string Reasons(ConverterNonlinearity parts)
    {
        var reasons = new List<string>();
        if (parts.Mismatch.Sign != 0) reasons.Add($"mismatch {Number(parts.Mismatch * 100)} %");
        if (parts.Comparator.Sign != 0) reasons.Add($"comparator {Number(parts.Comparator)} lsb");
        if (parts.GainDecibel is { } decibel) reasons.Add($"gain_db {Number(decibel)}");
        if (!parts.Compression.IsNone) reasons.Add($"compression {Spread(parts.Compression, 100, "%")}");
        if (parts.Period.Sign != 0) reasons.Add($"period {Number(parts.Period * 100)} %");
        if (parts.Table.Count > 0) reasons.Add("a measured table");
        return string.Join(" and ", reasons);
    }

    private static string Spread(Spread spread, int scale, string unit) =>
        spread.Deviation.Sign == 0 ? $"{Number(spread.Mean * scale)} {unit}"
        : spread.Mean.Sign == 0 ? $"+- {Number(spread.Deviation * scale)} {unit}"
        : $"{Number(spread.Mean * scale)} {unit} +- {Number(spread.Deviation * scale)} {unit}";

    private static string Number(Rational value) => value.ToDouble().ToString("0.####", CultureInfo.InvariantCulture);
}
