using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TileDsl.Generators.Tests;

/// <summary>Nothing of a .tile file becomes code: whatever it says, the types are those it declares, or there is an error.</summary>
public class InjectionTests
{
    private const string Payload = "class Injected { static Injected() { System.Environment.Exit(1); } }";

    /// <summary>Attempts to end a comment, a literal or a documentation element and go on as code.</summary>
    private static readonly string[] s_attempts =
    [
        $"x\n{Payload}\n//",
        $"x\r{Payload}\r//",
        $"x\u0085{Payload}\u0085//",
        $"x\u2028{Payload}\u2028//",
        $"x\u2029{Payload}\u2029//",
        $"x\v{Payload}\f//",
        $"*/ {Payload} /*",
        $"\"; }} }} {Payload} class Rest {{ string s = \"",
        $"\\\"; {Payload} //",
        "\\u0022; } } " + Payload + " //",
        "\\",
        "\\\\\" ; \\",
        "\"\"\"\"\"\" {0} {{ }} $@\"{1}\"",
        $"</summary><inheritdoc cref=\"{Payload}\"/> & < > ' ]]>",
        $"#endif\n#if true\n{Payload}",
        "#error stop",
        "\ud800 alone \udfff",
        "\0\u0001\u200b\u202e\ufeff",
        "{0}{1}{nope",
        "😀 日本 Ä",
    ];

    /// <summary>Places where a file may hold free text.</summary>
    private static readonly (string Place, Func<string, ProjectFile> Put)[] s_places =
    [
        ("a comment", text => Put(from => from.Replace("network Small {", "network Small { // " + text, StringComparison.Ordinal))),
        ("a comment line", text => Put(from => from.Replace("network Small {", "// " + text + "\nnetwork Small {", StringComparison.Ordinal))),
        ("the weights", text => Put(from => from.Replace("layer out", $"weights {Quoted(text)}\n    layer out", StringComparison.Ordinal))),
        ("the weights, as it is", text => Put(from => from.Replace("layer out", $"weights \"{text}\"\n    layer out", StringComparison.Ordinal))),
        ("a tensor's name", text => Put(from => from.Replace("dense(4 -> 3)", $"dense(4 -> 3) from {Quoted(text)}", StringComparison.Ordinal))),
        ("a data path", text => Put(from => from + $"data D {{\n    inputs {Quoted(text)}\n    labels {Quoted(text)}\n}}\n")),
        ("an import", text => Put(from => from.Replace("tile 1\n", $"tile 1\nimport {Quoted(text)}\n", StringComparison.Ordinal))),
        ("the file's name", text => Programs.File("Small", text.Replace('\0', '_') + ".tile")),
        ("a network's name", text => Put(from => from.Replace("Small", text, StringComparison.Ordinal))),
        ("a layer's name", text => Put(from => from.Replace("layer out", "layer " + text, StringComparison.Ordinal))),
        ("a tile's name", text => Put(from => from.Replace("Core", text, StringComparison.Ordinal))),
        ("a property", text => Put(from => from.Replace("bits 1", "bits 1; " + text, StringComparison.Ordinal))),
        ("the namespace", text => Programs.File("Small") with { Namespace = text }),
        ("the parameters", text => Programs.File("Small") with { Params = text }),
    ];

    private static IEnumerable<TestCaseData> Attempts() =>
        from place in s_places
        from attempt in s_attempts.Select((text, index) => (text, index))
        select new TestCaseData(place.Place, attempt.index).SetName($"Text_stays_text({place.Place}, {attempt.index})");

    [TestCaseSource(nameof(Attempts))]
    public void Text_stays_text(string where, int attempt) => AssertHarmless(s_places.Single(place => place.Place == where).Put(s_attempts[attempt]));

    [Property(MaxTest = 60)]
    public Property Any_text_stays_text() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>().Filter(text => text.Get.Length > 0),
        Gen.Elements(s_places.Select(place => place.Place)).ToArbitrary(),
        (text, where) => AssertHarmless(s_places.Single(place => place.Place == where).Put(text.Get)));

    [TestCase("class")]
    [TestCase("string")]
    [TestCase("record")]
    [TestCase("file")]
    [TestCase("var")]
    [TestCase("field")]
    [TestCase("global")]
    [TestCase("System")]
    [TestCase("TileDsl")]
    [TestCase("Network")]
    [TestCase("Definition")]
    [TestCase("Load")]
    [TestCase("Program")]
    [TestCase("Spec")]
    [TestCase("ToString")]
    [TestCase("Sample")]
    [TestCase("TileDslKernels")]
    [TestCase("Math")]
    [TestCase("Span")]
    [TestCase("_")]
    public void A_name_that_means_something_in_CSharp_compiles_or_is_an_error(string name)
    {
        var run = AssertHarmless(new ProjectFile("small.tile", Programs.Hardware + Programs.Network(name)));
        if (run.Sources.Count > 0) Assert.That(run.Types, Does.Contain("Sample." + name).Or.Contain($"Sample.@{name}").Or.Contain($"Sample.{name}_"));
    }

    [Test]
    public void A_tensor_name_arrives_as_it_was_meant()
    {
        const string Name = "a\"b\\c{0}*/\u2028// é";
        var run = AssertHarmless(Put(from => from.Replace("dense(4 -> 3)", $"dense(4 -> 3) from {Quoted(Name)}", StringComparison.Ordinal)));
        var literals = run.Output.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantTokens()).Where(token => token.IsKind(SyntaxKind.StringLiteralToken));
        Assert.That(literals.Select(token => token.ValueText), Does.Contain(Name), string.Join("\n", run.Reported));
    }

    [Test]
    public void The_check_sees_an_injected_type()
    {
        var run = new GeneratorHost(code: "class Before { }").Run(Programs.File("Small"));
        var injected = run with { Output = run.Output.AddSyntaxTrees(CSharpSyntaxTree.ParseText("namespace Sample { " + Payload + " }")) };
        Assert.That(injected.Types.Except(run.Types), Is.EqualTo(new[] { "Sample.Injected" }));
    }

    private static GeneratorRun AssertHarmless(ProjectFile file)
    {
        var run = GeneratorHost.Build(file);
        Assert.That(run.Result.Exception, Is.Null);
        var failed = run.Result.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.That(failed, Is.EqualTo(run.Sources.Count == 0), "code or an error:\n" + string.Join("\n", run.Reported));
        Assert.That(run.Result.Diagnostics.Select(diagnostic => diagnostic.Id), Does.Not.Contain("TILE0999"), string.Join("\n", run.Reported));
        if (failed) return run;

        Assert.That(run.Complaints, Is.Empty, string.Join("\n", run.Sources.Values));
        var declared = run.Output.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes()).OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.ValueText);
        Assert.That(declared.Where(name => !IsKernel(name)).ToList(), Has.Count.EqualTo(1), "one network and its kernels, nothing else");
        Assert.That(run.Output.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes()).OfType<GlobalStatementSyntax>(), Is.Empty);
        return run;
    }

    private static bool IsKernel(string name) => name.Split('_') is [.., { Length: 12 } hash] && hash.All(char.IsAsciiHexDigit);

    private static ProjectFile Put(Func<string, string> change) => Programs.File("Small") with { Text = change(Programs.File("Small").Text) };

    /// <summary>As a careful author would write it: every character that needs an escape has one.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text) quoted.Append(char.IsAsciiLetterOrDigit(c) || c is ' ' or '/' or '.' ? c.ToString() : $"\\u{(int)c:X4}");
        return quoted.Append('"').ToString();
    }
}
