using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Devices;

public class ConductanceLawTests
{
    private static readonly ConductanceLaw s_law = new(new DeviceSpec
    {
        GMin = "1/10",
        GMax = "25",
        ProgrammingSigma = [0.25, 2, -1],
        Variability = 0.5,
        ReadNoise = 0.125,
    });

    [Test]
    public void Digits_divide_the_range_evenly()
    {
        Assert.That(s_law.Sliced(0, 2), Is.EqualTo(0.1));
        Assert.That(s_law.Sliced(1, 2), Is.EqualTo(8.4).Within(1e-14));
        Assert.That(s_law.Sliced(3, 2), Is.EqualTo(25).Within(1e-14));
    }

    [TestCase(0.5, 12.55, 0.1)]
    [TestCase(-1, 0.1, 25)]
    [TestCase(0, 0.1, 0.1)]
    public void One_sided(double weight, double plus, double minus)
    {
        var pair = s_law.OneSided(weight);
        Assert.That(pair.Plus, Is.EqualTo(plus).Within(1e-13));
        Assert.That(pair.Minus, Is.EqualTo(minus).Within(1e-13));
    }

    [TestCase(0.5, 18.775, 6.325)]
    [TestCase(-1, 0.1, 25)]
    [TestCase(0, 12.55, 12.55)]
    public void Two_sided(double weight, double plus, double minus)
    {
        var pair = s_law.TwoSided(weight);
        Assert.That(pair.Plus, Is.EqualTo(plus).Within(1e-13));
        Assert.That(pair.Minus, Is.EqualTo(minus).Within(1e-13));
    }

    [Test]
    public void Variability_is_relative_and_programming_error_is_the_polynomial_at_the_target()
    {
        Assert.That(s_law.Sigma(12.5), Is.EqualTo(0.25 + 2 * 0.5 - 1 * 0.25));
        Assert.That(s_law.Program(12.5, 0, 0), Is.EqualTo(12.5));
        Assert.That(s_law.Program(12.5, 1, 0), Is.EqualTo(18.75));
        Assert.That(s_law.Program(12.5, 1, -2), Is.EqualTo(16.75), "the error is that of the target, not of the varied cell");
        Assert.That(s_law.Program(0.1, -3, 0), Is.Zero, "never below zero");
    }

    [Test]
    public void A_read_adds_its_noise_without_a_floor() => Assert.That(s_law.Read(0.1, -2), Is.EqualTo(0.1 - 0.25));

    [Test]
    public void A_clipped_read_is_never_below_zero()
    {
        var clipped = new ConductanceLaw(new DeviceSpec { GMin = "0", GMax = "25", ReadNoise = 0.125, ClipsReadNoise = true });
        Assert.That(clipped.Read(0.1, -2), Is.Zero);
        Assert.That(clipped.Read(0.1, 2), Is.EqualTo(0.1 + 0.25));
        Assert.That(clipped.Read(0.5, -2), Is.EqualTo(0.25));
    }

    [Test]
    public void The_grid_rounds_halves_to_even()
    {
        Assert.That(s_law.OnGrid(25, 15), Is.EqualTo(32768));
        Assert.That(s_law.OnGrid(25.0 / 8, 2), Is.EqualTo(0));
        Assert.That(s_law.OnGrid(25.0 * 3 / 8, 2), Is.EqualTo(2));
        Assert.That(s_law.OnGrid(1e300, 15), Is.EqualTo(int.MaxValue));
    }
}
