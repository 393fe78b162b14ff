using TileDsl.Converters;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Converters.Physical;

/// <summary>Successive approximation against the search itself, done bit by bit for sums about every threshold.</summary>
public class SearchTests
{
    [TestCase(1, 0.05, double.PositiveInfinity)]
    [TestCase(4, 0.1, double.PositiveInfinity)]
    [TestCase(8, 0.1, 45)]
    [TestCase(10, 0.02, 60)]
    public void Thresholds_are_those_of_the_greedy_search(int bits, double mismatch, double decibel)
    {
        var spec = ConverterSpecs.Of(AdcKind.Sar, bits, new() { Mismatch = mismatch, AmplifierDecibel = decibel });
        var missing = 0;
        for (var converter = 0; converter < 20; converter++)
        {
            var thresholds = spec.Thresholds(converter);
            Assert.That(thresholds, Is.Ordered);
            for (var n = 1; n <= thresholds.Length; n++)
            {
                // Float32 thresholds are within half a unit in the last place of the exact ones, or one where the code is odd.
                var t = (double)thresholds[n - 1];
                var near = Math.Max(1e-5, Math.Abs(t) * 3e-7);
                Assert.That(Greedy(bits, mismatch, decibel, converter, t + near), Is.GreaterThanOrEqualTo(n));
                Assert.That(Greedy(bits, mismatch, decibel, converter, t - near), Is.LessThan(n));
                if (n > 1 && thresholds[n - 1] == thresholds[n - 2]) missing++;
            }
        }
        if (bits == 8) Assert.That(missing, Is.GreaterThan(0), "codes are missing at ten per cent, and that was tested");
    }

    [TestCase(1)]
    [TestCase(85)]
    [TestCase(128)]
    [TestCase(170)]
    [TestCase(240)]
    public void A_level_varies_as_the_units_of_its_capacitors_and_the_feedbacks_do(int code)
    {
        // T of n + 1/2 is 2^b C/C_f, C of n units: to first order n (1 + m xi/sqrt(n) - m xi'/sqrt(2^b)).
        const int bits = 8;
        const double mismatch = 0.01;
        var spec = ConverterSpecs.Of(AdcKind.Sar, bits, new() { Mismatch = mismatch });
        var errors = Enumerable.Range(0, 20000).Select(c => (double)spec.Thresholds(c)[code - 1] - (code - 0.5)).ToArray();
        var expected = code * mismatch * Math.Sqrt(1.0 / code + 1 / 256.0);
        // The deviation of a deviation is 1/sqrt(2n) = 0.5 %: three and a half of them, and below the 2 % that a wrong constant makes.
        Assert.That(ConverterSpecs.Deviation(errors), Is.EqualTo(expected).Within(1.75).Percent);
        Assert.That(ConverterSpecs.Mean(errors), Is.Zero.Within(4 * expected / Math.Sqrt(errors.Length)));
        Assert.That(ConverterSpecs.Kolmogorov(errors, expected), Is.LessThan(1.95), "false alarm once in a thousand");
    }

    [Test]
    public void A_finite_gain_shrinks_levels_by_the_closed_form()
    {
        // Without mismatch: level n / (1 + (1 + n/2^b)/A), A = 10^(40/20).
        var thresholds = ConverterSpecs.Of(AdcKind.Sar, 8, new() { AmplifierDecibel = 40 }).Thresholds(0);
        for (var n = 1; n < 256; n++) Assert.That(thresholds[n - 1], Is.EqualTo(n / (1 + (1 + n / 256.0) / 100) - 0.5).Within(1e-4 + 1e-6 * n));
    }

    private static int Greedy(int bits, double mismatch, double decibel, int converter, double sum)
    {
        var stream = new NoiseStream(ConverterSpecs.Seed, 0, NoisePurpose.ConverterElement, 0);
        double Capacitor(int k) => Math.Pow(2, k) * (1 + mismatch / Math.Sqrt(Math.Pow(2, k)) * stream.Gaussian(converter * (1L << 17) + k, 0));
        var feedback = Capacitor(bits);
        var gain = Math.Pow(10, decibel / 20);
        var (code, selected) = (0, 0.0);
        for (var k = bits - 1; k >= 0; k--)
        {
            var with = selected + Capacitor(k);
            var beta = feedback / (feedback + with);
            var level = with / feedback * Math.Pow(2, bits) / (1 + 1 / (gain * beta));
            if (sum + 0.5 < level) continue;
            code += 1 << k;
            selected = with;
        }
        return code;
    }
}
