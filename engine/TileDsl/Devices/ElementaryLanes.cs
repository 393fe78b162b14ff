using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Devices;

/// <summary>
/// Elementary functions and sums over rows of devices, several to an instruction. Every lane does the steps of the scalar form, in
/// their order, so that the bits are the same at every width; what a vector cannot hold, and a row's end, are done by the scalar form.
/// </summary>
internal static class ElementaryLanes
{
    // 1.5 * 2^52: added to a number below 2^51, it leaves the nearest integer, halves to even, in the lowest bits.
    private const double Rounder = 6755399441055744;
    private const double TwoTo52 = 4503599627370496;

    /// <summary>ln max(x, least) of each element; <paramref name="least"/> is a normal number above 0, and x is finite.</summary>
    public static void Log(ReadOnlySpan<double> x, double least, Span<double> logs)
    {
        var width = Vector<double>.Count;
        var j = Vector512.IsHardwareAccelerated ? ElementaryLanes512.Log(x, least, logs) : 0;
        var floor = new Vector<double>(least);
        for (; j <= x.Length - width; j += width) Log(Vector.Max(Load(x, j), floor)).CopyTo(logs[j..]);
        for (; j < x.Length; j++) logs[j] = Elementary.Log(Math.Max(x[j], least));
    }

    /// <summary>e^(x a) of each element.</summary>
    public static void Exp(ReadOnlySpan<double> x, double a, Span<double> results)
    {
        var width = Vector<double>.Count;
        var j = Vector512.IsHardwareAccelerated ? ElementaryLanes512.Exp(x, a, results) : 0;
        var (factor, most) = (new Vector<double>(a), new Vector<double>(700));
        for (; j <= x.Length - width; j += width)
        {
            var exponent = Load(x, j) * factor;
            if (Vector.LessThanAll(Vector.Abs(exponent), most)) Exp(exponent).CopyTo(results[j..]);
            else for (var lane = j; lane < j + width; lane++) results[lane] = Elementary.Exp(x[lane] * a);
        }
        for (; j < x.Length; j++) results[j] = Elementary.Exp(x[j] * a);
    }

    /// <summary>x/divisor of each element.</summary>
    public static void Divide(ReadOnlySpan<double> x, double divisor, Span<double> results)
    {
        var width = Vector<double>.Count;
        var j = 0;
        var below = new Vector<double>(divisor);
        for (; j <= x.Length - width; j += width) (Load(x, j) / below).CopyTo(results[j..]);
        for (; j < x.Length; j++) results[j] = x[j] / divisor;
    }

    /// <summary>A polynomial of each element, lowest power first, by Horner's rule.</summary>
    public static void Polynomial(ReadOnlySpan<double> x, double[] coefficients, Span<double> results)
    {
        var width = Vector<double>.Count;
        var j = 0;
        for (; j <= x.Length - width; j += width)
        {
            var (at, sum) = (Load(x, j), Vector<double>.Zero);
            for (var power = coefficients.Length - 1; power >= 0; power--) sum = sum * at + new Vector<double>(coefficients[power]);
            sum.CopyTo(results[j..]);
        }
        for (; j < x.Length; j++) results[j] = Elementary.Polynomial(x[j], coefficients);
    }

    /// <summary>min(max(a x + b, low), high) of each element.</summary>
    public static void Clamp(ReadOnlySpan<double> x, double a, double b, double low, double high, Span<double> results)
    {
        var width = Vector<double>.Count;
        var j = 0;
        var (slope, offset, least, most) = (new Vector<double>(a), new Vector<double>(b), new Vector<double>(low), new Vector<double>(high));
        for (; j <= x.Length - width; j += width) Vector.Min(Vector.Max(slope * Load(x, j) + offset, least), most).CopyTo(results[j..]);
        for (; j < x.Length; j++) results[j] = Math.Min(Math.Max(a * x[j] + b, low), high);
    }

    /// <summary>min(a / max(x, low), high) of each element.</summary>
    public static void Inverse(ReadOnlySpan<double> x, double a, double low, double high, Span<double> results)
    {
        var width = Vector<double>.Count;
        var j = 0;
        var (above, least, most) = (new Vector<double>(a), new Vector<double>(low), new Vector<double>(high));
        for (; j <= x.Length - width; j += width) Vector.Min(above / Vector.Max(Load(x, j), least), most).CopyTo(results[j..]);
        for (; j < x.Length; j++) results[j] = Math.Min(a / Math.Max(x[j], low), high);
    }

    /// <summary>|mean + max(0, deviation) xi| of each element, into <paramref name="mean"/>.</summary>
    public static void Exponents(Span<double> mean, ReadOnlySpan<double> deviation, ReadOnlySpan<float> xi)
    {
        var width = Vector<double>.Count;
        var j = 0;
        for (; j <= mean.Length - width; j += width)
            Vector.Abs(Load(mean, j) + Vector.Max(Vector<double>.Zero, Load(deviation, j)) * Widen(xi, j)).CopyTo(mean[j..]);
        for (; j < mean.Length; j++) mean[j] = Math.Abs(mean[j] + Math.Max(0, deviation[j]) * xi[j]);
    }

    /// <summary>sums += max(0, size) xi.</summary>
    public static void Add(Span<double> sums, ReadOnlySpan<double> size, ReadOnlySpan<float> xi)
    {
        var width = Vector<double>.Count;
        var j = 0;
        for (; j <= sums.Length - width; j += width) (Load(sums, j) + Vector.Max(Vector<double>.Zero, Load(size, j)) * Widen(xi, j)).CopyTo(sums[j..]);
        for (; j < sums.Length; j++) sums[j] += Math.Max(0, size[j]) * xi[j];
    }

    /// <summary>g += |g| max(0, size) root xi.</summary>
    public static void AddRelative(Span<double> conductances, ReadOnlySpan<double> size, double root, ReadOnlySpan<float> xi)
    {
        var width = Vector<double>.Count;
        var j = 0;
        var factor = new Vector<double>(root);
        for (; j <= conductances.Length - width; j += width)
        {
            var g = Load(conductances, j);
            (g + Vector.Abs(g) * Vector.Max(Vector<double>.Zero, Load(size, j)) * factor * Widen(xi, j)).CopyTo(conductances[j..]);
        }
        for (; j < conductances.Length; j++) conductances[j] += Math.Abs(conductances[j]) * Math.Max(0, size[j]) * root * xi[j];
    }

    /// <summary>x *= factors.</summary>
    public static void Multiply(Span<double> x, ReadOnlySpan<double> factors)
    {
        var width = Vector<double>.Count;
        var j = 0;
        for (; j <= x.Length - width; j += width) (Load(x, j) * Load(factors, j)).CopyTo(x[j..]);
        for (; j < x.Length; j++) x[j] *= factors[j];
    }

    /// <summary>min(max(least, x), most) of each element.</summary>
    public static void Clip(Span<double> x, double least, double most)
    {
        var width = Vector<double>.Count;
        var j = 0;
        for (; Vector512.IsHardwareAccelerated && j <= x.Length - Vector512<double>.Count; j += Vector512<double>.Count)
            Vector512.Min(Vector512.Max(Vector512.Create(least), Vector512.LoadUnsafe(ref x[j])), Vector512.Create(most)).StoreUnsafe(ref x[j]);
        var (low, high) = (new Vector<double>(least), new Vector<double>(most));
        for (; j <= x.Length - width; j += width) Vector.Min(Vector.Max(low, Load(x, j)), high).CopyTo(x[j..]);
        for (; j < x.Length; j++) x[j] = Math.Min(Math.Max(least, x[j]), most);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Log(Vector<double> x)
    {
        var bits = Vector.AsVectorInt64(x);
        var exponents = Vector.ShiftRightLogical(bits + new Vector<long>(Elementary.ToExponent64), 52);
        var k = Vector.AsVectorDouble(exponents | new Vector<long>(BitConverter.DoubleToInt64Bits(TwoTo52))) - new Vector<double>(TwoTo52 + 1023);
        var f = Vector.AsVectorDouble(bits - Vector.ShiftLeft(exponents - new Vector<long>(1023), 52)) - Vector<double>.One;
        var s = f / (new Vector<double>(2) + f);
        var z = s * s;
        var q = new Vector<double>(2.0 / 23);
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
        var low = Vector.FusedMultiplyAdd(k, new Vector<double>(-Elementary.Ln2Low64), s * (f - r));
        return Vector.FusedMultiplyAdd(k, new Vector<double>(Elementary.Ln2High64), f - low);
    }

    /// <summary>|x| at most 700.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Exp(Vector<double> x)
    {
        var rounded = x * new Vector<double>(1.4426950408889634) + new Vector<double>(Rounder);
        var k = rounded - new Vector<double>(Rounder);
        var r = Vector.FusedMultiplyAdd(-k, new Vector<double>(Elementary.Ln2Low64), Vector.FusedMultiplyAdd(-k, new Vector<double>(Elementary.Ln2High64), x));
        var q = new Vector<double>(1.0 / 6227020800);
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
        var tail = Vector.FusedMultiplyAdd(r * r, q, r);
        var power = Vector.AsVectorDouble(Vector.ShiftLeft(Vector.AsVectorInt64(rounded), 52) + new Vector<long>(1023L << 52));
        return (Vector<double>.One + tail) * power;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Fma(Vector<double> a, Vector<double> b, double c) => Vector.FusedMultiplyAdd(a, b, new Vector<double>(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(ReadOnlySpan<double> x, int j) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)j);

    /// <summary>As many float32 values as a vector has float64 ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Widen(ReadOnlySpan<float> x, int j)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), j);
        if (Vector<double>.Count == 4) return Vector256.WidenLower(Vector128.LoadUnsafe(ref first).ToVector256Unsafe()).AsVector();
        Span<double> wide = stackalloc double[Vector<double>.Count];
        for (var lane = 0; lane < wide.Length; lane++) wide[lane] = x[j + lane];
        return new Vector<double>(wide);
    }
}
