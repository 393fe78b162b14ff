using TileDsl.Devices;

namespace TileDsl.Tests.Devices.Wires;

/// <summary>Arrays to try: conductances over three decades with some cells open, resistances from nothing to a cell's own.</summary>
internal static class RandomArray
{
    public static double[] Cells(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(6) == 0 ? 0 : Math.Pow(10, 3 * random.NextDouble() - 1))];
    }

    public static WireSpec Wires(int seed)
    {
        var random = new Random(seed + 1000);
        return new WireSpec { Row = Ohm(), Column = Ohm(), RowEnd = Ohm(), ColumnEnd = Ohm() };

        double Ohm() => random.Next(4) == 0 ? 0 : Math.Pow(10, 5 * random.NextDouble() - 1);
    }

    public static WireSpec Ohms(double row, double column, double rowEnd, double columnEnd) => new() { Row = row, Column = column, RowEnd = rowEnd, ColumnEnd = columnEnd };

    /// <summary>Compares to a part of 1e-9 of each element, and of 1e-13 of the largest: what sneaks past an open cell.</summary>
    public static void AreSame(double[] actual, double[] expected, double relative = 1e-9, string what = "")
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        var floor = 1e-13 * expected.Max(Math.Abs);
        for (var n = 0; n < actual.Length; n++) Assert.That(actual[n], Is.EqualTo(expected[n]).Within(relative * Math.Abs(expected[n]) + floor), $"{what} element {n}");
    }
}
