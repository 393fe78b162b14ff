using System.CommandLine;
using System.CommandLine.Parsing;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;
using TileDsl.Model;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl devices</c>: a file's networks with one device after the other, against time.</summary>
internal static class DevicesCommand
{
    private const string AllPresets = "all";

    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var file = Arguments.File();
        var devices = new Option<string[]>("--device")
        {
            Description = "A device to compare, of the file, its imports or the presets; may be repeated; all: every preset. If not given, the cells the tiles name and every preset.",
            HelpName = "NAME", Arity = ArgumentArity.OneOrMore, DefaultValueFactory = _ => [],
        };
        var networks = new Option<string[]>("--network")
        {
            Description = "Only this network of the file; may be repeated.", HelpName = "N", Arity = ArgumentArity.OneOrMore, DefaultValueFactory = _ => [],
        };
        var times = new Option<double[]>("--times")
        {
            Description = "When chips are read, counted from the end of their programming, with commas between; if not given, 0,1h,1day,3days.",
            HelpName = "T,T", CustomParser = Times,
        };
        var compensations = new Option<DriftCompensation[]>("--compensate")
        {
            Description = "How results are corrected for drift, with commas between; if not given, none,global,column.",
            HelpName = "C,C", CustomParser = Compensations,
        };
        var chips = Arguments.Number("--chips", "How many chips of each device.", 5, 1, "N");
        var stuck = Arguments.OptionalNumber("--stuck", "Compare each device with so many per cent of its cells stuck too, half at either end, and with spare columns against them.", 0.0, "PERCENT");
        var spares = Arguments.Number("--spare-columns", "How many spare columns these arrays have more than their tiles say.", 8, 1, "N");
        var limit = Arguments.OptionalNumber("--limit", "At most this many samples, from the first.", 1, "N");
        var (seed, writes, extrapolate) = (Arguments.Seed(), Arguments.Writes(), Arguments.Extrapolate());
        var (data, parameters, json) = (Arguments.Data(), Arguments.Parameters(), Arguments.Json());
        var command = new Command("devices", "Compare devices: accuracy, error and effective bits of a file's networks against time, and what programming takes.")
        {
            file, devices, networks, times, compensations, stuck, spares, chips, seed, writes, extrapolate, limit, data, parameters, json,
        };
        command.Refuse(result =>
        {
            if (result.GetValue(spares) > 65536) result.AddError("--spare-columns is at most 65536");
            if (result.GetValue(stuck) > 100) result.AddError("--stuck is a share in per cent, at most 100");
            if (result.GetResult(spares) is { Implicit: false } && result.GetResult(stuck) is null) result.AddError("--spare-columns is against cells of --stuck: give both");
        });
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var plan = new ComparisonPlan(
                parsed.GetValue(seed), parsed.GetValue(chips), Given(times, [0, 3600, 86_400, 3 * 86_400]),
                Given(compensations, [DriftCompensation.None, DriftCompensation.Global, DriftCompensation.PerColumn]), parsed.GetValue(extrapolate), parsed.GetValue(writes),
                parsed.GetValue(limit) ?? int.MaxValue);
            var report = new DeviceReport(path, plan, terminal, parsed.GetValue(json));
            foreach (var name in NetworkNames(path, parsed.GetRequiredValue(networks)))
            {
                var asked = parsed.GetRequiredValue(devices);
                foreach (var variant in Named(asked).SelectMany(device => DeviceVariant.Of(device, parsed.GetValue(stuck), parsed.GetValue(spares))))
                {
                    using var program = LoadOrRefuse(variant, name, isAsked: asked.Contains(variant.Device));
                    if (program is null) continue;
                    var model = program.Networks(name).Single();
                    var labelled = program.Data.Labelled(model.EvaluateOn ?? throw new TileException($"{path}: network '{name}' has no 'evaluate on'")).First(plan.Limit);
                    report.Add(DeviceResult.Of(program, program.Bind(model), labelled, variant, plan, terminal, cancellation), labelled.Labels.Length);
                }
            }
            report.Close();
            return ExitCode.Done;

            T[] Given<T>(Option<T[]> option, T[] otherwise) => parsed.GetValue(option) is { Length: > 0 } given ? given : otherwise;

            // Of all presets some may not fit the tiles; the others are compared all the same. One that was asked for by its name must fit.
            ProgramFile? LoadOrRefuse(DeviceVariant variant, string network, bool isAsked)
            {
                try
                {
                    return Load(variant.Cells, network, sayWarnings: false);
                }
                catch (ProgramErrors errors) when (errors.AreOfCommandLine && !isAsked)
                {
                    report.Refuse(network, variant, errors);
                    return null;
                }
            }

            ProgramFile Load(CellSubstitute? device, string? network, bool sayWarnings) =>
                ProgramFile.Load(path, parsed.GetValue(data), parsed.GetRequiredValue(parameters), Arguments.UsesCache(parsed), terminal, sayWarnings, device, ProgramFile.TilesOf(network));

            string[] NetworkNames(string of, string[] asked)
            {
                using var program = Load(null, null, sayWarnings: true);
                return asked.Length == 0 ? [.. program.Networks(null).Select(n => n.Name)] : [.. asked.Select(n => program.Networks(n).Single().Name)];
            }
        });
        return command;
    }

    /// <summary>The devices to compare; null for the cells the tiles name.</summary>
    private static string?[] Named(string[] asked)
    {
        if (asked.Length == 0) return [null, .. TileLanguage.PresetDevices];
        return [.. asked.SelectMany(name => name == AllPresets ? TileLanguage.PresetDevices : [name])];
    }

    private static double[] Times(ArgumentResult result)
    {
        var times = new List<double>();
        foreach (var text in result.Tokens[^1].Value.Split(','))
        {
            if (text.Trim() == "0") times.Add(0);
            else if (Arguments.Seconds(text.Trim()) is { } seconds) times.Add(seconds);
            else result.AddError($"--times needs times of 0 or more with their units (0,20s,1h,3days), not '{text}'");
        }
        return [.. times];
    }

    private static DriftCompensation[] Compensations(ArgumentResult result)
    {
        var compensations = new List<DriftCompensation>();
        foreach (var text in result.Tokens[^1].Value.Split(','))
        {
            if (Arguments.CompensationOf(text.Trim()) is { } known) compensations.Add(known);
            else result.AddError($"--compensate is none, global or column, or several of them with commas between, not '{text}'");
        }
        return [.. compensations];
    }
}
