using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace TileDsl.Benchmarks.Measuring;

/// <summary>Measures a case in a process of its own, so that the memory and compiled code of one do not count for the next.</summary>
internal static class CaseProcess
{
    /// <summary>The option that makes this program such a process.</summary>
    public const string Option = "--case";

    /// <exception cref="InvalidOperationException">The process failed; its last words.</exception>
    public static Measurement Measure(Case line)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("the program's own path is not known");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Run by `dotnet program.dll`, the process is dotnet's.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.ArgumentList.Add(Option);
        start.ArgumentList.Add(line.Key);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{line.Key} ended with {process.ExitCode}: {error.Result.Trim()}");
        return JsonSerializer.Deserialize<Measurement>(output) ?? throw new InvalidOperationException($"{line.Key} said nothing");
    }

    /// <summary>What <see cref="Measure"/> reads.</summary>
    public static string Report(Case line) => JsonSerializer.Serialize(Measurement.Of(line));
}
