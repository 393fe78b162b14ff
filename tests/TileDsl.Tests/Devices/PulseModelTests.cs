using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Devices;

/// <summary>
/// The published models of pulses, their numbers and formulas written out again: devices with given steps and bounds of their own,
/// moved up and down by pulses with given noise.
/// </summary>
public class PulseModelTests
{
    // What the devices draw: of their step, their upper and lower bound; of a pulse up and down.
    private static readonly float[] s_step = [0, -0.75f, 0.5f];
    private static readonly float[] s_upper = [0, 0.5f, -0.25f];
    private static readonly float[] s_lower = [0, -0.5f, 0.25f];
    private const double Up = 0.625;
    private const double Down = -0.375;

    private sealed record Soft(string Name, double Step, double StepSpread, double StepNoise) : Fit(Name, Step, StepSpread, StepNoise)
    {
        public override double Change(double w, bool isUp, double upper, double lower) => 1 - w / (isUp ? upper : lower);
    }

    /// <summary>A step loses the share gamma of itself at the mean bound.</summary>
    private sealed record Linear(string Name, double Step, double StepSpread, double StepNoise, double GammaUp, double GammaDown) : Fit(Name, Step, StepSpread, StepNoise)
    {
        public override double Change(double w, bool isUp, double upper, double lower) => isUp ? 1 - GammaUp * w / Max : 1 - GammaDown * w / Min;
    }

    private sealed record Exponential(string Name, double Step, double StepSpread, double StepNoise, double AUp, double ADown, double Gamma, double A, double B) : Fit(Name, Step, StepSpread, StepNoise)
    {
        public override double Change(double w, bool isUp, double upper, double lower)
        {
            var z = 2 * A * w / (upper - lower) + B;
            return Math.Max(0, 1 - (isUp ? AUp * Math.Exp(Gamma * z) : ADown * Math.Exp(-Gamma * z)));
        }
    }

    private abstract record Fit(string Name, double Step, double StepSpread, double StepNoise)
    {
        public double Max { get; init; } = 1;

        public double MaxSpread { get; init; }

        public double Min { get; init; } = -1;

        public double MinSpread { get; init; }

        public double UpDown { get; init; }

        public double WriteNoise { get; init; }

        public bool IsLogNormal { get; init; }

        public abstract double Change(double w, bool isUp, double upper, double lower);

        public double Conductance(double w) => Math.Max(0, 2 + 18 * (w - Min) / (Max - Min));

        public override string ToString() => Name;
    }

    private static readonly Fit[] s_fits =
    [
        new Exponential("ReRamES", 0.00135, 0.2, 5.0, -1.18445, -0.081404, 5, -0.5, -0.5) { MaxSpread = 0.3, MinSpread = 0.3, UpDown = 0.259359, WriteNoise = 75 },
        new Soft("ReRamSB", 0.002, 0.3, 3.75) { Max = 1.25, MaxSpread = 0.24, Min = -0.75, MinSpread = 0.4, WriteNoise = 56 },
        new Linear("Capacitor", 0.005, 0.1, 0.3, 0.05, 0.05),
        new Linear("EcRam", 0.002, 0.1, 0.3, 0.1153, 0.5085) { Max = 1.1724, Min = -0.8276 },
        new Linear("EcRamMO", 0.000282, 0.1, 2.0, 0.4152, 0.7342) { Max = 1.1714, Min = -0.8286 },
        new Exponential("Pcm", 0.01, 0.2, 0.6, -27.235, -2.235, 2.5, -1, 0) { Max = 2, Min = 0 },
        new Soft("ReRamArrayOM", 0.0949, 0.7829, 0.4158) { MaxSpread = 0.3499, MinSpread = 0.5695, WriteNoise = 1.4113, IsLogNormal = true },
        new Soft("ReRamArrayHfO2", 0.4622, 0.7125, 0.2174) { MaxSpread = 0.4295, MinSpread = 0.599, WriteNoise = 0.5841, IsLogNormal = true },
    ];

    private static IEnumerable<object> Fits => s_fits;

    [TestCaseSource(nameof(Fits))]
    public void Devices_move_as_published(object given)
    {
        var fit = (Fit)given;
        var devices = Draw(fit);
        for (var j = 0; j < s_step.Length; j++)
        {
            var factor = fit.IsLogNormal ? Math.Exp(fit.StepSpread * s_step[j]) : 1 + fit.StepSpread * s_step[j];
            var (upper, lower) = (fit.Max * (1 + fit.MaxSpread * s_upper[j]), fit.Min * (1 + fit.MinSpread * s_lower[j]));
            var w = lower;
            for (var pulse = 0; pulse < 120; pulse++)
            {
                var isUp = pulse % 3 != 2;
                var size = fit.Step * (isUp ? factor : factor - fit.UpDown) * (1 + fit.StepNoise * (isUp ? Up : Down));
                w = Math.Min(Math.Max(lower, w + (isUp ? size : -size) * fit.Change(w, isUp, upper, lower)), upper);
                devices.Pulse(j, isUp, isUp ? Up : Down);
                Assert.That(devices.Conductance(j, Row), Is.EqualTo(fit.Conductance(w)).Within(1e-10), $"device {j}, pulse {pulse}");
            }
        }
    }

    [TestCaseSource(nameof(Fits))]
    public void No_pulse_leaves_the_bounds_of_a_device(object given)
    {
        var fit = (Fit)given;
        var devices = Draw(fit);
        for (var j = 0; j < s_step.Length; j++)
        {
            devices.Pulse(j, true, 1e9);
            Assert.That(devices.Conductance(j, Row), Is.EqualTo(fit.Conductance(fit.Max * (1 + fit.MaxSpread * s_upper[j]))).Within(1e-10));
            devices.Pulse(j, false, fit is Soft ? -1e9 : 1e9);
            devices.Pulse(j, false, 1e9);
            Assert.That(devices.Conductance(j, Row), Is.EqualTo(fit.Conductance(fit.Min * (1 + fit.MinSpread * s_lower[j]))).Within(1e-10));
        }
    }

    [TestCaseSource(nameof(Fits))]
    public void What_is_read_carries_the_write_noise(object given)
    {
        var fit = (Fit)given;
        Assert.That(Draw(fit).WriteNoise(Row), Is.EqualTo(fit.WriteNoise * fit.Step * 18 / (fit.Max - fit.Min)).Within(1e-12));
    }

    [Test]
    public void Every_model_is_here() =>
        Assert.That(Enum.GetNames<PulseModelName>().Except(s_fits.Select(f => f.Name)), Is.EqualTo(new[] { nameof(PulseModelName.Reprogram) }));

    private static PulsedDevices Draw(Fit fit) => PulsedDevices.Draw(Row, PulseModel.Named(Enum.Parse<PulseModelName>(fit.Name))!, s_step.Length);

    /// <summary>Devices of 2 .. 20 uS, as far as a model's w_min .. w_max.</summary>
    private static CellRow Row => new([10, 10, 10], default, 2, 20, (purpose, cycle, xi) =>
    {
        if (purpose == NoisePurpose.PulseStep) s_step.CopyTo(xi);
        else if (purpose == NoisePurpose.PulseBound) (cycle == 0 ? s_upper : s_lower).CopyTo(xi);
    });
}
