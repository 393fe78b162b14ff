using FsCheck;
using FsCheck.Fluent;

namespace TileDsl.Properties.Tests;

/// <summary>Random choices one after the other, for programs whose parts depend on the parts before them.</summary>
internal sealed class Choices(int[] numbers)
{
    private int _next;

    public static Gen<Choices> Gen { get; } = FsCheck.Fluent.Gen.ArrayOf(FsCheck.Fluent.Gen.Choose(0, int.MaxValue - 1), 4000).Select(numbers => new Choices(numbers));

    /// <summary>A number of a range, both ends included.</summary>
    public int Between(int low, int high) => low + numbers[_next++ % numbers.Length] % (high - low + 1);

    public bool OneIn(int n) => Between(1, n) == 1;

    public T Of<T>(params T[] all) => all[Between(0, all.Length - 1)];

    /// <summary>Values of either sign.</summary>
    public float[] Reals(int count, float scale) => [.. Enumerable.Range(0, count).Select(_ => Between(-100000, 100000) / 100000f * scale)];
}
