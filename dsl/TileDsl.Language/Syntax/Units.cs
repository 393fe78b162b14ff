using TileDsl.Model;

namespace TileDsl.Syntax;

/// <summary>What a quantity measures.</summary>
public enum Dimension
{
    /// <summary>A bare number, or one in percent.</summary>
    Number,
    Conductance,
    Resistance,
    Voltage,
    Current,
    Time,
    Energy,
    Power,
    Frequency,
    Length,
    Area,
    Capacitance,
    Temperature,

    /// <summary><c>8 bit</c>.</summary>
    Bits,

    /// <summary><c>127 lsb</c>: one conductance step times one input step.</summary>
    Lsb,

    /// <summary><c>1.5 cells</c>: what one cell gives at its highest conductance and the largest input.</summary>
    Cells,

    /// <summary><c>8 columns</c>.</summary>
    Columns,

    /// <summary><c>2 devices</c>.</summary>
    Devices,

    /// <summary><c>1e8 writes</c>.</summary>
    Writes,
}

/// <param name="Name">As it is printed: <c>uS</c>, also where it was written with a Greek letter.</param>
/// <param name="Scale">One of this in the coherent unit of its dimension: S, ohm, V, A, s, J, W, Hz, m, m2, F, K, or one.</param>
public sealed record Unit(string Name, Dimension Dimension, Rational Scale);

/// <summary>
/// The words that are units where they stand behind a number or a closing parenthesis. Case counts. Every other word
/// there is a word of its own, like the x of <c>256 x 256</c>.
/// </summary>
public static class Units
{
    private static readonly Dictionary<string, Unit> Table = Build();

    /// <summary>Every unit there is, in a fixed order.</summary>
    public static IReadOnlyList<Unit> All { get; } = Table.Values.OrderBy(unit => unit.Name, StringComparer.Ordinal).ToArray();

    public static bool TryGet(string name, out Unit? unit) => Table.TryGetValue(Canonical(name), out unit);

    /// <summary>Micro is written u; the two Greek letters people type for it (U+00B5, U+03BC) are read as u.</summary>
    internal static string Canonical(string name) =>
        name.Length > 0 && name[0] is '\u00B5' or '\u03BC' ? "u" + name.Substring(1) : name;

    private static Dictionary<string, Unit> Build()
    {
        var table = new Dictionary<string, Unit>(StringComparer.Ordinal);
        void Add(string name, Dimension dimension, Rational scale) => table.Add(name, new(name, dimension, scale));

        (string Symbol, Dimension Dimension)[] bases =
        [
            ("S", Dimension.Conductance), ("ohm", Dimension.Resistance), ("V", Dimension.Voltage), ("A", Dimension.Current),
            ("s", Dimension.Time), ("J", Dimension.Energy), ("W", Dimension.Power), ("Hz", Dimension.Frequency),
            ("m", Dimension.Length), ("F", Dimension.Capacitance), ("K", Dimension.Temperature),
        ];
        (string Symbol, int Power)[] prefixes =
            [("a", -18), ("f", -15), ("p", -12), ("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12)];
        foreach (var (prefix, power) in prefixes)
        {
            foreach (var (symbol, dimension) in bases) Add(prefix + symbol, dimension, PowerOfTen(power));
            // The prefix is bound before the power: 1 mm2 is 1e-6 m2.
            Add(prefix + "m2", Dimension.Area, PowerOfTen(2 * power));
        }

        Add("min", Dimension.Time, 60);
        Add("h", Dimension.Time, 3600);
        foreach (var name in new[] { "day", "days" }) Add(name, Dimension.Time, 86400);

        Add("%", Dimension.Number, new(1, 100));
        Add("lsb", Dimension.Lsb, 1);
        foreach (var name in new[] { "bit", "bits" }) Add(name, Dimension.Bits, 1);
        foreach (var name in new[] { "cell", "cells" }) Add(name, Dimension.Cells, 1);
        foreach (var name in new[] { "column", "columns" }) Add(name, Dimension.Columns, 1);
        foreach (var name in new[] { "device", "devices" }) Add(name, Dimension.Devices, 1);
        foreach (var name in new[] { "write", "writes" }) Add(name, Dimension.Writes, 1);
        return table;
    }

    private static Rational PowerOfTen(int power) =>
        power >= 0 ? System.Numerics.BigInteger.Pow(10, power) : new Rational(1, System.Numerics.BigInteger.Pow(10, -power));
}
