using TileDsl.Converters;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Converters.Physical;

/// <summary>The other architectures: their closed forms, and their distributions over converters.</summary>
public class ArchitectureTests
{
    private const int Converters = 20000;

    [Test]
    public void A_ramps_errors_accumulate_as_a_bridge_to_its_feedback()
    {
        // T of n: 2^b S_n/C_f, to first order n + m (sum of n - n/2^b sum of all 2^b of the feedback's own): variance m^2 (n + n^2/2^b).
        const double mismatch = 0.01;
        var spec = ConverterSpecs.Of(AdcKind.Ramp, 6, new() { Mismatch = mismatch });
        foreach (var n in new[] { 1, 16, 60 })
        {
            var errors = Enumerable.Range(0, Converters).Select(c => spec.Thresholds(c).Errors()[n - 1]).ToArray();
            var expected = mismatch * Math.Sqrt(n + n * n / 64.0);
            Assert.That(ConverterSpecs.Deviation(errors), Is.EqualTo(expected).Within(1.75).Percent);
            Assert.That(ConverterSpecs.Kolmogorov(errors, expected), Is.LessThan(1.95), "false alarm once in a thousand");
        }
    }

    [Test]
    public void A_ramp_loses_by_its_amplifier_as_a_search_does()
    {
        NonlinearitySpec parts = new() { AmplifierDecibel = 40 };
        Assert.That(ConverterSpecs.Of(AdcKind.Ramp, 8, parts).Thresholds(0), Is.EqualTo(ConverterSpecs.Of(AdcKind.Sar, 8, parts).Thresholds(0)));
    }

    [Test]
    public void A_flash_converters_comparators_err_alone()
    {
        const double comparator = 0.1;
        var spec = ConverterSpecs.Of(AdcKind.Flash, 4, new() { Comparator = comparator });
        var errors = Enumerable.Range(0, Converters).Select(c => spec.Thresholds(c).Errors()).ToArray();
        var (fifth, sixth) = (errors.Select(e => e[4]).ToArray(), errors.Select(e => e[5]).ToArray());
        Assert.That(ConverterSpecs.Deviation(fifth), Is.EqualTo(comparator).Within(1.75).Percent);
        Assert.That(ConverterSpecs.Kolmogorov(fifth, comparator), Is.LessThan(1.95), "false alarm once in a thousand");
        Assert.That(Correlation(fifth, sixth), Is.Zero.Within(4 / Math.Sqrt(Converters)));
    }

    [Test]
    public void A_searchs_one_comparator_shifts_all_thresholds_alike()
    {
        var spec = ConverterSpecs.Of(AdcKind.Sar, 6, new() { Comparator = 0.5 });
        var errors = spec.Thresholds(3).Errors();
        Assert.That(errors, Is.All.EqualTo(errors[0]).Within(1e-4));
        var first = Enumerable.Range(0, Converters).Select(c => spec.Thresholds(c).Errors()[0]).ToArray();
        Assert.That(ConverterSpecs.Deviation(first), Is.EqualTo(0.5).Within(1.75).Percent);
    }

    [TestCase(8, 0, 0, 40)]
    [TestCase(8, 0.02, 0, double.PositiveInfinity)]
    [TestCase(6, 0.05, 3, 50)]
    [TestCase(3, 0, 0.2, 60)]
    public void A_pipelines_thresholds_are_where_its_stages_first_give_a_code(int bits, double mismatch, double comparator, double decibel)
    {
        var spec = ConverterSpecs.Of(AdcKind.Pipeline, bits, new() { Mismatch = mismatch, Comparator = comparator, AmplifierDecibel = decibel });
        for (var converter = 0; converter < 5; converter++)
        {
            var thresholds = spec.Thresholds(converter);
            Assert.That(thresholds, Is.Ordered);
            // Reached at every threshold, and nowhere below it: a code may be reached by so few sums that a sweep steps over them.
            for (var n = 1; n <= thresholds.Length; n++) Assert.That(Stages(bits, mismatch, comparator, decibel, converter, thresholds[n - 1] + 1e-4), Is.GreaterThanOrEqualTo(n));
            for (var sum = -4.0; sum < thresholds.Length + 4; sum += 1 / 64.0 + 1e-4)
                Assert.That(Stages(bits, mismatch, comparator, decibel, converter, sum), Is.LessThanOrEqualTo(thresholds.Count(t => t <= sum + 1e-4)), $"sum {sum}");
        }
    }

    [TestCase(48, 8.0, 0, 0)]
    [TestCase(56, 4.0, 4.0, 0)]
    [TestCase(60, 2.0, 2.0, 2.0)]
    [TestCase(16, -8.0, 0, 0)]
    [TestCase(32, 0, 0, 0)]
    public void A_pipelines_thresholds_vary_as_the_ratios_of_its_capacitors_do(int code, double first, double second, double third)
    {
        // Vref = 32. A stage with the ratio 1 + e hands on R for V = (R + (d - 1) (1 + e) 32)/(2 + e), which is ((d - 1) 32 - V) e/2 above its place, and half of that
        // before the stage before it. V is 16 at code 48, and 0 from there on; 24, 16 at 56; 28, 24, 16 at 60. d is 2 all the way, at 16 it is 0. e is of two capacitors.
        const double mismatch = 0.003;
        var spec = ConverterSpecs.Of(AdcKind.Pipeline, 6, new() { Mismatch = mismatch });
        var errors = Enumerable.Range(0, Converters).Select(c => spec.Thresholds(c).Errors()[code - 1]).ToArray();
        var expected = mismatch * Math.Sqrt(2 * (first * first + second * second + third * third));
        Assert.That(ConverterSpecs.Deviation(errors), Is.EqualTo(expected).Within(0.0175 * expected + 1e-5));
    }

    [TestCase(CodeKind.Unsigned, 0, 63)]
    [TestCase(CodeKind.Signed, 32, 32)]
    [TestCase(CodeKind.MidRise, 31.5, 31.5)]
    public void An_oscillator_compresses_by_the_closed_form(CodeKind codes, double pivot, double fullScale)
    {
        var thresholds = ConverterSpecs.Of(AdcKind.Cco, 6, new() { Compression = 0.05 }, codes).Thresholds(0);
        for (var n = 1; n < 64; n++)
        {
            // What the oscillator makes of the threshold is the ideal one.
            var y = (thresholds[n - 1] - pivot) / fullScale;
            Assert.That(pivot + fullScale * (y / (1 + 0.05 * Math.Abs(y))), Is.EqualTo(n - 0.5).Within(1e-5));
        }
    }

    [Test]
    public void Periods_and_compressions_are_the_converters_own()
    {
        var periods = ConverterSpecs.Of(AdcKind.Cco, 6, new() { Period = 0.01 });
        var shares = Enumerable.Range(0, Converters).Select(c => periods.Thresholds(c)[59] / 59.5 - 1.0).ToArray();
        Assert.That(ConverterSpecs.Deviation(shares), Is.EqualTo(0.01).Within(1.75).Percent);
        var compressions = ConverterSpecs.Of(AdcKind.Cco, 6, new() { Compression = 0.05, CompressionDeviation = 0.01 });
        // n = (1 - T'/T)/y' with T' the ideal threshold and y' its share.
        var found = Enumerable.Range(0, Converters).Select(c => (1 - 59.5 / compressions.Thresholds(c)[59]) / (59.5 / 63)).ToArray();
        Assert.That(ConverterSpecs.Mean(found), Is.EqualTo(0.05).Within(4 * 0.01 / Math.Sqrt(Converters)));
        Assert.That(ConverterSpecs.Deviation(found), Is.EqualTo(0.01).Within(1.75).Percent);
    }

    [Test]
    public void An_oscillators_draws_are_those_of_its_place()
    {
        var elements = new NoiseStream(ConverterSpecs.Seed, 0, NoisePurpose.ConverterElement, 0);
        var spec = ConverterSpecs.Of(AdcKind.Cco, 6, new() { Compression = 0.05, CompressionDeviation = 0.01, Period = 0.02 });
        for (var converter = 0; converter < 20; converter++)
        {
            var n = 0.05 + 0.01 * elements.Gaussian(converter * (1L << 17), 0);
            var period = 1 + 0.02 * elements.Gaussian(converter * (1L << 17) + 1, 0);
            var thresholds = spec.Thresholds(converter);
            for (var i = 0; i < thresholds.Length; i++)
            {
                var y = thresholds[i] / 63;
                Assert.That(63 * (y / (1 + n * y)) / period, Is.EqualTo(i + 0.5).Within(2e-5));
            }
        }
    }

    [Test]
    public void A_code_that_is_never_reached_has_no_threshold()
    {
        var thresholds = ConverterSpecs.Of(AdcKind.Cco, 4, new() { Compression = 1.5 }, CodeKind.Signed).Thresholds(0);
        Assert.That(thresholds[0], Is.EqualTo(float.NegativeInfinity));
        Assert.That(thresholds[^1], Is.EqualTo(float.PositiveInfinity));
    }

    [Test]
    public void Measured_thresholds_have_their_means_and_deviations()
    {
        double[] mean = [0.1, -0.2, 0.3];
        double[] deviation = [0.05, 0, 0.02];
        var spec = ConverterSpecs.Of(AdcKind.Sar, 2, new() { TableMean = mean, TableDeviation = deviation });
        for (var i = 0; i < 3; i++)
        {
            var errors = Enumerable.Range(0, Converters).Select(c => spec.Thresholds(c).Errors()[i]).ToArray();
            Assert.That(ConverterSpecs.Mean(errors), Is.EqualTo(mean[i]).Within(1e-6 + 4 * deviation[i] / Math.Sqrt(Converters)));
            Assert.That(ConverterSpecs.Deviation(errors), Is.EqualTo(deviation[i]).Within(1e-6 + 0.0175 * deviation[i]));
        }
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / (a.Length - 1) / ConverterSpecs.Deviation(a) / ConverterSpecs.Deviation(b);
    }

    /// <summary>A conversion by the stages, one after the other, as the paper has them: voltages about zero, Vref = 2^(b-1).</summary>
    private static int Stages(int bits, double mismatch, double comparator, double decibel, int converter, double sum)
    {
        var elements = new NoiseStream(ConverterSpecs.Seed, 0, NoisePurpose.ConverterElement, 0);
        var comparators = new NoiseStream(ConverterSpecs.Seed, 0, NoisePurpose.ConverterComparator, 0);
        var first = converter * (1L << 17);
        var reference = Math.Pow(2, bits - 1);
        var v = sum - (Math.Pow(2, bits) - 1) / 2;
        var code = 0;
        for (var stage = 0; stage < bits - 1; stage++)
        {
            var c1 = 1 + mismatch * elements.Gaussian(first + 2 * stage, 0);
            var c2 = 1 + mismatch * elements.Gaussian(first + 2 * stage + 1, 0);
            var on = (v >= -reference / 4 + comparator * comparators.Gaussian(first + 2 * stage, 0) ? 1 : 0)
                + (v >= reference / 4 + comparator * comparators.Gaussian(first + 2 * stage + 1, 0) ? 1 : 0);
            code += on << (bits - 2 - stage);
            var beta = c1 / (c1 + c2);
            v = ((1 + c2 / c1) * v - (on - 1) * (c2 / c1) * reference) / (1 + 1 / (Math.Pow(10, decibel / 20) * beta));
        }
        return code + (v >= comparator * comparators.Gaussian(first + 2 * (bits - 1), 0) ? 1 : 0);
    }
}
