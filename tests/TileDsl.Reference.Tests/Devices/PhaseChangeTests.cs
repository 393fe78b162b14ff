using TileDsl.Devices;
using static TileDsl.Devices.NoisePurpose;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>
/// Phase-change presets against their papers' formulas, written out again with their constants, at states on both sides of every limit, so
/// that no constant can be off by 2 % unnoticed.
/// </summary>
public class PhaseChangeTests
{
    private const double Relative = 1e-7; // in percent 1e-5

    internal static IReadOnlyList<object> Cells => s_cells;

    private static readonly double[] s_times = [1, 3600, 86400, 1e6];
    private static readonly double[] s_states =
        [0.0005, 0.002, 0.004, 0.007, 0.0077, 0.012, 0.02, 0.0215, 0.03, 0.05, 0.0935, 0.0944, 0.0946, 0.0955, 0.12, 0.1575, 0.1590, 0.1592, 0.1599, 0.1601, 0.1607,
            0.2, 0.25, 0.3, 0.3025, 0.3038, 0.3040, 0.3054, 0.3056, 0.307, 0.325, 0.335, 0.4, 0.5, 0.7, 0.9, 1];

    private sealed record Cell(string Name, double GMax, double T0, double ReadTime, Func<double, double> Sigma, Func<double, double> Nu, Func<double, double> NuSpread, Func<double, double> Q)
    {
        public override string ToString() => Name;
    }

    private static double Clip(double value, double low, double high) => Math.Min(Math.Max(value, low), high);

    private static double HermesNu(double g) => g < 0.0945 ? Clip(-0.0387 * Math.Log(g) - 0.0182, 0.072, 0.13) : -0.0436 * g * g - 0.0126 * g + 0.0736;

    private static readonly Cell[] s_cells =
    [
        new("PcmMushroom", 25, 20, 250e-9,
            g => 0.26348 + 1.9650 * g - 1.1731 * g * g,
            g => Clip(-0.0155 * Math.Log(g) + 0.0244, 0.049, 0.1),
            g => Clip(-0.0125 * Math.Log(g) - 0.0059, 0.008, 0.045),
            g => Math.Min(0.0088 / Math.Pow(g, 0.65), 0.2)),
        new("PcmHermes", 10.35, 200, 512e-9,
            g => 0.15781817 + 2.32443916 * g - 2.16310839 * g * g + 0.68841818 * g * g * g,
            HermesNu,
            g => g < 0.3039 ? Clip(-0.0120 * Math.Log(g) - 0.0023, 0.0124, 0.04) : -0.0165 * g * g + 0.0116 * g + 0.0104,
            g => g < 0.1591 ? Clip(-0.0078 * Math.Log(g) + 0.0038, 0.0179, 0.04) : 0.0664 * g * g * g - 0.1352 * g * g + 0.0768 * g + 0.0088),
        new("PcmHermesTwo", 20.7, 300, 512e-9,
            g => 0.16603222 + 4.71806468 * g - 8.48101252 * g * g + 4.68961419 * g * g * g,
            HermesNu,
            g => g < 0.3055 ? Clip(-0.0117 * Math.Log(g) - 0.0057, 0.0091, 0.04) : -0.0118 * g * g + 0.0093 * g + 0.0073,
            g => g < 0.16 ? Clip(-0.0117 * Math.Log(g) - 0.0069, 0.015, 0.04) : 0.0069 * g * g * g - 0.0280 * g * g + 0.0211 * g + 0.0123),
    ];

    [TestCaseSource(nameof(s_cells))]
    public void Programming_errs_as_published(object cell)
    {
        var (c, physics) = Of(cell);
        foreach (var g in s_states)
        {
            Assert.That(physics.Program(g * c.GMax, 1) - g * c.GMax, Near(c.Sigma(g)), $"g/g_max {g}");
            Assert.That(physics.Program(g * c.GMax, -1000), Is.Zero, "a conductance is not negative");
        }
    }

    [TestCaseSource(nameof(s_cells))]
    public void It_drifts_as_published(object cell)
    {
        var (c, physics) = Of(cell);
        foreach (var g in s_states)
        {
            foreach (var t in s_times)
            {
                // The programmed value is another than the target, which the exponent goes with.
                var programmed = 0.7 * g * c.GMax + 0.1;
                Assert.That(physics.Age(g * c.GMax, programmed, t), Near(programmed * Math.Pow((t + c.T0) / c.T0, -c.Nu(g))), $"mean, {g} {t}");
                Assert.That(physics.Age(g * c.GMax, programmed, t, (Drift, 2)), Near(programmed * Math.Pow((t + c.T0) / c.T0, -(c.Nu(g) + 2 * c.NuSpread(g)))), $"spread, {g} {t}");
                Assert.That(physics.Age(g * c.GMax, programmed, t, (Drift, -20)), Near(programmed * Math.Pow((t + c.T0) / c.T0, -Math.Abs(c.Nu(g) - 20 * c.NuSpread(g)))), "|nu|");
            }
        }
    }

    [TestCaseSource(nameof(s_cells))]
    public void It_flickers_as_published(object cell)
    {
        var (c, physics) = Of(cell);
        foreach (var g in s_states)
        {
            foreach (var t in s_times)
            {
                // Here Q goes with the programmed state; the target is another.
                var (target, programmed) = (0.6 * c.GMax, g * c.GMax);
                var drifted = programmed * Math.Pow((t + c.T0) / c.T0, -c.Nu(0.6));
                var sigma = drifted * c.Q(g) * Math.Sqrt(Math.Log((t + c.T0 + c.ReadTime) / (2 * c.ReadTime)));
                Assert.That(physics.Age(target, programmed, t, (FrozenFlicker, 0.5)) - drifted, Near(0.5 * sigma, 1e-6), $"all frozen, {g} {t}");
                Assert.That(physics.FreshSigma(target, programmed, drifted, new ReadClock(t, 1e30, true)), Near(sigma, 1e-6), $"all fresh, {g} {t}");
                Assert.That(physics.Age(target, programmed, t, (FrozenFlicker, -1000)), Is.Zero, "clipped");
            }
        }
    }

    [Test]
    public void Flicker_noise_is_shared_out_by_the_span_of_the_run()
    {
        var physics = Presets.Named("PcmMushroom");
        var all = Math.Log((3600 + 20 + 250e-9) / 500e-9);
        foreach (var span in new[] { 1e-6, 0.01, 1.0, 1000 })
        {
            var frozen = Math.Log((3600 + 20 + 250e-9) / span) / all;
            var aged = new double[1];
            physics.Age([12.5], [12.5], new ReadClock(3600, span), Presets.Fixed((FrozenFlicker, 1)), aged);
            var still = physics.Age(12.5, 12.5, 3600);
            var scale = still * 0.0088 / Math.Pow(0.5, 0.65);
            Assert.That(aged[0] - still, Near(scale * Math.Sqrt(frozen * all), 1e-6));
            Assert.That(physics.FreshSigma(12.5, 12.5, still, new ReadClock(3600, span)), Near(scale * Math.Sqrt((1 - frozen) * all), 1e-6));
        }
    }

    [Test]
    public void The_check_values_of_the_papers()
    {
        var (mushroom, two, joshi) = (Presets.Named("PcmMushroom"), Presets.Named("PcmHermesTwo"), Presets.Named("PcmJoshi"));
        Assert.Multiple(() =>
        {
            Assert.That(mushroom.Program(12.5, 1) - 12.5, Is.EqualTo(0.952705).Within(1e-9));
            Assert.That(mushroom.Age(12.5, 1, 86400), Is.EqualTo(0.66352359).Within(5e-9));
            Assert.That(mushroom.Age(12.5, 12.5, 86400, (FrozenFlicker, 1)) / (12.5 * 0.66352359) - 1, Is.EqualTo(0.01380868 * 5.086810).Within(2e-7));
            Assert.That(mushroom.Age(12.5, 1, 86400, (Drift, 1)), Is.EqualTo(Math.Pow(4321, -0.057)).Within(1e-9));
            Assert.That(two.Program(10.35, 1) - 10.35, Is.EqualTo(0.9910132).Within(1e-7));
            Assert.That(two.Age(10.35, 1, 86400), Is.EqualTo(Math.Pow(289, -0.0564)).Within(1e-9));
            Assert.That(two.Age(10.35, 1, 86400, (Drift, 1)), Is.EqualTo(Math.Pow(289, -0.0654)).Within(1e-9));
            Assert.That(joshi.Program(10, 1) - 10, Is.EqualTo(0.86619139).Within(1e-8));
        });
    }

    [Test]
    public void Only_programming_scales_with_another_g_max()
    {
        var wide = Presets.Of("tile 1\nimport \"presets/cells.tile\"\ndevice Wide : PcmMushroom { conductance 0 uS .. 50 uS }");
        Assert.That(wide.Program(25, 1) - 25, Near(2 * 0.952705));
        Assert.That(wide.Age(25, 1, 86400), Is.EqualTo(0.66352359).Within(5e-9));
    }

    [Test]
    public void Nothing_happens_in_no_time_without_noise()
    {
        var physics = Presets.Named("StateIndependent");
        Assert.That(physics.Program(10, 1) - 10, Near(0.2));
        Assert.That(physics.Age(10, 9.5, 0, (Drift, 3)), Is.EqualTo(9.5));
        Assert.That(physics.Age(10, 9.5, 100, (Drift, 1)), Near(9.5 * Math.Pow(6, -0.15)));
        Assert.That(physics.Age(10, 9.5, 100), Near(9.5 * Math.Pow(6, -0.1)));
    }

    [Test]
    public void A_time_beyond_what_was_measured_is_refused()
    {
        var physics = Presets.Named("PcmMushroom");
        Assert.That(() => physics.Age([1], [1], new ReadClock(86401, 1), null, new double[1]), Throws.InstanceOf<TileException>().With.Message.Contains("86400 s"));
        Assert.That(() => physics.Age([1], [1], new ReadClock(86400, 1), null, new double[1]), Throws.Nothing);
        Assert.That(() => physics.Age([1], [1], new ReadClock(86401, 1, Extrapolate: true), null, new double[1]), Throws.Nothing);
        Assert.That(() => physics.Age([1], [1], new ReadClock(double.NaN, 1), null, new double[1]), Throws.InstanceOf<TileException>());
    }

    private static (Cell, DevicePhysics) Of(object cell) => ((Cell)cell, Presets.Named(((Cell)cell).Name));

    private static NUnit.Framework.Constraints.Constraint Near(double value, double relative = Relative) => Is.EqualTo(value).Within(100 * relative).Percent;
}
