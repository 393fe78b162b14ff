using System.CommandLine;
using System.Diagnostics;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;
using TileDsl.Model;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl run</c>: what a network achieves on its hardware, and what that takes.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var file = Arguments.File();
        var network = new Option<string?>("--network") { Description = "Only this network of the file.", HelpName = "N" };
        var chips = Arguments.Number("--chips", "How many chips to program.", 10, 1, "N");
        var (seed, noise, ideal) = (Arguments.Seed(), Arguments.Noise(), Arguments.Ideal());
        var (time, extrapolate, compensation) = (Arguments.Time(), Arguments.Extrapolate(), Arguments.Compensation());
        var (data, parameters, device, json) = (Arguments.Data(), Arguments.Parameters(), Arguments.Device(), Arguments.Json());
        var inputs = new Option<string?>("--inputs") { Description = "Samples to judge on, a file or folder like those of data blocks, instead of the file's.", HelpName = "F" };
        var labels = new Option<string?>("--labels") { Description = "The class of each of these samples; the folder itself where samples are images.", HelpName = "F" };
        var writes = Arguments.Writes();
        var programmed = new Option<string[]>("--programmed")
        {
            Description = "Run these programmed chips ('tiledsl program' writes them) instead of programming some.", HelpName = "CHIP", Arity = ArgumentArity.OneOrMore, DefaultValueFactory = _ => [],
        };
        var limit = Arguments.OptionalNumber("--limit", "At most this many samples, from the first.", 1, "N");
        var command = new Command("run", "Run the networks of a file: accuracy in floating point, quantised and on chips, and the events it takes.")
        {
            file, network, chips, seed, noise, ideal, time, extrapolate, compensation, programmed, writes, data, inputs, labels, limit, parameters, device, json,
        };
        Arguments.RefuseIdle(command, ideal, noise, [chips, writes], time, extrapolate, compensation);
        command.Refuse(result =>
        {
            if (result.GetResult(programmed) is { Implicit: false } && (result.GetResult(seed) is { Implicit: false } || result.GetResult(chips) is { Implicit: false } || result.GetResult(writes) is { Implicit: false }))
                result.AddError("--programmed chips have their seed, number and writes: leave out --seed, --chips and --writes");
            if (result.GetResult(programmed) is { Implicit: false } && (result.GetValue(ideal) || result.GetValue(noise) == Noise.Off)) result.AddError("--programmed chips have errors: leave out --ideal and --noise off");
            if (result.GetValue(inputs) is null != result.GetValue(labels) is null) result.AddError("--inputs and --labels are given together");
        });
        command.SetAction(parsed =>
        {
            var clock = Stopwatch.StartNew();
            var saved = SavedChips.Read(parsed.GetRequiredValue(programmed));
            var (substitute, name) = (parsed.GetValue(device) ?? saved.Device, parsed.GetValue(network) ?? saved.Network);
            using var program = ProgramFile.Load(parsed.GetRequiredValue(file), parsed.GetValue(data), parsed.GetRequiredValue(parameters), Arguments.UsesCache(parsed), terminal, device: substitute, used: ProgramFile.TilesOf(name));
            saved.WarnOfChange(program, terminal);
            program.PrepareMeanwhile();
            var mode = parsed.GetValue(ideal) ? Noise.Ideal : parsed.GetValue(noise);
            (string Inputs, string Labels)? given = parsed.GetValue(inputs) is { } i && parsed.GetValue(labels) is { } l ? (i, l) : null;
            var conditions = new Conditions(mode, parsed.GetValue(seed), saved.Count ?? parsed.GetValue(chips), parsed.GetValue(time) ?? 0, parsed.GetValue(extrapolate), parsed.GetValue(compensation))
            {
                History = program.History(parsed.GetValue(writes)),
                Programmed = saved.Chips,
            };
            var report = new RunReport(program.Path, conditions, terminal, parsed.GetValue(json));
            foreach (var model in program.Networks(name))
            {
                terminal.Progress($"{model.Name}: quantising and calibrating …");
                var bound = program.Bind(model);
                var judged = (given is { } files ? DataSets.Read(files.Inputs, files.Labels, model) : program.Data.Labelled(EvaluationData(program, model), model)).First(parsed.GetValue(limit) ?? int.MaxValue);
                report.Add(bound, judged, cancellation);
            }
            report.Close(clock.Elapsed);
            return ExitCode.Done;
        });
        return command;
    }

    private static DataModel EvaluationData(ProgramFile program, NetworkModel network) => network.EvaluateOn
        ?? throw new TileException($"{program.Path}: network '{network.Name}' has no 'evaluate on'; give --inputs and --labels");
}
