using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Tests.Data;

public class SampleFormTests
{
    [Test]
    public void Channels_come_first_and_places_keep_their_order()
    {
        // Two samples of 1 x 2 pixels with 3 channels: value = 100 sample + 10 pixel + channel.
        var samples = Samples.Of(new byte[] { 0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112 }, 1, 2, 3).ToChannelsFirst();
        Assert.That(samples.Shape, Is.EqualTo(new[] { 3, 1, 2 }));
        Assert.That(Sample(samples, 0), Is.EqualTo(new double[] { 0, 10, 1, 11, 2, 12 }));
        Assert.That(Sample(samples, 1), Is.EqualTo(new double[] { 100, 110, 101, 111, 102, 112 }));
        Assert.That(Sample(Samples.Of(new float[] { 1, 2, 3, 4 }, 2, 2).ToChannelsFirst(), 0), Is.EqualTo(new double[] { 1, 3, 2, 4 }));
        Assert.That(() => Samples.Of(new byte[4], 4).ToChannelsFirst(), Throws.TypeOf<TileException>().With.Message.Contains("these are [4]"));
    }

    [Test]
    public void Values_keep_their_worth_in_another_type()
    {
        var floats = Samples.Of(new float[] { 0, 255, 7, 8 }, 2).Slice(1, 1);
        Assert.That(Sample(floats.As(ElementType.UInt8), 0), Is.EqualTo(new double[] { 7, 8 }));
        Assert.That(Sample(Samples.Of(new byte[] { 200 }, 1).As(ElementType.Float32), 0), Is.EqualTo(new double[] { 200 }));
        Assert.That(Sample(Samples.Of(new float[] { -128 }, 1).As(ElementType.Int8), 0), Is.EqualTo(new double[] { -128 }));
    }

    [TestCase(256f, ElementType.UInt8)]
    [TestCase(-1f, ElementType.UInt8)]
    [TestCase(0.5f, ElementType.UInt8)]
    [TestCase(128f, ElementType.Int8)]
    public void A_value_that_is_no_code_is_refused(float value, ElementType type) =>
        Assert.That(() => Samples.Of(new float[] { 1, value }, 1).As(type), Throws.TypeOf<TileException>().With.Message.StartsWith("sample 1 has the value"));

    private static double[] Sample(Samples samples, int n)
    {
        var values = new double[samples.Length];
        samples.CopyTo(n, values);
        return values;
    }
}
