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
}
