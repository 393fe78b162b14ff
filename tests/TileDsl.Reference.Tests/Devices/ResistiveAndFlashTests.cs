using TileDsl.Devices;
using static TileDsl.Devices.NoisePurpose;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>Resistive and flash presets against their papers' formulas, written out again with their constants.</summary>
public class ResistiveAndFlashTests
{
    private const double Day = Presets.Day;

    // Of g~^4 .. g~^0, in uS.
    private static readonly double[] s_second = [-16.815, 45.393, -43.853, 16.030, 0.348];
    private static readonly double[] s_day = [-16.458, 47.095, -50.773, 22.086, 0.701];
    private static readonly double[] s_twoDays = [-11.934, 37.062, -43.507, 20.274, 0.782];

    // Days 1 .. 5: p_0 .. p_10 of the mean; A and B from day 0.
    private static readonly double[][] s_mean =
    [
        [0],
        [1.72684e-1, 5.72552e-2, -6.85715e-4, 3.50271e-6, -9.37682e-9, 1.40575e-11, -1.19803e-14, 5.41293e-18, -8.85448e-22, -1.66869e-25, 5.95180e-29],
        [2.50712e-1, 6.62195e-2, -6.83218e-4, 2.99442e-6, -6.78255e-9, 7.70482e-12, -3.04983e-15, -2.15919e-18, 2.94617e-21, -1.23359e-24, 1.85329e-28],
        [-1.75300e-2, 9.76883e-2, -9.63791e-4, 4.55551e-6, -1.22391e-8, 1.93786e-11, -1.85899e-14, 1.07659e-17, -3.58211e-21, 5.96785e-25, -3.30410e-29],
        [4.03338e-2, 1.03111e-1, -1.04740e-3, 4.83961e-6, -1.28132e-8, 1.99484e-11, -1.85139e-14, 1.00008e-17, -2.84944e-21, 3.01008e-25, 1.18747e-29],
        [3.19927e-1, 1.06596e-1, -1.04054e-3, 4.50290e-6, -1.10352e-8, 1.56477e-11, -1.27592e-14, 5.45513e-18, -7.26841e-22, -2.43893e-25, 7.14608e-29],
    ];

    private static readonly (double A, double B)[] s_spread =
        [(19.88665, 176.3115), (25.59102, 186.85544), (28.72753, 193.56834), (31.04318, 198.90332), (33.76214, 204.77023), (34.57909, 207.34309)];

    [TestCase(1)]
    [TestCase(500)]
    [TestCase(Day)]
    [TestCase(1.3 * Day)]
    [TestCase(2 * Day)]
    public void Wan_relaxes_as_published(double time)
    {
        var physics = Presets.Named("ReRamWan");
        var share = time <= Day ? Math.Log(time) / Math.Log(Day) : Math.Log(time / Day) / Math.Log(2);
        var (from, to) = time <= Day ? (s_second, s_day) : (s_day, s_twoDays);
        var now = from.Zip(to, (a, b) => a + (b - a) * share).ToArray();
        for (var g = 0.05; g <= 1; g += 0.05)
        {
            var (first, sigma) = (Value(s_second, g), Value(now, g));
            Assert.That(physics.Program(40 * g, 1) - 40 * g, Is.EqualTo(first).Within(1e-9));
            // A device's own error, and what it gains by itself, make up the published spread.
            var own = physics.Age(40 * g, 40 * g + first, time) - 40 * g;
            var gained = physics.Age(40 * g, 40 * g, time, (Retention, 1)) - 40 * g;
            Assert.That(Math.Sqrt(own * own + gained * gained), Is.EqualTo(sigma).Within(1e-7), $"g/g_max {g}");
        }
        Assert.That(() => physics.Age([1], [1], new ReadClock(2.1 * Day, 1), null, new double[1]), Throws.InstanceOf<TileException>().With.Message.Contains("172800 s"));
    }

    [TestCase("ReRamWan1Day")]
    [TestCase("ReRamWan2Days")]
    public void Wan_at_one_time(string name)
    {
        var physics = Presets.Named(name);
        for (var g = 0.1; g <= 1; g += 0.1) Assert.That(physics.Program(40 * g, 1) - 40 * g, Is.EqualTo(Value(name == "ReRamWan1Day" ? s_day : s_twoDays, g)).Within(1e-9));
    }

    [Test]
    public void Wan_and_Milo_as_polynomials_of_the_conductance()
    {
        var (wan, milo) = (Presets.Named("ReRamWanCubic"), Presets.Named("ReRamMilo"));
        for (var g = 1.0; g <= 39; g += 2)
            Assert.That(wan.Program(g, 1) - g, Is.EqualTo(1.536e-4 * g * g * g - 1.167e-2 * g * g + 0.2374 * g + 1.053).Within(1e-9));
        for (var g = 50.0; g <= 225; g += 12.5) Assert.That(milo.Program(g, 1) - g, Is.EqualTo(-0.009107 * g + 4.782321).Within(1e-9));
        Assert.That(wan.Program(20, 1) - 20, Is.EqualTo(2.3618).Within(1e-9));
        Assert.That(milo.Program(100, 1) - 100, Is.EqualTo(3.871621).Within(1e-9));
    }

    [Test]
    public void Milo_and_cubic_currents_are_not_linear()
    {
        var milo = Presets.Named("ReRamMilo").CurrentVoltage!;
        Assert.That(milo.Current(110, 0.3) * 1e-6, Is.EqualTo(3.236663096717693e-5).Within(1e-10).Percent);
        foreach (var g in new[] { 62.5, 80, 110 })
        {
            foreach (var v in new[] { -0.5, -0.2, 0.1, 0.5 })
            {
                var l = Math.Log10(g * 1e-6);
                var nl2 = 0.0001388 * l * l * l + 0.001541 * l * l + 0.005711 * l + 0.007063;
                var nl3 = 8.8710e-5 * l * l + 6.7919e-4 * l + 1.2968e-3;
                Assert.That(milo.Current(g, v) * 1e-6, Is.EqualTo(g * 1e-6 * v + nl2 * v * v + nl3 * v * v * v).Within(1e-7).Percent);
                Assert.That(Presets.Named("CubicDevice").CurrentVoltage!.Current(g, v), Is.EqualTo(g * (v - 0.25 * v * v * v)).Within(1e-9).Percent);
            }
        }
        Assert.That(milo.Current(0, 0.3), Is.Zero);
        Assert.That(Presets.Named("ReRamMiloLinear").CurrentVoltage, Is.Null);
    }

    [TestCase("CmoHfOx", 0.00106879, 0.00081107)]
    [TestCase("CmoHfOx2Percent", 0.01129027418, 0.0112185391)]
    public void Cmo_drifts_and_flickers_as_published(string name, double slope, double offset)
    {
        var physics = Presets.Named(name);
        for (var g = 20.0; g <= 80; g += 10)
        {
            Assert.That(physics.Program(g, 1) - g, Is.EqualTo(slope * g + offset).Within(1e-9));
            foreach (var t in new[] { 1.0, 60, 3600, 86400 })
            {
                var drifted = g - 0.08900206 * Math.Log(t);
                Assert.That(physics.Age(g, g, t), Is.EqualTo(drifted).Within(1e-9));
                var moved = drifted + 2 * (0.04201137 * Math.Log(t) + 0.41183342);
                Assert.That(physics.Age(g, g, t, (Drift, 2)), Is.EqualTo(moved).Within(1e-9));
                var flicker = 0.0277316483 * Math.Log10(moved) * Math.Sqrt(Math.Log((t + 1e-6) / 2e-6));
                Assert.That(physics.Age(g, g, t, (Drift, 2), (FrozenFlicker, 3)), Is.EqualTo(moved + 3 * flicker).Within(1e-9));
            }
        }
        Assert.That(physics.Age(9, 9, 0, (Drift, 1)), Is.EqualTo(9), "no time has passed");
    }

    [Test]
    public void Cmo_stays_in_its_range_as_it_is_read_and_not_as_it_is_programmed()
    {
        var physics = Presets.Named("CmoHfOx2Percent");
        var over = physics.Program(88, 1);
        Assert.That(over, Is.EqualTo(88 + 0.01129027418 * 88 + 0.0112185391).Within(1e-9));
        Assert.That(physics.Age(88, over, 0), Is.EqualTo(88.199997), "at once");
        var ln = Math.Log(Day);
        Assert.That(physics.Age(88, over, Day), Is.EqualTo(over - 0.08900206 * ln).Within(1e-9), "what it had to spare is there to drift");
        Assert.That(physics.Age(88, over, Day, (Drift, 9)), Is.EqualTo(88.199997));
        var moved = over - 0.08900206 * ln + 0.04201137 * ln + 0.41183342;
        var flicker = 0.0277316483 * Math.Log10(moved) * Math.Sqrt(Math.Log((Day + 1e-6) / 2e-6));
        Assert.That(moved, Is.GreaterThan(88.2));
        Assert.That(physics.Age(88, over, Day, (Drift, 1), (FrozenFlicker, -3)), Is.EqualTo(moved - 3 * flicker).Within(1e-9), "nor is it clipped before its noise");
        Assert.That(physics.Age(9, 9, 3600, (Drift, -9)), Is.EqualTo(9));
    }

    [TestCase(0)]
    [TestCase(0.4)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(2.5)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public void Sonos_keeps_its_charge_as_published(double days)
    {
        // 0.1 V: 1 uS is 100 nA.
        var physics = Presets.Named("Sonos");
        var day = Math.Min((int)days, 4);
        var share = days - day;
        var (a, b) = (s_spread[day].A + (s_spread[day + 1].A - s_spread[day].A) * share, s_spread[day].B + (s_spread[day + 1].B - s_spread[day].B) * share);
        for (var current = 20.0; current <= 1600; current += 79)
        {
            var moved = 0.0;
            for (var k = 10; k >= 0; k--) moved = moved * current + At(day, k) + (At(day + 1, k) - At(day, k)) * share;
            var mean = current + moved;
            var first = 19.88665 * (1 - Math.Exp(-current / 176.3115));
            var sigma = a * (1 - Math.Exp(-mean / b));
            Assert.That(100 * physics.Program(current / 100, 1) - current, Is.EqualTo(first).Within(1e-7));
            Assert.That(100 * physics.Age(current / 100, current / 100, days * Day), Is.EqualTo(mean).Within(1e-6));
            var own = 100 * physics.Age(current / 100, (current + first) / 100, days * Day) - mean;
            var gained = 100 * physics.Age(current / 100, current / 100, days * Day, (Retention, 1)) - mean;
            Assert.That(Math.Sqrt(own * own + gained * gained), Is.EqualTo(sigma).Within(1e-6));
            Assert.That(100 * physics.FreshSigma(current / 100, current / 100, current / 100, default), Is.EqualTo(12.58037 * (1 - Math.Exp(-current / 215.36557))).Within(1e-7));
        }
    }

    [Test]
    public void The_check_values_of_sonos()
    {
        var physics = Presets.Named("Sonos");
        Assert.That(100 * physics.Program(2, 1) - 200, Is.EqualTo(13.4905227).Within(1e-7));
        Assert.That(100 * physics.Age(2, 2, 5 * Day), Is.EqualTo(202.642930).Within(1e-6));
        var gained = 100 * physics.Age(2, 2, 5 * Day, (Retention, 1)) - 202.642930;
        Assert.That(Math.Sqrt(gained * gained + 13.4905227 * 13.4905227), Is.EqualTo(21.5664960).Within(2e-6));
        Assert.That(() => physics.Age([1], [1], new ReadClock(5.1 * Day, 1), null, new double[1]), Throws.InstanceOf<TileException>());
    }

    private static double At(int day, int power) => power < s_mean[day].Length ? s_mean[day][power] : 0;

    private static double Value(double[] highestFirst, double g) => highestFirst.Aggregate(0.0, (sum, c) => sum * g + c);
}
