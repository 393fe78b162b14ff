using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace TileDsl.Benchmarks.Compiling;

/// <summary>Measures compiling: a network of a hundred different layers, cold, warm and from the cache, and the start of the tool.</summary>
internal static class CompileWork
{
    public const string Name = "compile";

    /// <summary>The option that makes this program one of the processes that are measured.</summary>
    public const string Option = "--compile-stage";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <param name="tool">The tool's dll where another one than that built beside this program is to be timed.</param>
    /// <param name="json">One JSON document instead of text.</param>
    /// <param name="output">Where the figures go.</param>
    public static void Run(string? tool, bool json, TextWriter output)
    {
        var here = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;
        var work = Directory.CreateTempSubdirectory("tiledsl-compile");
        try
        {
            var cache = Path.Combine(work.FullName, "cache");
            CompileTimes[] times = [.. Child(CompileStages.Compile, cache), .. Child(CompileStages.Cached, cache)];
            var start = ToolStart.Of(tool ?? Path.Combine(here, "TileDsl.Cli.dll"), Path.Combine(here, "digits.tile"), cache);
            if (json) output.WriteLine(JsonSerializer.Serialize(new { Work = Name, DeepProgram.Layers, Times = times, Tool = start }, s_json));
            else Write(output, times, start);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>What a child process prints.</summary>
    public static string Stage(string name) => JsonSerializer.Serialize(CompileStages.Run(name));

    private static void Write(TextWriter output, IReadOnlyList<CompileTimes> times, ToolStart start)
    {
        output.WriteLine($"{Name}: {DeepProgram.Layers} different layers, ms");
        output.WriteLine($"{"",-18}{"bind",8}{"plan",8}{"emit",8}{"load",8}{"total",8}{"processor",11}{"source kB",12}{"kernels",9}");
        foreach (var time in times)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{time.What,-18}{time.Bind,8:0}{time.Plan,8:0}{time.Emit,8:0}{time.Load,8:0}{time.Total,8:0}{time.Processor,11:0}{time.SourceBytes / 1000.0,12:0}{time.Kernels,9}"));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tiledsl run digits.tile, cached: first result after {start.FirstResult:0} ms, all after {start.End:0} ms"));
    }

    private static CompileTimes[] Child(string stage, string cache)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly.GetExecutingAssembly().Location, Option, stage]) { RedirectStandardOutput = true };
        start.Environment["TILEDSL_CACHE"] = cache;
        // As the tool is set: a profile of Roslyn costs half its time again before it pays.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"stage {stage} ended with {process.ExitCode}");
        return JsonSerializer.Deserialize<CompileTimes[]>(said) ?? [];
    }
}
