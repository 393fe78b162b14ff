using TileDsl.Devices;

namespace TileDsl.Tests.Devices;

public class ElementaryPowersTests
{
    [Test]
    public void Logarithms_and_powers_are_near_the_exact_ones()
    {
        var random = new NoiseStream(1, 0, NoisePurpose.Programming, 0);
        for (var n = 0; n < 20_000; n++)
        {
            var x = Math.Exp(20 * (double)random.Gaussian(n, 0));
            Assert.That(Elementary.Log(x), Is.EqualTo(Math.Log(x)).Within(4).Ulps.Or.EqualTo(Math.Log(x)).Within(4e-16));
            var y = (double)random.Gaussian(n, 1);
            Assert.That(Elementary.Pow(x, y), Is.EqualTo(Math.Pow(x, y)).Within(3e-12).Percent);
        }
        // Near 1, where ln x is small, its relative accuracy stays.
        for (var e = 1; e < 50; e++)
        {
            var x = 1 + Math.ScaleB(1, -e);
            Assert.That(Elementary.Log(x), Is.EqualTo(Math.Log(x)).Within(3).Ulps);
        }
    }

    [Test]
    public void Logarithms_at_the_edges()
    {
        Assert.That(Elementary.Log(1.0), Is.Zero);
        Assert.That(Elementary.Log(0.0), Is.EqualTo(double.NegativeInfinity));
        Assert.That(Elementary.Log(-1.0), Is.NaN);
        Assert.That(Elementary.Log(double.PositiveInfinity), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Elementary.Log(double.Epsilon), Is.EqualTo(Math.Log(double.Epsilon)).Within(2).Ulps);
        Assert.That(Elementary.Log(3e-310), Is.EqualTo(Math.Log(3e-310)).Within(2).Ulps);
        Assert.That(Elementary.Pow(0, 2), Is.Zero);
        Assert.That(Elementary.Pow(0, 0), Is.EqualTo(1));
    }

    /// <summary>Values of the normal distribution from published tables to 15 digits.</summary>
    [TestCase(0.5, 0)]
    [TestCase(0.84134474606854293, 1)]
    [TestCase(0.97724986805182079, 2)]
    [TestCase(0.99865010196836990, 3)]
    [TestCase(0.0013498980316300945, -3)]
    [TestCase(2.8665157187919391e-7, -5)]
    [TestCase(7.6198530241605261e-24, -10)]
    public void Quantiles_and_shares_are_inverse(double share, double quantile)
    {
        Assert.That(Elementary.GaussianShare(quantile), Is.EqualTo(share).Within(1e-12).Percent);
        Assert.That(Elementary.GaussianQuantile(share), Is.EqualTo(quantile).Within(2e-12));
    }

    // Rows of every length, so that vectors and what is left over are both there; and a long one, since the last terms of a series change few results.
    private static readonly int[] s_lengths = [.. Enumerable.Range(1, 39), 30_000];

    /// <summary>The bits are those of the scalar form.</summary>
    [Test]
    public void Lanes_have_the_bits_of_the_scalar_form()
    {
        var random = new NoiseStream(2, 0, NoisePurpose.Programming, 0);
        foreach (var length in s_lengths)
        {
            var x = Enumerable.Range(0, length).Select(n => Math.Exp(6 * (double)random.Gaussian(n, length))).ToArray();
            if (length > 20) x[7] = 1e9;
            var results = new double[length];
            ElementaryLanes.Log(x, 1e-7, results);
            Assert.That(results, Is.EqualTo(x.Select(v => Elementary.Log(Math.Max(v, 1e-7)))));
            foreach (var factor in new[] { -0.7, 0.65, 3 })
            {
                ElementaryLanes.Exp(x, factor, results);
                Assert.That(results, Is.EqualTo(x.Select(v => Elementary.Exp(v * factor))));
            }
            ElementaryLanes.Polynomial(x, [0.3, -2, 0.1], results);
            Assert.That(results, Is.EqualTo(x.Select(v => Elementary.Polynomial(v, [0.3, -2, 0.1]))));
            var xi = x.Select((_, n) => random.Gaussian(n, 99)).ToArray();
            var sums = x.ToArray();
            ElementaryLanes.Add(sums, results, xi);
            Assert.That(sums, Is.EqualTo(x.Select((v, n) => v + Math.Max(0, results[n]) * xi[n])));
        }
    }

    private static StateFunction Log(double a, double b, double low, double high) => new(new StatePiece(double.PositiveInfinity, TileDsl.Kernels.StateForm.Logarithm, [a, b, low, high]));

    private static FlickerNoise Flicker(double exponent) =>
        new(new StateFunction(new StatePiece(double.PositiveInfinity, TileDsl.Kernels.StateForm.InversePower, [0.0088, exponent, 1e-3, 0.2])), false, 250e-9, 20);

    // Those of a preset; and powers so steep that exponentials of some cells, here and there, are beyond what vectors hold.
    private static readonly DeviceLaw[][] s_laws =
    [
        [new PowerLawDrift(Log(-0.0155, 0.0244, 0.049, 0.1), Log(-0.0125, -0.0059, 0.008, 0.045), 20), Flicker(0.65)],
        [new PowerLawDrift(Log(-40, 0, 0, 1e9), Log(-0.0125, -0.0059, 0.008, 0.045), 20), Flicker(0.65)],
        [new PowerLawDrift(Log(-0.0155, 0.0244, 0.049, 0.1), Log(-0.0125, -0.0059, 0.008, 0.045), 20), Flicker(100)],
    ];

    /// <summary>Every law in a row against the same law cell by cell.</summary>
    [TestCaseSource(nameof(s_laws))]
    public void Rows_have_the_bits_of_single_cells(params DeviceLaw[] laws)
    {
        var physics = new DevicePhysics(new TileDsl.Kernels.DeviceSpec { GMin = "0", GMax = "25", ProgrammingSigma = [0.26348, 1.9650, -1.1731], ClipsReadNoise = true, Laws = laws });
        CellGaussians From(int first) => (purpose, cycle, xi) => new NoiseStream(5, 0, purpose, 0).Fill(xi, first, 0, cycle);
        var clock = new ReadClock(3600, 1);
        foreach (var length in s_lengths)
        {
            // The lowest states are in the last quarter.
            var targets = Enumerable.Range(0, length).Select(n => 25.0 * ((n + length / 4) % length) / length).ToArray();
            var (programmed, aged, tally) = (new double[length], new double[length], default(ProgrammingTally));
            physics.Program(targets, From(0), programmed, ref tally);
            physics.Age(targets, programmed, clock, From(0), aged);
            for (var j = 0; j < length; j++)
            {
                var (one, later) = (new double[1], new double[1]);
                physics.Program([targets[j]], From(j), one, ref tally);
                physics.Age([targets[j]], one, clock, From(j), later);
                Assert.That((programmed[j], aged[j]), Is.EqualTo((one[0], later[0])), $"{j} of {length}");
            }
        }
    }
}
