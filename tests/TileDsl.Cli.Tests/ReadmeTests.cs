using System.Text.RegularExpressions;

namespace TileDsl.Cli.Tests;

/// <summary>What the README shows is what happens.</summary>
public sealed class ReadmeTests
{
    private static readonly string[] Blocks = [.. Regex
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")), "^```(\\w*)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
        .Select(match => match.Groups[1].Value + "\n" + match.Groups[2].Value)];

    [Test]
    public void The_sample_is_what_the_main_job_prints()
    {
        var command = Blocks.Single(block => block.StartsWith("\ndotnet run ", StringComparison.Ordinal)).Trim();
        var sample = Blocks.Single(block => block.Contains("per inference", StringComparison.Ordinal)).Trim();
        var arguments = command[(command.IndexOf(" -- ", StringComparison.Ordinal) + 4)..].Split(' ');
        var output = Outcome.Of([arguments[0], Path.Combine(Repository.Root, arguments[1])]).Succeeded().Output;
        // Speed is the machine's, and with it the width of its column.
        string[] Lines(string text) =>
        [
            .. text.Split('\n').Select(line => Regex.Replace(line.Trim().Trim('─'), " +", " "))
                .Where(line => line.Length > 0 && !line.Contains("s in all") && !line.StartsWith("simulated")),
        ];
        Assert.That(Lines(output).Skip(1), Is.EqualTo(Lines(sample).Skip(1)));
    }

    [Test]
    public void The_program_is_right_and_keeps_its_promise()
    {
        using var folder = new WorkFolder();
        folder.Digits();
        var tile = folder.Write("readme.tile", Blocks.Single(block => block.StartsWith("tile\n", StringComparison.Ordinal))["tile\n".Length..]);
        Assert.That(Outcome.Of("check", tile).Succeeded().Output, Does.Contain("0 errors, 0 warnings"));
        Assert.That(Outcome.Of("test", tile).Succeeded().Output, Does.StartWith("passed"));
    }
}
