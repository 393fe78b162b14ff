using TileDsl.Generators.Tests;

namespace TileDsl.Scripting.Tests;

/// <summary>A script runs what a build would: text for text.</summary>
public class SameTextTests
{
    private static readonly string s_digits = Path.Combine(TestContext.CurrentContext.TestDirectory, "digits.tile");

    [TestCase("")]
    [TestCase("adc_bits=5")]
    public void A_script_compiles_the_text_of_the_build(string parameters)
    {
        var build = new GeneratorHost(TileProgram.GeneratedNamespace).Run(new ProjectFile("digits.tile", File.ReadAllText(s_digits), parameters));
        using var script = TileProgram.Load(s_digits, parameters.Length == 0 ? null : new Dictionary<string, decimal> { ["adc_bits"] = 5 });

        var expected = build.Sources.ToDictionary(source => source.Key.Replace(TileProgram.GeneratedNamespace + ".", "", StringComparison.Ordinal), source => source.Value);
        Assert.That(script.Sources.ToDictionary(source => source.HintName, source => source.Text), Is.EqualTo(expected));
        Assert.That(expected.Keys, Does.Contain("Digits.g.cs"));
        Assert.That(script.Diagnostics.Select(diagnostic => diagnostic.Code), Is.EqualTo(build.Result.Diagnostics.Select(diagnostic => diagnostic.Id)));
    }

    [Test]
    public void The_text_is_the_same_every_time()
    {
        using var one = TileProgram.Load(s_digits);
        using var other = TileProgram.Load(s_digits);
        Assert.That(other.Sources, Is.EqualTo(one.Sources));
    }
}
