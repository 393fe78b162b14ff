using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Tests.Data;

public class SamplesTests
{
    [Test]
    public void Slices_and_their_concatenation_keep_order_and_type()
    {
        var all = Samples.Of([0, 1, 2, 3, 4, 5, 6, 7, 8, 255], 2);
        var again = Samples.Concatenate([all.Slice(3, 2), all.Slice(0, 1)]);
        Assert.That((again.Count, again.Length, again.Type), Is.EqualTo((3, 2, ElementType.UInt8)));
        Assert.That(Values(again), Is.EqualTo(new double[] { 6, 7, 8, 255, 0, 1 }));
        Assert.That(Values(Samples.Of(new sbyte[] { -1, 127 }, 2).Slice(0, 1)), Is.EqualTo(new double[] { -1, 127 }));
        Assert.That(Values(Samples.Concatenate([Samples.Of(new sbyte[] { -1 }, 1), Samples.Of(new sbyte[] { -2 }, 1)])), Is.EqualTo(new double[] { -1, -2 }));
    }

    [Test]
    public void Mistakes_are_told()
    {
        var samples = Samples.Of(new byte[6], 2);
        Assert.That(() => samples.Slice(2, 2), Throws.TypeOf<TileException>().With.Message.Contains("samples 2 .. 3").And.Message.Contains("there are 3"));
        Assert.That(() => samples.Slice(int.MaxValue, int.MaxValue), Throws.TypeOf<TileException>());
        Assert.That(() => Samples.Of(new byte[5], 2), Throws.TypeOf<TileException>().With.Message.Contains("5 values are not samples of 2"));
        Assert.That(() => Samples.Of(new byte[5], 0), Throws.TypeOf<TileException>());
        Assert.That(() => Samples.Of(new byte[5], int.MaxValue, int.MaxValue, 4), Throws.TypeOf<TileException>());
        Assert.That(() => Samples.Of([0f, float.NaN], 1), Throws.TypeOf<TileException>().With.Message.Contains("sample 1, value 0"));
        Assert.That(() => Samples.Concatenate([samples, Samples.Of(new byte[6], 3)]), Throws.TypeOf<TileException>());
        Assert.That(() => Samples.Concatenate([samples, Samples.Of(new sbyte[6], 2)]), Throws.TypeOf<TileException>());
        Assert.That(() => Samples.Concatenate([]), Throws.TypeOf<TileException>());
    }

    [Test]
    public void Weights_are_made_of_plain_arrays()
    {
        var weights = ArrayWeights.Of((new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }, [7f, 8f]), (new[,] { { 9f, 10f } }, [11f]));
        Assert.That(weights.Tensors.Select(t => (t.Outputs, t.Inputs)), Is.EqualTo(new[] { (2, 3), (1, 2) }));
        Assert.That(weights.Tensors[0].Values, Is.EqualTo(new[] { 1f, 2, 3, 4, 5, 6 }));
        Assert.That(() => ArrayWeights.Of((new[,] { { 1f } }, [1f, 2f])), Throws.TypeOf<TileException>());
    }

    private static double[] Values(Samples samples)
    {
        var values = new double[samples.Count * samples.Length];
        for (var n = 0; n < samples.Count; n++) samples.CopyTo(n, values.AsSpan(n * samples.Length));
        return values;
    }
}
