using System.Text.RegularExpressions;

namespace TileDsl.Consumers.Tests;

/// <summary>The example scripts, copied out of the repository and run on the packages.</summary>
public class ScriptTests
{
    [Test]
    public void An_fsharp_script_compiles_a_tile_file_while_it_runs()
    {
        var folder = CopyOfScripts("fsx");
        Edit(Path.Combine(folder, "digits.fsx"), text =>
            $"#i \"nuget: {Packages.Feed}\"\n" + Regex.Replace(text, "(#r \"nuget: TileDsl[.A-Za-z]*), [^\"]*\"", $"$1, {Packages.Version}\""));
        var run = DotnetProcess.Run(folder, Packages.Environment, "fsi", "digits.fsx");
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        var averages = Regex.Matches(run.Output, @"^(\d) bit converter +([\d.]+)/500", RegexOptions.Multiline)
            .ToDictionary(match => int.Parse(match.Groups[1].Value), match => double.Parse(match.Groups[2].Value));
        Assert.That(averages.Keys, Is.EqualTo(new[] { 4, 5, 6, 7, 8 }), run.Output);
        Assert.That(averages[8], Is.GreaterThan(averages[4]).And.InRange(440, 480));
    }

    [Test]
    public void A_file_based_program_gets_a_type_for_the_tile_file_beside_it()
    {
        var folder = CopyOfScripts("cs");
        Edit(Path.Combine(folder, "digits.cs"), text =>
            Regex.Replace(text, @"^#:project .*/([\w.]+)\.csproj$", $"#:package $1@{Packages.Version}", RegexOptions.Multiline));
        var run = DotnetProcess.Run(folder, Packages.Environment, "run", "digits.cs");
        AssertDigits(run);
    }

    [Test]
    public void The_same_file_runs_inside_the_repository() =>
        AssertDigits(DotnetProcess.Run(Packages.Repository, new Dictionary<string, string>(), "run", "--configuration", Packages.Configuration, "scripts/digits.cs"));

    private static void AssertDigits(DotnetResult run)
    {
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.Output, Does.Match(@"floating point +462/500").And.Match(@"10 analog chips +4[3-7]\d\.\d/500"));
    }

    internal static string CopyOfScripts(string name)
    {
        var folder = Packages.NewFolder(name);
        var scripts = Path.Combine(Packages.Repository, "scripts");
        foreach (var file in Directory.GetFiles(scripts, "digits.*").Concat(Directory.GetFiles(Path.Combine(scripts, "data"))))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(scripts, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return folder;
    }

    private static void Edit(string path, Func<string, string> change) => File.WriteAllText(path, change(File.ReadAllText(path)));
}
