using TileDsl.Converters;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Converters.Physical;

/// <summary>What checks expect of sound converters, where thresholds of checks come from: 64 converters at 63 levels each, as the contract says.</summary>
public class SoundConvertersTests
{
    private const ulong Seed = 0x434F4E56;

    [TestCase(CodeKind.Unsigned, 0)]
    [TestCase(CodeKind.Signed, 128)]
    public void Offset_and_gain_miss_at_every_level(CodeKind codes, double zero)
    {
        var spec = new ConverterSpec { Bits = 8, Codes = codes, Noise = 0.4, Offset = 0.2, OffsetDeviation = 0.5, Gain = -0.01, GainDeviation = 0.02 };
        var (offsets, gains) = (new NoiseStream(Seed, 0, NoisePurpose.ConverterOffset, 0), new NoiseStream(Seed, 0, NoisePurpose.ConverterGain, 0));
        double Due(double draws) =>
            (from converter in Enumerable.Range(0, 64)
             from level in Enumerable.Range(1, 63)
             let miss = 0.2 + draws * 0.5 * offsets.Gaussian(converter, 0) + (4 * level - zero) * (-0.01 + draws * 0.02 * gains.Gaussian(converter, 0))
             select miss * miss).Average();
        Assert.That(SoundConverters.Variance(spec, draws: true), Is.EqualTo(1 / 12.0 + 0.16 + Due(1)).Within(1e-3).Percent);
        Assert.That(SoundConverters.Variance(spec, draws: false), Is.EqualTo(1 / 12.0 + Due(0)).Within(1e-3).Percent);
    }

    [Test]
    public void A_late_threshold_makes_the_code_small()
    {
        // Levels are a quarter of a code apart, and 0.3 of a code too high: each meets the threshold of the code it is nearest to, and the first that of code 1.
        double[] late = [.. Enumerable.Range(1, 15).Select(n => 0.02 * n)];
        var spec = new ConverterSpec { Bits = 4, Codes = CodeKind.Unsigned, Offset = 0.3, Nonlinearity = new() { TableMean = late, TableDeviation = new double[15] } };
        var due = Enumerable.Range(1, 63).Average(level => Math.Pow(0.3 - late[Math.Clamp((int)Math.Round(level / 4.0 + 0.3), 1, 15) - 1], 2));
        Assert.That(SoundConverters.Variance(spec, draws: false), Is.EqualTo(1 / 12.0 + due).Within(1e-3).Percent);
    }
}
