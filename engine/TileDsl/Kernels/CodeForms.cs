using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>How sums become codes, whole numbers in float32, one at a time or lane by lane; all ways give the same bits.</summary>
internal interface ICode
{
    /// <param name="p">A sum.</param>
    /// <param name="j">Its column, counted within the row.</param>
    float Of(float p, int j);

    Vector<float> Of(Vector<float> p, int j);

    Vector512<float> Of(Vector512<float> p, int j);
}

/// <summary>
/// What the forms have in common: halves to even, then the clamp. (Vectors round so unless told otherwise, in one instruction; told so, it takes ten.)
/// </summary>
internal static class Rounded
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Code(float q, float last) => MathF.Min(MathF.Max(MathF.Round(q, MidpointRounding.ToEven), 0f), last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Code(Vector<float> q, float last) =>
        Vector.Min(Vector.Max(Vector.Round(q), Vector<float>.Zero), new Vector<float>(last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Code(Vector512<float> q, float last) =>
        Vector512.Min(Vector512.Max(Vector512.Round(q), Vector512<float>.Zero), Vector512.Create(last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Code(double q, double last) => (float)Math.Min(Math.Max(Math.Round(q, MidpointRounding.ToEven), 0), last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Code(Vector<double> lower, Vector<double> upper, double last) => Vector.Narrow(Clamp(lower, last), Clamp(upper, last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Code(Vector512<double> lower, Vector512<double> upper, double last) => Vector512.Narrow(Clamp(lower, last), Clamp(upper, last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Clamp(Vector<double> q, double last) =>
        Vector.Min(Vector.Max(Vector.Round(q), Vector<double>.Zero), new Vector<double>(last));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Clamp(Vector512<double> q, double last) =>
        Vector512.Min(Vector512.Max(Vector512.Round(q), Vector512<double>.Zero), Vector512.Create(last));
}

internal readonly struct NoCode : ICode
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Of(float p, int j) => p;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Of(Vector<float> p, int j) => p;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> p, int j) => p;
}

internal readonly struct MultiplyCode(float a, float b, float last) : ICode
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Of(float p, int j)
    {
        var product = p * a;
        return Rounded.Code(product + b, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Of(Vector<float> p, int j) => Rounded.Code(p * new Vector<float>(a) + new Vector<float>(b), last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> p, int j) => Rounded.Code(p * Vector512.Create(a) + Vector512.Create(b), last);
}

internal readonly struct DivideCode(float a, float b, float d, float last) : ICode
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Of(float p, int j)
    {
        var product = p * a;
        var numerator = product + b;
        return Rounded.Code(numerator / d, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Of(Vector<float> p, int j) => Rounded.Code((p * new Vector<float>(a) + new Vector<float>(b)) / new Vector<float>(d), last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> p, int j) => Rounded.Code((p * Vector512.Create(a) + Vector512.Create(b)) / Vector512.Create(d), last);
}

internal readonly struct NoisyCode(float a, float b, float last) : ICode
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Of(float p, int j) => Rounded.Code(MathF.FusedMultiplyAdd(p, a, b), last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Of(Vector<float> p, int j) => Rounded.Code(Vector.FusedMultiplyAdd(p, new Vector<float>(a), new Vector<float>(b)), last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> p, int j) => Rounded.Code(Vector512.FusedMultiplyAdd(p, Vector512.Create(a), Vector512.Create(b)), last);
}

internal readonly struct WideCode(double a, double b, double d, double last) : ICode
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Of(float p, int j) => Rounded.Code((p * a + b) / d, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Of(Vector<float> p, int j)
    {
        var (va, vb, vd) = (new Vector<double>(a), new Vector<double>(b), new Vector<double>(d));
        return Rounded.Code((Vector.WidenLower(p) * va + vb) / vd, (Vector.WidenUpper(p) * va + vb) / vd, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> p, int j)
    {
        var (va, vb, vd) = (Vector512.Create(a), Vector512.Create(b), Vector512.Create(d));
        return Rounded.Code((Vector512.WidenLower(p) * va + vb) / vd, (Vector512.WidenUpper(p) * va + vb) / vd, last);
    }
}

internal readonly struct WideMultiplyCode(double a, double b, double last) : ICode
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Of(float p, int j) => Rounded.Code(p * a + b, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Of(Vector<float> p, int j)
    {
        var (va, vb) = (new Vector<double>(a), new Vector<double>(b));
        return Rounded.Code(Vector.WidenLower(p) * va + vb, Vector.WidenUpper(p) * va + vb, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> p, int j)
    {
        var (va, vb) = (Vector512.Create(a), Vector512.Create(b));
        return Rounded.Code(Vector512.WidenLower(p) * va + vb, Vector512.WidenUpper(p) * va + vb, last);
    }
}

internal readonly struct RealCode(double lo, double step, double last) : ICode
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Of(float p, int j) => Rounded.Code((p - lo) / step, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Of(Vector<float> p, int j)
    {
        var (from, by) = (new Vector<double>(lo), new Vector<double>(step));
        return Rounded.Code((Vector.WidenLower(p) - from) / by, (Vector.WidenUpper(p) - from) / by, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Of(Vector512<float> p, int j)
    {
        var (from, by) = (Vector512.Create(lo), Vector512.Create(step));
        return Rounded.Code((Vector512.WidenLower(p) - from) / by, (Vector512.WidenUpper(p) - from) / by, last);
    }
}
