using TileDsl.Kernels;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Kernels.Tiles;

public class FloatTileTests
{
    [Property(MaxTest = 150)]
    public void Every_width_adds_fused_products_over_ascending_rows(int seed)
    {
        var random = new Random(seed);
        var (rows, width, vectors) = (random.Next(0, 40), random.Pick(16, 32, 48, 64), random.Next(0, 20));
        var (inputStride, sumStride) = (rows + random.Next(3), width + random.Next(3));
        var panel = Fill(rows * width, () => random.NextSingle() - 0.5f);
        var inputs = Fill(vectors * inputStride, () => random.NextSingle() - 0.5f);
        foreach (var path in Paths)
        {
            var sums = Fill(vectors * sumStride + 1, () => 7f);
            FloatTile.Multiply(panel, rows, width, inputs, inputStride, vectors, sums, sumStride, path);
            for (var v = 0; v < vectors; v++)
            {
                for (var c = 0; c < sumStride; c++)
                {
                    var expected = c < width ? 0f : 7f;
                    for (var row = 0; row < rows && c < width; row++) expected = MathF.FusedMultiplyAdd(inputs[v * inputStride + row], panel[row * width + c], expected);
                    Assert.That(BitConverter.SingleToInt32Bits(sums[v * sumStride + c]), Is.EqualTo(BitConverter.SingleToInt32Bits(expected)), $"{path} {rows} x {width}, vector {v} of {vectors}, column {c}");
                }
            }
            Assert.That(sums[^1], Is.EqualTo(7f), "the end");
        }
    }

    [Property(MaxTest = 100)]
    public void Wide_sums_of_integers_are_exact(int seed)
    {
        var random = new Random(seed);
        var (rows, width, vectors) = (random.Next(0, 20), random.Pick(16, 32, 48, 64), random.Next(0, 5));
        var panel = Fill(rows * width, () => random.Next(-(1 << 24), 1 << 24));
        var floats = Array.ConvertAll(panel, m => (float)m);
        var inputs = Fill(vectors * rows, () => (float)random.Next(-(1 << 16), 1 << 16));
        foreach (var path in Paths)
        {
            var (fromIntegers, fromFloats) = (new double[vectors * width], new double[vectors * width]);
            FloatTile.MultiplyWide(panel, rows, width, inputs, rows, vectors, fromIntegers, width, path);
            FloatTile.MultiplyWide(floats, rows, width, inputs, rows, vectors, fromFloats, width, path);
            for (var v = 0; v < vectors; v++)
            {
                for (var c = 0; c < width; c++)
                {
                    var expected = 0L;
                    for (var row = 0; row < rows; row++) expected += (long)inputs[v * rows + row] * panel[row * width + c];
                    Assert.That(fromIntegers[v * width + c], Is.EqualTo((double)expected), $"{path}");
                    Assert.That(fromFloats[v * width + c], Is.EqualTo((double)expected), $"{path}");
                }
            }
        }
    }

    [Test]
    public void Shapes_that_spans_do_not_hold_are_refused()
    {
        var (panel, inputs, sums) = (new float[4 * 16], new float[2 * 4], new float[2 * 16]);
        Assert.That(() => FloatTile.Multiply(panel, 4, 16, inputs, 4, 2, sums, 16, VectorPath.Auto), Throws.Nothing);
        Assert.That(() => FloatTile.Multiply(panel, 5, 16, inputs, 5, 1, sums, 16, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => FloatTile.Multiply(panel, 4, 16, inputs, 4, 3, sums, 16, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => FloatTile.Multiply(panel, 4, 16, inputs, 3, 2, sums, 16, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => FloatTile.Multiply(panel, 4, 16, inputs, 4, 2, sums, 15, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => FloatTile.Multiply(panel, 4, 16, inputs, 4, 2, sums.AsSpan(1), 16, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => FloatTile.Multiply(panel, 2, 24, inputs, 4, 1, sums, 24, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => FloatTile.Multiply(panel, -1, 16, inputs, 4, 1, sums, 16, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => FloatTile.Multiply(panel, 0, 128, inputs, 4, 0, sums, 128, VectorPath.Auto), Throws.ArgumentException);
    }
}
