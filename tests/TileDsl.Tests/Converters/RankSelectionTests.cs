using FsCheck;
using TileDsl.Converters;

namespace TileDsl.Tests.Converters;

public class RankSelectionTests
{
    [Property]
    public void Finds_what_sorting_finds(ulong[] values, PositiveInt pools, PositiveInt rank, byte width)
    {
        if (values.Length == 0) return;
        var bits = width % 40 + 1;
        var count = pools.Get % 9 + 1;
        var keys = values.Select(v => v & ((1UL << bits) - 1)).ToArray();
        var wanted = (rank.Get - 1) % keys.Length + 1;
        var selection = new RankSelection(count, bits, wanted);
        while (!selection.IsDone)
        {
            // Two threads' counts; every pool has its keys shifted by its number.
            var counts = new[] { selection.Begin(), selection.Begin() };
            for (var n = 0; n < keys.Length; n++)
            {
                for (var pool = 0; pool < count; pool++) counts[n % 2].Add(pool, keys[n] ^ (ulong)(pool & ((1 << Math.Min(bits, 3)) - 1)));
            }
            selection.Take(counts);
        }
        for (var pool = 0; pool < count; pool++)
        {
            var sorted = keys.Select(k => k ^ (ulong)(pool & ((1 << Math.Min(bits, 3)) - 1))).Order().ToArray();
            Assert.That(selection.Keys[pool], Is.EqualTo(sorted[wanted - 1]));
        }
    }

    [Test]
    public void Many_pools_share_a_bounded_table()
    {
        var selection = new RankSelection(10_000, 32, 1);
        Assert.That(selection.Begin().Table, Has.Length.LessThanOrEqualTo(1 << 22));
    }
}
