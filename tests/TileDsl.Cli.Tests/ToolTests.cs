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

    [TestCase("run")]
    [TestCase("run", "--programmed", "a.chip")]
    [TestCase("mvm", "--tile", "Core", "--slicing", "W8A8", "--weights", "w.npy", "--inputs", "x.npy", "--out", "y.npy")]
    public void Noise_is_on_or_off(string command, params string[] more) => Outcome.Of([command, Digits, .. more, "--noise", "loud"]).IsRefused("--noise", "loud");

    [TestCase]
    [TestCase("--spare-columns", "4")]
    public void A_share_is_a_number(params string[] more) => Outcome.Of(["devices", Digits, "--stuck", "many", .. more]).IsRefused("--stuck", "many");

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

    private sealed class BrokenWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new InvalidOperationException("broken");
    }
}
