using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Tests.Syntax;

/// <summary>What units are worth: by the table of the SI, and by the clock.</summary>
[TestFixture]
public sealed class UnitTests
{
    private static readonly string[] Symbols = ["S", "ohm", "V", "A", "s", "J", "W", "Hz", "m", "F", "K"];

    [TestCase("a", "1/1000000000000000000")]
    [TestCase("f", "1/1000000000000000")]
    [TestCase("p", "1/1000000000000")]
    [TestCase("n", "1/1000000000")]
    [TestCase("u", "1/1000000")]
    [TestCase("m", "1/1000")]
    [TestCase("", "1")]
    [TestCase("k", "1000")]
    [TestCase("M", "1000000")]
    [TestCase("G", "1000000000")]
    [TestCase("T", "1000000000000")]
    public void PrefixesArePowersOfAThousand(string prefix, string factor)
    {
        var due = Rational.Parse(factor);
        foreach (var symbol in Symbols) Assert.That(Scale(prefix + symbol), Is.EqualTo(due), symbol);
        Assert.That(Scale(prefix + "m2"), Is.EqualTo(due * due), "the prefix is bound before the power");
    }

    [TestCase("min", 60)]
    [TestCase("h", 3600)]
    [TestCase("day", 86400)]
    [TestCase("days", 86400)]
    [TestCase("lsb", 1)]
    [TestCase("bit", 1)]
    [TestCase("bits", 1)]
    [TestCase("cell", 1)]
    [TestCase("cells", 1)]
    [TestCase("column", 1)]
    [TestCase("columns", 1)]
    [TestCase("device", 1)]
    [TestCase("devices", 1)]
    [TestCase("write", 1)]
    [TestCase("writes", 1)]
    public void TimesOfTheClockAndThingsCounted(string name, int worth) => Assert.That(Scale(name), Is.EqualTo((Rational)worth));

    [Test]
    public void APercentIsAHundredth() => Assert.That(Scale("%"), Is.EqualTo(new Rational(1, 100)));

    [Test]
    public void EveryUnitIsHere() => Assert.That(Units.All, Has.Count.EqualTo(11 * (Symbols.Length + 1) + 16));

    private static Rational Scale(string name)
    {
        Assert.That(Units.TryGet(name, out var unit), name);
        return unit!.Scale;
    }
}
