using System.Runtime.Intrinsics;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Tests.Devices;

public class ColumnNoiseTests
{
    private const ulong Seed = 0x0123456789ABCDEF;
    private static readonly ColumnNoise s_noise = new(Seed, 3, NoisePurpose.PartialSumNoise, 2);

    [Test]
    public void A_draw_is_keyed_as_the_manual_says()
    {
        // Column 1000 = 15 * 64 + 40: block 15 * 16 + 8, lane 2.
        var key = Philox.Block(3, 4, 2, 0, 0x89ABCDEF, 0x01234567);
        var block = Philox.Block(248, 17, 5 | 1u << 30, 99, key.W0, key.W1);
        var drawn = new float[1024];
        s_noise.Fill(drawn, 0, 17, 5, 1, 99);
        Assert.That(drawn[1000], Is.EqualTo(NoiseStream.Gaussians(block.W2, block.W3).First));
        Assert.That(drawn[1000 + 16], Is.EqualTo(NoiseStream.Gaussians(block.W2, block.W3).Second));
        Assert.That(drawn[1000 - 32], Is.EqualTo(NoiseStream.Gaussians(block.W0, block.W1).First));
    }

    [Property]
    public void Every_width_fills_the_draws_of_its_columns(byte sixteens, ushort place, byte cycle, bool minus, int sample)
    {
        var polarity = minus ? 1 : 0;
        var alone = Enumerable.Range(0, sixteens % 80 * 16).Select(j => s_noise.Gaussian(j, place, cycle, polarity, sample)).ToArray();
        foreach (var path in Enum.GetValues<VectorPath>())
        {
            var together = new float[alone.Length];
            s_noise.Fill(together, 0, place, cycle, polarity, sample, path);
            Assert.That(together, Is.EqualTo(alone), $"{path}");
        }
    }

    [Test]
    public void Lanes_take_words_of_every_kind_as_the_scalar_does()
    {
        // The words about powers of two, where exponents and quarters change, against each other.
        var edges = Enumerable.Range(0, 33).SelectMany(shift => Enumerable.Range(-2, 5).Select(near => unchecked((uint)((1L << shift) + near)))).ToArray();
        foreach (var radius in edges)
        {
            foreach (var angle in edges)
            {
                var (first, second) = NoiseStream.Gaussians(radius, angle);
                var (first256, second256) = GaussianLanes256.Gaussians(Vector256.Create(radius), Vector256.Create(angle));
                var (first512, second512) = GaussianLanes512.Gaussians(Vector512.Create(radius), Vector512.Create(angle));
                Assert.That(first256, Is.EqualTo(Vector256.Create(first)), $"{radius}, {angle}");
                Assert.That(second256, Is.EqualTo(Vector256.Create(second)), $"{radius}, {angle}");
                Assert.That(first512, Is.EqualTo(Vector512.Create(first)), $"{radius}, {angle}");
                Assert.That(second512, Is.EqualTo(Vector512.Create(second)), $"{radius}, {angle}");
            }
        }
    }

    [Test]
    public void Columns_are_padded_to_sixteen() =>
        Assert.That(() => s_noise.Fill(new float[24], 0, 0, 0, 0, 0), Throws.ArgumentException);
}
