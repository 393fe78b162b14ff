using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Tests.Binding;

/// <summary>Values set from outside: a project, the command line, a script.</summary>
[TestFixture]
public sealed class ParameterTests
{
    private const string Text = "tile 1\nparam bits = 8 in 4..12\nparam twice = 2 * bits\nadc A : sar { bits bits; codes signed; shared_by twice columns }\n";

    [Test]
    public void AnOverrideReplacesTheDefaultEverywhere()
    {
        var model = ModelTests.Model(Text, new Dictionary<string, Rational> { ["bits"] = 6 });
        Assert.That((model.Adcs.Single().Bits, model.Adcs.Single().SharedBy), Is.EqualTo((6, 12)));
        Assert.That(model.Parameters.Select(p => p.Value), Is.EqualTo(new Rational[] { 6, 12 }));
    }

    [TestCase("bits", "3", "main.tile(2,7): error TILE0211: Parameter bits is set to 3, outside its range 4 .. 12.")]
    [TestCase("bits", "25/2", "main.tile(2,7): error TILE0211: Parameter bits is set to 12.5, outside its range 4 .. 12.")]
    [TestCase("bits", "9/2", "main.tile(4,20): error TILE0207: The number of bits must be a whole number; found `bits`, which is 4.5.")]
    [TestCase("bit", "6", "main.tile(1,1): error TILE0212: There is no parameter 'bit' to set. Did you mean 'bits'?")]
    [TestCase("colour", "6", "main.tile(1,1): error TILE0212: There is no parameter 'colour' to set. The parameters are bits and twice.")]
    public void WhatCannotBeSet(string name, string value, string message)
    {
        var result = TileLanguage.Bind(new SourceText("main.tile", Text), new MemorySources(new Dictionary<string, string>()), new Dictionary<string, Rational> { [name] = Rational.Parse(value) });
        Assert.That(result.Diagnostics.Select(d => d.ToString()), Is.EqualTo(new[] { message }));
    }

    [Test]
    public void ParametersHaveUnitsAndAreCountedInThem()
    {
        const string text = "tile 1\nparam g = 25 uS in 10 uS..40 uS\ndevice D : generic { conductance 0 * g .. g }\n";
        Assert.That(ModelTests.Model(text).Devices.Single().GMax, Is.EqualTo(new Rational(25, 1_000_000)));
        var half = new Dictionary<string, Rational> { ["g"] = new(125, 10_000_000) };
        Assert.That(ModelTests.Model(text, half).Devices.Single().GMax, Is.EqualTo(new Rational(125, 10_000_000)));
    }

    [Test]
    public void ParametersOfImportsCanBeSet()
    {
        const string text = "tile 1\nimport \"a.tile\"\nadc A : sar { bits bits; codes signed }\n";
        var model = ModelTests.Model(text, new Dictionary<string, Rational> { ["bits"] = 5 }, ("a.tile", "tile 1\nparam bits = 8\n"));
        Assert.That(model.Adcs.Single().Bits, Is.EqualTo(5));
    }
}
