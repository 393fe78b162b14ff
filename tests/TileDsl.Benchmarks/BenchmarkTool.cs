using System.CommandLine;
using System.CommandLine.Invocation;
using TileDsl.Benchmarks.Compiling;
using TileDsl.Benchmarks.Digital;
using TileDsl.Benchmarks.Kernels;
using TileDsl.Benchmarks.Limits;
using TileDsl.Benchmarks.Measuring;
using TileDsl.Benchmarks.Results;
using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks;

/// <summary>The command line: which works, and how results are printed.</summary>
internal static class BenchmarkTool
{
    private const int Done = 0, Failed = 1, BadInput = 2;

    /// <summary>Enough vectors to see an error, few enough for the plain loops.</summary>
    private const int CheckedVectors = 20, CheckedLargeVectors = 2;

    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var names = new Option<string[]>("--work")
        {
            Description = "Workloads to measure, or all.",
            HelpName = "W1|W2|…|all",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var list = new Option<bool>("--list") { Description = "List the workloads." };
        var json = new Option<bool>("--json") { Description = "One JSON document per case instead of text." };
        var table = new Option<bool>("--table") { Description = "The Markdown table that is kept with the documentation." };
        var one = new Option<string?>(CaseProcess.Option) { Description = "Measure one case in this process: what is run for each.", HelpName = "WORK:N:BATCH:THREADS" };
        var stage = new Option<string?>(CompileWork.Option) { Description = "Compile in this process: what is run for --work compile.", HelpName = $"{CompileStages.Compile}|{CompileStages.Cached}" };
        var tool = new Option<string?>("--tool") { Description = "With --work compile: the dll of the tool to start, as published.", HelpName = "DLL" };
        var models = new Option<string?>("--models") { Description = "With --work digital: the folder of the networks and their samples.", HelpName = "FOLDER" };
        var root = new RootCommand("How fast the kernels are, beside the machine's limit and its OpenBLAS; and how fast programs compile.") { names, list, json, table, one, stage, tool, models, KernelRuns.Command() };
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                foreach (var work in Catalogue.All) output.WriteLine($"{work.Name,-4} {work.Summary}");
                output.WriteLine($"{CompileWork.Name}, alone: a network of {DeepProgram.Layers} different layers, cold, warm and from the cache; and the start of the tool");
                output.WriteLine($"{DigitalWork.Name}, alone: ResNet-8 and DS-CNN in float32 and as exact integers, beside OnnxRuntime");
                return Done;
            }
            if (parsed.GetValue(one) is { } key)
            {
                if (Case.Find(key) is not { } line) return Complain($"there is no case '{key}'; it is WORK:N:BATCH:THREADS, as in {Case.Of(Catalogue.All)[0].Key}");
                output.WriteLine(CaseProcess.Report(line));
                return Done;
            }
            if (parsed.GetValue(stage) is { } name)
            {
                output.WriteLine(CompileWork.Stage(name));
                return Done;
            }
            if (parsed.GetValue(names) is [var only] && Same(only, CompileWork.Name))
            {
                CompileWork.Run(parsed.GetValue(tool), parsed.GetValue(json), output);
                return Done;
            }
            if (parsed.GetValue(names) is [var lone] && Same(lone, DigitalWork.Name))
            {
                if (parsed.GetValue(models) is not { } folder) return Complain($"--work {DigitalWork.Name} takes --models FOLDER: what holds the folders of the networks");
                DigitalWork.Run(folder, output);
                return Done;
            }
            if (parsed.GetValue(names) is not { Length: > 0 } wanted) return Complain($"--work says what to measure: {Known()} or all; or {CompileWork.Name} or {DigitalWork.Name} alone");
            if (wanted.FirstOrDefault(name => !IsKnown(name)) is { } unknown) return Complain($"there is no work '{unknown}'; there are {Known()} and all, and {CompileWork.Name} and {DigitalWork.Name} alone");
            var works = Catalogue.All.Where(work => wanted.Any(name => name == "all" || Same(work.Name, name))).ToList();
            IReport report = parsed.GetValue(json) ? new JsonReport(output)
                : parsed.GetValue(table) ? new TableReport(output, "--work " + string.Join(' ', wanted))
                : new TextReport(output);
            return Measure(works, report);
        });
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction) return Complain(string.Join("; ", parsed.Errors.Select(problem => problem.Message)));
        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });

        int Measure(List<Work> works, IReport report)
        {
            foreach (var work in works)
            {
                foreach (var inputs in work.Sizes.Select(size => size.Inputs).Distinct())
                {
                    if (work.Check(inputs, inputs == 1024 ? CheckedLargeVectors : CheckedVectors) is not { } wrong) continue;
                    error.WriteLine($"{work.Name} of {inputs} inputs is wrong and was not measured: {wrong}");
                    return Failed;
                }
            }
            var machine = Machine.Measure();
            report.Begin(machine);
            foreach (var line in Case.Of(works)) report.Add(new Result(line, CaseProcess.Measure(line), machine));
            return Done;
        }

        int Complain(string problem)
        {
            error.WriteLine($"benchmarks: {problem}");
            return BadInput;
        }

        static string Known() => string.Join(", ", Catalogue.All.Select(work => work.Name));

        static bool IsKnown(string name) => name == "all" || Catalogue.All.Any(work => Same(work.Name, name));

        // W6 is W6asW2 and W6asW4.
        static bool Same(string name, string other) =>
            string.Equals(name, other, StringComparison.OrdinalIgnoreCase) || name.StartsWith(other + "as", StringComparison.OrdinalIgnoreCase);
    }
}
