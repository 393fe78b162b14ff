using System.CommandLine;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl test</c>: runs the check blocks, one line each.</summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var files = Arguments.Files();
        var (seed, data, parameters, device, json) = (Arguments.Seed(), Arguments.Data(), Arguments.Parameters(), Arguments.Device(), Arguments.Json());
        var command = new Command("test", "Run the check blocks of files, one line each; exit code 1 where one fails.") { files, seed, data, parameters, device, json };
        command.SetAction(parsed =>
        {
            var outcomes = new List<CheckOutcome>();
            foreach (var path in parsed.GetRequiredValue(files))
            {
                using var program = ProgramFile.Load(path, parsed.GetValue(data), parsed.GetRequiredValue(parameters), Arguments.UsesCache(parsed), terminal, device: parsed.GetValue(device), used: Checks.Tiles);
                if (program.Model.Checks.Count == 0) terminal.WriteError($"{path}: has no check blocks");
                foreach (var outcome in Checks.Run(program, parsed.GetValue(seed), terminal, cancellation))
                {
                    outcomes.Add(outcome);
                    if (!parsed.GetValue(json)) terminal.WriteLine(outcome.ToString());
                }
            }
            if (parsed.GetValue(json)) terminal.Output.WriteLine(Json.Of(new { Schema = "tiledsl.test/1", Checks = outcomes }));
            return outcomes.All(o => o.Passed) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
