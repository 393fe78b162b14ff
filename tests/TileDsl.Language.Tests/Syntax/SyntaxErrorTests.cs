using System.Reflection;
using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

/// <summary>What is wrong is said where it is: «» marks the span of the one error of a text.</summary>
public class SyntaxErrorTests
{
    private static readonly object[][] Cases =
    [
        ["TILE0101", "tile 1 «:» 2", "Expected ',' or the end of the line, found ':'. Only the first line of a block and a layer have a colon."],
        ["TILE0101", "param b = «=» 8", "Expected a value, found '='."],
        ["TILE0101", "adc A {\n  bits 3 +«»\n}", "Expected a value, found the end of the line."],
        ["TILE0101", "adc A {\n  bits 3,«»   // what else?\n}", "Expected a value, found the end of the line."],
        ["TILE0101", "device A {\n  programming sigma = poly(1 uS, 2 uS«»\n}", "Expected ')', found the end of the line. Close the bracket; a property ends with its line."],
        ["TILE0101", "data D { inputs \"x.npy\" [0..199«»; labels \"y.npy\" }", "Expected ']', found the end of the line."],
        ["TILE0101", "adc A { bits «)» }", "found ')'. Remove it, or open the bracket."],
        ["TILE0101", "adc A { range full,«,» per_column }", "Expected a value, found ','. Commas separate the parts of a property; none may be empty."],
        ["TILE0101", "adc A { «8» bit }", "Expected a name, found '8'."],
        ["TILE0101", "network N { layer hidden «dense»(64 -> 32) }", "Expected ':', found 'dense'."],
        ["TILE0101", "network N {\n layer hidden :«»\n}", "Expected a value, found the end of the line."],
        ["TILE0101", "network N {\n layer «:» dense(64 -> 32)\n}", "Expected a name, found ':'."],
        ["TILE0101", "data D { inputs x[«]» }", "Expected a value, found ']'."],
        ["TILE0102", "tile 1 «§»", "'§' (U+00A7) is not part of the language"],
        ["TILE0102", "adc «Größe» { bits 1 }", "'G' (U+0047)"],
        ["TILE0102", "adc A { bits 8 «😀» }", "'😀' (U+1F600)"],
        ["TILE0102", "adc A { bits«\u00A0»8 }", "U+00A0 is not part"],
        ["TILE0102", "tile 1«\u2028»", "U+2028 is not part"],
        ["TILE0102", "check N { accuracy «>» 90 % }", "'>' (U+003E)"],
        ["TILE0102", "adc A { bits «\0\u0001» }", "U+0000 is not part"],
        ["TILE0103", "import «\"x.tile»\ntile 1", "expected '\"' on the same line"],
        ["TILE0103", "import «\"x.tile\\»\ntile 1", "expected '\"' on the same line"],
        ["TILE0104", "import \"a«\\q»b\"", "'\\q' is no escape"],
        ["TILE0104", "import \"«\\u12G4»\"".Replace("«\\u12G4»", "«\\u»12G4"), "'\\u' is no escape"],
        ["TILE0104", "import \"«\\😀»\"", "'\\😀' is no escape"],
        ["TILE0105", "«adc A» {\n  bits 8\n", "The block 'adc A' is not closed: expected '}', found the end of the file."],
        ["TILE0105", "«adc A» {\n  bits 8\ndac D { bits 1 }\n", "found the block that begins in line 3."],
        ["TILE0106", "tile 1\n«}»\n", "no block open"],
        ["TILE0107", "device «:» pcm { }", "Expected a name, found ':'."],
        ["TILE0107", "device A «8» { bits 1 }", "Expected '{', found '8'."],
        ["TILE0107", "device A :«» { bits 1 }", "Expected a name, found '{'."],
        ["TILE0107", "tile 1; «»{ bits 1 }", "Expected a name, found '{'."],
        ["TILE0108", "device A { conductance 0 uS .. 25«uQ» }", "'uQ' directly behind a number is no unit"],
        ["TILE0108", "tile T { array 64«x» 32 }", "'x' directly behind a number is no unit"],
        ["TILE0109", "param a = «1e101»", "an exponent of at most 100 either way, found a larger exponent."],
        ["TILE0109", "param a = «0.1234567890123456789012345678901234567890123456789012345678901»", "at most 60 digits"],
        ["TILE0110", "param a = ((((((((((((((((«(»1)))))))))))))))))", "at most 16 brackets"],
    ];

    /// <summary>Those with a test of their own, for want of room here.</summary>
    private static readonly string[] CoveredByLimits = ["TILE0111", "TILE0112"];

    [TestCaseSource(nameof(Cases))]
    public void An_error_is_reported_where_it_is(string code, string marked, string message)
    {
        var start = marked.IndexOf('«');
        var length = marked.IndexOf('»') - start - 1;
        var text = marked.Replace("«", "").Replace("»", "");

        var parsed = TileLanguage.Parse(new("x.tile", text));

        var error = parsed.Diagnostics.Single();
        Assert.That(error.Code, Is.EqualTo(code));
        Assert.That((error.Span.Start, error.Span.Length), Is.EqualTo((start, length)));
        Assert.That(error.Message, Does.Contain(message));
        Assert.That(error.Severity, Is.EqualTo(Severity.Error));
    }

    [Test]
    public void Every_rule_is_triggered_by_a_test() =>
        Assert.That(Cases.Select(c => (string)c[0]).Concat(CoveredByLimits).Distinct(), Is.EquivalentTo(Rules().Select(r => r.Code)));

    [Test]
    public void All_errors_of_a_file_are_reported_at_once_and_cost_their_line_only()
    {
        const string text = """
            tile §
            adc A {
                bits 8
                codes signed,
                range (full
                energy 2 pJ
            }
            }
            device : pcm { read 0.2 V; time 3q }
            dac D { bits 1; area "0.2 um2 }
            slicing S { weights 8 bit; inputs 8 bit }
            """;

        var parsed = TileLanguage.Parse(new("x.tile", text));

        Assert.That(
            parsed.Diagnostics.Select(d => d.ToString().Split(':')[0] + d.Code),
            Is.EqualTo(new[]
            {
                "x.tile(1,6)TILE0102", "x.tile(4,18)TILE0101", "x.tile(5,16)TILE0101", "x.tile(8,1)TILE0106", "x.tile(9,8)TILE0107", "x.tile(9,34)TILE0108",
                "x.tile(10,1)TILE0105", "x.tile(10,22)TILE0103",
            }));
        Assert.That(parsed.Root.Lines.OfType<BlockNode>().Select(b => b.Name.Text + b.Lines.Count(l => l is PropertyNode)), Is.EqualTo(new[] { "A2", "D1", "S2" }));
        Assert.That(parsed.Root.Lines.OfType<BrokenLine>().Select(b => b.Text), Is.EqualTo(new[] { "tile §", "}", "device : pcm { read 0.2 V; time 3q }" }));
    }

    [TestCaseSource(nameof(Rules))]
    public void Every_rule_has_a_page_whose_example_triggers_it_and_whose_correction_does_not(DiagnosticRule rule)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "dsl", "docs", "diagnostics", rule.Code + ".md")).ReplaceLineEndings("\n");
        Assert.That(page, Does.StartWith($"# {rule.Code}: {rule.Title}\n"));
        if (CoveredByLimits.Contains(rule.Code)) return;

        var examples = page.Split("```tile\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToArray();
        Assert.That(examples, Has.Length.EqualTo(2));
        Assert.That(TileLanguage.Parse(new("wrong.tile", examples[0])).Diagnostics.Select(d => d.Code), Is.EqualTo(new[] { rule.Code }));
        Assert.That(TileLanguage.Parse(new("right.tile", examples[1])).Diagnostics, Is.Empty);
    }

    private static IEnumerable<DiagnosticRule> Rules() =>
        typeof(SyntaxRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (DiagnosticRule)field.GetValue(null)!);
}
