using TileDsl.Kernels;
using TileDsl.Running;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Running;

public class QuantiserTests
{
    [Property(MaxTest = 100)]
    public void Codes_of_a_larger_scale_are_those_of_what_codes_stand_for(int seed)
    {
        var random = new Random(seed);
        var quantiser = new Quantiser(1, random.Next(-128, 128), -128, 127);
        var codes = Enumerable.Range(0, random.Next(0, 40)).Select(_ => random.Next(-128, 128)).ToArray();
        for (var shift = 1; shift <= 10; shift++)
        {
            var shifted = new int[codes.Length];
            quantiser.Shift(codes, shift, shifted);
            var larger = quantiser with { Scale = 1 << shift };
            Assert.That(shifted, Is.EqualTo(Array.ConvertAll(codes, code => larger.Code(code - quantiser.ZeroPoint))), $"{shift}");
        }
    }

    [TestCase(Signedness.Unsigned)]
    [TestCase(Signedness.Signed)]
    public void The_largest_is_found_wherever_it_stands(Signedness signedness)
    {
        for (var length = 1; length < 100; length++)
        {
            for (var at = 0; at < length; at++)
            {
                var values = Enumerable.Range(0, length).Select(n => n == at ? signedness == Signedness.Signed ? -2f : 2f : n % 2 - 0.5f).ToArray();
                Assert.That(Quantiser.Largest<float>(values, signedness), Is.EqualTo(2), $"{at} of {length}");
                Assert.That(Quantiser.Largest<double>(Array.ConvertAll(values, v => (double)v), signedness), Is.EqualTo(2), $"{at} of {length}, float64");
            }
            Assert.That(Quantiser.Largest<float>(Enumerable.Repeat(-3f, length).ToArray(), signedness), Is.EqualTo(signedness == Signedness.Signed ? 3 : 0), $"{length} below zero");
        }
    }

    /// <summary>Values a float32's breadth around the middle between two codes, and far beyond them: float32 decides few of them itself.</summary>
    [Property(MaxTest = 200)]
    public void Float32_values_get_the_codes_of_the_same_values_in_float64(int seed)
    {
        var random = new Random(seed);
        var most = random.Pick(1, 127, 255, 32767);
        var scale = Math.ScaleB(1 + random.NextDouble(), random.Pick(-150, -140, -125, -20, -3, 0, 8, 110, 126));
        var quantiser = new Quantiser(scale, random.Pick(0, -most, most / 3), -most, most);
        var values = new float[random.Next(0, 70)];
        for (var n = 0; n < values.Length; n++)
        {
            var halves = random.Next(-2 * most - 3, 2 * most + 4) / 2.0;
            var v = (float)(halves * scale * random.Pick(1, 1, 1, 1000));
            values[n] = float.IsFinite(v) ? random.Pick(-1, 0, 1) switch { < 0 => MathF.BitDecrement(v), 0 => v, _ => MathF.BitIncrement(v) } : 0;
            if (!float.IsFinite(values[n])) values[n] = 1;
        }
        var codes = new int[values.Length];
        quantiser.Codes(values, codes);
        Assert.That(codes, Is.EqualTo(Array.ConvertAll(values, v => quantiser.Code(v))), $"scale {scale}");
    }
}
