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
        var (data, parameters) = (Arguments.Data(), Arguments.Parameters());
        var command = new Command("explain", "Explain a file layer by layer: blocks, slices, converters, kernels and weights.") { file, data, parameters };
        command.SetAction(parsed =>
        {
            using var program = ProgramFile.Load(parsed.GetRequiredValue(file), parsed.GetValue(data), parsed.GetRequiredValue(parameters), terminal);
            new ExplanationText(terminal).Write(program);
            return ExitCode.Done;
        });
        return command;
    }
}
