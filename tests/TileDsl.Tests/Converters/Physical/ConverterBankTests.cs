using TileDsl.Converters;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Converters.Physical;

/// <summary>Which converter draws what, and that no errors are no change.</summary>
public class ConverterBankTests
{
    private const int Converters = 20000;

    private static IEnumerable<(AdcKind, NonlinearitySpec)> Nonlinearities { get; } =
    [
        (AdcKind.Sar, new() { Mismatch = 0.02, Comparator = 0.1 }),
        (AdcKind.Ramp, new() { Mismatch = 0.02, Comparator = 0.1 }),
        (AdcKind.Flash, new() { Comparator = 0.1 }),
        (AdcKind.Pipeline, new() { Mismatch = 0.02, Comparator = 0.1 }),
        (AdcKind.Cco, new() { CompressionDeviation = 0.02, Period = 0.01 }),
    ];

    [Test]
    public void Without_draws_every_architecture_gives_the_ideal_code_of_every_sum(
        [ValueSource(nameof(Nonlinearities))] (AdcKind Kind, NonlinearitySpec Parts) built, [Values] CodeKind codes, [Values(2, 5, 8)] int bits)
    {
        var spec = ConverterSpecs.Of(built.Kind, bits, built.Parts, codes);
        Assert.That(new ConverterBank(spec, 1, 0, 0, draws: false).HasThresholds, Is.False);
        // The same law with zeros drawn, and every multiple of an eighth step, halves included.
        var thresholds = ThresholdLaw.Of(spec, built.Parts, (_, gaussians) => gaussians.Clear());
        Assert.That(thresholds, Has.Length.EqualTo(spec.Steps - 1));
        for (var u = -3f; u < spec.Steps + 3; u += 0.125f)
        {
            var ideal = Math.Clamp(MathF.Round(u, MidpointRounding.ToEven), 0, spec.Steps - 1);
            Assert.That(thresholds.Count(t => t <= u), Is.EqualTo((int)ideal), $"{built.Kind} at {u}");
        }
    }

    [Test]
    public void Every_converter_has_thresholds_of_its_own([ValueSource(nameof(Nonlinearities))] (AdcKind Kind, NonlinearitySpec Parts) built)
    {
        var spec = ConverterSpecs.Of(built.Kind, 6, built.Parts);
        float[][] all = [spec.Thresholds(0), spec.Thresholds(1), spec.Thresholds(0, tile: 1), spec.Thresholds(0, polarity: 1), spec.Thresholds(0, chip: 1)];
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = 0; j < i; j++) Assert.That(all[i], Is.Not.EqualTo(all[j]));
        }
        Assert.That(spec.Thresholds(1), Is.EqualTo(all[1]), "the same place, the same converter");
    }

    [Test]
    public void Neighbours_are_not_correlated()
    {
        var spec = ConverterSpecs.Of(AdcKind.Sar, 6, new() { Mismatch = 0.02 });
        var errors = Enumerable.Range(0, Converters + 1).Select(c => spec.Thresholds(c).Errors()[31]).ToArray();
        var product = Enumerable.Range(0, Converters).Sum(c => errors[c] * errors[c + 1]) / errors.Sum(e => e * e);
        Assert.That(product, Is.Zero.Within(4 / Math.Sqrt(Converters)));
    }

    [Test]
    public void Offset_and_gain_have_their_means_and_deviations()
    {
        var bank = new ConverterBank(new() { Bits = 8, Codes = CodeKind.Signed, Offset = 0.2, OffsetDeviation = 0.5, Gain = 0.01, GainDeviation = 0.02 }, 7, 3, 2);
        var offsets = Enumerable.Range(0, Converters).Select(c => (double)bank.Offset(1, 0, c)).ToArray();
        var gains = Enumerable.Range(0, Converters).Select(c => (double)bank.Gain(1, 0, c)).ToArray();
        Assert.That(ConverterSpecs.Mean(offsets), Is.EqualTo(0.2).Within(4 * 0.5 / Math.Sqrt(Converters)));
        Assert.That(ConverterSpecs.Deviation(offsets), Is.EqualTo(0.5).Within(1.75).Percent);
        Assert.That(ConverterSpecs.Kolmogorov(offsets.Select(o => o - 0.2), 0.5), Is.LessThan(1.95), "false alarm once in a thousand");
        Assert.That(ConverterSpecs.Mean(gains), Is.EqualTo(0.01).Within(4 * 0.02 / Math.Sqrt(Converters)));
        Assert.That(ConverterSpecs.Deviation(gains), Is.EqualTo(0.02).Within(1.75).Percent);
        Assert.That(offsets.Zip(gains, (o, g) => (o - 0.2) * (g - 0.01)).Average() / (0.5 * 0.02), Is.Zero.Within(4 / Math.Sqrt(Converters)));
    }

    [Test]
    public void Offset_and_gain_are_draws_of_the_converters_place()
    {
        var bank = new ConverterBank(new() { Bits = 8, Codes = CodeKind.Signed, Offset = 0.2, OffsetDeviation = 0.5, Gain = 0.01, GainDeviation = 0.02 }, 7, 3, 2);
        var (offsets, gains) = (new NoiseStream(7, 3, NoisePurpose.ConverterOffset, 2), new NoiseStream(7, 3, NoisePurpose.ConverterGain, 2));
        for (var converter = 0; converter < 100; converter++)
        {
            Assert.That(bank.Offset(5, 1, converter), Is.EqualTo((float)(0.2 + 0.5 * offsets.Gaussian(converter, 5, 0, 1))));
            Assert.That(bank.Gain(5, 1, converter), Is.EqualTo((float)(0.01 + 0.02 * gains.Gaussian(converter, 5, 0, 1))));
        }
    }

    [TestCase(CodeKind.Unsigned, 0)]
    [TestCase(CodeKind.Signed, 128)]
    [TestCase(CodeKind.Symmetric, 127)]
    [TestCase(CodeKind.MidRise, 127.5)]
    public void Gain_turns_about_code_zero(CodeKind codes, double pivot)
    {
        var bank = new ConverterBank(new() { Bits = 8, Codes = codes, Gain = 0.05, Offset = 0.25 }, 7, 0, 0);
        var (slope, origin) = bank.Line(0, 0, 0);
        foreach (var u in new[] { 0.0, 100, 255 })
            Assert.That(slope * u + origin, Is.EqualTo(pivot + (u - pivot) * 1.05 + 0.25).Within(1e-4));
        Assert.That(new ConverterBank(new() { Bits = 8, Codes = codes, OffsetDeviation = 0.5 }, 7, 0, 0, draws: false).HasLine, Is.False);
    }

    [Test]
    public void Symmetric_codes_are_those_of_the_same_hardware_without_the_lowest()
    {
        NonlinearitySpec parts = new() { Mismatch = 0.02 };
        var signed = ConverterSpecs.Of(AdcKind.Sar, 6, parts, CodeKind.Signed).Thresholds(4);
        var symmetric = ConverterSpecs.Of(AdcKind.Sar, 6, parts, CodeKind.Symmetric).Thresholds(4);
        Assert.That(symmetric, Has.Length.EqualTo(62));
        for (var i = 0; i < symmetric.Length; i++) Assert.That(symmetric[i], Is.EqualTo(signed[i + 1] - 1).Within(1e-5));
    }
}
