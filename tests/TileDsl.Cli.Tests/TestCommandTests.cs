namespace TileDsl.Cli.Tests;

/// <summary>Check blocks, one line each.</summary>
public sealed class TestCommandTests
{
    private static string With(string checks, string text) => text[..text.IndexOf("check Digits", StringComparison.Ordinal)] + $"check Digits {{\n{checks}\n}}\n";

    private static Outcome Of(WorkFolder folder, string checks, Func<string, string>? change = null) =>
        Outcome.Of("test", folder.Digits(text => With(checks, change?.Invoke(text) ?? text)));

    [Test]
    public void Accuracy_is_the_mean_over_chips()
    {
        using var folder = new WorkFolder();
        var outcome = Of(folder, "accuracy >= 80 % on Test, chips 2\naccuracy >= 99 % on Test, chips 2");
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        var lines = outcome.Output.Split('\n');
        Assert.That(lines[0], Does.Match(@"^passed  .*digits\.tile\(\d+,\d+\): Digits: accuracy >= 80 % on Test, chips 2: [\d.]+ % mean of 2 chips"));
        Assert.That(lines[1], Does.Match(@"^FAILED  .*accuracy >= 99 %"));
    }

    [Test]
    public void Exact_fails_where_a_converter_loses_something_and_says_which()
    {
        using var folder = new WorkFolder();
        var outcome = Of(folder, "exact");
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(outcome.Output, Does.StartWith("FAILED").And.Contain("hidden").And.Contain("bits needed"));
    }

    [Test]
    public void Exact_holds_where_every_sum_has_a_code()
    {
        using var folder = new WorkFolder();
        var outcome = Of(folder, "exact\nno_clipping on Test", text => text.Replace("bits          adc_bits", "bits          10").Replace("calibrated 99.9 %", "full"));
        Assert.That(outcome.Succeeded().Output, Does.Contain("passed").And.Contain("lossless").And.Contain("500 samples").And.Contain("conversions is clamped"));
    }

    [Test]
    public void Exact_is_proved_without_data()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => With("exact", text.Replace("bits          adc_bits", "bits          10").Replace("calibrated 99.9 %", "full")));
        Directory.Delete(folder["data"], recursive: true);
        Assert.That(Outcome.Of("test", tile).Succeeded().Output, Does.StartWith("passed").And.Not.Contain("samples"));
    }

    [Test]
    public void Clipping_is_counted()
    {
        using var folder = new WorkFolder();
        var outcome = Of(folder, "no_clipping on Test", text => text.Replace("calibrated 99.9 %", "fixed -4 lsb .. 4 lsb"));
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(outcome.Output, Does.Match(@"FAILED .*hidden: [\d,]+ of 384,000 conversions are clamped"));
    }

    [Test]
    public void Json_holds_the_same()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => With("accuracy >= 80 % on Test, chips 1", text));
        var check = Outcome.Of("test", tile, "--json").Succeeded().Json.GetProperty("checks")[0];
        Assert.That(check.GetProperty("passed").GetBoolean());
        Assert.That(check.GetProperty("check").GetString(), Is.EqualTo("accuracy >= 80 % on Test, chips 1"));
    }
}
