using System.CommandLine;
using System.Globalization;
using TileDsl.Chips;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl program</c>: programs chips and keeps them, one file each.</summary>
internal static class ProgramCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var file = Arguments.File();
        var network = new Option<string?>("--network") { Description = "Only this network of the file.", HelpName = "N" };
        var chip = Arguments.Number("--chip", "Which chip of the seed, from 0.", 0, 0, "K");
        var chips = Arguments.Number("--chips", "How many chips, from that one on.", 1, 1, "N");
        var (seed, writes, data, parameters, device) = (Arguments.Seed(), Arguments.Writes(), Arguments.Data(), Arguments.Parameters(), Arguments.Device());
        var output = new Option<string>("--output", "-o") { Description = "The folder the files go to; made where it is not there.", HelpName = "FOLDER", Required = true };
        var command = new Command("program", "Program chips and keep them: one file each, to be run and inspected later.")
        {
            file, network, seed, chip, chips, writes, data, parameters, device, output,
        };
        command.Refuse(result =>
        {
            if (result.GetValue(chip) > int.MaxValue - Math.Max(1, result.GetValue(chips))) result.AddError($"--chip and --chips go beyond the last chip, {int.MaxValue - 1}");
        });
        command.SetAction(parsed =>
        {
            using var program = ProgramFile.Load(parsed.GetRequiredValue(file), parsed.GetValue(data), parsed.GetRequiredValue(parameters), Arguments.UsesCache(parsed), terminal, device: parsed.GetValue(device), used: ProgramFile.TilesOf(parsed.GetValue(network)));
            var folder = parsed.GetRequiredValue(output);
            Arguments.MakeFolder(folder);
            var labels = new ChipLabels(program.Program.Fingerprint, Path.GetFileName(program.Path), parsed.GetValue(device));
            foreach (var model in program.Networks(parsed.GetValue(network)))
            {
                terminal.Progress($"{model.Name}: quantising and calibrating …");
                var bound = program.Bind(model);
                for (var n = 0; n < parsed.GetValue(chips); n++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var number = parsed.GetValue(chip) + n;
                    terminal.Progress($"{model.Name}: chip {number} …");
                    var programmed = bound.Program(parsed.GetValue(seed), number, Noise.On, program.History(parsed.GetValue(writes)));
                    var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{model.Name}-seed{parsed.GetValue(seed)}-chip{number}.chip"));
                    programmed.Save(path, labels);
                    var tally = programmed.Programming;
                    terminal.WriteLine($"{path}: {ChipTable.Count(tally.Cells)} devices, {ChipTable.Count(tally.Pulses)} pulses, yield {ChipTable.Percent(tally.Yield)}");
                }
            }
            return ExitCode.Done;
        });
        return command;
    }
}
