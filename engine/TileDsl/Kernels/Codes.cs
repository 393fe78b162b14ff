using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>
/// Converts a row of sums, a column each, and adds the codes, weighted, to the totals of their columns. The forms are those of
/// <see cref="ConverterForm"/>; the compiler has proved the constants. Totals are int32 where they hold every sum of weighted
/// codes, else float64.
/// </summary>
public static class Codes
{
    /// <summary>n = rint(p a + b) in float32, product and sum rounded one by one, clamped to 0 .. last.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="a">1/step.</param>
    /// <param name="b">-lo/step.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    public static void Multiply(ReadOnlySpan<float> sums, float a, float b, float last, int coefficient, Span<int> totals, VectorPath path) =>
        Add(sums, new MultiplyCode(a, b, last), coefficient, totals, path);

    /// <inheritdoc cref="Multiply(ReadOnlySpan{float}, float, float, float, int, Span{int}, VectorPath)"/>
    public static void Multiply(ReadOnlySpan<float> sums, float a, float b, float last, double coefficient, Span<double> totals, VectorPath path) =>
        Add(sums, new MultiplyCode(a, b, last), coefficient, totals, path);

    /// <summary>n = rint((p a + b)/d) in float32, clamped to 0 .. last.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="a">An integer.</param>
    /// <param name="b">An integer.</param>
    /// <param name="d">An integer.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    public static void Divide(ReadOnlySpan<float> sums, float a, float b, float d, float last, int coefficient, Span<int> totals, VectorPath path) =>
        Add(sums, new DivideCode(a, b, d, last), coefficient, totals, path);

    /// <inheritdoc cref="Divide(ReadOnlySpan{float}, float, float, float, float, int, Span{int}, VectorPath)"/>
    public static void Divide(ReadOnlySpan<float> sums, float a, float b, float d, float last, double coefficient, Span<double> totals, VectorPath path) =>
        Add(sums, new DivideCode(a, b, d, last), coefficient, totals, path);

    /// <summary>n = rint(p a + b) in float64, product and sum rounded one by one, clamped to 0 .. last.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="a">About 1/step.</param>
    /// <param name="b">About -lo/step.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    public static void WideMultiply(ReadOnlySpan<float> sums, double a, double b, double last, int coefficient, Span<int> totals, VectorPath path) =>
        Add(sums, new WideMultiplyCode(a, b, last), coefficient, totals, path);

    /// <inheritdoc cref="WideMultiply(ReadOnlySpan{float}, double, double, double, int, Span{int}, VectorPath)"/>
    public static void WideMultiply(ReadOnlySpan<float> sums, double a, double b, double last, double coefficient, Span<double> totals, VectorPath path) =>
        Add(sums, new WideMultiplyCode(a, b, last), coefficient, totals, path);

    /// <summary>n = rint((p a + b)/d) in float64, clamped to 0 .. last.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="a">An integer.</param>
    /// <param name="b">An integer.</param>
    /// <param name="d">An integer.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    public static void WideDivide(ReadOnlySpan<float> sums, double a, double b, double d, double last, int coefficient, Span<int> totals, VectorPath path) =>
        Add(sums, new WideCode(a, b, d, last), coefficient, totals, path);

    /// <inheritdoc cref="WideDivide(ReadOnlySpan{float}, double, double, double, double, int, Span{int}, VectorPath)"/>
    public static void WideDivide(ReadOnlySpan<float> sums, double a, double b, double d, double last, double coefficient, Span<double> totals, VectorPath path) =>
        Add(sums, new WideCode(a, b, d, last), coefficient, totals, path);

    /// <summary>n = rint((p - lo)/step) in float64, clamped to 0 .. last.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="lo">The value of n = 0.</param>
    /// <param name="step">The distance of two codes.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    public static void Real(ReadOnlySpan<float> sums, double lo, double step, double last, int coefficient, Span<int> totals, VectorPath path) =>
        Add(sums, new RealCode(lo, step, last), coefficient, totals, path);

    /// <inheritdoc cref="Real(ReadOnlySpan{float}, double, double, double, int, Span{int}, VectorPath)"/>
    public static void Real(ReadOnlySpan<float> sums, double lo, double step, double last, double coefficient, Span<double> totals, VectorPath path) =>
        Add(sums, new RealCode(lo, step, last), coefficient, totals, path);

    /// <summary>n = rint(fma(p, a, b)) in float32, clamped to 0 .. last, of sums that hold noise.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="a">1/step.</param>
    /// <param name="b">-lo/step.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    public static void Noisy(ReadOnlySpan<float> sums, float a, float b, float last, int coefficient, Span<int> totals, VectorPath path) =>
        Add(sums, new NoisyCode(a, b, last), coefficient, totals, path);

    /// <inheritdoc cref="Noisy(ReadOnlySpan{float}, float, float, float, int, Span{int}, VectorPath)"/>
    public static void Noisy(ReadOnlySpan<float> sums, float a, float b, float last, double coefficient, Span<double> totals, VectorPath path) =>
        Add(sums, new NoisyCode(a, b, last), coefficient, totals, path);

    /// <summary>n by thresholds: how many are at or below an integer sum.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="thresholds">Ascending.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    public static void Search(ReadOnlySpan<float> sums, int[] thresholds, int coefficient, Span<int> totals)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += ConverterThresholds.Search(thresholds, (int)sums[j]) * coefficient;
    }

    /// <inheritdoc cref="Search(ReadOnlySpan{float}, int[], int, Span{int})"/>
    public static void Search(ReadOnlySpan<float> sums, int[] thresholds, double coefficient, Span<double> totals)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += ConverterThresholds.Search(thresholds, (int)sums[j]) * coefficient;
    }

    /// <summary>The sums themselves: an ideal converter.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="coefficient">The weight of a sum.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    public static void Sum(ReadOnlySpan<float> sums, double coefficient, Span<double> totals, VectorPath path) => Add(sums, default(NoCode), coefficient, totals, path);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add<TCode>(ReadOnlySpan<float> sums, TCode code, int coefficient, Span<int> totals, VectorPath path)
        where TCode : struct, ICode, allows ref struct
    {
        totals = totals[..sums.Length];
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var total = ref MemoryMarshal.GetReference(totals);
        var j = 0;
        if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))
        {
            var weight = Vector512.Create(coefficient);
            for (; j <= sums.Length - Vector512<float>.Count; j += Vector512<float>.Count)
            {
                var n = Vector512.ConvertToInt32Native(code.Of(Vector512.LoadUnsafe(ref sum, (nuint)j), j));
                (Vector512.LoadUnsafe(ref total, (nuint)j) + n * weight).StoreUnsafe(ref total, (nuint)j);
            }
        }
        else if (path != VectorPath.Scalar)
        {
            var weight = new Vector<int>(coefficient);
            for (; j <= sums.Length - Vector<float>.Count; j += Vector<float>.Count)
            {
                var n = Vector.ConvertToInt32Native(code.Of(Vector.LoadUnsafe(ref sum, (nuint)j), j));
                (Vector.LoadUnsafe(ref total, (nuint)j) + n * weight).StoreUnsafe(ref total, (nuint)j);
            }
        }
        for (; j < sums.Length; j++) totals[j] += (int)code.Of(sums[j], j) * coefficient;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add<TCode>(ReadOnlySpan<float> sums, TCode code, double coefficient, Span<double> totals, VectorPath path)
        where TCode : struct, ICode, allows ref struct
    {
        totals = totals[..sums.Length];
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var total = ref MemoryMarshal.GetReference(totals);
        var j = 0;
        if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))
        {
            var weight = Vector512.Create(coefficient);
            for (; j <= sums.Length - Vector512<float>.Count; j += Vector512<float>.Count)
            {
                var n = code.Of(Vector512.LoadUnsafe(ref sum, (nuint)j), j);
                ref var upper = ref Unsafe.Add(ref total, j + Vector512<double>.Count);
                (Vector512.LoadUnsafe(ref total, (nuint)j) + Vector512.WidenLower(n) * weight).StoreUnsafe(ref total, (nuint)j);
                (Vector512.LoadUnsafe(ref upper) + Vector512.WidenUpper(n) * weight).StoreUnsafe(ref upper);
            }
        }
        else if (path != VectorPath.Scalar)
        {
            var weight = new Vector<double>(coefficient);
            for (; j <= sums.Length - Vector<float>.Count; j += Vector<float>.Count)
            {
                var n = code.Of(Vector.LoadUnsafe(ref sum, (nuint)j), j);
                ref var upper = ref Unsafe.Add(ref total, j + Vector<double>.Count);
                (Vector.LoadUnsafe(ref total, (nuint)j) + Vector.WidenLower(n) * weight).StoreUnsafe(ref total, (nuint)j);
                (Vector.LoadUnsafe(ref upper) + Vector.WidenUpper(n) * weight).StoreUnsafe(ref upper);
            }
        }
        for (; j < sums.Length; j++) totals[j] += code.Of(sums[j], j) * coefficient;
    }
}
