using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Tests;

/// <summary>The data is what any other tool makes by the definition.</summary>
public class DataTests
{
    [TestCase(0, 0xE220A8397B1DCDAFUL)]
    [TestCase(1, 0x6E789E6AA1B965F4UL)]
    [TestCase(2, 0x06C45D188009454FUL)]
    public void The_hash_is_SplitMix64(long index, ulong published) => Assert.That(WorkData.Hash(0, index), Is.EqualTo(published));

    [Test]
    public void Weights_and_inputs_fill_their_ranges()
    {
        var (weights, inputs) = (WorkData.Weights(256, 256), WorkData.Inputs(16, 256));
        Assert.That(weights.Min(), Is.EqualTo(-127));
        Assert.That(weights.Max(), Is.EqualTo(127));
        Assert.That(weights.Average(), Is.Zero.Within(1.5));
        Assert.That(inputs.Min(), Is.Zero);
        Assert.That(inputs.Max(), Is.EqualTo(255));
        Assert.That(inputs.Average(value => (double)value), Is.EqualTo(127.5).Within(6));
    }
}
