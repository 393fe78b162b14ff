using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What programming says of a device.</summary>
internal sealed record ProgrammingParts(ValueList<Rational> Sigma, ProgrammingErrorModel? Error, ValueList<LevelModel> Levels)
{
    public static readonly ProgrammingParts None = new(ValueList<Rational>.Empty, null, ValueList<LevelModel>.Empty);
}

/// <summary>
/// <c>sigma = 0.5 uS</c>, <c>sigma = 2 %</c> of g_max, <c>sigma = poly(0.26 uS, 1.97 uS)</c> of g/g_max and other functions, <c>width = …</c>
/// of a uniform error, <c>table "levels.csv"</c>, <c>none</c>; and program-and-verify.
/// </summary>
internal static class ProgrammingBinder
{
    private const int MostPulses = 1_000_000;

    private static readonly Due Form = Due.Number("the standard deviation of programming", "sigma = 0.5 uS");
    private static readonly Due Pulses = Due.Number("the largest number of pulses", "20");
    private static readonly string[] Models = System.Enum.GetNames(typeof(PulseModelName));

    public static ProgrammingParts Bind(PropertyReader reader, StateFunctionBinder functions)
    {
        if (reader.Accept("none")) return ProgrammingParts.None;
        if (reader.Accept("table")) return new(ValueList<Rational>.Empty, null, LevelTable.Read(reader));
        if (reader.Assignment(Form.What, Form.Example, "sigma", "width") is not { } given) return ProgrammingParts.None;
        var size = functions.Read(reader, given.Value, isConductance: true);
        if (reader.Failed) return ProgrammingParts.None;
        return given.Name == "sigma" && size.Polynomial is { } polynomial
            ? new(polynomial, null, ValueList<LevelModel>.Empty)
            : new(ValueList<Rational>.Empty, new(size, given.Name == "width"), ValueList<LevelModel>.Empty);
    }

    /// <summary><c>tolerance = 0.5 uS, max_pulses = 20, model ReRamES, read_noise = 0.1 uS</c>; <c>none</c>.</summary>
    public static VerifyModel? Verify(PropertyReader reader, StateFunctionBinder functions)
    {
        if (reader.Accept("none")) return null;
        const string example = "tolerance = 0.5 uS, max_pulses = 20";
        Rational? tolerance = null, readNoise = null;
        int? most = null;
        PulseModelName? model = null;
        do
        {
            if (reader.Accept("model"))
            {
                if (model is not null) reader.Report(ValueRules.LeftOver, reader.Last!.Span, "verify", "a second `model`");
                model = (PulseModelName)Array.IndexOf(Models, reader.Choice("a model of pulses", Models));
                continue;
            }
            if (reader.Assignment("a part of `verify`", example, "tolerance", "max_pulses", "read_noise") is not { } given) return null;
            if (given.Name switch { "tolerance" => tolerance is not null, "max_pulses" => most is not null, _ => readNoise is not null })
                reader.Report(ValueRules.LeftOver, given.Value.Span, "verify", $"a second `{given.Name}`");
            if (given.Name == "tolerance") tolerance = functions.Constant(reader, given.Value, isConductance: true, "A tolerance");
            else if (given.Name == "read_noise") readNoise = functions.Constant(reader, given.Value, isConductance: true);
            else most = reader.Whole(Pulses, given.Value, 1, MostPulses);
        }
        while (reader.NextPhrase());
        if (tolerance is null || most is null)
            reader.Report(ValueRules.Missing, reader.Line, tolerance is null ? "A tolerance" : "The largest number of pulses", tolerance is null ? "tolerance = 0.5 uS" : "max_pulses = 20", "line");
        return reader.Failed ? null : new VerifyModel(tolerance!.Value, most!.Value, model ?? PulseModelName.Reprogram, readNoise ?? 0);
    }
}
