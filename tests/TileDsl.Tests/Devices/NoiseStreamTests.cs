using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Devices;

public class NoiseStreamTests
{
    private static readonly NoiseStream s_stream = new(0x0123456789ABCDEF, 3, NoisePurpose.Programming, 2);

    [Test]
    public void Moments_are_those_of_a_standard_Gaussian()
    {
        const int Count = 4_000_000;
        var draws = new float[Count];
        s_stream.Fill(draws, 0, 0);
        double mean = 0, square = 0, cube = 0, fourth = 0;
        foreach (double x in draws)
        {
            mean += x;
            square += x * x;
            cube += x * x * x;
            fourth += x * x * x * x;
        }
        // Five standard errors of each moment.
        var error = 5 / Math.Sqrt(Count);
        Assert.That(mean / Count, Is.EqualTo(0).Within(error));
        Assert.That(square / Count, Is.EqualTo(1).Within(error * Math.Sqrt(2)));
        Assert.That(cube / Count, Is.EqualTo(0).Within(error * Math.Sqrt(15)));
        Assert.That(fourth / Count, Is.EqualTo(3).Within(error * Math.Sqrt(96)));
    }

    [TestCase(1.0, 0.3173105)]
    [TestCase(2.0, 0.0455003)]
    [TestCase(3.0, 0.0026998)]
    [TestCase(4.0, 6.3342e-5)]
    public void Tails_are_those_of_a_standard_Gaussian(double sigma, double probability)
    {
        const int Count = 4_000_000;
        var draws = new float[Count];
        s_stream.Fill(draws, 0, 1);
        var beyond = draws.Count(x => Math.Abs(x) > sigma);
        Assert.That(beyond, Is.EqualTo(Count * probability).Within(5 * Math.Sqrt(Count * probability)));
    }

    [Test]
    public void The_two_of_a_pair_are_uncorrelated_and_the_first_is_the_cosine()
    {
        var draws = new float[1_000_000];
        s_stream.Fill(draws, 0, 2);
        var product = 0.0;
        for (var n = 0; n < draws.Length; n += 2) product += (double)draws[n] * draws[n + 1];
        Assert.That(product / (draws.Length / 2), Is.EqualTo(0).Within(5 / Math.Sqrt(draws.Length / 2)));
        Assert.That(NoiseStream.Gaussians(0, 0).First, Is.EqualTo(6.76).Within(0.01));
        Assert.That(NoiseStream.Gaussians(0, 0).Second, Is.EqualTo(0).Within(1e-6));
    }

    [Test]
    public void A_draw_is_keyed_as_the_manual_says()
    {
        var key = Philox.Block(3, 2, 2, 0, 0x89ABCDEF, 0x01234567);
        var block = Philox.Block(1000003 >> 2, 7, 5 | 1u << 30, 99, key.W0, key.W1);
        Assert.That(s_stream.Gaussian(1000003, 7, 5, 1, 99), Is.EqualTo(NoiseStream.Gaussians(block.W2, block.W3).Second));
        Assert.That(s_stream.Gaussian(1000000, 7, 5, 1, 99), Is.EqualTo(NoiseStream.Gaussians(block.W0, block.W1).First));
    }

    [Property]
    public void Neighbours_drawn_together_are_the_ones_drawn_alone(ushort first, byte length)
    {
        var alone = Enumerable.Range(0, length).Select(n => s_stream.Gaussian(first + n, 4, 1, 1, 5)).ToArray();
        foreach (var path in Enum.GetValues<VectorPath>())
        {
            var together = new float[length];
            s_stream.Fill(together, first, 4, 1, 1, 5, path);
            Assert.That(together, Is.EqualTo(alone), $"{path}");
        }
    }
}
