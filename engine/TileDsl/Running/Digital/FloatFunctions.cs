using System.Numerics;
using System.Runtime.CompilerServices;

namespace TileDsl.Running.Digital;

/// <summary>
/// The exponential and what comes of it, in float32 lanes and within a few units in the last place. Results below the smallest normal number may
/// be 0.
/// </summary>
internal static class FloatFunctions
{
    // ln 2 in two parts; the first has trailing zeros, so that its product with an exponent is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float Log2E = 1.4426950408889634f;

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        var (exponent, tail) = Reduce(Vector.MinNative(new Vector<float>(89f), Vector.MaxNative(new Vector<float>(-104f), x)));
        // Two factors, each a normal number: 2^exponent itself may be out of range.
        var half = exponent >> 1;
        return (tail + Vector<float>.One) * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>1/(1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Exp(-x));

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        // (e^2|x| - 1)/(e^2|x| + 1), with e^2|x| - 1 put together from parts so that nothing cancels near zero. From 10 on it is 1.
        var magnitude = Vector.MinNative(new Vector<float>(10f), Vector.Abs(x));
        var (exponent, tail) = Reduce(magnitude + magnitude);
        var scale = PowerOfTwo(exponent);
        var exponentialLessOne = Vector.FusedMultiplyAdd(scale, tail, scale - Vector<float>.One);
        var result = exponentialLessOne / (exponentialLessOne + new Vector<float>(2f));
        return Vector.CopySign(result, x);
    }

    /// <summary>e^x = 2^exponent (1 + tail).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<int> Exponent, Vector<float> Tail) Reduce(Vector<float> x)
    {
        var k = Vector.Round(x * new Vector<float>(Log2E));
        var r = Vector.FusedMultiplyAdd(k, new Vector<float>(-Ln2Low), Vector.FusedMultiplyAdd(k, new Vector<float>(-Ln2High), x));
        // Taylor's series to r^7, whose first neglected term is below 6e-9 of the tail.
        var q = new Vector<float>(1f / 5040);
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 720));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 120));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 24));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(1f / 6));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(0.5f));
        return (Vector.ConvertToInt32Native(k), Vector.FusedMultiplyAdd(r * r, q, r));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> exponent) => Vector.AsVectorSingle(exponent + new Vector<int>(127) << 23);
}
