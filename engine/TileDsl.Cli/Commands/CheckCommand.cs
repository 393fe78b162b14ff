using System.CommandLine;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;
using TileDsl.Diagnostics;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl check</c>: everything that is to be said about files, as a compiler says it.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var files = Arguments.Files();
        var (data, parameters, device, json) = (Arguments.Data(), Arguments.Parameters(), Arguments.Device(), Arguments.Json());
        var command = new Command("check", "Check files, and the weights, data and maps of faults they name where these are there; exit code 1 on errors.")
        {
            files, data, parameters, device, json,
        };
        command.SetAction(parsed =>
        {
            var all = new List<(string File, IReadOnlyList<Diagnostic> Diagnostics)>();
            foreach (var path in parsed.GetRequiredValue(files))
            {
                cancellation.ThrowIfCancellationRequested();
                var diagnostics = Check(path, parsed.GetValue(data), parsed.GetRequiredValue(parameters), Arguments.UsesCache(parsed), terminal, parsed.GetValue(device));
                all.Add((path, diagnostics));
                if (!parsed.GetValue(json)) foreach (var diagnostic in diagnostics) terminal.WriteLine(DiagnosticText.Of(diagnostic, path));
            }
            if (parsed.GetValue(json)) terminal.Output.WriteLine(Json.Of(new { Schema = "tiledsl.check/1", Files = all.Select(Document).ToArray() }));
            else terminal.WriteLine(Summary(all));
            return all.Any(f => f.Diagnostics.Any(d => d.Severity == Severity.Error)) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<Diagnostic> Check(string path, string? data, IReadOnlyDictionary<string, decimal> parameters, bool useCache, Terminal terminal, string? device)
    {
        try
        {
            using var program = ProgramFile.Load(path, data, parameters, useCache, terminal, sayWarnings: false, device);
            return [.. program.Program.Diagnostics, .. FileCheck.Of(program)];
        }
        catch (ProgramErrors e)
        {
            return e.Diagnostics;
        }
    }

    private static string Summary(List<(string File, IReadOnlyList<Diagnostic> Diagnostics)> all)
    {
        int Count(Severity severity) => all.Sum(f => f.Diagnostics.Count(d => d.Severity == severity));
        string Say(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
        return $"{Say(all.Count, "file")}: {Say(Count(Severity.Error), "error")}, {Say(Count(Severity.Warning), "warning")}";
    }

    private static object Document((string File, IReadOnlyList<Diagnostic> Diagnostics) checkedFile) => new
    {
        checkedFile.File,
        Diagnostics = checkedFile.Diagnostics.Select(d =>
        {
            var (line, column) = d.Span.Source?.Position(d.Span.Start) ?? (0, 0);
            return new
            {
                d.Code,
                Severity = d.Severity.ToString().ToLowerInvariant(),
                d.Message,
                Path = DiagnosticText.Path(d.Span, checkedFile.File),
                Line = line + 1,
                Column = column + 1,
                d.Span.Length,
            };
        }).ToArray(),
    };
}
