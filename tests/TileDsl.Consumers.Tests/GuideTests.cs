using System.Text.RegularExpressions;

namespace TileDsl.Consumers.Tests;

/// <summary>The programs of the guide do what it says, as they are written there.</summary>
public class GuideTests
{
    [Test]
    public void The_project_of_the_guide_runs()
    {
        var folder = ScriptTests.CopyOfScripts("Digits");
        var project = ConsumerProject.Create(folder, "Digits", """<ItemGroup><PackageReference Include="TileDsl.Onnx" Version="VERSION" /></ItemGroup>""");
        foreach (var script in new[] { "digits.cs", "digits.fsx" }) project.Delete(script);
        project.Write("Program.cs", Block("csharp.md", "csharp"));
        var run = project.Dotnet("run");
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Match(@"^(-?\d+\.\d\d ){9}-?\d+\.\d\d\s").And.Contain("Inferences = 500"));
    }

    [Test]
    public void The_script_of_the_guide_runs()
    {
        var folder = Packages.NewFolder("guide");
        var script = Block("scripting.md", "fsharp").Replace("#r \"nuget: TileDsl.Scripting\"",
            $"#i \"nuget: {Packages.Feed}\"\n#r \"nuget: TileDsl.Scripting, {Packages.Version}\"", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "guide.fsx"), script);
        var run = DotnetProcess.Run(folder, Packages.Environment, "fsi", "guide.fsx");
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Contain("[|").And.Contain("|]"));
    }

    private static string Block(string page, string language)
    {
        var text = File.ReadAllText(Path.Combine(Packages.Repository, "dsl", "docs", page));
        var match = Regex.Match(text, $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.That(match.Success, $"{page} has a {language} block");
        return match.Groups[1].Value;
    }
}
