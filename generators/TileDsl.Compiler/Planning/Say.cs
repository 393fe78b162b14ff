using System.Globalization;
using System.Numerics;
using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>Numbers and names as people read them, the same in every culture.</summary>
public static class Say
{
    /// <summary>An integer in full, other numbers to four digits.</summary>
    public static string Number(Rational value) => value.IsInteger
        ? value.Numerator.ToString(CultureInfo.InvariantCulture)
        : value.ToDouble().ToString("G4", CultureInfo.InvariantCulture);

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Codes(CodeKind codes) => codes switch
    {
        CodeKind.MidRise => "mid_rise",
        _ => codes.ToString().ToLowerInvariant(),
    };

    public static string Strategy(KernelStrategy strategy) => strategy.ToString();

    public static string Method(SumMethod method) => method switch
    {
        SumMethod.MultiplyAdd => "by multiply-adds",
        SumMethod.IntegerPairs => "by 16-bit products",
        SumMethod.DigitLookup => "by digit look-up",
        SumMethod.TableSums => "by table sums",
        _ => "cell by cell",
    };

    public static string Plural(long count, string noun) => count.ToString(CultureInfo.InvariantCulture) + " " + noun + (count == 1 ? "" : "s");

    /// <summary>"22", or "3 x 22 + 2 x 21".</summary>
    public static string Blocks(ValueList<int> sizes) => string.Join(" + ", sizes
        .GroupBy(size => size)
        .Select(group => group.Count() == 1 ? Text(group.Key) : Text(group.Count()) + " x " + Text(group.Key)));

    public static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
