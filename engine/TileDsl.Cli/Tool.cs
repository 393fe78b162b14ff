using System.CommandLine;
using System.CommandLine.Invocation;
using TileDsl.Cli.Commands;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;
using TileDsl.Scripting;

namespace TileDsl.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A check failed, or a .tile file has errors.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a file it names cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>The tool itself is at fault.</summary>
    public const int Defect = 3;

    public const int Cancelled = 130;
}

/// <summary>The <c>tiledsl</c> tool: its commands, and the one place where mistakes become messages and exit codes.</summary>
internal static class Tool
{
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error) =>
        Run(arguments, new Terminal(output, error), CancellationToken.None);

    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation)
    {
        var verbose = new Option<bool>("--verbose") { Description = "Show the details of a defect of the tool.", Recursive = true };
        var root = new RootCommand("Neural networks on simulated analog in-memory hardware, described by .tile files.")
        {
            RunCommand.Create(terminal, cancellation),
            ProgramCommand.Create(terminal, cancellation),
            InspectCommand.Create(terminal),
            DevicesCommand.Create(terminal, cancellation),
            CheckCommand.Create(terminal, cancellation),
            TestCommand.Create(terminal, cancellation),
            ExplainCommand.Create(terminal),
            MvmCommand.Create(terminal, cancellation),
            ImportCommand.Create(terminal),
            verbose,
            Arguments.NoCache(),
        };
        try
        {
            var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction || (parsed.Action is null && parsed.Errors.Count > 0))
            {
                foreach (var problem in parsed.Errors.Select(error => error.Message).Distinct()) terminal.WriteError($"tiledsl: {problem}");
                var command = parsed.CommandResult.Command;
                terminal.WriteError($"'tiledsl {(command == root ? "" : command.Name + " ")}--help' lists what can be said.");
                return ExitCode.BadInput;
            }
            return parsed.Invoke(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false });
        }
        catch (ProgramErrors e)
        {
            foreach (var diagnostic in e.Diagnostics) terminal.WriteError(DiagnosticText.Of(diagnostic, e.File));
            return e.AreOfCommandLine ? ExitCode.BadInput : ExitCode.Failed;
        }
        catch (TileCompilationException e)
        {
            // A matrix that its tile cannot hold: of no place in the file.
            foreach (var diagnostic in e.Diagnostics) terminal.WriteError($"tiledsl: {diagnostic.Code}: {diagnostic.Message}");
            return ExitCode.BadInput;
        }
        catch (Exception e) when (e is TileException or IOException or UnauthorizedAccessException)
        {
            terminal.WriteError($"tiledsl: {e.Message}");
            return ExitCode.BadInput;
        }
        catch (OutOfMemoryException)
        {
            terminal.WriteError("tiledsl: not enough memory: smaller shapes or arrays, or fewer samples (--limit), are needed");
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            terminal.WriteError("tiledsl: cancelled");
            return ExitCode.Cancelled;
        }
        catch (Exception e)
        {
            // What is defective may be how arguments are read.
            terminal.WriteError(arguments.Contains(verbose.Name)
                ? $"tiledsl: a defect of the tool: {e}"
                : $"tiledsl: a defect of the tool ({e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}); please report it with what --verbose adds");
            return ExitCode.Defect;
        }
    }
}
