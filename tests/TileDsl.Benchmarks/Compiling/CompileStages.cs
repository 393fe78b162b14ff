using System.Diagnostics;
using TileDsl.Emission;
using TileDsl.Planning;
using TileDsl.Scripting;
using TileDsl.Syntax;

namespace TileDsl.Benchmarks.Compiling;

/// <summary>What compiling a program took.</summary>
/// <param name="What">Which program, in which state of the process and the cache.</param>
/// <param name="Bind">Text to model, ms.</param>
/// <param name="Plan">Model to plan, ms.</param>
/// <param name="Emit">Plan to C#, ms.</param>
/// <param name="Load">C# to code that is loaded, compiled or from the cache, ms.</param>
/// <param name="Processor">Time of all processors in all of this, ms: what stays the same on a busy machine.</param>
/// <param name="SourceBytes">Bytes of C#.</param>
internal sealed record CompileTimes(string What, double Bind, double Plan, double Emit, double Load, double Processor, int SourceBytes, int Kernels)
{
    public double Total => Bind + Plan + Emit + Load;
}

/// <summary>What is measured in one process, on the cache its environment names.</summary>
internal static class CompileStages
{
    public const string Compile = "compile", Cached = "cached";

    /// <summary>
    /// Compiles in an empty cache: the first program of a process, one that shares no layer with it, and that one with one layer
    /// edited. Or loads the first two from the cache, the second in a process that has done so before.
    /// </summary>
    public static IReadOnlyList<CompileTimes> Run(string stage)
    {
        var (first, second) = (DeepProgram.Text("First", 37), DeepProgram.Text("Second", 41));
        return stage == Compile
            ? [Time("cold", first), Time("warm", second), Time("one layer edited", DeepProgram.Text("Second", 41, edited: true))]
            : [Time("cached, cold", first), Time("cached, warm", second)];
    }

    private static CompileTimes Time(string what, string text)
    {
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var bound = TileLanguage.Bind(new SourceText("deep.tile", text), DeepProgram.NoImports);
        var bind = Lap(clock);
        var planned = Planner.Plan(bound.Model ?? throw new InvalidOperationException(string.Join('\n', bound.Diagnostics)));
        var plan = Lap(clock);
        var sources = Emitter.Emit(planned.Plan, TileProgram.GeneratedNamespace);
        var emit = Lap(clock);
        processor = Passed(process, processor);
        // The same stages once more, since a program cannot be given what they made.
        using var program = TileProgram.Parse(text);
        process.Refresh();
        var before = process.TotalProcessorTime;
        Lap(clock);
        program.Prepare();
        var load = Lap(clock);
        processor += Passed(process, before);
        return new CompileTimes(what, bind, plan, emit, load, processor.TotalMilliseconds, sources.Sum(source => source.Text.Length), sources.Count(source => source.IsKernel));
    }

    private static TimeSpan Passed(Process process, TimeSpan since)
    {
        process.Refresh();
        return process.TotalProcessorTime - since;
    }

    private static double Lap(Stopwatch clock)
    {
        var elapsed = clock.Elapsed.TotalMilliseconds;
        clock.Restart();
        return elapsed;
    }
}
