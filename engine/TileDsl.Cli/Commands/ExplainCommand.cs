using System.CommandLine;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl explain</c>: how every layer meets its arrays, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = Arguments.File();
        var (data, parameters, device) = (Arguments.Data(), Arguments.Parameters(), Arguments.Device());
        var command = new Command("explain", "Explain a file layer by layer: blocks, slices, converters, kernels and weights.") { file, data, parameters, device };
        command.SetAction(parsed =>
        {
            var text = new ExplanationText(terminal);
            try
            {
                using var program = ProgramFile.Load(parsed.GetRequiredValue(file), parsed.GetValue(data), parsed.GetRequiredValue(parameters), Arguments.UsesCache(parsed), terminal, device: parsed.GetValue(device), used: ProgramFile.TilesOf(network: null));
                text.Write(program);
                return ExitCode.Done;
            }
            catch (ProgramErrors errors) when (errors.Partial is { } partial)
            {
                // Layers that cannot be planned are explained as what they are.
                text.Write(errors.File, partial);
                throw;
            }
        });
        return command;
    }
}
