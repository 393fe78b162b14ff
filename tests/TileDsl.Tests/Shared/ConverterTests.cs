using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using TileDsl.Kernels;

namespace TileDsl.Tests.Shared;

/// <summary>A converter with limits that make ties: small fractions.</summary>
public sealed record RandomConverter(int Bits, CodeKind Codes, Rational Lo, Rational Hi)
{
    public ConverterScale Scale => ConverterLaw.Over(Bits, Codes, Lo, Hi);
}

public static class RandomConverters
{
    public static Arbitrary<RandomConverter> Converter() => Arb.From(
        from codes in Gen.Elements(Enum.GetValues<CodeKind>())
        from bits in Gen.Choose(codes is CodeKind.Signed or CodeKind.Symmetric ? 2 : 1, 9)
        from lo in Gen.Choose(-4000, 0)
        from span in Gen.Choose(1, 4000)
        from denominator in Gen.Elements(1, 1, 2, 3, 7, 83, 250)
        from factor in Gen.Elements(1, 1, 16)
        select new RandomConverter(bits, codes, new Rational(lo * factor, denominator), new Rational(Math.Max(lo + span, 1) * factor, denominator)));
}

public class ConverterTests
{
    [Property(Arbitrary = [typeof(RandomConverters)])]
    public void Thresholds_say_what_conversion_says(RandomConverter random)
    {
        // In units that keep the fractions small, that bring them to the limit of a long, and that go far beyond it.
        foreach (var unit in new[] { Rational.One, new Rational(BigInteger.One << 40, 3), new Rational((BigInteger.One << 44) - 1, 7), new Rational(BigInteger.One << 90, (BigInteger.One << 70) - 1) })
        {
            var scale = random.Scale.In(unit);
            for (var n = 1; n < scale.Steps; n++)
            {
                Assert.That(scale.Convert(scale.Threshold(n)), Is.GreaterThanOrEqualTo(n));
                Assert.That(scale.Convert(scale.Threshold(n) - 1), Is.LessThan(n));
            }
        }
    }

    [Property(Arbitrary = [typeof(RandomConverters)], MaxTest = 200)]
    public void The_arithmetic_of_kernels_equals_conversion_on_every_integer(RandomConverter random)
    {
        var scale = random.Scale;
        var lo = (long)scale.Lo.Floor() - 50;
        var hi = Math.Min((long)scale.Top.Ceiling() + 50, lo + 20_000);
        foreach (var arithmetic in new[] { ConverterArithmetic.For(scale, lo, hi), ConverterArithmetic.Wide(scale, lo, hi) })
        {
            Assert.That(arithmetic.Form, Is.Not.EqualTo(ConverterForm.Search));
            for (var sum = lo; sum <= hi; sum++)
            {
                var n = (int)Math.Clamp(arithmetic.Apply(sum), 0, scale.Steps - 1);
                if (n != scale.Convert(sum)) Assert.Fail($"{arithmetic.Form}: {sum} became {n}, not {scale.Convert(sum)}, by {scale}");
            }
        }
    }

    [Test]
    public void Sums_of_24_bits_in_fractions_of_an_lsb_are_converted_in_float64()
    {
        var scale = ConverterLaw.Over(8, CodeKind.Signed, -20, 20).In(new Rational(32768 * 83, 250));
        var arithmetic = ConverterArithmetic.For(scale, -(1 << 24) + 1, (1 << 24) - 1);
        Assert.That(arithmetic.Form, Is.EqualTo(ConverterForm.WideMultiply));
        for (var n = 1; n < scale.Steps; n++)
        {
            Assert.That(arithmetic.Apply((long)scale.Threshold(n)), Is.EqualTo(n));
            Assert.That(arithmetic.Apply((long)scale.Threshold(n) - 1), Is.EqualTo(n - 1));
        }
    }

    [Test]
    public void A_scale_too_fine_for_a_quotient_in_float64_is_searched_where_its_thresholds_are_not_tried()
    {
        var scale = ConverterLaw.Over(8, CodeKind.Unsigned, 0, new Rational((BigInteger)1 << 80, ((BigInteger)1 << 79) - 1));
        Assert.That(ConverterArithmetic.Wide(scale, 0, 100).Form, Is.EqualTo(ConverterForm.Search));
        Assert.That(ConverterArithmetic.For(scale, 0, 100).Form, Is.EqualTo(ConverterForm.WideMultiply));
    }

    // Sums of 24 bits: without ties, with one that goes up (127.5), with one that goes down (2.5), and with both kinds, which no nudge puts right.
    [TestCase(255, "12345678/1", ConverterForm.WideMultiply)]
    [TestCase(255, "6274433/1", ConverterForm.WideMultiply)]
    [TestCase(5, "15687005/3", ConverterForm.WideMultiply)]
    [TestCase(255, "8338330/1", ConverterForm.WideDivide)]
    public void Ties_are_multiplied_exactly_or_divided(int steps, string top, ConverterForm form)
    {
        var scale = new ConverterScale(0, Rational.Parse(top) / steps, steps + 1, 0);
        var arithmetic = ConverterArithmetic.For(scale, -(1 << 24) + 1, (1 << 24) - 1);
        for (var n = 1; n <= steps; n++)
        {
            Assert.That(arithmetic.Apply((long)scale.Threshold(n)), Is.EqualTo(n));
            Assert.That(arithmetic.Apply((long)scale.Threshold(n) - 1), Is.EqualTo(n - 1));
        }
        Assert.That(arithmetic.Form, Is.EqualTo(form));
    }

    [TestCase(CodeKind.Unsigned, 3, 0, 14, "0", "2", 8, 0)]
    [TestCase(CodeKind.Signed, 3, -8, 3, "-8", "2", 8, -4)]
    [TestCase(CodeKind.Signed, 3, -4, 6, "-8", "2", 8, -4)]
    [TestCase(CodeKind.Symmetric, 3, -4, 6, "-6", "2", 7, -3)]
    [TestCase(CodeKind.MidRise, 3, -4, 7, "-7", "2", 8, 0)]
    public void The_step_is_that_of_the_code_kind(CodeKind codes, int bits, int lo, int hi, string expectedLo, string step, int steps, int first)
    {
        Assert.That(ConverterLaw.Over(bits, codes, lo, hi), Is.EqualTo(new ConverterScale(Rational.Parse(expectedLo), Rational.Parse(step), steps, first)));
    }

    [TestCase(CodeKind.Unsigned, 0, 7, true)]
    [TestCase(CodeKind.Unsigned, -3, 4, true)]
    [TestCase(CodeKind.Unsigned, 0, 8, false)]
    [TestCase(CodeKind.Signed, -4, 3, true)]
    [TestCase(CodeKind.Signed, -3, 4, false)]
    [TestCase(CodeKind.Symmetric, -3, 3, true)]
    [TestCase(CodeKind.Symmetric, -4, 3, false)]
    [TestCase(CodeKind.MidRise, -1, 1, false)]
    public void A_full_range_is_lossless_where_the_codes_cover_the_sums(CodeKind codes, int lo, int hi, bool lossless)
    {
        var scale = ConverterLaw.Full(3, codes, lo, hi, integerSums: true);
        Assert.That(scale.IsLossless(lo, hi), Is.EqualTo(lossless));
        if (!lossless) Assert.That(scale, Is.EqualTo(ConverterLaw.Over(3, codes, lo, hi)));
        Assert.That(ConverterLaw.Full(3, codes, lo, hi, integerSums: false), Is.EqualTo(ConverterLaw.Over(3, codes, lo, hi)));
    }

    [Test]
    public void Halves_are_converted_to_even_and_sums_beyond_are_clamped()
    {
        var scale = new ConverterScale(0, 2, 4, 0);
        Assert.That(Enumerable.Range(-3, 14).Select(p => scale.Convert(p)), Is.EqualTo(new[] { 0, 0, 0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 3, 3 }));
    }
}
