using TileDsl.Devices;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>The generic laws: errors independent of, proportional to and inverse to the conductance; uniform ones; a table of one's own.</summary>
public class GenericLawTests
{
    [Test]
    public void Errors_go_with_the_state()
    {
        var (independent, proportional, inverse) = (Device("sigma = 2 %"), Device("sigma = proportional(2 %)"), Device("sigma = inverse(2 %)"));
        for (var g = 0.05; g <= 1; g += 0.19)
        {
            Assert.That(independent.Program(20 * g, 1.5), Is.EqualTo(20 * (g + 0.02 * 1.5)).Within(1e-12));
            Assert.That(proportional.Program(20 * g, 1.5), Is.EqualTo(20 * g * (1 + 0.02 * 1.5)).Within(1e-12));
            Assert.That(inverse.Program(20 * g, 1.5), Is.EqualTo(20 * (g + 0.02 * 1.5 / g)).Within(1e-12));
        }
        Assert.That(inverse.Program(0, 1.5), Is.Zero);
        Assert.That(Device("sigma = poly(-1 uS, 1 uS)").Program(10, 3), Is.EqualTo(10), "no deviation is below zero");
    }

    [Test]
    public void A_uniform_error_fills_its_width_evenly()
    {
        var physics = Device("width = 10 %");
        // The Gaussian's share below it is where in the width the error is.
        Assert.That(physics.Program(10, 0), Is.EqualTo(10).Within(1e-12));
        Assert.That(physics.Program(10, 1.0), Is.EqualTo(10 + 2 * (0.8413447460685429 - 0.5)).Within(1e-9));
        Assert.That(physics.Program(10, -30), Is.EqualTo(9).Within(1e-12));

        var targets = new double[40_000];
        Array.Fill(targets, 10);
        var (programmed, tally) = (new double[targets.Length], default(ProgrammingTally));
        var stream = new NoiseStream(3, 0, NoisePurpose.Programming, 0);
        physics.Program(targets, (_, _, xi) => stream.Fill(xi, 0, 0), programmed, ref tally);
        Assert.That(Distribution.Distance(programmed, g => Math.Clamp((g - 9) / 2, 0, 1)), Is.LessThan(Distribution.Limit(programmed.Length)));
    }

    [Test]
    public void A_table_is_followed_between_its_levels()
    {
        const string csv = "target,mean,sigma\n0, 0.1, 0.2\n10, 10.4, 0.6\n20, 20, 1\n";
        var physics = Presets.Of("tile 1\ndevice Mine : generic { conductance 0 uS .. 20 uS; programming table \"mine.csv\" }", new() { ["mine.csv"] = csv });
        Assert.That(physics.Program(10, 0), Is.EqualTo(10.4).Within(1e-12));
        Assert.That(physics.Program(10, 1), Is.EqualTo(11.0).Within(1e-12));
        Assert.That(physics.Program(15, 1), Is.EqualTo(15.2 + 0.8).Within(1e-12));
        Assert.That(physics.Program(2.5, -1), Is.EqualTo(0.1 + 10.3 / 4 - 0.3).Within(1e-12));
    }

    [Test]
    public void Flicker_noise_is_limited_as_the_mushroom_cells_is_where_nothing_is_said()
    {
        // 0.0088/max(x^0.65, 1e-3), at most 0.2; with a size of 1e-5 the one limit is met before the other.
        foreach (var (size, x, due) in new[] { (0.0088, 0.5, 0.0088 / Math.Pow(0.5, 0.65)), (0.0088, 1e-4, 0.2), (1e-5, 1e-4, 1e-5 / Math.Pow(1e-4, 0.65)), (1e-5, 1e-6, 1e-5 / 1e-3) })
        {
            var physics = Presets.Of($"tile 1\ndevice D : generic {{ conductance 0 uS .. 20 uS; read_noise flicker({size.ToString(System.Globalization.CultureInfo.InvariantCulture)}, exponent = -0.65, t_read = 250 ns), correlation fresh }}");
            var g = 20 * x;
            Assert.That(physics.FreshSigma(g, g, g, new ReadClock(60, 1)), Is.EqualTo(g * due * Math.Sqrt(Math.Log((60 + 250e-9) / 500e-9))).Within(1e-6).Percent);
        }
    }

    private static DevicePhysics Device(string programming) => Presets.Of($"tile 1\ndevice D : generic {{ conductance 0 uS .. 20 uS; programming {programming} }}");
}
