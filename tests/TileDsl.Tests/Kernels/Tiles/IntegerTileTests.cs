using TileDsl.Kernels;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Kernels.Tiles;

public class IntegerTileTests
{
    [Property(MaxTest = 150)]
    public void Every_width_adds_the_products_of_pairs_of_rows(int seed)
    {
        var random = new Random(seed);
        var (pairs, width, vectors) = (random.Next(0, 30), random.Pick(16, 32, 48, 64), random.Next(0, 12));
        var (inputStride, sumStride) = (2 * pairs + random.Next(3), width + random.Next(3));
        // Signed extremes of 16 bits with few rows; more rows keep the sums in 32 bits.
        var limit = pairs < 1 ? 1 : (int)Math.Min(short.MaxValue, int.MaxValue / (2L * pairs) / short.MaxValue);
        var panel = Fill(pairs * width * 2, () => (short)random.Next(-limit, limit + 1));
        var inputs = Fill(vectors * inputStride, () => (short)random.Next(short.MinValue + 1, short.MaxValue + 1));
        foreach (var path in Paths)
        {
            var sums = Fill(vectors * sumStride + 1, () => 7);
            IntegerTile.Multiply(panel, pairs, width, inputs, inputStride, vectors, sums, sumStride, path);
            for (var v = 0; v < vectors; v++)
            {
                for (var c = 0; c < sumStride; c++)
                {
                    var expected = c < width ? 0L : 7;
                    for (var row = 0; row < 2 * pairs && c < width; row++) expected += inputs[v * inputStride + row] * (long)panel[(row / 2 * width + c) * 2 + row % 2];
                    Assert.That(sums[v * sumStride + c], Is.EqualTo(expected), $"{path} {pairs} pairs x {width}, vector {v} of {vectors}, column {c}");
                }
            }
            Assert.That(sums[^1], Is.EqualTo(7), "the end");
        }
    }

    [Test]
    public void Shapes_that_spans_do_not_hold_are_refused()
    {
        var (panel, inputs, sums) = (new short[2 * 32], new short[2 * 4], new int[2 * 16]);
        Assert.That(() => IntegerTile.Multiply(panel, 2, 16, inputs, 4, 2, sums, 16, VectorPath.Auto), Throws.Nothing);
        Assert.That(() => IntegerTile.Multiply(panel, 3, 16, inputs, 6, 1, sums, 16, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => IntegerTile.Multiply(panel, 2, 16, inputs, 4, 3, sums, 16, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => IntegerTile.Multiply(panel, 2, 16, inputs, 3, 2, sums, 16, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => IntegerTile.Multiply(panel, 2, 16, inputs, 4, 2, sums, 15, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => IntegerTile.Multiply(panel, 1, 24, inputs, 4, 1, sums, 24, VectorPath.Auto), Throws.ArgumentException);
    }
}
