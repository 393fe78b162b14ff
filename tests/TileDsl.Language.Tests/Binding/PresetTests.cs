using TileDsl.Model;

namespace TileDsl.Tests.Binding;

/// <summary>The presets against values worked out from the publications' own formulas.</summary>
[TestFixture]
public sealed class PresetTests
{
    private static double Sigma(string device, double microSiemens)
    {
        var cell = ModelTests.Model($"tile 1\nimport \"presets/cells.tile\"\ndevice D : {device} {{ }}").Devices.Single();
        var share = microSiemens * 1e-6 / cell.GMax.ToDouble();
        return cell.ProgrammingSigma.Select((c, power) => c.ToDouble() * Math.Pow(share, power)).Sum() * 1e6;
    }

    [TestCase("PcmMushroom", 12.5, 0.952705)]
    [TestCase("PcmHermesTwo", 10.35, 0.9910132)]
    [TestCase("PcmHermes", 5.175, 0.8653129)]
    [TestCase("PcmJoshi", 10, 0.86619139)]
    [TestCase("ReRamMilo", 100, 3.871621)]
    [TestCase("ReRamWan", 20, 2.0229375)]
    [TestCase("ReRamWan1Day", 20, 3.9090)]
    [TestCase("ReRamWan2Days", 20, 3.9291250)]
    [TestCase("StateIndependent", 3, 0.2)]
    public void ProgrammingErrors(string device, double microSiemens, double sigma) =>
        Assert.That(Sigma(device, microSiemens), Is.EqualTo(sigma).Within(1e-6));

    /// <summary>Cells that were measured at one time say nothing of another.</summary>
    [TestCase("PcmJoshi", 0)]
    [TestCase("ReRamMilo", 0)]
    [TestCase("ReRamMiloLinear", 0)]
    [TestCase("ReRamWanCubic", 0)]
    [TestCase("ReRamWan1Day", 0)]
    [TestCase("ReRamWan2Days", 0)]
    [TestCase("ReRamWan", 2)]
    [TestCase("Sonos", 5)]
    [TestCase("PcmMushroom", 1)]
    [TestCase("PcmHermes", 1)]
    [TestCase("PcmHermesTwo", 1)]
    [TestCase("CmoHfOx", 1)]
    public void MeasuredSpans(string device, int days) =>
        Assert.That(ModelTests.Model($"tile 1\nimport \"presets/cells.tile\"\ndevice D : {device} {{ }}").Devices.Single().LastMeasured, Is.EqualTo((Rational)(days * 86400)));

    [Test]
    public void Isaac()
    {
        var model = ModelTests.Model("tile 1\nimport \"presets/converters.tile\"\nadc A : IsaacAdc { }\ndac D : IsaacDac { }");
        var adc = model.Adcs.Single();
        var dac = model.Dacs.Single();
        Assert.Multiple(() =>
        {
            Assert.That(adc.Bits, Is.EqualTo(8));
            Assert.That(adc.Energy!.Value.ToDouble(), Is.EqualTo(2e-3 / 1.2e9).Within(1e-15));
            Assert.That(adc.Time, Is.EqualTo(new Rational(100, 128) / 1_000_000_000));
            Assert.That(dac.Energy!.Value.ToDouble(), Is.EqualTo(4e-3 / 1024 * dac.Time!.Value.ToDouble()).Within(1e-17));
        });
    }
}
