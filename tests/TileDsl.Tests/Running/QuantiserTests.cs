using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl.Tests.Running;

public class QuantiserTests
{
    [Test]
    public void Codes_stand_for_their_distance_from_the_zero_point_times_the_scale()
    {
        var random = new Random(1);
        for (var length = 0; length < 40; length++)
        {
            var quantiser = new Quantiser(random.NextDouble(), random.Next(-128, 128), -128, 127);
            var (codes, values) = (new int[length], new double[length]);
            for (var n = 0; n < length; n++) codes[n] = random.Next(-128, 128);
            quantiser.Values(codes, values);
            Assert.That(values, Is.EqualTo(Array.ConvertAll(codes, code => (code - quantiser.ZeroPoint) * quantiser.Scale)), $"{length} codes");
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
}
