using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Devices;

/// <summary>The formulas of a state, each written out again.</summary>
public class StateFunctionTests
{
    private const double Ln10 = 2.302585092994046;

    private static readonly double[] s_states = [0, 1e-9, 1e-7, 2e-7, 1e-3, 0.1, 0.5, 1, 1.2];

    [Test]
    public void Values_are_those_of_the_formulas()
    {
        foreach (var x in s_states)
        {
            // Where a logarithm is taken, a state is at least 1e-7.
            var l = Math.Log(Math.Max(x, 1e-7));
            Assert.That(One(StateForm.Polynomial, 0.3, -2, 0.1).At(x), Is.EqualTo(0.3 - 2 * x + 0.1 * x * x).Within(1e-15));
            Assert.That(One(StateForm.Logarithm, -0.0155, 0.0244, 0, 10).At(x), Is.EqualTo(-0.0155 * l + 0.0244).Within(1e-14));
            Assert.That(One(StateForm.Logarithm, -0.0155, 0.0244, 0.049, 0.1).At(x), Is.EqualTo(Math.Clamp(-0.0155 * l + 0.0244, 0.049, 0.1)).Within(1e-14));
            Assert.That(One(StateForm.InversePower, 2, 0.65, 1e-9, 1e9).At(x), Is.EqualTo(2 / Math.Exp(0.65 * l)).Within(1e-10).Percent);
            Assert.That(One(StateForm.InversePower, 2, 0.65, 0.01, 30).At(x), Is.EqualTo(Math.Min(2 / Math.Max(Math.Exp(0.65 * l), 0.01), 30)).Within(1e-10).Percent);
            Assert.That(One(StateForm.Inverse, 0.02).At(x), Is.EqualTo(x == 0 ? 0 : 0.02 / x).Within(1e-12).Percent);
            Assert.That(One(StateForm.Saturating, 3, 0.2).At(x), Is.EqualTo(3 * (1 - Math.Exp(-x / 0.2))).Within(1e-14));
            Assert.That(One(StateForm.DecimalLogarithm, 0.7, 25).At(x), Is.EqualTo(0.7 * Math.Log(Math.Max(25 * x, 1e-7)) / Ln10).Within(1e-13));
        }
    }

    [Test]
    public void A_piece_is_in_force_below_its_limit()
    {
        var pieces = new StateFunction(new StatePiece(0.2, StateForm.Polynomial, [1]), new StatePiece(0.5, StateForm.Polynomial, [2]), new StatePiece(double.PositiveInfinity, StateForm.Polynomial, [3]));
        Assert.That(new[] { 0, 0.199, 0.2, 0.499, 0.5, 9 }.Select(pieces.At), Is.EqualTo(new double[] { 1, 1, 2, 2, 3, 3 }));
    }

    [Test]
    public void Drift_takes_a_target_as_at_least_that_state()
    {
        var law = new PowerLawDrift(One(StateForm.Logarithm, -0.0155, 0.0244, 0, 10), One(StateForm.Logarithm, -0.0125, -0.0059, 0, 10), 20);
        var (mean, deviation) = law.Exponent(0);
        Assert.That(mean, Is.EqualTo(-0.0155 * Math.Log(1e-7) + 0.0244).Within(1e-14));
        Assert.That(deviation, Is.EqualTo(-0.0125 * Math.Log(1e-7) - 0.0059).Within(1e-14));
    }

    private static StateFunction One(StateForm form, params double[] numbers) => new(new StatePiece(double.PositiveInfinity, form, numbers));
}
