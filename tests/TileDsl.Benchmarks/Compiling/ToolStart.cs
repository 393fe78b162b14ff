using System.Diagnostics;

namespace TileDsl.Benchmarks.Compiling;

/// <summary>How long <c>tiledsl run</c> takes from the start of its process.</summary>
/// <param name="FirstResult">To the first accuracy, ms; the best of several runs with everything in the cache.</param>
/// <param name="End">To its end, ms; likewise.</param>
internal sealed record ToolStart(double FirstResult, double End)
{
    private const int Runs = 8;

    /// <param name="tool">The tool's dll.</param>
    /// <param name="tile">The program to run.</param>
    /// <param name="cache">The cache of compiled kernels.</param>
    public static ToolStart Of(string tool, string tile, string cache)
    {
        var runs = Enumerable.Range(0, Runs + 1).Select(_ => Once(tool, tile, cache)).Skip(1).ToList();
        return new ToolStart(runs.Min(run => run.FirstResult), runs.Min(run => run.End));
    }

    private static ToolStart Once(string tool, string tile, string cache)
    {
        var start = new ProcessStartInfo("dotnet", [tool, "run", tile]) { RedirectStandardOutput = true };
        start.Environment["TILEDSL_CACHE"] = cache;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start");
        double? first = null;
        while (process.StandardOutput.ReadLine() is { } line)
            if (line.Contains(" %", StringComparison.Ordinal)) first ??= clock.Elapsed.TotalMilliseconds;
        process.WaitForExit();
        if (process.ExitCode != 0 || first is null) throw new InvalidOperationException($"{tool} run {tile} ended with {process.ExitCode}");
        return new ToolStart(first.Value, clock.Elapsed.TotalMilliseconds);
    }
}
