namespace TileDsl.Cli.Tests;

/// <summary>Every example of the repository is right and keeps what it promises.</summary>
public sealed class ScriptsTests
{
    private static IEnumerable<string> Scripts() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "scripts"), "*.tile").Select(Path.GetFileName).Order(StringComparer.Ordinal)!;

    private static string At(string script) => Path.Combine(Repository.Root, "scripts", script);

    [TestCaseSource(nameof(Scripts))]
    public void Has_no_errors(string script) => Assert.That(Outcome.Of("check", At(script)).Succeeded().Output, Does.Contain("0 errors"));

    [TestCaseSource(nameof(Scripts))]
    public void Passes_its_checks(string script) => Assert.That(Outcome.Of("test", At(script)).Succeeded().Output, Does.StartWith("passed"));

    [TestCaseSource(nameof(Scripts))]
    public void Is_explained(string script) => Assert.That(Outcome.Of("explain", At(script)).Succeeded().Output, Does.Contain("kernel"));
}
