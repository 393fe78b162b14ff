using System.Text.RegularExpressions;
using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A memory cell.</summary>
internal static class DeviceBinder
{
    private const int LongestLaw = 200;

    /// <summary>What an ideal cell has where nothing is said: 0 .. 1 uS.</summary>
    private static readonly Rational DefaultGMax = new(1, 1_000_000);

    private static readonly Regex LawName = new(@"^[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_][A-Za-z_0-9]*)*\z", RegexOptions.CultureInvariant);

    public static DeviceModel? Bind(Properties properties)
    {
        var (gMin, gMax, clips) = properties.Has("conductance") ? properties.Read("conductance", Conductance) : (0, DefaultGMax, false);
        var (voltage, readTime) = properties.Read("read", r => Pair(r, Due.Voltage, Due.Time));
        var (energy, writeTime) = properties.Read("write", r => Pair(r, Due.Energy, Due.Time));
        var functions = new StateFunctionBinder(gMax, voltage);
        var programming = properties.Read("programming", r => ProgrammingBinder.Bind(r, functions)) ?? ProgrammingParts.None;
        var verify = properties.Read("verify", r => ProgrammingBinder.Verify(r, functions));
        var variability = properties.Read("variability", Variability);
        var drift = properties.Read("drift", r => TimeBinder.Drift(r, functions));
        var retention = properties.Read("retention", r => TimeBinder.Retention(r, functions));
        var noise = properties.Read("read_noise", r => ReadNoiseBinder.Bind(r, functions, (drift as PowerDriftModel)?.T0)) ?? ReadNoiseParts.None;
        var faults = properties.Read("faults", FaultBinder.Faults) ?? FaultParts.None;
        var endurance = properties.Read("endurance", FaultBinder.Endurance);
        var currentVoltage = properties.Read("iv", CurrentVoltageBinder.Bind);
        var law = properties.Read("law", Law);
        var measured = properties.Read("measured", r => r.Accept("none") ? (Rational?)null : r.Value(Due.Time, v => v.Sign >= 0, "0 or more"));
        if (!properties.Failed && currentVoltage is not null && voltage is null)
            properties.Fail(NameRules.PropertyMissing, properties.PlaceOf("iv"), "The `iv` of " + properties.Title, "the voltage of a read", "read 0.3 V");
        if (properties.Failed) return null;
        return new DeviceModel(
            properties.Owner.Name, Kind(properties.Kind), gMin, gMax, programming.Sigma, variability, noise.Sigma, voltage, readTime, energy, writeTime,
            properties.Owner.NameNode.Span)
        {
            ClipsReadNoise = noise.IsClipped,
            ClipsConductance = clips,
            Error = programming.Error,
            Levels = programming.Levels,
            Verify = verify,
            NoiseOfState = noise.OfState,
            Flicker = noise.Flicker,
            Drift = drift,
            Retention = retention,
            StuckLow = faults.Low,
            StuckHigh = faults.High,
            FaultMap = faults.Map,
            Endurance = endurance,
            CurrentVoltage = currentVoltage,
            Law = law,
            MeasuredSpan = measured,
        };
    }

    private static DeviceKind Kind(string? kind) => kind switch
    {
        Grammar.Ideal => DeviceKind.Ideal,
        "pcm" => DeviceKind.Pcm,
        "reram" => DeviceKind.Reram,
        "flash" => DeviceKind.Flash,
        _ => DeviceKind.Generic,
    };

    /// <summary><c>0.1 uS .. 25 uS</c>, and <c>clipped</c> where none is read outside it.</summary>
    private static (Rational GMin, Rational GMax, bool Clips) Conductance(PropertyReader reader)
    {
        var (low, high) = reader.Range(new Due("a range of conductances", Dimension.Conductance, "0.1 uS .. 25 uS"), least: 0);
        if (!reader.NextPhrase()) return (low, high, false);
        reader.Expect("clipped", "0.1 uS .. 25 uS, clipped");
        return (low, high, true);
    }

    private static Rational Variability(PropertyReader reader) =>
        reader.Accept("none") ? 0 : reader.Value(Due.Fraction, v => v.Sign >= 0 && v <= 1, "in 0 %..100 %");

    /// <summary>The full name of a C# class derived from the engine's DeviceLaw: it becomes code, so it is nothing but names and dots.</summary>
    private static Quoted? Law(PropertyReader reader)
    {
        if (reader.Accept("none") || reader.Text("the full name of a law written in C#", "\"My.Company.Law\"") is not { } text) return null;
        if (text.Value.Length <= LongestLaw && LawName.IsMatch(text.Value)) return new Quoted(text.Value, text.Span);
        reader.Report(ValueRules.Unexpected, text.Span, "The full name of a class, names and dots,", "\"My.Company.Law\"", Wording.Found(text));
        return null;
    }

    /// <summary>Two quantities separated by a comma, the second of which may be left out; <c>none</c>.</summary>
    private static (Rational? First, Rational? Second) Pair(PropertyReader reader, Due first, Due second)
    {
        if (reader.Accept("none")) return (null, null);
        Rational? a = Positive(reader, first);
        Rational? b = reader.NextPhrase() ? Positive(reader, second) : null;
        return (a, b);
    }

    private static Rational Positive(PropertyReader reader, Due due) => reader.Value(due, v => v.Sign > 0, "above 0");
}
