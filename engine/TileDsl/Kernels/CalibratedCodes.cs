using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>The conversions of <see cref="Codes"/> with constants that were found at calibration, by column.</summary>
public static class CalibratedCodes
{
    /// <summary>Integer sums: n = rint((p A + B)/D) in float64, or by thresholds.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="converter">The constants.</param>
    /// <param name="firstColumn">The first sum's column.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    public static void Arithmetic(ReadOnlySpan<float> sums, CalibratedConverter converter, int firstColumn, double last, int coefficient, Span<int> totals, VectorPath path)
    {
        if (converter.Form != ConverterForm.Search) Codes.Add(sums, new DivideCode(converter, firstColumn, last), coefficient, totals, path);
        else for (var j = 0; j < sums.Length; j++) totals[j] += ConverterThresholds.Search(converter.Thresholds[firstColumn + j], (int)sums[j]) * coefficient;
    }

    /// <inheritdoc cref="Arithmetic(ReadOnlySpan{float}, CalibratedConverter, int, double, int, Span{int}, VectorPath)"/>
    public static void Arithmetic(ReadOnlySpan<float> sums, CalibratedConverter converter, int firstColumn, double last, double coefficient, Span<double> totals, VectorPath path)
    {
        if (converter.Form != ConverterForm.Search) Codes.Add(sums, new DivideCode(converter, firstColumn, last), coefficient, totals, path);
        else for (var j = 0; j < sums.Length; j++) totals[j] += ConverterThresholds.Search(converter.Thresholds[firstColumn + j], (int)sums[j]) * coefficient;
    }

    /// <summary>float32 sums: n = rint((p - lo)/step) in float64.</summary>
    /// <inheritdoc cref="Arithmetic(ReadOnlySpan{float}, CalibratedConverter, int, double, int, Span{int}, VectorPath)"/>
    public static void Real(ReadOnlySpan<float> sums, CalibratedConverter converter, int firstColumn, double last, int coefficient, Span<int> totals, VectorPath path) =>
        Codes.Add(sums, new RealCode(converter, firstColumn, last), coefficient, totals, path);

    /// <inheritdoc cref="Real(ReadOnlySpan{float}, CalibratedConverter, int, double, int, Span{int}, VectorPath)"/>
    public static void Real(ReadOnlySpan<float> sums, CalibratedConverter converter, int firstColumn, double last, double coefficient, Span<double> totals, VectorPath path) =>
        Codes.Add(sums, new RealCode(converter, firstColumn, last), coefficient, totals, path);

    /// <summary>Sums that hold noise: n = rint(fma(p, A, B)) in float32.</summary>
    /// <inheritdoc cref="Arithmetic(ReadOnlySpan{float}, CalibratedConverter, int, double, int, Span{int}, VectorPath)"/>
    public static void Noisy(ReadOnlySpan<float> sums, CalibratedConverter converter, int firstColumn, float last, int coefficient, Span<int> totals, VectorPath path) =>
        Codes.Add(sums, new NoisyCode(converter, firstColumn, last), coefficient, totals, path);

    /// <inheritdoc cref="Noisy(ReadOnlySpan{float}, CalibratedConverter, int, float, int, Span{int}, VectorPath)"/>
    public static void Noisy(ReadOnlySpan<float> sums, CalibratedConverter converter, int firstColumn, float last, double coefficient, Span<double> totals, VectorPath path) =>
        Codes.Add(sums, new NoisyCode(converter, firstColumn, last), coefficient, totals, path);

    private readonly struct DivideCode(CalibratedConverter converter, int first, double last) : ICode
    {
        public float Of(float p, int j) => Rounded.Code((p * converter.A[first + j] + converter.B[first + j]) / converter.D[first + j], last);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Of(Vector<float> p, int j)
        {
            var (lower, upper) = (first + j, first + j + Vector<double>.Count);
            return Rounded.Code(
                (Vector.WidenLower(p) * new Vector<double>(converter.A, lower) + new Vector<double>(converter.B, lower)) / new Vector<double>(converter.D, lower),
                (Vector.WidenUpper(p) * new Vector<double>(converter.A, upper) + new Vector<double>(converter.B, upper)) / new Vector<double>(converter.D, upper),
                last);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Of(Vector512<float> p, int j)
        {
            var (lower, upper) = (first + j, first + j + Vector512<double>.Count);
            return Rounded.Code(
                (Vector512.WidenLower(p) * Vector512.Create(converter.A, lower) + Vector512.Create(converter.B, lower)) / Vector512.Create(converter.D, lower),
                (Vector512.WidenUpper(p) * Vector512.Create(converter.A, upper) + Vector512.Create(converter.B, upper)) / Vector512.Create(converter.D, upper),
                last);
        }
    }

    private readonly struct RealCode(CalibratedConverter converter, int first, double last) : ICode
    {
        public float Of(float p, int j) => Rounded.Code((p - converter.FloatLo[first + j]) / converter.FloatStep[first + j], last);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Of(Vector<float> p, int j)
        {
            var (lower, upper) = (first + j, first + j + Vector<double>.Count);
            return Rounded.Code(
                (Vector.WidenLower(p) - new Vector<double>(converter.FloatLo, lower)) / new Vector<double>(converter.FloatStep, lower),
                (Vector.WidenUpper(p) - new Vector<double>(converter.FloatLo, upper)) / new Vector<double>(converter.FloatStep, upper),
                last);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Of(Vector512<float> p, int j)
        {
            var (lower, upper) = (first + j, first + j + Vector512<double>.Count);
            return Rounded.Code(
                (Vector512.WidenLower(p) - Vector512.Create(converter.FloatLo, lower)) / Vector512.Create(converter.FloatStep, lower),
                (Vector512.WidenUpper(p) - Vector512.Create(converter.FloatLo, upper)) / Vector512.Create(converter.FloatStep, upper),
                last);
        }
    }

    private readonly struct NoisyCode(CalibratedConverter converter, int first, float last) : ICode
    {
        public float Of(float p, int j) => Rounded.Code(MathF.FusedMultiplyAdd(p, converter.NoisyA[first + j], converter.NoisyB[first + j]), last);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Of(Vector<float> p, int j) =>
            Rounded.Code(Vector.FusedMultiplyAdd(p, new Vector<float>(converter.NoisyA, first + j), new Vector<float>(converter.NoisyB, first + j)), last);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Of(Vector512<float> p, int j) =>
            Rounded.Code(Vector512.FusedMultiplyAdd(p, Vector512.Create(converter.NoisyA, first + j), Vector512.Create(converter.NoisyB, first + j)), last);
    }
}
