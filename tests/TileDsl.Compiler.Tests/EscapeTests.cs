using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TileDsl.Emission;
using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Compiler.Tests;

/// <summary>Nothing that a .tile file says can leave its comment, its literal or its name.</summary>
public sealed class EscapeTests
{
    private static readonly string[] s_hostile =
    [
        "plain", "*/ class Evil { } /*", "\" + System.Environment.Exit(1) + \"", "\\", "\\\"", "line\nclass Evil { }", "line\r#error evil", "a\u0085class Evil { }",
        "a\u2028class Evil { }", "a\u2029class Evil { }", "</c></summary> & <evil>", "]]>", "{0}", "\0", "\ud800", "\udc00x", "\ufffe\uffff", "\u202e\u200b", "///", "#pragma", "a\tb", "\ue000",
    ];

    [TestCaseSource(nameof(s_hostile))]
    public void A_comment_stays_a_comment(string text)
    {
        foreach (var source in new[] { "// " + Escape.Comment(text) + "\nclass A { }", "/* " + Escape.Comment(text) + " */ class A { }" })
        {
            var root = CSharpSyntaxTree.ParseText(source).GetCompilationUnitRoot();
            Assert.That(root.ContainsDiagnostics, Is.False);
            Assert.That(root.Members.OfType<ClassDeclarationSyntax>().Select(c => c.Identifier.Text), Is.EqualTo(new[] { "A" }));
        }
    }

    [TestCaseSource(nameof(s_hostile))]
    public void A_literal_reads_back(string text)
    {
        var expression = SyntaxFactory.ParseExpression(Escape.Literal(text));
        Assert.That(expression, Is.InstanceOf<LiteralExpressionSyntax>());
        Assert.That(((LiteralExpressionSyntax)expression).Token.ValueText, Is.EqualTo(text));
        Assert.That(expression.ContainsDiagnostics, Is.False);
    }

    [TestCaseSource(nameof(s_hostile))]
    public void Documentation_is_one_element_of_text(string text)
    {
        var element = XElement.Parse("<c>" + Escape.Documentation(text) + "</c>");
        Assert.That(element.Elements(), Is.Empty);
        Assert.That(Escape.Documentation(text), Has.No.Member('\n').And.No.Member('\u0085').And.No.Member('\u2028').And.No.Member('\u2029'));
    }

    [TestCase("Digits", "Digits")]
    [TestCase("class", "@class")]
    [TestCase("digits", "@digits")]
    [TestCase("2nd", "_2nd")]
    [TestCase("a b;c", "a_b_c")]
    [TestCase("", "_")]
    [TestCase("Größe", "Größe")]
    public void Names_are_identifiers(string name, string expected)
    {
        Assert.That(Identifiers.InSource(Identifiers.TypeName(name)), Is.EqualTo(expected));
        Assert.That(SyntaxFacts.IsValidIdentifier(Identifiers.TypeName(name)), Is.True);
    }

    [TestCase(0.1)]
    [TestCase(1.0 / 3)]
    [TestCase(5e-324)]
    [TestCase(1.7976931348623157e308)]
    [TestCase(-0.84551240822557006)]
    [TestCase(123456789)]
    [TestCase(0)]
    public void Numbers_read_back_as_the_same_bits(double value)
    {
        var literal = (double)Microsoft.CodeAnalysis.CSharp.SyntaxFactory.ParseToken(Escape.Number(Math.Abs(value))).Value!;
        Assert.That(BitConverter.DoubleToInt64Bits(literal), Is.EqualTo(BitConverter.DoubleToInt64Bits(Math.Abs(value))));
        Assert.That(Escape.Number(-Math.Abs(value) - 1), Does.StartWith("-"));
    }

    [TestCaseSource(nameof(s_hostile))]
    public void A_hostile_program_is_one_class_with_its_names_as_data(string text)
    {
        var sources = Emitter.Emit(Programs.Network(text, text, text, text), "Test");
        var compiled = Compiled.Load(sources);
        Assert.That(compiled.GetTypes().Select(t => t.Name), Has.No.Member("Evil"));
        var definition = compiled.GetTypes().Single(t => t.BaseType == typeof(Network)).GetProperty("Definition")!.GetValue(null)!;
        var spec = (NetworkSpec)definition;
        Assert.That((spec.Name, spec.Layers[0].Name, spec.Layers[0].From), Is.EqualTo((text, text, text)));
    }
}
