using TileDsl.Devices;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>
/// What devices hold when pulses have been verified, against the same models drawn again from their published constants with other random
/// numbers: mean and spread of those accepted, how many these are, how many are truly within the tolerance, how many pulses they took.
/// </summary>
public class PulseSpreadTests
{
    private const double Maximum = 20, Target = 12, Tolerance = 1;

    /// <param name="Step">s, its spread between devices, the noise of a pulse.</param>
    /// <param name="Upper">w_max and its relative spread.</param>
    /// <param name="Lower">w_min and its relative spread.</param>
    /// <param name="UpDown">By how much downward steps are smaller.</param>
    /// <param name="WriteNoise">In steps.</param>
    /// <param name="Size">The factor of a step at w, towards a bound, in a range; up or down.</param>
    private sealed record Model(
        (double Mean, double Spread, double Noise) Step, (double Mean, double Spread) Upper, (double Mean, double Spread) Lower, Func<double, double, double, bool, double> Size,
        double WriteNoise = 0, double UpDown = 0, bool IsLogNormal = false);

    private static readonly Dictionary<string, Model> s_models = new()
    {
        ["ReRamES"] = new((0.00135, 0.2, 5), (1, 0.3), (-1, 0.3), Exponential(-1.18445, -0.081404, 5, -0.5, -0.5), 75, 0.259359),
        ["ReRamSB"] = new((0.002, 0.3, 3.75), (1.25, 0.24), (-0.75, 0.4), SoftBounds, 56),
        ["Capacitor"] = new((0.005, 0.1, 0.3), (1, 0), (-1, 0), Linear(0.05, 0.05)),
        ["EcRam"] = new((0.002, 0.1, 0.3), (1.1724, 0), (-0.8276, 0), Linear(0.1153, 0.5085)),
        ["EcRamMO"] = new((0.000282, 0.1, 2), (1.1714, 0), (-0.8286, 0), Linear(0.4152, 0.7342)),
        ["Pcm"] = new((0.01, 0.2, 0.6), (2, 0), (0, 0), Exponential(-27.235, -2.235, 2.5, -1, 0)),
        ["ReRamArrayOM"] = new((0.0949, 0.7829, 0.4158), (1, 0.3499), (-1, 0.5695), SoftBounds, 1.4113, IsLogNormal: true),
        ["ReRamArrayHfO2"] = new((0.4622, 0.7125, 0.2174), (1, 0.4295), (-1, 0.599), SoftBounds, 0.5841, IsLogNormal: true),
    };

    [TestCase("ReRamES", 800, 3000)]
    [TestCase("ReRamSB", 800, 3000)]
    [TestCase("Capacitor", 600, 3000)]
    [TestCase("EcRam", 1500, 2000)]
    [TestCase("EcRamMO", 12000, 400)]
    [TestCase("Pcm", 200, 4000)]
    [TestCase("ReRamArrayOM", 100, 6000)]
    [TestCase("ReRamArrayHfO2", 50, 8000)]
    public void Verified_pulses_leave_what_the_model_expects(string model, int most, int cells)
    {
        var (found, due) = Both(model, Tolerance, most, cells);
        Alike("share accepted", found.Select(d => d.IsAccepted ? 1.0 : 0), due.Select(d => d.IsAccepted ? 1.0 : 0));
        Alike("pulses", found.Select(d => (double)d.Pulses), due.Select(d => (double)d.Pulses));
        Alike("share within the tolerance", found.Select(d => Math.Abs(d.Conductance - Target) <= Tolerance ? 1.0 : 0), due.Select(d => Math.Abs(d.Conductance - Target) <= Tolerance ? 1.0 : 0));
        double[] held = [.. found.Where(d => d.IsAccepted).Select(d => d.Conductance)], expected = [.. due.Where(d => d.IsAccepted).Select(d => d.Conductance)];
        Alike("mean", held, expected);
        Alike("spread", held.Select(g => (g - held.Average()) * (g - held.Average())), expected.Select(g => (g - expected.Average()) * (g - expected.Average())));
        if (s_models[model].WriteNoise == 0) Assert.That(held, Is.All.InRange(Target - Tolerance, Target + Tolerance), "read without noise, what is accepted is within the tolerance");
    }

    /// <summary>
    /// A device that is hardly ever read near enough is sent up and down about its target, and is found where both balance: above it where downward
    /// pulses are smaller.
    /// </summary>
    [TestCase("ReRamES", 2000, 2500)]
    [TestCase("ReRamSB", 900, 1500)]
    [TestCase("ReRamArrayOM", 100, 6000)]
    [TestCase("ReRamArrayHfO2", 50, 8000)]
    public void Pulses_up_and_down_balance(string model, int most, int cells)
    {
        var (found, due) = Both(model, 1e-9, most, cells);
        double[] held = [.. found.Select(d => d.Conductance)], expected = [.. due.Select(d => d.Conductance)];
        Alike("mean", held, expected);
        Alike("spread", held.Select(g => (g - held.Average()) * (g - held.Average())), expected.Select(g => (g - expected.Average()) * (g - expected.Average())));
    }

    private static ((double Conductance, int Pulses, bool IsAccepted)[] Found, (double Conductance, int Pulses, bool IsAccepted)[] Due) Both(string model, double tolerance, int most, int cells)
    {
        var physics = Presets.Of(FormattableString.Invariant($"tile 1\ndevice D : generic {{ conductance 0 uS .. 20 uS; verify tolerance = {tolerance} uS, max_pulses = {most}, model {model} }}\n"));
        var streams = Enum.GetValues<NoisePurpose>().ToDictionary(purpose => purpose, purpose => new NoiseStream(21, 4, purpose, 0));
        var found = Enumerable.Range(0, cells).Select(cell =>
        {
            var (programmed, tally) = (new double[1], default(ProgrammingTally));
            physics.Program([Target], (purpose, cycle, gaussians) => gaussians[0] = streams[purpose].Gaussian(cell, 0, cycle), programmed, ref tally);
            return (programmed[0], (int)tally.Pulses, tally.Accepted == 1);
        });
        var random = new Random(77);
        return ([.. found], [.. Enumerable.Range(0, cells).Select(_ => Simulate(s_models[model], tolerance, most, random))]);
    }

    /// <summary>Two means differ by less than five of their standard errors.</summary>
    private static void Alike(string what, IEnumerable<double> first, IEnumerable<double> second)
    {
        (double Mean, double Error) Of(double[] x) => (x.Average(), x.Sum(v => (v - x.Average()) * (v - x.Average())) / x.Length / x.Length);
        double[] one = [.. first], other = [.. second];
        var (a, b) = (Of(one), Of(other));
        Assert.That(a.Mean, Is.EqualTo(b.Mean).Within(5 * Math.Sqrt(a.Error + b.Error) + 1e-12), what);
    }

    private static (double Conductance, int Pulses, bool IsAccepted) Simulate(Model model, double tolerance, int most, Random random)
    {
        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var (mean, spread, noise) = model.Step;
        var own = model.IsLogNormal ? Math.Exp(spread * Gaussian()) : Math.Max(0, 1 + spread * Gaussian());
        var (up, down) = (mean * own, mean * Math.Max(0, own - model.UpDown));
        var upper = model.Upper.Mean * Math.Max(0, 1 + model.Upper.Spread * Gaussian());
        var lower = model.Lower.Mean * Math.Max(0, 1 + model.Lower.Spread * Gaussian());
        var perState = Maximum / (model.Upper.Mean - model.Lower.Mean);
        var w = lower;
        for (var pulses = 0; ; pulses++)
        {
            var g = Math.Max(0, (w - model.Lower.Mean) * perState);
            var read = g + model.WriteNoise * mean * perState * Gaussian();
            if (Math.Abs(read - Target) <= tolerance) return (g, pulses, true);
            if (pulses == most) return (g, pulses, false);
            var isUp = read < Target;
            var bound = isUp ? upper : lower;
            var range = upper - lower;
            var step = bound == 0 || range == 0 ? 0 : (isUp ? up : down) * model.Size(w, bound, range, isUp) * (1 + noise * Gaussian());
            w = Math.Clamp(isUp ? w + step : w - step, lower, upper);
        }
    }

    private static double SoftBounds(double w, double bound, double range, bool isUp) => 1 - w / bound;

    private static Func<double, double, double, bool, double> Linear(double up, double down) => (w, _, _, isUp) => isUp ? 1 - up * w : 1 + down * w;

    private static Func<double, double, double, bool, double> Exponential(double up, double down, double gamma, double a, double b) => (w, _, range, isUp) =>
    {
        var z = 2 * a * w / range + b;
        return Math.Max(0, isUp ? 1 - up * Math.Exp(gamma * z) : 1 - down * Math.Exp(-gamma * z));
    };
}
