using System.Numerics;
using FsCheck;
using TileDsl.Kernels;

namespace TileDsl.Tests.Shared;

public class RationalTests
{
    [Property]
    public void A_double_is_a_fraction_and_back(double value)
    {
        if (!double.IsFinite(value) || (value != 0 && Math.Abs(value) < 2.2250738585072014E-308)) return;
        Assert.That(Rational.FromDouble(value).ToDouble(), Is.EqualTo(value));
    }

    // (n + offset/1024) ulps around a power of two: the nearest double is found by exact comparison with both neighbours.
    [Property(MaxTest = 500)]
    public void The_nearest_double_is_nearest_and_ties_go_to_even(long numerator, PositiveInt denominator, sbyte exponent)
    {
        var exact = new Rational(numerator, denominator.Get) * Rational.PowerOfTwo(exponent);
        var got = exact.ToDouble();
        var error = Rational.Abs(exact - Rational.FromDouble(got));
        foreach (var neighbour in new[] { Math.BitDecrement(got), Math.BitIncrement(got) })
        {
            var other = Rational.Abs(exact - Rational.FromDouble(neighbour));
            Assert.That(error, Is.LessThanOrEqualTo(other));
            if (error == other) Assert.That(BitConverter.DoubleToInt64Bits(got) & 1, Is.Zero);
        }
    }

    [Property]
    public void Ties_between_doubles_go_to_the_even_one(int steps, bool negative)
    {
        var low = BitConverter.Int64BitsToDouble(0x3FF0000000000000 + Math.Abs((long)steps));
        var middle = (Rational.FromDouble(low) + Rational.FromDouble(Math.BitIncrement(low))) / 2;
        var even = (BitConverter.DoubleToInt64Bits(low) & 1) == 0 ? low : Math.BitIncrement(low);
        Assert.That((negative ? -middle : middle).ToDouble(), Is.EqualTo(negative ? -even : even));
    }

    [TestCase(5, 2, 2)]
    [TestCase(7, 2, 4)]
    [TestCase(-5, 2, -2)]
    [TestCase(-7, 2, -4)]
    [TestCase(-1, 3, 0)]
    [TestCase(5, 3, 2)]
    public void Rounding_takes_halves_to_even(int numerator, int denominator, int expected) =>
        Assert.That(new Rational(numerator, denominator).RoundHalfEven(), Is.EqualTo((BigInteger)expected));

    [Property]
    public void Floor_and_ceiling_enclose(int numerator, NonZeroInt denominator)
    {
        var value = new Rational(numerator, denominator.Get);
        Assert.That(value.Floor(), Is.LessThanOrEqualTo(value.Ceiling()));
        Assert.That((Rational)value.Floor(), Is.LessThanOrEqualTo(value));
        Assert.That(value - value.Floor(), Is.LessThan(Rational.One));
        Assert.That((Rational)value.Ceiling() - value, Is.LessThan(Rational.One));
    }

    [Property]
    public void Text_is_read_back(int numerator, NonZeroInt denominator)
    {
        var value = new Rational(numerator, denominator.Get);
        Assert.That(Rational.Parse(value.ToString()), Is.EqualTo(value));
    }

    [Property]
    public void Arithmetic_is_that_of_fractions(int a, NonZeroInt b, int c, NonZeroInt d)
    {
        var (x, y) = (new Rational(a, b.Get), new Rational(c, d.Get));
        Assert.That(x + y - y, Is.EqualTo(x));
        Assert.That(x * y, Is.EqualTo(new Rational((BigInteger)a * c, (BigInteger)b.Get * d.Get)));
        if (c != 0) Assert.That(x / y * y, Is.EqualTo(x));
        Assert.That(x < y, Is.EqualTo((x - y).Sign < 0));
        Assert.That(x.Denominator.Sign, Is.EqualTo(1));
    }
}
