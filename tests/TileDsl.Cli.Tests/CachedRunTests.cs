using System.Diagnostics;
using System.Text;

namespace TileDsl.Cli.Tests;

/// <summary>What the cache of compiled kernels saves a process, and the order in which results are said.</summary>
public sealed class CachedRunTests
{
    private static readonly string Digits = Path.Combine(Repository.Root, "scripts", "digits.tile");

    [Test]
    public void A_cached_program_runs_without_the_compiler()
    {
        using var folder = new WorkFolder();
        var cache = folder["cache"];
        var tool = TestContext.CurrentContext.TestDirectory;
        // A copy of the tool without Roslyn, and without the list of its files that would miss it.
        foreach (var file in Directory.GetFiles(tool).Where(file => Path.GetExtension(file) == ".dll" || file.EndsWith("TileDsl.Cli.runtimeconfig.json", StringComparison.Ordinal)))
        {
            var name = Path.GetFileName(file);
            var isNeeded = name.StartsWith("TileDsl.", StringComparison.Ordinal) || name is "Google.Protobuf.dll" or "Superpower.dll" or "System.CommandLine.dll";
            if (isNeeded) folder.Write("tool/" + name, File.ReadAllBytes(file));
        }
        Assert.That(Run(folder["tool"], cache).Code, Is.Not.Zero, "an empty cache needs the compiler");
        var compiled = Run(tool, cache);
        Assert.That(compiled.Code, Is.Zero, compiled.Output);
        var cached = Run(folder["tool"], cache);
        Assert.That(cached.Code, Is.Zero, cached.Output);
        Assert.That(Accuracies(cached.Output), Is.EqualTo(Accuracies(compiled.Output)).And.Not.Empty);
        var without = Run(folder["tool"], cache, "--no-cache");
        Assert.That(without.Code, Is.Not.Zero, "--no-cache does not look");
    }

    [Test]
    public void Without_a_cache_nothing_is_kept()
    {
        using var folder = new WorkFolder();
        Assert.That(Run(TestContext.CurrentContext.TestDirectory, folder["cache"], "--no-cache").Code, Is.Zero);
        Assert.That(Directory.Exists(folder["cache"]), Is.False);
    }

    [TestCase("floating point")]
    [TestCase("quantised, exact product")]
    [TestCase("converters, no errors")]
    public void A_result_is_said_as_soon_as_it_is_known(string row)
    {
        using var stop = new CancellationTokenSource();
        using var output = new StopAt(row, stop);
        var code = Tool.Run(["run", Digits], new Terminal(output, new StringWriter()), stop.Token);
        Assert.That(code, Is.EqualTo(ExitCode.Cancelled));
        Assert.That(output.Text, Does.Contain(row).And.Not.Contain("analog"));
    }

    private static string[] Accuracies(string output) => [.. output.Split('\n').Where(line => line.Contains("/500", StringComparison.Ordinal))];

    private static (int Code, string Output) Run(string tool, string cache, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(tool, "TileDsl.Cli.dll"), "run", Digits, "--chips", "2", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TILEDSL_CACHE"] = cache;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>Cancels when a row is written.</summary>
    private sealed class StopAt(string row, CancellationTokenSource stop) : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public string Text => _text.ToString();

        public override void Write(char value) => _text.Append(value);

        public override void WriteLine(string? value)
        {
            _text.AppendLine(value);
            if (value!.Contains(row, StringComparison.Ordinal)) stop.Cancel();
        }
    }
}
