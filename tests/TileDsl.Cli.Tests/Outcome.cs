using System.Text.Json;

namespace TileDsl.Cli.Tests;

/// <summary>What the tool did, run in this process.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static Outcome Of(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = Tool.Run(arguments, output, error);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    /// <summary>Asserts a mistake of the user: exit code 2, one line that says what and where, nothing on the output.</summary>
    public void IsRefused(params string[] said)
    {
        Assert.That(Code, Is.EqualTo(ExitCode.BadInput), Error);
        foreach (var words in said) Assert.That(Error, Does.Contain(words));
        Assert.That(Error, Does.Not.Contain("   at "), "a stack trace");
        Assert.That(Output, Is.Empty);
    }

    /// <summary>Asserts success and gives the outcome back.</summary>
    public Outcome Succeeded()
    {
        Assert.That(Code, Is.EqualTo(ExitCode.Done), Error + Output);
        return this;
    }
}
