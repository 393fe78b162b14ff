using TileDsl.Model;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>
/// What presets say beside their laws, in a table of its own: ranges and times as the papers state them, and the assumptions, which are
/// as much a part of every result that is published with them.
/// </summary>
public class PresetNumbersTests
{
    private const double Day = Presets.Day;

    /// <param name="GMin">uS.</param>
    /// <param name="GMax">uS.</param>
    private sealed record Numbers(double GMin, double GMax)
    {
        /// <summary>s.</summary>
        public double? Measured { get; init; }

        /// <summary>V and s.</summary>
        public (double? Voltage, double? Time) Read { get; init; }

        /// <summary>J and s.</summary>
        public (double? Energy, double? Time) Write { get; init; }

        /// <summary>uS, pulses and uS.</summary>
        public (double Tolerance, int Pulses, double Noise)? Verify { get; init; }

        public (double Writes, double Shape)? Endurance { get; init; }

        public bool IsClipped { get; init; }
    }

    private static readonly Numbers s_mushroom = new(0, 25) { Measured = Day, Read = (0.2, 250e-9), Write = (100e-12, 1e-6) };
    private static readonly Numbers s_hermes = new(0, 10.35) { Measured = Day, Read = (0.2, 512e-9), Write = (100e-12, 1e-6) };
    private static readonly Numbers s_wan = new(0, 40) { Write = (10e-12, 100e-9) };
    private static readonly Numbers s_milo = new(50, 225) { Measured = 0, Read = (0.3, null), Write = (10e-12, 100e-9) };
    private static readonly Numbers s_cmo = new(9, 88.199997) { Measured = Day, Read = (0.2, 1e-6), Write = (10e-12, 100e-9), IsClipped = true };
    private static readonly Numbers s_sonos = new(0, 16) { Read = (0.1, null), Write = (10e-9, 1e-3) };

    private static readonly Dictionary<string, Numbers> s_numbers = new()
    {
        ["PcmMushroom"] = s_mushroom,
        ["PcmMushroomVerified"] = s_mushroom with { Verify = (0.5, 20, 0.05) },
        ["PcmMushroomWorn"] = s_mushroom with { Endurance = (1e8, 2) },
        ["PcmJoshi"] = new(0.25, 25) { Measured = 0 },
        ["PcmHermes"] = s_hermes,
        ["PcmHermesVerified"] = s_hermes with { Verify = (0.2, 20, 0.02) },
        ["PcmHermesTwo"] = s_hermes with { GMax = 20.7, Write = (200e-12, 1e-6) },
        ["PcmHermesTwoVerified"] = s_hermes with { GMax = 20.7, Write = (200e-12, 1e-6), Verify = (0.4, 20, 0.04) },
        ["ReRamWan"] = s_wan,
        ["ReRamWanVerified"] = s_wan with { Verify = (1, 20, 0.1), Read = (0.2, 100e-9) },
        ["ReRamWanPulsed"] = s_wan with { Verify = (2, 2000, 0), Read = (0.2, 100e-9) },
        ["ReRamWan1Day"] = s_wan with { Measured = 0 },
        ["ReRamWan2Days"] = s_wan with { Measured = 0 },
        ["ReRamWanCubic"] = s_wan with { GMax = 39.26, Measured = 0 },
        ["ReRamMilo"] = s_milo,
        ["ReRamMiloVerified"] = s_milo with { Verify = (2, 20, 0.2), Read = (0.3, 100e-9) },
        ["ReRamMiloLinear"] = s_milo,
        ["CubicDevice"] = new(0, 25) { Read = (0.3, null) },
        ["CmoHfOx"] = s_cmo,
        ["CmoHfOx2Percent"] = s_cmo,
        ["CmoHfOxVerified"] = s_cmo with { Verify = (0.18, 20, 0.02) },
        ["Sonos"] = s_sonos,
        ["SonosVerified"] = s_sonos with { Verify = (0.1, 20, 0.02), Read = (0.1, 1e-6) },
        ["StateIndependent"] = new(0, 25),
    };

    internal static IEnumerable<string> Names => s_numbers.Keys;

    [TestCaseSource(nameof(Names))]
    public void Cells_are_as_stated(string name)
    {
        var (due, device) = (s_numbers[name], Presets.Device(name));
        Near(device.GMin, due.GMin * 1e-6);
        Near(device.GMax, due.GMax * 1e-6);
        Near(device.MeasuredSpan, due.Measured);
        Near(device.ReadVoltage, due.Read.Voltage);
        Near(device.ReadTime, due.Read.Time);
        Near(device.WriteEnergy, due.Write.Energy);
        Near(device.WriteTime, due.Write.Time);
        Near(device.Verify?.Tolerance, due.Verify?.Tolerance * 1e-6);
        Near(device.Verify?.ReadNoise, due.Verify?.Noise * 1e-6);
        Near(device.Endurance?.Writes, due.Endurance?.Writes);
        Near(device.Endurance?.Shape, due.Endurance?.Shape);
        Assert.That(device.Verify?.MostPulses, Is.EqualTo(due.Verify?.Pulses));
        Assert.That(device.ClipsConductance, Is.EqualTo(due.IsClipped));
    }

    [Test]
    public void Converters_are_as_published() => CheckConverters(Presets.Converters);

    /// <summary>ISAAC at 32 nm and the survey's fit at 8 bit, 1 GS/s and 32 nm.</summary>
    internal static void CheckConverters(string text)
    {
        var model = Presets.Bind(text);
        var (isaac, survey, driver) = (model.Adcs.Single(a => a.Name == "IsaacAdc"), model.Adcs.Single(a => a.Name == "SurveyAdc8"), model.Dacs.Single());
        Assert.That((isaac.Bits, isaac.SharedBy, survey.Bits, survey.SharedBy, driver.Bits), Is.EqualTo((8, 128, 8, 1, 1)));
        Near(isaac.Energy, 1.667e-12);
        Near(isaac.Time, 1 / 1.28e9);
        Near(isaac.Area, 1200e-12);
        // 4 mW over 1024 drivers while 128 columns are converted at 1.2 GS/s: given to five digits.
        Near(driver.Energy, 4e-3 / 1024 * 128 / 1.2e9, 1e-5);
        Near(driver.Time, 128 / 1.2e9);
        Near(driver.Area, 0.166e-12);
        Near(survey.Energy, 1.7137119697683605e-12, 1e-5);
        Near(survey.Time, 1e-9);
        Near(survey.Area, 5971.633160744542e-12, 1e-5);
    }

    private static void Near(Rational? actual, double? due, double relative = 1e-9)
    {
        if (due is { } value) Assert.That(actual?.ToDouble(), Is.EqualTo(value).Within(100 * relative).Percent);
        else Assert.That(actual, Is.Null);
    }
}
