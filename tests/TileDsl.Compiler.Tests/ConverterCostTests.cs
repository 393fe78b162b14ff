using TileDsl.Costs;
using TileDsl.Model;

namespace TileDsl.Compiler.Tests;

/// <summary>The published fit at the values it is checked against, and at others worked out from its constants as published.</summary>
public sealed class ConverterCostTests
{
    private static readonly AdcModel s_adc = new(
        "A", AdcKind.Sar, 8, CodeKind.Signed, new FullRange(), 1, null, new Rational(1, 1_000_000_000), null, default) { Technology = new Rational(32, 1_000_000_000) };

    [Test]
    public void TheFitAtItsCheckValue()
    {
        var energy = SurveyFit.Energy(8, 1e9, 32);
        // The constants are published to some eleven digits.
        Assert.That(energy, Is.EqualTo(1.7137119697683605).Within(1e-9));
        Assert.That(SurveyFit.Area(energy, 1e9, 32), Is.EqualTo(5971.633160744542).Within(1e-6));
    }

    // At 8 bit and 1 GS/s the resolution limits the figure of merit, at 14 bit the rate does: every constant is in one of these.
    [TestCase(14, 1e9, 65)]
    [TestCase(4, 1e6, 7)]
    [TestCase(12, 5e9, 16)]
    public void TheFitElsewhere(int bits, double rate, double node)
    {
        var merit = Math.Min(213.7806687348118 - 2.8719030399529957 * Math.Log(rate), 128.3068287398817 + 3.2205115110 * bits);
        var logarithm = Math.Log(0.5) + Math.Log(10) / 10 * (6.020599913279624 * bits + 1.7609125905568124 - merit)
            + 26.0496215686518 - 1.47020221337844 + 1.8800369206815 * Math.Log(node) - 2.82912560505946 * Math.Log(bits);
        var energy = SurveyFit.Energy(bits, rate, node);
        Assert.That(Math.Log(energy), Is.EqualTo(logarithm).Within(1e-9));
        Assert.That(
            Math.Log(SurveyFit.Area(energy, rate, node)),
            Is.EqualTo(1.346191643991 + 0.99327947447 * Math.Log(node) + 0.180715384245 * Math.Log(rate) + 0.299124261927 * logarithm).Within(1e-9));
    }

    [Test]
    public void ATechnologyGivesWhatIsNotGiven()
    {
        var both = ConverterCost.Of(s_adc);
        Assert.That(both.Energy, Is.EqualTo(1.7137119697683605e-12).Within(1e-21));
        Assert.That(both.Area, Is.EqualTo(5971.633160744542e-12).Within(1e-18));
        Assert.That((both.EnergyFitted, both.AreaFitted), Is.EqualTo((true, true)));
        var given = ConverterCost.Of(s_adc with { Energy = new Rational(2, 1_000_000_000_000) });
        Assert.That(given.Energy, Is.EqualTo(2e-12));
        Assert.That(given.Area, Is.EqualTo(both.Area));
        Assert.That((given.EnergyFitted, given.AreaFitted), Is.EqualTo((false, true)));
        Assert.That(ConverterCost.Of(s_adc with { Technology = null }), Is.EqualTo(new ConverterCost(null, null, false, false, both.Rate)));
    }
}
