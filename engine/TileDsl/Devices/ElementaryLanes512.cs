using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Devices;

/// <summary>The logarithms and exponentials of <see cref="ElementaryLanes"/> with eight lanes to an instruction: the same steps, the same bits.</summary>
internal static partial class ElementaryLanes512
{
    private const double Rounder = 6755399441055744;
    private const double TwoTo52 = 4503599627370496;

    /// <summary>ln max(x, least) of the first elements; returns how many were done.</summary>
    public static int Log(ReadOnlySpan<double> x, double least, Span<double> logs)
    {
        var j = 0;
        var floor = Vector512.Create(least);
        for (; j <= x.Length - Vector512<double>.Count; j += Vector512<double>.Count) Log(Vector512.Max(Load(x, j), floor)).StoreUnsafe(ref MemoryMarshal.GetReference(logs), (nuint)j);
        return j;
    }

    /// <summary>e^(x a) of the first elements; stops where |x a| is 700 or more, and returns how many were done.</summary>
    public static int Exp(ReadOnlySpan<double> x, double a, Span<double> results)
    {
        var j = 0;
        var (factor, most) = (Vector512.Create(a), Vector512.Create(700.0));
        for (; j <= x.Length - Vector512<double>.Count; j += Vector512<double>.Count)
        {
            var exponent = Load(x, j) * factor;
            if (!Vector512.LessThanAll(Vector512.Abs(exponent), most)) break;
            Exp(exponent).StoreUnsafe(ref MemoryMarshal.GetReference(results), (nuint)j);
        }
        return j;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Log(Vector512<double> x)
    {
        var bits = x.AsInt64();
        var exponents = Vector512.ShiftRightLogical(bits + Vector512.Create(Elementary.ToExponent64), 52);
        var k = (exponents | Vector512.Create(BitConverter.DoubleToInt64Bits(TwoTo52))).AsDouble() - Vector512.Create(TwoTo52 + 1023);
        var f = (bits - Vector512.ShiftLeft(exponents - Vector512.Create(1023L), 52)).AsDouble() - Vector512<double>.One;
        var s = f / (Vector512.Create(2.0) + f);
        var z = s * s;
        var q = Vector512.Create(2.0 / 23);
        q = Fma(q, z, 2.0 / 21);
        q = Fma(q, z, 2.0 / 19);
        q = Fma(q, z, 2.0 / 17);
        q = Fma(q, z, 2.0 / 15);
        q = Fma(q, z, 2.0 / 13);
        q = Fma(q, z, 2.0 / 11);
        q = Fma(q, z, 2.0 / 9);
        q = Fma(q, z, 2.0 / 7);
        q = Fma(q, z, 2.0 / 5);
        q = Fma(q, z, 2.0 / 3);
        var r = q * z;
        var low = Vector512.FusedMultiplyAdd(k, Vector512.Create(-Elementary.Ln2Low64), s * (f - r));
        return Vector512.FusedMultiplyAdd(k, Vector512.Create(Elementary.Ln2High64), f - low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Exp(Vector512<double> x)
    {
        var rounded = x * Vector512.Create(1.4426950408889634) + Vector512.Create(Rounder);
        var k = rounded - Vector512.Create(Rounder);
        var r = Vector512.FusedMultiplyAdd(-k, Vector512.Create(Elementary.Ln2Low64), Vector512.FusedMultiplyAdd(-k, Vector512.Create(Elementary.Ln2High64), x));
        var q = Vector512.Create(1.0 / 6227020800);
        q = Fma(q, r, 1.0 / 479001600);
        q = Fma(q, r, 1.0 / 39916800);
        q = Fma(q, r, 1.0 / 3628800);
        q = Fma(q, r, 1.0 / 362880);
        q = Fma(q, r, 1.0 / 40320);
        q = Fma(q, r, 1.0 / 5040);
        q = Fma(q, r, 1.0 / 720);
        q = Fma(q, r, 1.0 / 120);
        q = Fma(q, r, 1.0 / 24);
        q = Fma(q, r, 1.0 / 6);
        q = Fma(q, r, 0.5);
        var tail = Vector512.FusedMultiplyAdd(r * r, q, r);
        return (Vector512<double>.One + tail) * (Vector512.ShiftLeft(rounded.AsInt64(), 52) + Vector512.Create(1023L << 52)).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Fma(Vector512<double> a, Vector512<double> b, double c) => Vector512.FusedMultiplyAdd(a, b, Vector512.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ReadOnlySpan<double> x, int j) => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)j);
}
