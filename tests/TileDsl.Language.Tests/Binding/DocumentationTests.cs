using TileDsl.Binding;
using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Tests.Binding;

/// <summary>The documentation is right: its examples bind, its wrong examples get the message they are about.</summary>
[TestFixture]
public sealed class DocumentationTests
{
    private static IEnumerable<DiagnosticRule> Rules => Documentation.Rules;

    private static IEnumerable<TestCaseData> RuleCases => Rules.Select(r => new TestCaseData(r).SetArgDisplayNames(r.Code));

    private static IEnumerable<Example> ReferenceExamples => Documentation.Examples(Documentation.Read("language.md"));

    private static IEnumerable<Example> PageExamples => Directory.GetFiles(Documentation.Folder, "*.md").Order(StringComparer.Ordinal).SelectMany(page => Documentation.Examples(File.ReadAllText(page)));

    [Test]
    public void CodesAreUsedOnceAndInTheirRange()
    {
        Assert.That(Rules.Count(), Is.GreaterThan(60));
        Assert.That(Rules.Select(r => r.Code), Is.Unique);
        Assert.That(Rules.Select(r => r.Code), Is.All.Matches("^TILE0[1-4][0-9][0-9]$"));
    }

    [TestCaseSource(nameof(RuleCases))]
    public void EveryRuleHasAPage(DiagnosticRule rule)
    {
        var page = Documentation.Page(rule);
        Assert.That(page, Does.StartWith($"# {rule.Code}: {rule.Title}\n"));
        Assert.That(page, Does.Contain($"Severity: {rule.Severity.ToString().ToLowerInvariant()}."));
    }

    [TestCaseSource(nameof(RuleCases))]
    public void EveryRuleIsTriggered(DiagnosticRule rule)
    {
        var wrong = Triggers.TryGetValue(rule.Code, out var made) ? made() : Documentation.Examples(Documentation.Page(rule))[0].Bind();
        Assert.That(wrong.Diagnostics.Select(d => d.Code), Has.Member(rule.Code));
        Assert.That(wrong.Model, Is.Null);
    }

    [TestCaseSource(nameof(RuleCases))]
    public void TheRightExampleOfAPageIsRight(DiagnosticRule rule)
    {
        foreach (var example in Documentation.Examples(Documentation.Page(rule)).Skip(1))
        {
            // Examples about how lines are read may leave open what their names stand for.
            var isSyntax = rule.Code.StartsWith("TILE01", StringComparison.Ordinal);
            Assert.That(isSyntax ? TileLanguage.Parse(new SourceText("main.tile", example.Text)).Diagnostics : example.Bind().Diagnostics, Is.Empty);
        }
    }

    [Test]
    public void TheReferenceHasExamples() => Assert.That(ReferenceExamples.Count(), Is.GreaterThanOrEqualTo(6));

    [TestCaseSource(nameof(PageExamples))]
    public void ExamplesOfThePagesBind(Example example) => Assert.That(example.Bind().Diagnostics, Is.Empty);

    [Test]
    public void TheReferenceNamesEveryWord()
    {
        var text = Documentation.Read("language.md");
        var words = Grammar.BlockRules.SelectMany(b => b.Properties.Select(p => p.Name).Concat(b.Kinds).Concat(b.LaterKinds).Concat(b.LaterProperties).Append(b.Keyword))
            .Concat(Grammar.LaterBlocks).Concat(Grammar.LaterLayers).Concat(Grammar.Statements);
        Assert.Multiple(() =>
        {
            foreach (var word in words) Assert.That(text, Does.Match($@"`[^`\n]*\b{word}\b|^## {word}\b"), word);
        });
    }

    [Test]
    public void TheReferenceNamesEveryPresetAndWhatItDeclares()
    {
        var text = Documentation.Read("language.md");
        foreach (var preset in TileLanguage.Presets)
        {
            Assert.That(text, Does.Contain($"`{preset}`"));
            var names = TileLanguage.Parse(Presets.Find(preset)!).Root.Lines.OfType<BlockNode>().Select(b => b.Name.Text);
            foreach (var name in names) Assert.That(text, Does.Contain($"`{name}`"));
        }
    }

    /// <summary>Messages that no short example can cause.</summary>
    private static Dictionary<string, Func<BindResult>> Triggers { get; } = new()
    {
        ["TILE0111"] = () => Bind("tile 1\n//" + new string('x', 1 << 20)),
        ["TILE0112"] = () => Bind("tile 1\n" + string.Concat(Enumerable.Repeat("?\n", 2000))),
        ["TILE0201"] = () => Bind("dac Dac { bits 1 }"),
        ["TILE0212"] = () => Bind("tile 1", new() { ["adc_bit"] = 6 }),
        ["TILE0234"] = () => Bind(
            "tile 1\nadc A : sar { bits 2; codes unsigned; nonlinearity table \"a.csv\" }", files: new() { ["a.csv"] = string.Concat(Enumerable.Repeat("1,2\n", 70000)) }),
        ["TILE0315"] = () => Bind("tile 1\nimport \"0.tile\"", files: Enumerable.Range(0, 50).ToDictionary(i => $"{i}.tile", i => $"tile 1\nimport \"{i + 1}.tile\"")),
    };

    private static BindResult Bind(string text, Dictionary<string, Rational>? parameters = null, Dictionary<string, string>? files = null) =>
        TileLanguage.Bind(new SourceText("main.tile", text), new MemorySources(files ?? []), parameters);
}
