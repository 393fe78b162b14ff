using System.Numerics;
using System.Runtime.CompilerServices;

namespace TileDsl.Running.Digital;

/// <summary>A function of one number, in every lane.</summary>
internal interface ILaneFunction
{
    Vector<float> Of(Vector<float> x);
}

/// <summary>A function of two numbers, in every lane.</summary>
internal interface ILaneFunction2
{
    Vector<float> Of(Vector<float> a, Vector<float> b);
}

/// <summary>Applies functions to spans. The end of a span goes through a register too: a value's result does not depend on its place.</summary>
internal static class Lanes
{
    /// <summary><c>y[i] = f(x[i])</c>; the spans may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<F>(F f, ReadOnlySpan<float> x, Span<float> y)
        where F : struct, ILaneFunction
    {
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count) f.Of(new Vector<float>(x[i..])).CopyTo(y[i..]);
        if (i < x.Length) CopyStart(f.Of(Start(x[i..])), y[i..x.Length]);
    }

    /// <summary><c>y[i] = f(a[i], b[i])</c>; the spans may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<F>(F f, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
        where F : struct, ILaneFunction2
    {
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count) f.Of(new Vector<float>(a[i..]), new Vector<float>(b[i..])).CopyTo(y[i..]);
        if (i < a.Length) CopyStart(f.Of(Start(a[i..]), Start(b[i..])), y[i..a.Length]);
    }

    /// <summary>The sum in float64.</summary>
    public static double Sum(ReadOnlySpan<float> x)
    {
        var (low, high) = (Vector<double>.Zero, Vector<double>.Zero);
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(x[i..]), out var l, out var h);
            low += l;
            high += h;
        }
        var sum = Vector.Sum(low + high);
        for (; i < x.Length; i++) sum += x[i];
        return sum;
    }

    /// <summary>The largest; not a number where one is.</summary>
    public static float Max(ReadOnlySpan<float> x)
    {
        var most = new Vector<float>(float.NegativeInfinity);
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count) most = Vector.Max(most, new Vector<float>(x[i..]));
        var largest = float.NegativeInfinity;
        for (var lane = 0; lane < Vector<float>.Count; lane++) largest = Math.Max(largest, most[lane]);
        for (; i < x.Length; i++) largest = Math.Max(largest, x[i]);
        return largest;
    }

    private static Vector<float> Start(ReadOnlySpan<float> x)
    {
        Span<float> lanes = stackalloc float[Vector<float>.Count];
        x[..Math.Min(x.Length, lanes.Length)].CopyTo(lanes);
        return new Vector<float>(lanes);
    }

    private static void CopyStart(Vector<float> lanes, Span<float> y)
    {
        Span<float> all = stackalloc float[Vector<float>.Count];
        lanes.CopyTo(all);
        all[..y.Length].CopyTo(y);
    }
}
