using System.Runtime.CompilerServices;
using TileDsl.Planning;

namespace TileDsl.Compiler.Tests;

/// <summary>Every message has a page to read on.</summary>
public sealed class DiagnosticPagesTests
{
    private static IEnumerable<Diagnostics.DiagnosticRule> Rules => PlanRules.All.Append(LawRules.Missing);

    [TestCaseSource(nameof(Rules))]
    public void Every_rule_of_the_compiler_has_a_page(Diagnostics.DiagnosticRule rule)
    {
        var page = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "dsl", "docs", "diagnostics", rule.Code + ".md");
        Assert.That(File.ReadLines(page).First(), Is.EqualTo($"# {rule.Code}: {rule.Title}"));
        Assert.That(File.ReadAllText(page), Does.Contain($"Severity: {rule.Severity.ToString().ToLowerInvariant()}."));
    }

    [Test]
    public void Codes_are_used_once() => Assert.That(Rules.Select(r => r.Code), Is.Unique);

    private static string Here([CallerFilePath] string path = "") => path;
}
