using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Output converters and input drivers.</summary>
internal static class ConverterBinder
{
    private const int MostBits = 16;
    private const int LeastSurveyBits = 4;
    private const int MostColumns = 65536;

    private static readonly string[] CodeWords = ["unsigned", "signed", "symmetric", "mid_rise"];
    private static readonly string[] ClipWords = ["none", "halve_input"];
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
        var range = properties.Read("range", ConverterRangeReader.Range) ?? new FullRange();
        var shared = properties.Has("shared_by") ? properties.Read("shared_by", r => r.Whole(Due.Of(Dimension.Columns), 1, MostColumns)) : 1;
        var (energy, time, area) = Costs(properties);
        if (!properties.Failed && bits == 1 && codes is CodeKind.Signed or CodeKind.Symmetric)
        {
            var what = $"The number of bits of {CodeWords[(int)codes]} codes";
            properties.Fail(ValueRules.OutOfRange, properties.PlaceOf("bits", "codes"), what, $"in 2..{MostBits}", 1);
        }
        var onClip = properties.Read("on_clip", r => r.Choice("what happens where a conversion clips", ClipWords)) == "halve_input" ? ClipResponse.HalveInput : ClipResponse.None;
        var technology = properties.Read<Rational?>("technology", r => r.Accept("none") ? null : r.Value(Due.Of(Dimension.Length), v => v.Sign > 0, "above 0"));
        if (technology is not null) CheckSurvey(properties, bits, energy, time, area);
        var errors = ConverterErrorsBinder.Adc(properties, kind, bits, codes);
        if (properties.Failed) return null;
        return new AdcModel(properties.Owner.Name, kind, bits, codes, range, shared, energy, time, area, properties.Owner.NameNode.Span)
        {
            Errors = errors,
            OnClip = onClip,
            Technology = technology,
        };
    }

    public static DacModel? BindDac(Properties properties)
    {
        var bits = properties.Read("bits", r => r.Whole(Bits, 1, MostBits));
        var absMax = properties.Read("range", r => r.Choice("a range of inputs", ["calibrated", "abs_max"])) == "abs_max";
        var (energy, time, area) = Costs(properties);
        var pulseWidth = properties.Read("drive", r => r.Choice("a way to drive a row", ["levels", "pulse_width"])) == "pulse_width";
        var errors = ConverterErrorsBinder.Dac(properties, bits);
        if (properties.Failed) return null;
        return new DacModel(properties.Owner.Name, bits, absMax, energy, time, area, properties.Owner.NameNode.Span)
        {
            Errors = errors,
            Drive = pulseWidth ? InputDrive.PulseWidth : InputDrive.Levels,
        };
    }

    /// <summary>The published fit needs a rate, and begins at 4 bits.</summary>
    private static void CheckSurvey(Properties properties, int bits, Rational? energy, Rational? time, Rational? area)
    {
        if (properties.Failed || (energy is not null && area is not null)) return;
        if (bits < LeastSurveyBits)
            properties.Fail(ValueRules.OutOfRange, properties.PlaceOf("bits", "technology"), "The number of bits of a converter whose `technology` gives its energy and area", $"in {LeastSurveyBits}..{MostBits}", bits);
        else if (time is not { Sign: > 0 })
            properties.Fail(NameRules.PropertyMissing, properties.PlaceOf("technology"), "The `technology` of " + properties.Title, "`time`, above 0, which gives the rate its energy follows from", "time 1 ns");
    }

    private static CodeKind Codes(PropertyReader reader) => (CodeKind)Array.IndexOf(CodeWords, reader.Choice("a kind of codes", CodeWords));

    private static (Rational? Energy, Rational? Time, Rational? Area) Costs(Properties properties) =>
        (Cost(properties, "energy", Due.Energy), Cost(properties, "time", Due.Time), Cost(properties, "area", Due.Area));

    private static Rational? Cost(Properties properties, string name, Due due) =>
        properties.Read<Rational?>(name, r => r.Accept("none") ? null : r.Value(due, v => v.Sign >= 0, "0 or more"));
}
