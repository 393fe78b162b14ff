using TileDsl.Kernels;
using TileDsl.Running.Digital;
using TileDsl.Tests.Kernels.Tiles;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Running.Digital;

public class CodeTests
{
    [Property(MaxTest = 200)]
    public void Sums_become_the_codes_of_their_definition(int seed)
    {
        var random = new Random(seed);
        var (channels, positions) = (random.Next(1, 5), random.Next(1, 70));
        // Powers of two make many codes that lie half-way between two.
        var scales = Fill(random.Pick(1, channels), () => random.Next(2) == 0 ? 0.25 : random.NextDouble() / 10);
        var bias = random.Next(3) == 0 ? null : Fill(channels, () => random.Next(2) == 0 ? random.Next(9) : random.NextDouble());
        var activation = (Activation)random.Pick((int)Activation.None, (int)Activation.Relu, (int)Activation.Relu6);
        var range = random.Next(2) == 0 ? new CodeRange(0.5, 128, 0, 255) : new CodeRange(random.NextDouble() + 0.01, random.Next(-20, 20), -128, 127);
        var sums = Fill(channels * positions, () => random.Next(20) == 0 ? random.Pick(int.MinValue, int.MaxValue) : random.Next(-1000, 1000));
        var results = new IntegerResults(channels, scales, bias, activation);
        var real = new double[sums.Length];
        results.ToReal(sums, real);
        foreach (var path in Paths)
        {
            var (codes, codesOfReal) = (Fill(sums.Length + 1, () => (short)7), Fill(sums.Length + 1, () => (short)7));
            results.ToCodes(sums, range, codes, path);
            range.Quantise(real, codesOfReal, path);
            for (var n = 0; n < sums.Length; n++)
            {
                var channel = n / positions;
                var value = PlainLayers.Activate(activation, 0, sums[n] * scales[scales.Length == 1 ? 0 : channel] + (bias?[channel] ?? 0));
                Assert.That(real[n], Is.EqualTo(value));
                var code = (short)Math.Clamp(Math.Round(value / range.Scale, MidpointRounding.ToEven) + range.ZeroPoint, range.Lowest, range.Highest);
                Assert.That(codes[n], Is.EqualTo(code), $"{path}, {value} in {range}");
                Assert.That(codesOfReal[n], Is.EqualTo(code), $"{path}, {value} in {range}");
            }
            Assert.That((codes[^1], codesOfReal[^1]), Is.EqualTo(((short)7, (short)7)), "the end");
        }
    }

    [Test]
    public void Numbers_beside_the_middle_of_two_codes_go_to_the_nearer()
    {
        var range = new CodeRange(0.37, 0, -128, 127);
        // Float32 does not tell them from the middle.
        double[] values = [.. Enumerable.Range(0, 43).Select(n => (n - 20.5 + (n % 3 - 1) * 1e-9) * range.Scale)];
        foreach (var path in Paths)
        {
            var codes = new short[values.Length];
            range.Quantise(values, codes, path);
            for (var n = 0; n < values.Length; n++) Assert.That(codes[n], Is.EqualTo((short)Math.Round(values[n] / range.Scale, MidpointRounding.ToEven)), $"{path}, {values[n] / range.Scale:R}");
        }
    }

    [Test]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.That(() => new IntegerResults(3, new double[2], null), Throws.ArgumentException);
        Assert.That(() => new IntegerResults(3, new double[3], new double[2]), Throws.ArgumentException);
        Assert.That(() => new IntegerResults(3, new double[3], null, Activation.Tanh), Throws.ArgumentException);
        Assert.That(() => new IntegerResults(3, new double[3], null).ToReal(new int[4], new double[4]), Throws.ArgumentException);
        Assert.That(() => new IntegerResults(3, new double[3], null).ToReal(new int[6], new double[5]), Throws.ArgumentException);
    }
}
