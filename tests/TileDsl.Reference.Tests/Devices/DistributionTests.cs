using TileDsl.Devices;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>
/// What many devices of a preset draw, against the distributions that its paper's formulas mean: mean and variance within five standard
/// errors, which chance exceeds less than once in a million, and so does the distance that <see cref="Distribution.Limit"/> allows.
/// An error of 2 % in a standard deviation is twelve standard errors of the variance.
/// </summary>
public class DistributionTests
{
    private const int Cells = 180_000;
    private const int Sorted = 20_000;
    private const double Day = Presets.Day;

    [TestCase("PcmMushroom", 12.5, 0.26348 + 1.9650 / 2 - 1.1731 / 4)]
    [TestCase("PcmJoshi", 10, 0.86619139)]
    [TestCase("PcmHermes", 5.175, 0.15781817 + 2.32443916 / 2 - 2.16310839 / 4 + 0.68841818 / 8)]
    [TestCase("PcmHermesTwo", 10.35, 0.9910132)]
    [TestCase("ReRamWan", 20, 0.348 + 16.030 / 2 - 43.853 / 4 + 45.393 / 8 - 16.815 / 16)]
    [TestCase("ReRamWanCubic", 20, 2.3618)]
    [TestCase("ReRamMilo", 100, 3.871621)]
    [TestCase("CmoHfOx", 50, 0.00106879 * 50 + 0.00081107)]
    [TestCase("Sonos", 2, 0.134905227)]
    [TestCase("StateIndependent", 10, 0.2)]
    public void Programming_is_Gaussian(string name, double target, double sigma) =>
        AreGaussian(Program(Presets.Named(name), target), target, sigma);

    [Test]
    public void A_programmed_conductance_is_cut_at_zero()
    {
        // A twentieth of g_max with a deviation as large: one in six would be below zero.
        var programmed = Program(Device("programming sigma = 1 uS"), 1);
        var share = Distribution.Gaussian(-1);
        Assert.That(programmed.Count(g => g == 0), Is.EqualTo(share * Cells).Within(5 * Math.Sqrt(share * (1 - share) * Cells)));
        Assert.That(programmed.Min(), Is.Zero);
    }

    [Test]
    public void A_table_of_levels_is_Gaussian_about_its_mean()
    {
        const string csv = "target,mean,sigma\n0, 0.1, 0.2\n10, 10.4, 0.6\n20, 20, 1\n";
        var physics = Presets.Of("tile 1\ndevice Mine : generic { conductance 0 uS .. 20 uS; programming table \"mine.csv\" }", new() { ["mine.csv"] = csv });
        AreGaussian(Program(physics, 15), 15.2, 0.8);
    }

    [Test]
    public void Variability_is_relative_to_the_target() => AreGaussian(Program(Device("variability 5 %"), 12), 12, 0.6);

    [Test]
    public void A_uniform_error_has_the_moments_of_its_width()
    {
        // Its fourth moment is 9/5 of the square of the second: the variance of a variance is (9/5 - 1)/n.
        var programmed = Program(Device("programming width = 10 %"), 10);
        Assert.That(programmed.Average(), Is.EqualTo(10).Within(5 * 2 / Math.Sqrt(12 * Cells)));
        Assert.That(programmed.Average(g => (g - 10) * (g - 10)), Is.EqualTo(4 / 12.0).Within(5 * 4 / 12.0 * Math.Sqrt(0.8 / Cells)));
    }

    // At both limits that the fit is clipped to, and between them, where they follow from the logarithm of the state.
    [TestCase("PcmMushroom", 12.5, 0.049, 0.008)]
    [TestCase("PcmMushroom", 0.75, 0.0155 * 3.506557897319982 + 0.0244, 0.0125 * 3.506557897319982 - 0.0059)]
    [TestCase("PcmMushroom", 0.1, 0.1, 0.045)]
    [TestCase("StateIndependent", 10, 0.1, 0.05)]
    public void Exponents_of_drift_are_magnitudes_of_Gaussians(string name, double target, double mean, double spread)
    {
        var (programmed, aged) = (Targets(1), new double[Cells]);
        Presets.Named(name).Age(Targets(target), programmed, new ReadClock(Day, 1e9), Draw, aged);
        var exponents = Array.ConvertAll(aged, g => -Math.Log(g) / Math.Log((Day + 20) / 20));
        Assert.That(exponents.Min(), Is.GreaterThanOrEqualTo(-1e-12));
        var distance = Distribution.Distance(exponents.Take(Sorted), nu => nu < 0 ? 0 : Distribution.Gaussian((nu - mean) / spread) - Distribution.Gaussian((-nu - mean) / spread));
        Assert.That(distance, Is.LessThan(Distribution.Limit(Sorted)), "distribution");
        // nu^2 is that of the Gaussian: of mean mu^2 + sigma^2 and variance 4 mu^2 sigma^2 + 2 sigma^4; nu^4 has 3 sigma^4 + 6 mu^2 sigma^2 + mu^4.
        var (m, v) = (mean * mean, spread * spread);
        Assert.That(exponents.Average(nu => nu * nu), Is.EqualTo(m + v).Within(5 * Math.Sqrt((4 * m * v + 2 * v * v) / Cells)), "second moment");
        var eighth = m * m * m * m + 28 * m * m * m * v + 210 * m * m * v * v + 420 * m * v * v * v + 105 * v * v * v * v;
        var fourth = m * m + 6 * m * v + 3 * v * v;
        Assert.That(exponents.Average(nu => nu * nu * nu * nu), Is.EqualTo(fourth).Within(5 * Math.Sqrt((eighth - fourth * fourth) / Cells)), "fourth moment");
    }

    [TestCase(1)]
    [TestCase(2.5)]
    [TestCase(5)]
    public void Retention_of_sonos_is_Gaussian_from_programming_on(double days)
    {
        // A and B of section 5, and at 200 nA the polynomials of the days: the first is the check value at five days.
        var (mean, a, b) = days switch
        {
            1 => (200 + Shift([1.72684e-1, 5.72552e-2, -6.85715e-4, 3.50271e-6, -9.37682e-9, 1.40575e-11, -1.19803e-14, 5.41293e-18, -8.85448e-22, -1.66869e-25, 5.95180e-29]), 25.59102, 186.85544),
            5 => (202.642930, 34.57909, 207.34309),
            _ => (200 + (Shift([2.50712e-1, 6.62195e-2, -6.83218e-4, 2.99442e-6, -6.78255e-9, 7.70482e-12, -3.04983e-15, -2.15919e-18, 2.94617e-21, -1.23359e-24, 1.85329e-28])
                + Shift([-1.75300e-2, 9.76883e-2, -9.63791e-4, 4.55551e-6, -1.22391e-8, 1.93786e-11, -1.85899e-14, 1.07659e-17, -3.58211e-21, 5.96785e-25, -3.30410e-29])) / 2,
                (28.72753 + 31.04318) / 2, (193.56834 + 198.90332) / 2),
        };
        AreGaussian(Aged(Presets.Named("Sonos"), 2, days * Day), mean / 100, a * (1 - Math.Exp(-mean / b)) / 100);
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Retention_of_Wan_is_Gaussian_from_programming_on(int days)
    {
        var sigma = days == 1 ? 0.701 + 22.086 / 2 - 50.773 / 4 + 47.095 / 8 - 16.458 / 16 : 0.782 + 20.274 / 2 - 43.507 / 4 + 37.062 / 8 - 11.934 / 16;
        AreGaussian(Aged(Presets.Named("ReRamWan"), 20, days * Day), 20, sigma);
    }

    [TestCase(60)]
    [TestCase(Day)]
    public void Logarithmic_drift_is_Gaussian(double time)
    {
        // Programming and drift, no flicker: a span of the whole time leaves none frozen.
        var (mean, drift) = (50 - 0.08900206 * Math.Log(time), 0.04201137 * Math.Log(time) + 0.41183342);
        AreGaussian(Aged(Presets.Named("CmoHfOx"), 50, time, span: 1e9), mean, Math.Sqrt(drift * drift + Math.Pow(0.00106879 * 50 + 0.00081107, 2)));
    }

    [TestCase("CmoHfOx", 0.00106879 * 88.199997 + 0.00081107)]
    [TestCase("CmoHfOx2Percent", 0.01129027418 * 88.199997 + 0.0112185391)]
    public void A_range_cuts_a_Gaussian_once(string name, double programming)
    {
        // At g_max after a day: programming, drift and flicker add up, of which the flicker's size hardly depends on where drift has led to.
        var mean = -0.08900206 * Math.Log(Day);
        var (drift, flicker) = (0.04201137 * Math.Log(Day) + 0.41183342, 0.0277316483 * Math.Log10(88.199997 + mean) * Math.Sqrt(Math.Log(Day / 2e-6)));
        var sigma = Math.Sqrt(programming * programming + drift * drift + flicker * flicker);
        var aged = Aged(Presets.Named(name), 88.199997, Day, span: 0);
        var share = Distribution.Gaussian(mean / sigma);
        Assert.That(aged.Count(g => g == 88.199997) / (double)Cells, Is.EqualTo(share).Within(5 * Math.Sqrt(share * (1 - share) / Cells)), "at g_max");
        var density = Math.Exp(-mean * mean / (2 * sigma * sigma)) / Math.Sqrt(2 * Math.PI);
        Assert.That(aged.Average() - 88.199997, Is.EqualTo(mean * (1 - share) - sigma * density).Within(5 * sigma / Math.Sqrt(Cells)), "mean");
    }

    [TestCase(1)]
    [TestCase(1000)]
    public void Frozen_and_fresh_flicker_make_up_the_published_variance(double span)
    {
        var physics = Presets.Named("PcmMushroom");
        var (targets, aged, clock) = (Targets(12.5), new double[Cells], new ReadClock(3600, span));
        physics.Age(targets, targets, clock, (purpose, cycle, xi) =>
        {
            if (purpose == NoisePurpose.FrozenFlicker) Draw(purpose, cycle, xi);
            else xi.Clear();
        }, aged);
        var drifted = 12.5 * Math.Pow(3620 / 20.0, -0.049);
        var scale = drifted * 0.0088 / Math.Pow(0.5, 0.65);
        AreGaussian(aged, drifted, scale * Math.Sqrt(Math.Log((3620 + 250e-9) / span)));
        var fresh = physics.FreshSigma(12.5, 12.5, drifted, clock);
        Assert.That(fresh * fresh, Is.EqualTo(scale * scale * Math.Log(span / 500e-9)).Within(1e-6).Percent);
    }

    /// <summary>
    /// A cell's noise, frozen and fresh, over its published deviation is Gaussian of deviation 1, whatever it was programmed and has drifted to. Were the fresh
    /// share to go with what the frozen one has left, the noise of cells near 0 would be too large, and that of all of them skewed.
    /// </summary>
    [TestCase(0, 1)]
    [TestCase(0, 3, 1)]
    [TestCase(12.5, 1)]
    [TestCase(12.5, 3, 1)]
    public void Flicker_noise_of_a_cell_is_as_published_over_both_its_shares(double target, params int[] significance)
    {
        const string open = "flicker(0.0088, exponent = -0.65, least = 1e-3, most = 0.2, t_read = 250 ns), correlation split";
        double[] weights = [.. significance.Select(s => s / (double)significance.Sum())];
        var physics = Mushrooms(open, weights);
        var (programmed, clock) = (Program(physics, target), new ReadClock(3600, 0.01));
        var (aged, fresh, xi) = (Aged(physics, target, programmed, clock), new double[Cells], new float[Cells]);
        physics.FreshSigma(Targets(target), programmed, aged, clock, Draw, fresh);
        Draw(NoisePurpose.ReadNoise, 0, xi);
        var (still, variance) = (Aged(Mushrooms("none", weights), target, programmed, clock), new double[Cells]);
        for (var d = 0; d < weights.Length; d++)
        {
            // One device of each cell by itself: the others count nothing.
            var drifted = Aged(Mushrooms("none", [.. weights.Select((_, n) => n == d ? 1.0 : 0.0)]), target, programmed, clock);
            for (var j = 0; j < Cells; j++)
            {
                var q = Math.Min(0.0088 / Math.Max(Math.Pow(programmed[d * Cells + j] / 25, 0.65), 1e-3), 0.2);
                variance[j] += Math.Pow(weights[d] * drifted[j] * q, 2) * Math.Log((3620 + 250e-9) / 500e-9);
            }
        }
        // What was programmed to 0 has no noise.
        double[] standard = [.. Enumerable.Range(0, Cells).Where(j => still[j] > 0).Select(j => (aged[j] - still[j] + fresh[j] * xi[j]) / Math.Sqrt(variance[j]))];
        AreGaussian(standard, 0, 1);
        Assert.That(standard.Average(z => z * z * z), Is.Zero.Within(5 * Math.Sqrt(15.0 / standard.Length)), "third moment");
    }

    [Test]
    public void Fresh_flicker_is_of_what_drift_has_left_before_the_range_cuts_it()
    {
        // CMO/HfOx: the size is of g_d, and the range that of the sum. At g_max half of the devices are beyond it.
        var physics = Presets.Named("CmoHfOx2Percent");
        var (targets, programmed, clock) = (Targets(88.199997), Program(physics, 88.199997), new ReadClock(3600, 0.01));
        var (aged, fresh, xi) = (Aged(physics, 88.199997, programmed, clock), new double[Cells], new float[Cells]);
        physics.FreshSigma(targets, programmed, aged, clock, Draw, fresh);
        Draw(NoisePurpose.Drift, 0, xi);
        for (var j = 0; j < Cells; j++)
        {
            var drifted = programmed[j] - 0.08900206 * Math.Log(3600) + (0.04201137 * Math.Log(3600) + 0.41183342) * xi[j];
            var due = 0.0277316483 * Math.Log10(drifted) * Math.Sqrt(Math.Log(0.01 / 2e-6));
            if (Math.Abs(fresh[j] / due - 1) > 1e-9) Assert.Fail($"{fresh[j]} for {due} at {drifted}, cut to {aged[j]}");
        }
    }

    private static double Shift(double[] coefficients) => coefficients.Reverse().Aggregate(0.0, (sum, c) => sum * 200 + c);

    private static double[] Aged(DevicePhysics physics, double target, double time, double span = 1) => Aged(physics, target, Program(physics, target), new ReadClock(time, span));

    private static double[] Aged(DevicePhysics physics, double target, double[] programmed, ReadClock clock)
    {
        var aged = new double[Cells];
        physics.Age(Targets(target), programmed, clock, Draw, aged);
        return aged;
    }

    /// <summary>Cells of mushrooms with a read noise, whose devices count so much each.</summary>
    private static DevicePhysics Mushrooms(string readNoise, double[] significance) => new(DeviceLaws.Of(
        Presets.Bind($"tile 1\nimport \"presets/cells.tile\"\ndevice Mine : PcmMushroom {{ read_noise {readNoise} }}").Devices[0]) with { Significance = [.. significance] });

    private static double[] Program(DevicePhysics physics, double target)
    {
        var (programmed, tally) = (new double[Cells * physics.DevicesPerCell], default(ProgrammingTally));
        physics.Program(Targets(target), Draw, programmed, ref tally);
        return programmed;
    }

    private static void AreGaussian(double[] samples, double mean, double sigma)
    {
        Assert.That(samples.Average(), Is.EqualTo(mean).Within(5 * sigma / Math.Sqrt(samples.Length)), "mean");
        Assert.That(samples.Average(x => (x - mean) * (x - mean)) / (sigma * sigma), Is.EqualTo(1).Within(5 * Math.Sqrt(2.0 / samples.Length)), "variance");
        Assert.That(Distribution.Distance(samples.Take(Sorted), x => Distribution.Gaussian((x - mean) / sigma)), Is.LessThan(Distribution.Limit(Sorted)), "distribution");
    }

    private static double[] Targets(double target)
    {
        var targets = new double[Cells];
        Array.Fill(targets, target);
        return targets;
    }

    private static void Draw(NoisePurpose purpose, int cycle, Span<float> xi) => new NoiseStream(17, 0, purpose, 0).Fill(xi, 0, 0, cycle);

    private static DevicePhysics Device(string property) =>
        Presets.Of($"tile 1\ndevice D : generic {{ conductance 0 uS .. 20 uS; {property} }}");
}
