using TileDsl.Devices;

namespace TileDsl.Tests.Devices;

public class ElementaryTests
{
    private static IEnumerable<uint> Words()
    {
        for (var shift = 0; shift < 32; shift++)
        {
            for (var near = -3; near <= 3; near++) yield return unchecked((uint)((1L << shift) + near));
        }
        yield return 0;
        yield return uint.MaxValue;
        for (uint n = 0; n < 2_000_000; n++) yield return n * 2147483659u;
    }

    [Test]
    public void The_logarithm_of_a_uniform_word_is_right_to_two_units_in_the_last_place() =>
        Assert.That(Words().Max(w => Ulps(Elementary.Log(w), ExactLog(w))), Is.LessThan(2.0));

    [Test]
    public void Sine_and_cosine_of_a_turn_are_right_to_two_units_in_the_last_place()
    {
        var worst = 0.0;
        foreach (var word in Words())
        {
            // Off the nearest quarter first: the sine of an argument near pi says little about the function.
            var (sin, cos) = Elementary.SinCos(word);
            var quarters = (word + 0.5) / (1 << 30);
            var whole = Math.Round(quarters);
            var (s, c) = Math.SinCos((quarters - whole) * Math.PI / 2);
            (s, c) = ((int)whole & 3) switch { 0 => (s, c), 1 => (c, -s), 2 => (-s, -c), _ => (-c, s) };
            worst = Math.Max(worst, Math.Max(Ulps(sin, s), Ulps(cos, c)));
        }
        Assert.That(worst, Is.LessThan(2.0));
    }

    [Test]
    public void The_exponential_is_right_to_two_units_in_the_last_place()
    {
        var worst = 0.0;
        for (var n = -700_000; n <= 700_000; n += 7) worst = Math.Max(worst, Ulps(Elementary.Exp(n * 1e-3), Math.Exp(n * 1e-3)));
        Assert.That(worst, Is.LessThanOrEqualTo(2.0));
    }

    [Test]
    public void The_hyperbolic_tangent_is_right_to_three_units_in_the_last_place_near_zero_too()
    {
        var worst = 0.0;
        for (var x = 1e-300; x < 1e3; x *= 1.0003) worst = Math.Max(worst, Ulps(Elementary.Tanh(-x), Math.Tanh(-x)));
        Assert.That(worst, Is.LessThanOrEqualTo(3.0));
    }

    [Test]
    public void Edges()
    {
        Assert.That(Elementary.Exp(0), Is.EqualTo(1));
        Assert.That(Elementary.Exp(double.NegativeInfinity), Is.Zero);
        Assert.That(Elementary.Exp(double.PositiveInfinity), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Elementary.Exp(709.79), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Elementary.Exp(-745.0), Is.EqualTo(double.Epsilon));
        Assert.That(Elementary.Exp(double.NaN), Is.NaN);
        Assert.That(Elementary.Tanh(double.PositiveInfinity), Is.EqualTo(1));
        Assert.That(Elementary.Tanh(-30), Is.EqualTo(-1));
        Assert.That(double.IsNegative(Elementary.Tanh(-0.0)), Is.True);
        Assert.That(Elementary.Sigmoid(-1000), Is.Zero);
        Assert.That(Elementary.Sigmoid(0), Is.EqualTo(0.5));
        Assert.That(Elementary.Sigmoid(1000), Is.EqualTo(1));
    }

    // Bits, so that a change of the order of operations shows: chips that were programmed before it would be others after it.
    [TestCase(0u, 0xC1B6FDA9u)]
    [TestCase(0x9ABCDEF0u, 0xBF00E1CEu)]
    [TestCase(uint.MaxValue, 0xAF000000u)]
    public void Bits_of_the_logarithm(uint word, uint bits) =>
        Assert.That(BitConverter.SingleToUInt32Bits(Elementary.Log(word)).ToString("X8"), Is.EqualTo(bits.ToString("X8")));

    // Near u = 1 the library's logarithm of a rounded u would say nothing: log1p by its series.
    private static double ExactLog(uint word)
    {
        var below = (4294967296.0 - word - 0.5) / 4294967296.0;
        return below < 1e-3 ? -below * (1 + below * (1 / 2.0 + below * (1 / 3.0 + below * (1 / 4.0 + below * (1 / 5.0 + below / 6))))) : Math.Log((word + 0.5) / 4294967296.0);
    }

    private static double Ulps(float got, double exact) => Math.Abs(got - exact) / (MathF.BitIncrement(MathF.Abs((float)exact)) - MathF.Abs((float)exact));

    private static double Ulps(double got, double exact) => Math.Abs(got - exact) / (Math.BitIncrement(Math.Abs(exact)) - Math.Abs(exact));
}
