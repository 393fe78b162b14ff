using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>Program-and-verify, faults, wear and several devices for a weight.</summary>
public class ProgrammingTests
{
    private const int Cells = 20_000;

    [Test]
    public void Verified_cells_are_within_the_tolerance_and_their_pulses_are_those_of_chance()
    {
        var physics = Device("programming sigma = 1 uS; verify tolerance = 0.5 uS, max_pulses = 200; write 100 pJ, 1 us; read 0.2 V, 100 ns");
        var (programmed, tally) = Program(physics, 10);
        Assert.That(programmed.Max(g => Math.Abs(g - 10)), Is.LessThanOrEqualTo(0.5));
        // Each pulse is accepted with probability p: 1/p pulses for a cell, of variance (1 - p)/p^2; 5 standard errors.
        var p = 2 * Distribution.Gaussian(0.5) - 1;
        Assert.That(tally.Pulses / (double)Cells, Is.EqualTo(1 / p).Within(5 * Math.Sqrt((1 - p) / Cells) / p));
        Assert.That(tally.Reads, Is.EqualTo(tally.Pulses));
        Assert.That(tally.Yield, Is.EqualTo(1));
        Assert.That(tally.Time, Is.EqualTo(tally.Pulses * 1e-6 + tally.Reads * 100e-9).Within(1e-9));
        Assert.That(tally.Energy, Is.EqualTo(tally.Pulses * 100e-12 + tally.Reads * 0.04 * 100e-9 * 10e-6).Within(1).Percent);
        // What is accepted is a Gaussian cut at the tolerance.
        Assert.That(Distribution.Distance(programmed, g => Math.Clamp((Distribution.Gaussian(g - 10) - Distribution.Gaussian(-0.5)) / p, 0, 1)), Is.LessThan(Distribution.Limit(Cells)));
    }

    [Test]
    public void Pulses_end_at_the_limit_and_the_yield_says_so()
    {
        var (_, tally) = Program(Device("programming sigma = 1 uS; verify tolerance = 0.5 uS, max_pulses = 3"), 10);
        var missed = Math.Pow(2 - 2 * Distribution.Gaussian(0.5), 3);
        Assert.That(1 - tally.Yield, Is.EqualTo(missed).Within(5 * Math.Sqrt(missed / Cells)));
        Assert.That(tally.Cells, Is.EqualTo(Cells));
    }

    [Test]
    public void Verifying_takes_back_what_varies_between_devices()
    {
        var (programmed, _) = Program(Device("variability 10 %; verify tolerance = 0.05 uS, max_pulses = 50"), 10);
        Assert.That(programmed.Max(g => Math.Abs(g - 10)), Is.LessThanOrEqualTo(0.05));
    }

    [Test]
    public void The_aim_moves_by_half_of_what_is_read_off()
    {
        // Half as large again as it is told to be: 15, then of the aims 7.5, 6.875 and 6.71875.
        double[] due = [15, 11.25, 10.3125, 10.078125];
        for (var pulses = 1; pulses <= due.Length; pulses++)
        {
            var physics = Device($"variability 50 %; verify tolerance = 0.0000001 uS, max_pulses = {pulses}");
            var (programmed, tally) = (new double[1], default(ProgrammingTally));
            physics.Program([10], Presets.Fixed((NoisePurpose.Variability, 1)), programmed, ref tally);
            Assert.That(programmed[0], Is.EqualTo(due[pulses - 1]).Within(1e-9), $"{pulses} pulses");
        }
    }

    [Test]
    public void A_read_takes_the_energy_of_its_current()
    {
        var physics = Device("verify tolerance = 0.5 uS, max_pulses = 3; write 2 pJ, 5 ns; read 0.2 V, 100 ns");
        var (_, tally) = Program(physics, 10, cells: 1);
        // V^2 g t = 0.04 * 10e-6 * 100e-9 J, beside one pulse.
        Assert.That(tally.Energy, Is.EqualTo(2e-12 + 4e-14).Within(1e-20));
        Assert.That(tally.Time, Is.EqualTo(105e-9).Within(1e-18));
    }

    [Test]
    public void Reading_back_with_noise_lets_errors_through()
    {
        var (programmed, _) = Program(Device("programming sigma = 1 uS; verify tolerance = 0.1 uS, max_pulses = 500, read_noise = 0.3 uS"), 10);
        // Accepted where error + noise is nearly zero: the error then has the variance 1/(1/1 + 1/0.09) of one known through noise.
        var deviation = Math.Sqrt(programmed.Average(g => (g - 10) * (g - 10)));
        Assert.That(deviation, Is.EqualTo(Math.Sqrt(1 / (1 + 1 / 0.09)) * 1.0).Within(3).Percent);
    }

    /// <summary>Bounds of pulsed devices differ; where no device is read outside a range, those beyond it are read as its ends.</summary>
    [TestCase("ReRamES", 1.0)]
    [TestCase("ReRamES", 20.0)]
    public void Pulsed_devices_stay_in_a_clipped_range(string model, double target)
    {
        const string verify = "verify tolerance = 1e-6 uS, max_pulses = 3000, model ";
        var range = (double g) => g is >= 1 and <= 20;
        var (open, _) = Program(Device(verify + model, "1 uS .. 20 uS"), target);
        Assert.That(open.All(range), Is.False);
        // No law moves these: what is read at once is what was programmed, within the range.
        var physics = Device(verify + model, "1 uS .. 20 uS, clipped");
        var (programmed, _) = Program(physics, target);
        Assert.That(programmed, Is.EqualTo(open));
        var read = new double[Cells];
        physics.Age(Targets(target, Cells), programmed, default, Draw(1), read);
        Assert.That(read, Is.EqualTo(programmed.Select(g => Math.Clamp(g, 1, 20))));
    }

    [TestCase("ReRamES", 3000)]
    [TestCase("ReRamSB", 3000)]
    [TestCase("Capacitor", 2000)]
    [TestCase("EcRam", 4000)]
    [TestCase("EcRamMO", 20000)]
    [TestCase("Pcm", 2000)]
    [TestCase("ReRamArrayOM", 500)]
    [TestCase("ReRamArrayHfO2", 500)]
    public void Every_model_of_pulses_reaches_what_its_devices_can(string model, int most)
    {
        var physics = Device($"verify tolerance = 1 uS, max_pulses = {most}, model {model}");
        var (programmed, tally) = Program(physics, 10, 200);
        // Bounds differ between devices: some cannot reach half of the mean range.
        Assert.That(tally.Yield, Is.GreaterThan(0.6));
        Assert.That(tally.Pulses, Is.GreaterThan(200));
        Assert.That(programmed.Order().ElementAt(100), Is.EqualTo(10).Within(5));
    }

    /// <summary>Steps written out again from their formulas, for a device without spread or noise.</summary>
    [TestCase("ReRamSB")]
    [TestCase("Capacitor")]
    [TestCase("EcRam")]
    [TestCase("ReRamES")]
    [TestCase("Pcm")]
    [TestCase("EcRamMO")]
    [TestCase("ReRamArrayOM")]
    [TestCase("ReRamArrayHfO2")]
    public void A_pulse_does_what_its_formula_says(string model)
    {
        foreach (var pulses in new[] { 1, 2, 7, 40 })
        {
            var physics = Device($"verify tolerance = 0.0000001 uS, max_pulses = {pulses}, model {model}");
            var (programmed, tally) = (new double[1], default(ProgrammingTally));
            physics.Program([20], Presets.Fixed(), programmed, ref tally);
            var (low, high) = model switch { "ReRamSB" => (-0.75, 1.25), "EcRam" => (-0.8276, 1.1724), "EcRamMO" => (-0.8286, 1.1714), "Pcm" => (0, 2.0), _ => (-1, 1.0) };
            var w = low;
            for (var n = 0; n < pulses; n++)
            {
                w += model switch
                {
                    "ReRamSB" => 0.002 * (1 - w / 1.25),
                    "ReRamArrayOM" => 0.0949 * (1 - w),
                    "ReRamArrayHfO2" => 0.4622 * (1 - w),
                    "Capacitor" => 0.005 * (1 - 0.05 * w),
                    "EcRam" => 0.002 * (1 - 0.1153 * w / 1.1724),
                    "EcRamMO" => 0.000282 * (1 - 0.4152 * w / 1.1714),
                    "ReRamES" => 0.00135 * (1 + 1.18445 * Math.Exp(5 * (2 * -0.5 * w / 2 - 0.5))),
                    _ => 0.01 * (1 + 27.235 * Math.Exp(2.5 * (2 * -1 * w / 2))),
                };
                w = Math.Min(w, high);
            }
            Assert.That(programmed[0], Is.EqualTo(20 * (w - low) / (high - low)).Within(1e-6).Percent, $"{pulses} pulses");
        }
    }

    [Test]
    public void Stuck_cells_come_at_their_rates_and_once()
    {
        var (programmed, tally) = Program(Device("programming sigma = 0.1 uS; faults stuck_low = 3 %, stuck_high = 1 %"), 10);
        Assert.That(programmed.Count(g => g < 1), Is.EqualTo(0.03 * Cells).Within(5 * Math.Sqrt(0.03 * Cells)));
        Assert.That(programmed.Count(g => g > 19), Is.EqualTo(0.01 * Cells).Within(5 * Math.Sqrt(0.01 * Cells)));
        Assert.That(tally.Stuck, Is.EqualTo(programmed.Count(g => g is < 1 or > 19)));
        Assert.That(tally.Accepted, Is.EqualTo(Cells - tally.Stuck));
    }

    [Test]
    public void Stuck_cells_stay_where_they_are()
    {
        var physics = Device("programming none; drift nu = 0.1, t0 = 1 s; faults stuck_high = 5 %");
        var draw = Draw(1);
        var (targets, programmed, aged, tally) = (Targets(20, Cells), new double[Cells], new double[Cells], default(ProgrammingTally));
        physics.Program(targets, draw, programmed, ref tally);
        physics.Age(targets, programmed, new ReadClock(1000, 1), draw, aged);
        Assert.That(aged.Count(g => g > 19.9), Is.EqualTo(tally.Stuck).And.GreaterThan(0), "of cells that are all programmed to g_max only the stuck ones stay there");
    }

    [Test]
    public void A_map_says_which_cells_are_stuck()
    {
        var physics = Device("programming sigma = 0.1 uS");
        var (programmed, tally) = (new double[3], default(ProgrammingTally));
        physics.Program([10, 10, 10], Draw(1), programmed, ref tally, faults: [-1, 0, 1]);
        Assert.That(programmed[0], Is.EqualTo(0).Within(1e-9));
        Assert.That(programmed[1], Is.EqualTo(10).Within(1));
        Assert.That(programmed[2], Is.EqualTo(20).Within(1e-9));
        Assert.That(tally.Stuck, Is.EqualTo(2));
        Assert.That(() => physics.Program([10, 10, 10], Draw(1), new double[3], ref tally, faults: [1]), Throws.ArgumentException);
    }

    [TestCase(5e7)]
    [TestCase(1e8)]
    [TestCase(2e8)]
    public void Cells_wear_out_with_writes(double writes)
    {
        var physics = Device("programming none; endurance weibull(1e8 writes, shape = 2)");
        var (programmed, seen, tally) = (new double[Cells], Targets(writes, Cells), default(ProgrammingTally));
        physics.Program(Targets(10, Cells), Draw(1), programmed, ref tally, writes: seen);
        Assert.That(seen, Is.All.EqualTo(writes + 1));
        var lost = 1 - Math.Exp(-Math.Pow(writes / 1e8, 2));
        Assert.That(tally.Worn, Is.EqualTo(lost * Cells).Within(5 * Math.Sqrt(lost * (1 - lost) * Cells)));
        Assert.That(programmed.Count(g => g < 1), Is.EqualTo(tally.Worn));
    }

    [Test]
    public void Without_noise_there_are_no_faults()
    {
        var physics = Device("programming sigma = 1 uS; variability 5 %; faults stuck_low = 50 %, stuck_high = 50 %; endurance weibull(1 writes, shape = 1)");
        var (programmed, tally) = (new double[2], default(ProgrammingTally));
        physics.Program([10, 3], null, programmed, ref tally, faults: [1, 1], writes: [1e9, 1e9]);
        Assert.That(programmed, Is.EqualTo(new double[] { 10, 3 }));
    }

    [Test]
    public void Two_devices_halve_the_variance_and_verified_ones_correct_each_other()
    {
        var spec = Presets.Of("tile 1\ndevice D : generic { conductance 0 uS .. 20 uS; programming sigma = 1 uS }");
        Assert.That(spec.DevicesPerCell, Is.EqualTo(1));
        var two = new DevicePhysics(new DeviceSpec { GMin = "0", GMax = "20", ProgrammingSigma = [1], Significance = [0.5, 0.5] });
        Assert.That(Deviation(two), Is.EqualTo(Math.Sqrt(0.5)).Within(3).Percent);
        var uneven = new DevicePhysics(new DeviceSpec { GMin = "0", GMax = "20", ProgrammingSigma = [1], Significance = [0.8, 0.2] });
        Assert.That(Deviation(uneven), Is.EqualTo(Math.Sqrt(0.64 + 0.04)).Within(3).Percent);
        var verified = new DevicePhysics(new DeviceSpec { GMin = "0", GMax = "20", ProgrammingSigma = [0.5], Significance = [0.8, 0.2], Verify = new VerifySpec(0.4, 100) });
        // The second makes good what the first has left over, so that its own error alone is seen.
        Assert.That(Deviation(verified), Is.LessThan(0.2 * 0.4));
    }

    private static double Deviation(DevicePhysics physics)
    {
        var (targets, tally) = (Targets(10, Cells), default(ProgrammingTally));
        var (programmed, seen) = (new double[Cells * physics.DevicesPerCell], new double[Cells]);
        physics.Program(targets, Draw(1), programmed, ref tally);
        physics.Age(targets, programmed, default, Draw(1), seen);
        Assert.That(tally.Cells, Is.EqualTo(2 * Cells));
        return Math.Sqrt(seen.Average(g => (g - 10) * (g - 10)));
    }

    private static DevicePhysics Device(string properties, string conductance = "0 uS .. 20 uS") => Presets.Of($"tile 1\ndevice D : generic {{ conductance {conductance}; {properties} }}");

    private static (double[] Programmed, ProgrammingTally Tally) Program(DevicePhysics physics, double target, int cells = Cells)
    {
        var (programmed, tally) = (new double[cells], default(ProgrammingTally));
        physics.Program(Targets(target, cells), Draw(1), programmed, ref tally);
        return (programmed, tally);
    }

    private static double[] Targets(double target, int cells)
    {
        var targets = new double[cells];
        Array.Fill(targets, target);
        return targets;
    }

    private static CellGaussians Draw(ulong seed) => (purpose, cycle, xi) => new NoiseStream(seed, 0, purpose, 0).Fill(xi, 0, 0, cycle);
}
