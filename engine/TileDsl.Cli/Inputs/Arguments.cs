using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using TileDsl.Syntax;

namespace TileDsl.Cli.Inputs;

/// <summary>The arguments and options that commands share.</summary>
internal static class Arguments
{
    private const string NoCacheName = "--no-cache";

    public static Argument<string> File() => new("FILE") { Description = "A .tile file." };

    public static Argument<string[]> Files() => new("FILE") { Description = "One or more .tile files.", Arity = ArgumentArity.OneOrMore };

    public static Option<Dictionary<string, decimal>> Parameters() => new("--param")
    {
        Description = "Another value for a param of the file; may be repeated.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
        CustomParser = ParseParameters,
    };

    public static Option<string?> Device() => new("--device")
    {
        Description = "Use this device, of the file, its imports or the presets, in place of the cell of every tile.",
        HelpName = "NAME",
    };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document instead of text." };

    /// <summary>For all commands, at the root.</summary>
    public static Option<bool> NoCache() => new(NoCacheName) { Description = "Neither use nor fill the cache of compiled kernels.", Recursive = true };

    public static bool UsesCache(System.CommandLine.ParseResult parsed) => !parsed.GetValue<bool>(NoCacheName);

    public static Option<string?> Data() => new("--data")
    {
        Description = "Look for the file's data and weights below this folder instead of beside the file.",
        HelpName = "DIR",
    };

    public static Option<ulong> Seed() => Number<ulong>("--seed", "Seed of every random draw; one seed and chip number are one physical chip.", 0, 0, "S");

    public static Option<bool> Ideal() => new("--ideal") { Description = "The exact product of quantised inputs and target weights, without converters." };

    public static Option<Noise> Noise() => new("--noise")
    {
        Description = "off: every random draw is zero; converters round and clamp as declared.",
        HelpName = "on|off",
        CustomParser = result =>
        {
            var value = result.Tokens[^1].Value;
            if (value is not ("on" or "off")) result.AddError($"--noise is on or off, not '{value}'");
            return value == "off" ? TileDsl.Noise.Off : TileDsl.Noise.On;
        },
    };

    /// <summary>Seconds since the end of programming; null where nothing is said.</summary>
    public static Option<double?> Time() => new("--time")
    {
        Description = "When chips are read, counted from the end of their programming: 20s, 1h, '3 days'.",
        HelpName = "T",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (Seconds(text) is { } seconds) return seconds;
            result.AddError($"--time needs a time of 0 or more with its unit (250us, 20s, 5min, 1h, 3days), not '{text}'");
            return null;
        },
    };

    public static Option<double> Writes() => Number("--writes", "Writes that every device has seen before, for wear.", 0.0, 0.0, "W");

    public static Option<bool> Extrapolate() => new("--extrapolate") { Description = "Allow times beyond what was measured of a device." };

    public static Option<DriftCompensation> Compensation() => new("--compensate")
    {
        Description = "Correct results for drift by what one-hot inputs give, with one factor for each layer (global) or for each column.",
        HelpName = "none|global|column",
        CustomParser = result =>
        {
            var value = result.Tokens[^1].Value;
            if (CompensationOf(value) is not { } known) result.AddError($"--compensate is none, global or column, not '{value}'");
            else return known;
            return DriftCompensation.None;
        },
    };

    /// <summary>A compensation by its word; null where it is none.</summary>
    internal static DriftCompensation? CompensationOf(string word) =>
        word switch { "none" => DriftCompensation.None, "global" => DriftCompensation.Global, "column" => DriftCompensation.PerColumn, _ => null };

    /// <summary>The word of a compensation: what <see cref="CompensationOf"/> reads.</summary>
    internal static string WordOf(DriftCompensation compensation) =>
        compensation switch { DriftCompensation.None => "none", DriftCompensation.Global => "global", _ => "column" };

    /// <summary>Refuses options that would do nothing beside <c>--ideal</c>, which is the product of no devices, or beside <c>--noise off</c>.</summary>
    /// <param name="ofErrors">Idle beside both: they choose among draws, or add to errors.</param>
    /// <param name="ofDevices">Idle beside <c>--ideal</c> alone: without noise, devices still drift by their mean.</param>
    public static void RefuseIdle(Command command, Option<bool> ideal, Option<Noise> noise, Option[] ofErrors, params Option[] ofDevices) => command.Refuse(result =>
    {
        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        string Names(IEnumerable<Option> options) => string.Join(", ", options.Where(IsGiven).Select(option => option.Name));
        if (result.GetValue(ideal) && Names([noise, .. ofErrors, .. ofDevices]) is { Length: > 0 } idle) result.AddError($"--ideal is the exact product, of no devices: leave out {idle}");
        else if (result.GetValue(noise) == TileDsl.Noise.Off && Names(ofErrors) is { Length: > 0 } unused) result.AddError($"with --noise off all chips are one, and no device is worn: leave out {unused}");
    });

    /// <summary>A time as the language writes it; null where it is none.</summary>
    internal static double? Seconds(string text)
    {
        var end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1])) end--;
        // The unit begins behind the number: 1e3s has an exponent, not a unit e3s.
        if (!Units.TryGet(text[end..], out var unit) || unit!.Dimension != Dimension.Time) return null;
        return double.TryParse(text.AsSpan(0, end).TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value >= 0
            ? value * unit.Scale.ToDouble()
            : null;
    }

    /// <summary>
    /// Refuses what options say together. Where one of them cannot be read, that is said by itself. One that is left out has no
    /// value yet, not even what it stands for then: a number is 0.
    /// </summary>
    public static void Refuse(this Command command, Action<CommandResult> together) => command.Validators.Add(result =>
    {
        if (result.Children.OfType<OptionResult>().All(CanBeRead)) together(result);
    });

    /// <summary>Whether an option has a value; there is no other way to ask than for that value.</summary>
    private static bool CanBeRead(OptionResult option)
    {
        try
        {
            option.GetValueOrDefault<object?>();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Makes a folder for results where it is not there.</summary>
    /// <exception cref="TileException">It cannot be made.</exception>
    public static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TileException(System.IO.File.Exists(path) ? $"{path}: is a file; a folder is needed" : $"{path}: no folder can be made there: {e.Message}", e);
        }
    }

    /// <summary>A number of at least <paramref name="least"/>, with a message in plain words where it is not.</summary>
    public static Option<T> Number<T>(string name, string description, T fallback, T least, string helpName)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => fallback,
            CustomParser = result => ParseNumber(result, name, least) ?? fallback,
        };

    /// <summary>A number that may be left out.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string description, T least, string helpName)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => ParseNumber(result, name, least),
        };

    private static T? ParseNumber<T>(ArgumentResult result, string name, T least)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[^1].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value) && value >= least) return value;
        var kind = default(T) is double ? "number" : "whole number";
        var range = least is double.Epsilon ? "above 0" : $"of at least {least}";
        result.AddError($"{name} needs a {kind} {range}, not '{text}'");
        return null;
    }

    private static Dictionary<string, decimal> ParseParameters(ArgumentResult result)
    {
        var parameters = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            var equals = token.Value.IndexOf('=');
            if (equals < 1 || !decimal.TryParse(token.Value[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                result.AddError($"--param needs NAME=VALUE with a number behind the '=', not '{token.Value}'");
            else if (!parameters.TryAdd(token.Value[..equals], value))
                result.AddError($"--param gives '{token.Value[..equals]}' twice");
        }
        return parameters;
    }
}
