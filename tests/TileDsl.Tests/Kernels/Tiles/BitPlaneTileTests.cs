using TileDsl.Kernels;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Kernels.Tiles;

public class BitPlaneTileTests
{
    [Property(MaxTest = 150)]
    public void Every_width_sums_the_rows_that_planes_select(int seed)
    {
        var random = new Random(seed);
        var (rows, width, planes) = (random.Next(0, 200), random.Pick(16, 32, 48, 64), random.Next(1, BitPlaneTile.MaxPlanes + 1));
        var sumStride = width + random.Next(3);
        // Few distinct codes make buckets long and others empty.
        var codes = random.Pick(1, 3, 256);
        var bits = Fill(rows, () => (byte)(random.Next(codes) * 255 / codes));
        var panel = Fill(rows * width, () => (float)random.Next(-83_000, 83_000));
        var plan = new ushort[BitPlaneTile.PlanLength(rows, planes)];
        BitPlaneTile.Plan(bits, planes, plan);
        foreach (var path in Paths)
        {
            var sums = Fill(planes * sumStride + 1, () => 7f);
            BitPlaneTile.Sum(panel, rows, width, plan, planes, sums, sumStride, path);
            Check(bits, width, planes, sumStride, sums, (row, c) => (int)panel[row * width + c], $"{path}");
        }
    }

    [Property(MaxTest = 150)]
    public void Cells_of_16_bits_give_the_same_sums(int seed)
    {
        var random = new Random(seed);
        var (rows, width, planes) = (random.Next(0, 256), random.Pick(32, 64, 96), random.Next(1, BitPlaneTile.MaxPlanes + 1));
        var (sumStride, lowest) = (width + random.Next(3), random.Pick(0, 65_500));
        var codes = random.Pick(1, 3, 256);
        var bits = Fill(rows, () => (byte)(codes == 1 ? 255 : random.Next(codes) * 255 / codes));
        var panel = Fill(rows * width, () => (ushort)random.Next(lowest, 65_536));
        var plan = new ushort[BitPlaneTile.PlanLength(rows, planes)];
        BitPlaneTile.Plan(bits, planes, plan);
        foreach (var path in Paths)
        {
            var sums = Fill(planes * sumStride + 1, () => 7f);
            BitPlaneTile.Sum(panel, rows, width, plan, planes, sums, sumStride, path);
            Check(bits, width, planes, sumStride, sums, (row, c) => panel[row * width + BitPlaneTile.Position(c)], $"{path}");
        }
    }

    private static void Check(byte[] bits, int width, int planes, int sumStride, float[] sums, Func<int, int, int> cell, string path)
    {
        for (var k = 0; k < planes; k++)
        {
            for (var c = 0; c < sumStride; c++)
            {
                var expected = c < width ? 0 : 7;
                for (var row = 0; row < bits.Length && c < width; row++) expected += (bits[row] >> k & 1) * cell(row, c);
                Assert.That(sums[k * sumStride + c], Is.EqualTo((float)expected), $"{path} {bits.Length} x {width}, plane {k} of {planes}, column {c}");
            }
        }
        Assert.That(sums[^1], Is.EqualTo(7f), "the end");
    }

    [Test]
    public void Positions_pair_the_halves_of_a_block()
    {
        var positions = Enumerable.Range(0, 96).Select(BitPlaneTile.Position).ToArray();
        Assert.That(positions, Is.Unique);
        for (var column = 0; column < 96; column++)
        {
            Assert.That(positions[column] / 32, Is.EqualTo(column / 32));
            Assert.That(positions[column] % 2, Is.EqualTo(column % 32 / 16));
        }
    }

    [Test]
    public void Shapes_that_spans_do_not_hold_are_refused()
    {
        var (panel, halves, sums) = (new float[4 * 32], new ushort[4 * 32], new float[5 * 32]);
        var plan = new ushort[BitPlaneTile.PlanLength(4, 5)];
        Assert.That(() => BitPlaneTile.Plan(new byte[5], 5, plan), Throws.ArgumentException);
        Assert.That(() => BitPlaneTile.Plan(new byte[4], 9, plan), Throws.ArgumentException);
        Assert.That(() => BitPlaneTile.Plan(new byte[BitPlaneTile.MaxRows + 1], 1, new ushort[10_000]), Throws.ArgumentException);
        BitPlaneTile.Plan(new byte[4], 5, plan);
        Assert.That(() => BitPlaneTile.Sum(panel, 4, 32, plan, 5, sums, 32, VectorPath.Auto), Throws.Nothing);
        Assert.That(() => BitPlaneTile.Sum(halves, 4, 32, plan, 5, sums, 32, VectorPath.Auto), Throws.Nothing);
        Assert.That(() => BitPlaneTile.Sum(panel, 3, 32, plan, 5, sums, 32, VectorPath.Auto), Throws.ArgumentException, "another plan");
        Assert.That(() => BitPlaneTile.Sum(panel, 4, 48, plan, 5, sums, 48, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => BitPlaneTile.Sum(halves, 4, 16, plan, 5, sums, 32, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => BitPlaneTile.Sum(panel, 4, 32, plan, 5, sums.AsSpan(1), 32, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => BitPlaneTile.Sum(panel, 4, 32, plan.AsSpan(1), 5, sums, 32, VectorPath.Auto), Throws.ArgumentException);
        Assert.That(() => BitPlaneTile.Sum(panel, 4, 32, plan, 0, sums, 32, VectorPath.Auto), Throws.ArgumentException);
    }
}
