using TileDsl.Devices;

namespace TileDsl.Onnx.Tests;

/// <summary>Random choices of a test, the same on every machine.</summary>
internal sealed class Draws(uint purpose, uint seed)
{
    private uint _next;

    private uint Word() => Philox.Block(_next++, purpose, 0, 0, seed, 0x0A11).W0;

    /// <summary>An integer in a range, both ends taken.</summary>
    public int In(int least, int most) => least + (int)(Word() % (uint)(most - least + 1));

    public bool Coin() => Word() % 2 == 0;

    public T Of<T>(params T[] values) => values[In(0, values.Length - 1)];

    /// <summary>Numbers in -1..1 of 12 bits, times a scale.</summary>
    public float[] Reals(int count, float scale = 1) => [.. Enumerable.Range(0, count).Select(_ => In(-2048, 2048) / 2048f * scale)];

    public long[] Integers(int count, int least, int most) => [.. Enumerable.Range(0, count).Select(_ => (long)In(least, most))];
}
