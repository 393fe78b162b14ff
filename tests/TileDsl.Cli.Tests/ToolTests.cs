using TileDsl.Data;

namespace TileDsl.Cli.Tests;

/// <summary>What every command has in common.</summary>
public sealed class ToolTests
{
    private static readonly string Digits = Path.Combine(Repository.Root, "scripts", "digits.tile");

    [Test]
    public void Help_lists_the_commands()
    {
        var help = Outcome.Of("--help").Succeeded().Output;
        foreach (var command in new[] { "run", "check", "test", "explain", "mvm" }) Assert.That(help, Does.Contain($"  {command} "));
    }

    [TestCase("run")]
    [TestCase("check")]
    [TestCase("test")]
    [TestCase("explain")]
    [TestCase("mvm")]
    public void Every_command_has_help(string command) => Assert.That(Outcome.Of(command, "--help").Succeeded().Output, Does.Contain("--param"));

    [Test]
    public void No_command_is_a_usage_error() => Outcome.Of().IsRefused("--help");

    [Test]
    public void An_unknown_option_is_a_usage_error() => Outcome.Of("run", Digits, "--chip", "3").IsRefused("--chip", "tiledsl run --help");

    [Test]
    public void A_missing_file_argument_is_a_usage_error() => Outcome.Of("check").IsRefused("tiledsl check --help");

    [TestCase("--chips", "0")]
    [TestCase("--chips", "many")]
    [TestCase("--limit", "-1")]
    [TestCase("--seed", "-1")]
    public void A_number_out_of_place_is_a_usage_error(string option, string value) => Outcome.Of("run", Digits, option, value).IsRefused(option, "whole number", value);

    [Test]
    public void Noise_is_on_or_off() => Outcome.Of("run", Digits, "--noise", "loud").IsRefused("loud");

    /// <summary>What options say together is looked at while they are read; one that cannot be read is said by itself.</summary>
    [TestCase("devices", "--stuck", "-1")]
    [TestCase("devices", "--stuck", "1", "--spare-columns", "none")]
    [TestCase("run", "--programmed", "a.chip", "--noise", "loud")]
    [TestCase("mvm", "--tile", "Core", "--slicing", "W8A8", "--weights", "w.npy", "--inputs", "x.npy", "--out", "y.npy", "--noise", "loud")]
    [TestCase("program", "-o", "chips", "--chip", "-1")]
    public void An_option_that_cannot_be_read_is_said_once(string command, params string[] options)
    {
        var outcome = Outcome.Of([command, Digits, .. options]);
        outcome.IsRefused(options[^2], options[^1]);
        Assert.That(outcome.Error.Split('\n').Count(line => line.Contains(options[^1])), Is.EqualTo(1));
    }

    [TestCase("program", "-o", "chips", "--chip", "2147483646", "--chips", "2")]
    [TestCase("program", "-o", "chips", "--chip", "2147483647")]
    [TestCase("devices", "--stuck", "1", "--spare-columns", "65537")]
    public void Numbers_beyond_any_use_are_refused(string command, params string[] options) => Outcome.Of([command, Digits, .. options]).IsRefused(options[^2]);

    [Test]
    public void A_file_where_a_folder_is_due_is_said_to_be_one_and_the_other_way_round()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits();
        Outcome.Of("program", tile, "-o", tile).IsRefused($"{tile}: is a file; a folder is needed");
        Outcome.Of("program", tile, "-o", folder["chips"]).Succeeded();
        Outcome.Of("inspect", Directory.GetFiles(folder["chips"])[0], "--npy", tile).IsRefused($"{tile}: is a file; a folder is needed");
        Outcome.Of("inspect", folder.Root).IsRefused($"{folder.Root}: is a folder; a file is needed");
        Directory.CreateDirectory(folder["m.npy"]);
        Outcome.Of("run", tile, "--inputs", folder["data/x_u8.npy"], "--labels", folder["m.npy"]).IsRefused("m.npy");
        Outcome.Of("mvm", tile, "--tile", "Core", "--slicing", "W8A8", "--weights", folder["m.npy"], "--inputs", folder["m.npy"], "--out", folder["y.npy"]).IsRefused("m.npy: is a folder; a file is needed");
        Assert.That(() => NpyArray.Write(folder["m.npy"], [1], 1), Throws.TypeOf<TileException>().With.Message.EndsWith("m.npy: cannot be written: it is a folder"));
    }

    [Test]
    public void Response_files_are_not_read() => Outcome.Of("run", "@" + Digits).IsRefused("no such file");

    [Test]
    public void Cancelling_ends_the_work()
    {
        var error = new StringWriter();
        var code = Tool.Run(["run", Digits], new Terminal(TextWriter.Null, error), new CancellationToken(canceled: true));
        Assert.That((code, error.ToString().Trim()), Is.EqualTo((ExitCode.Cancelled, "tiledsl: cancelled")));
    }

    [Test]
    public void A_defect_is_one_line_unless_details_are_asked_for()
    {
        (int, string) Run(params string[] arguments)
        {
            var error = new StringWriter();
            return (Tool.Run(["run", Digits, "--json", "--ideal", .. arguments], new BrokenWriter(), error), error.ToString());
        }

        var (code, brief) = Run();
        Assert.That(code, Is.EqualTo(ExitCode.Defect));
        Assert.That(brief.TrimEnd(), Does.Contain("report").And.Not.Contain("\n"));
        Assert.That(Run("--verbose").Item2, Does.Contain("   at "));
    }

    [Test]
    public void Text_from_a_file_does_not_steer_a_terminal() => Assert.That(Terminal.Plain("a\e[31mb\u009bc"), Is.EqualTo("a?[31mb?c"));

    [Test]
    public void Progress_goes_to_an_error_stream_that_is_a_terminal()
    {
        var error = new StringWriter();
        Assert.That(Tool.Run(["run", Digits, "--chips", "1"], new Terminal(TextWriter.Null, error, errorIsTerminal: true), CancellationToken.None), Is.Zero);
        Assert.That(error.ToString(), Does.Contain("reading").And.EndWith("\r\e[K"));
        Assert.That(Outcome.Of("run", Digits, "--chips", "1").Succeeded().Error, Is.Empty);
    }

    [Test]
    public void Too_little_memory_is_no_defect()
    {
        var error = new StringWriter();
        Assert.That(Tool.Run(["run", Digits, "--json", "--ideal", "--limit", "1"], new BrokenWriter(new OutOfMemoryException()), error), Is.EqualTo(ExitCode.BadInput));
        Assert.That(error.ToString().TrimEnd(), Does.StartWith("tiledsl: not enough memory").And.Not.Contain("\n"));
    }

    private sealed class BrokenWriter(Exception? failure = null) : StringWriter
    {
        public override void WriteLine(string? value) => throw failure ?? new InvalidOperationException("broken");
    }
}
