using Microsoft.CodeAnalysis;

namespace TileDsl.Generators.Tests;

/// <summary>What a build prints, and where it points.</summary>
public class ProblemTests
{
    [Test]
    public void An_error_stands_at_its_line_and_column_in_the_tile_file()
    {
        var run = GeneratorHost.Build(new ProjectFile("sub/bad.tile", "tile 1\ndac Dac {\n  bitz 1\n}\n"));
        var error = run.Result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.That(error.ToString(), Does.StartWith("/project/sub/bad.tile(3,3): error TILE"));
        Assert.That(error.GetMessage(), Does.Contain("bitz").And.Contain("bits"));
        Assert.That(error.Location.SourceSpan.Length, Is.EqualTo(4));
        Assert.That(error.Descriptor.HelpLinkUri, Is.EqualTo($"dsl/docs/diagnostics/{error.Id}.md"));
        Assert.That(run.Sources, Is.Empty);
    }

    [Test]
    public void All_errors_of_all_files_are_reported_at_once()
    {
        var run = GeneratorHost.Build(
            new ProjectFile("a.tile", "tile 1\ndac A {\n  bitz 1\n  energi 1 pJ\n}\n"),
            new ProjectFile("b.tile", "tile 1\ndac B {\n  bitz 1\n}\n"),
            Programs.File("Small"));
        var lines = run.Result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => (diagnostic.Location.GetLineSpan().Path, diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1)).Distinct();
        Assert.That(lines, Is.SupersetOf(new[] { ("/project/a.tile", 3), ("/project/a.tile", 4), ("/project/b.tile", 3) }));
        Assert.That(run.Sources.Keys, Does.Contain("Sample.Small.g.cs"), "a file without errors is compiled all the same");
    }

    [Test]
    public void Hardware_warnings_are_warnings_of_the_build()
    {
        var text = Programs.Hardware.Replace("adc_bits = 8", "adc_bits = 4", StringComparison.Ordinal)
            .Replace("range full", "range fixed -8 lsb .. 7 lsb", StringComparison.Ordinal) + Programs.Network("Small", inputs: 16);
        var run = GeneratorHost.Build(new ProjectFile("small.tile", text));
        Assert.That(run.Result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.Id),
            Is.Not.Empty.And.All.StartsWith("TILE05"), string.Join("\n", run.Reported));
        Assert.That(run.Sources.Keys, Does.Contain("Sample.Small.g.cs"));
    }

    [Test]
    public void A_message_may_hold_braces()
    {
        var run = GeneratorHost.Build(new ProjectFile("bad.tile", "tile 1\nimport \"{0}{1}{nope\"\n"));
        Assert.That(run.Reported, Has.Some.Contains("{0}{1}{nope"));
    }

    [Test]
    public void An_error_of_an_imported_file_is_reported_there_and_once()
    {
        var run = GeneratorHost.Build(
            new ProjectFile("parts/bad.tile", "tile 1\ndac Dac {\n  bitz 1\n}\n", Emits: false),
            new ProjectFile("a.tile", "tile 1\nimport \"parts/bad.tile\"\n"),
            new ProjectFile("b.tile", "tile 1\nimport \"parts/bad.tile\"\n"));
        Assert.That(run.Reported.Where(line => line.StartsWith("/project/parts/bad.tile(3,3): error TILE", StringComparison.Ordinal)).ToList(), Has.Count.EqualTo(1));
    }

    [Test]
    public void Without_the_engine_there_is_one_clear_error_and_no_code()
    {
        var run = new GeneratorHost(withEngine: false).Run(Programs.File("Small"), Programs.File("Other", "other.tile"));
        var errors = run.Result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.That(errors.Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { "TILE0901" }));
        Assert.That(run.Sources, Is.Empty);
    }

    private const string Lawful = "tile 1\ndevice Leaky : generic {\n  conductance 0 uS .. 25 uS\n  law \"My.Leak\"\n}\nadc Adc : ideal { }\ntile Core { array 4 x 4, pair; cell Leaky; adc Adc }\n"
        + "slicing Direct { weights analog, differential one_sided; inputs 4 bit unsigned, one pulse }\n";

    [TestCase("", "this project has no class of that name that it can use", "this project has none")]
    [TestCase("namespace My { public class Leek : TileDsl.Devices.DeviceLaw; }", "no class of that name", "this project has My.Leek")]
    [TestCase("namespace My { public class Leak; }", "is not derived from DeviceLaw", "")]
    [TestCase("namespace My { public abstract class Leak : TileDsl.Devices.DeviceLaw; }", "is abstract", "")]
    [TestCase("namespace My { public class Leak(int n) : TileDsl.Devices.DeviceLaw { int N => n; } }", "is without a public constructor", "")]
    public void A_law_that_is_not_there_is_one_error_in_its_place(string code, string why, string known)
    {
        var run = new GeneratorHost(code: code).Run(new ProjectFile("lib/leaky.tile", Lawful, Emits: false), new ProjectFile("uses.tile", "tile 1\nimport \"lib/leaky.tile\"\ntile Own : Core { }\nslicing Again : Direct { }\n"));
        var error = run.Result.Diagnostics.Single(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.That(error.ToString(), Does.StartWith("/project/lib/leaky.tile(4,7): error TILE0704: There is no law 'My.Leak': ").And.Contain(why).And.Contain(known));
        Assert.That(run.Sources, Is.Empty);
        Assert.That(run.Complaints, Is.Empty, "no second error in generated code");
    }

    [Test]
    public void A_law_that_is_written_takes_the_error_away()
    {
        var host = new GeneratorHost();
        Assert.That(host.Run(new ProjectFile("leaky.tile", Lawful)).Reported, Has.Exactly(1).Contains("TILE0704"));
        var run = host.RunWithCode("namespace My { public class Leak : TileDsl.Devices.DeviceLaw; }");
        Assert.That(run.Reported, Has.None.Contains("error"));
        Assert.That(run.Complaints, Is.Empty);
        Assert.That(run.Types, Does.Contain("Sample.Core"));
    }

    [Test]
    public void A_project_without_tile_files_needs_no_engine()
    {
        var run = new GeneratorHost(withEngine: false).Run(new ProjectFile("notes.txt", "text"));
        Assert.That(run.Reported, Is.Empty);
    }

    [Test]
    public void The_same_name_in_two_files_is_an_error_in_the_second()
    {
        var run = GeneratorHost.Build(Programs.File("Small", "a.tile"), Programs.File("Small", "b.tile"));
        var error = run.Result.Diagnostics.Single(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.That(error.ToString(), Does.StartWith("/project/b.tile(16,").And.Contain("error TILE0902").And.Contain("a.tile"));
        Assert.That(run.Complaints.Select(complaint => complaint.Id), Does.Not.Contain("CS0101"));
    }

    [Test]
    public void The_same_name_in_two_namespaces_is_two_types()
    {
        var run = GeneratorHost.Build(Programs.File("Small", "a.tile"), Programs.File("Small", "b.tile") with { Namespace = "Chips.New" });
        Assert.That(run.Reported, Has.None.Contains("error"));
        Assert.That(run.Complaints, Is.Empty);
        Assert.That(run.Types, Is.SupersetOf(new[] { "Sample.Small", "Chips.New.Small" }));
    }

    [TestCase("adc_bits=6", ExpectedResult = true)]
    [TestCase("adc_bits = 6 ;", ExpectedResult = true)]
    [TestCase("adc_bits=6,adc_bits=7", ExpectedResult = false)]
    [TestCase("adc_bits", ExpectedResult = false)]
    [TestCase("adc_bits=six", ExpectedResult = false)]
    [TestCase("adc_bits=13", ExpectedResult = false)]
    [TestCase("no_such=1", ExpectedResult = false)]
    public bool Parameters_come_from_the_project(string parameters)
    {
        var plain = GeneratorHost.Build(Programs.File("Small"));
        var run = GeneratorHost.Build(Programs.File("Small") with { Params = parameters });
        if (run.Sources.Count > 0) Assert.That(run.Sources["Sample.Small.g.cs"], Is.Not.EqualTo(plain.Sources["Sample.Small.g.cs"]));
        else Assert.That(run.Reported, Has.Some.Contains("error TILE"));
        return run.Sources.Count > 0;
    }

    [Test]
    public void A_file_that_cannot_be_read_is_reported()
    {
        var run = GeneratorHost.Build(Programs.File("Small") with { Readable = false });
        Assert.That(run.Reported.Single(), Does.StartWith("/project/small.tile(1,1): error TILE0904"));
    }

    private static IEnumerable<TestCaseData> HostileSizes()
    {
        static TestCaseData Case(string name, string text) => new TestCaseData(text).SetName($"What_no_program_can_be_is_diagnosed({name})");
        yield return Case("nested groups", "tile 1\nparam a = " + new string('(', 100_000) + "1" + new string(')', 100_000) + "\n");
        yield return Case("signs", "tile 1\nparam a = " + new string('-', 100_000) + "1\n");
        yield return Case("a sum", "tile 1\nparam a = 1" + string.Concat(Enumerable.Repeat(" + x", 100_000)) + "\n");
        yield return Case("an exponent", "tile 1\nparam a = 1e999999999\n");
        yield return Case("open braces", "tile 1\n" + string.Concat(Enumerable.Repeat("tile A {\n", 20_000)));
        yield return Case("one line", "tile 1\n" + new string('x', 1_000_000));
        yield return Case("nothing", "");
        yield return Case("a body", Programs.Hardware + Programs.Network("Large", inputs: 2_000_000, outputs: 2_000_000));
        yield return Case("a shape", Programs.Hardware + Programs.Network("Large").Replace("uint8[4]", "uint8[99999x99999x99999]", StringComparison.Ordinal));
    }

    [TestCaseSource(nameof(HostileSizes)), MaxTime(30_000)]
    public void What_no_program_can_be_is_diagnosed(string text)
    {
        var run = GeneratorHost.Build(new ProjectFile("small.tile", text));
        Assert.That(run.Result.Exception, Is.Null);
        Assert.That(run.Reported, Has.Some.Contains("error TILE").And.None.Contains("TILE0999"));
    }
}
