using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace TileDsl.Benchmarks.Kernels;

/// <summary>Runs the kernels under BenchmarkDotNet, in this process: what is measured is compiled already.</summary>
internal static class KernelRuns
{
    public static Command Command()
    {
        var filters = new Argument<string[]>("FILTER") { Description = "Names of benchmarks, with *; all if none is given.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("bdn", "Run the kernels, and batches of growing size, under BenchmarkDotNet with its memory diagnoser.") { filters };
        command.SetAction(parsed => Run(parsed.GetValue(filters) is { Length: > 0 } given ? given : ["*"]));
        return command;
    }

    private static int Run(string[] filters)
    {
        var job = Job.ShortRun.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(10), logOutput: false));
        var summaries = BenchmarkSwitcher.FromTypes([typeof(KernelBenchmarks), typeof(AllocationBenchmarks)])
            .Run(["--filter", .. filters], DefaultConfig.Instance.AddJob(job));
        return summaries.Any(summary => summary.Reports.Any(report => report.Success)) ? 0 : 1;
    }
}
