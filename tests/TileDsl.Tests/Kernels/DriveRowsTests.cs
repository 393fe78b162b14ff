using TileDsl.Kernels;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Kernels;

public class DriveRowsTests
{
    [Property(MaxTest = 100)]
    public void Whole_codes_are_driven_summed_and_counted_one_by_one(int seed)
    {
        var random = new Random(seed);
        var most = random.Pick(2, 128, 65536);
        var x = Enumerable.Range(0, random.Next(0, 100)).Select(_ => random.Next(1 - most, most)).ToArray();
        var (drives, squares) = (new float[x.Length], new float[x.Length]);
        DriveRows.Whole(x, drives);
        DriveRows.Square(drives, squares);
        Assert.That(drives, Is.EqualTo(Array.ConvertAll(x, code => (float)code)));
        Assert.That(squares, Is.EqualTo(Array.ConvertAll(x, code => (float)code * code)));
        Assert.That(DriveRows.WholeSums(x), Is.EqualTo((x.Sum(code => (long)code), x.Sum(code => (long)code * code))));
        Assert.That(DriveRows.NotZero(x), Is.EqualTo(x.Count(code => code != 0)));
    }

    [Test]
    public void Sums_of_very_many_large_codes_do_not_overflow()
    {
        foreach (var length in (int[])[1 << 18, (1 << 18) + 1, 1 << 20])
        {
            var x = new int[length];
            Array.Fill(x, -65535);
            Assert.That(DriveRows.WholeSums(x), Is.EqualTo((-65535L * length, 65535L * 65535 * length)), $"{length} codes");
        }
    }
}
