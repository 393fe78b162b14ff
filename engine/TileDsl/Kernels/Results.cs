using System.Numerics;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>How totals become results: every scale's added in float64, in the order of the program, what the encoding added taken away.</summary>
public static class Results
{
    /// <summary>y = totals: the product as it is.</summary>
    /// <param name="totals">By column.</param>
    /// <param name="y">Results.</param>
    public static void Copy(ReadOnlySpan<int> totals, Span<double> y)
    {
        var j = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; j <= y.Length - 8; j += 8) Vector512.ConvertToDouble(Vector512.WidenLower(Vector256.Create(totals[j..]).ToVector512Unsafe())).CopyTo(y[j..]);
        }
        for (; j < y.Length; j++) y[j] = totals[j];
    }

    /// <summary>y = totals.</summary>
    /// <param name="totals">By column.</param>
    /// <param name="y">Results.</param>
    public static void Copy(ReadOnlySpan<double> totals, Span<double> y) => totals[..y.Length].CopyTo(y);

    /// <summary>y = 0 + step (total + first), and a constant after each product is rounded: <see cref="Add(ReadOnlySpan{int}, double, double, double, Span{double})"/> to nothing.</summary>
    /// <param name="totals">By column.</param>
    /// <param name="first">The codes of n = 0, weighted and summed.</param>
    /// <param name="step">The distance of two codes, in lsb.</param>
    /// <param name="constant">The value of n = 0 times the sum of the coefficients; 0 where code 0 is zero.</param>
    /// <param name="y">Results.</param>
    public static void Set(ReadOnlySpan<int> totals, double first, double step, double constant, Span<double> y)
    {
        var j = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var (from, by, more) = (Vector512.Create(first), Vector512.Create(step), Vector512.Create(constant));
            for (; j <= y.Length - 8; j += 8)
            {
                var total = Vector512.ConvertToDouble(Vector512.WidenLower(Vector256.Create(totals[j..]).ToVector512Unsafe()));
                // A result of -0 is 0.
                (Vector512<double>.Zero + (by * (total + from) + more)).CopyTo(y[j..]);
            }
        }
        for (; j < y.Length; j++) y[j] = 0 + (step * (totals[j] + first) + constant);
    }

    /// <inheritdoc cref="Set(ReadOnlySpan{int}, double, double, double, Span{double})"/>
    public static void Set(ReadOnlySpan<double> totals, double first, double step, double constant, Span<double> y)
    {
        var j = 0;
        var (from, by, more) = (new Vector<double>(first), new Vector<double>(step), new Vector<double>(constant));
        for (; j <= y.Length - Vector<double>.Count; j += Vector<double>.Count)
            (Vector<double>.Zero + (by * (new Vector<double>(totals[j..]) + from) + more)).CopyTo(y[j..]);
        for (; j < y.Length; j++) y[j] = 0 + (step * (totals[j] + first) + constant);
    }

    /// <summary>y += step (total + first), and a constant after each product is rounded.</summary>
    /// <param name="totals">By column.</param>
    /// <param name="first">The codes of n = 0, weighted and summed.</param>
    /// <param name="step">The distance of two codes, in lsb.</param>
    /// <param name="constant">The value of n = 0 times the sum of the coefficients; 0 where code 0 is zero.</param>
    /// <param name="y">Results so far.</param>
    public static void Add(ReadOnlySpan<int> totals, double first, double step, double constant, Span<double> y)
    {
        var j = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var (from, by, more) = (Vector512.Create(first), Vector512.Create(step), Vector512.Create(constant));
            for (; j <= y.Length - 8; j += 8)
            {
                var total = Vector512.ConvertToDouble(Vector512.WidenLower(Vector256.Create(totals[j..]).ToVector512Unsafe()));
                (Vector512.Create<double>(y[j..]) + (by * (total + from) + more)).CopyTo(y[j..]);
            }
        }
        for (; j < y.Length; j++) y[j] += step * (totals[j] + first) + constant;
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{int}, double, double, double, Span{double})"/>
    public static void Add(ReadOnlySpan<double> totals, double first, double step, double constant, Span<double> y)
    {
        var j = 0;
        var (from, by, more) = (new Vector<double>(first), new Vector<double>(step), new Vector<double>(constant));
        for (; j <= y.Length - Vector<double>.Count; j += Vector<double>.Count)
            (new Vector<double>(y[j..]) + (by * (new Vector<double>(totals[j..]) + from) + more)).CopyTo(y[j..]);
        for (; j < y.Length; j++) y[j] += step * (totals[j] + first) + constant;
    }

    /// <summary>The same with the step and the value of n = 0 found at calibration, by column.</summary>
    /// <param name="totals">By column.</param>
    /// <param name="first">The codes of n = 0, weighted and summed.</param>
    /// <param name="converter">The constants.</param>
    /// <param name="coefficients">The sum of the coefficients; 0 where code 0 is zero.</param>
    /// <param name="y">Results so far.</param>
    public static void AddCalibrated(ReadOnlySpan<int> totals, double first, CalibratedConverter converter, double coefficients, Span<double> y)
    {
        for (var j = 0; j < y.Length; j++) y[j] += converter.Step[j] * (totals[j] + first) + Constant(converter, j, coefficients);
    }

    /// <inheritdoc cref="AddCalibrated(ReadOnlySpan{int}, double, CalibratedConverter, double, Span{double})"/>
    public static void AddCalibrated(ReadOnlySpan<double> totals, double first, CalibratedConverter converter, double coefficients, Span<double> y)
    {
        for (var j = 0; j < y.Length; j++) y[j] += converter.Step[j] * (totals[j] + first) + Constant(converter, j, coefficients);
    }

    /// <summary>y -= value.</summary>
    /// <param name="y">Results so far.</param>
    /// <param name="value">The digital pedestal, or the weights' offset.</param>
    public static void Subtract(Span<double> y, double value)
    {
        var j = 0;
        for (; j <= y.Length - Vector<double>.Count; j += Vector<double>.Count) (new Vector<double>(y[j..]) - new Vector<double>(value)).CopyTo(y[j..]);
        for (; j < y.Length; j++) y[j] -= value;
    }

    /// <summary>Results less the offset column of their column block, which stand behind them.</summary>
    /// <param name="values">Outputs, then offset columns.</param>
    /// <param name="blocks">Outputs of each column block.</param>
    /// <param name="y">Results.</param>
    public static void LessOffsets(ReadOnlySpan<double> values, ReadOnlySpan<int> blocks, Span<double> y)
    {
        var j = 0;
        for (var block = 0; block < blocks.Length; block++)
        {
            for (var end = j + blocks[block]; j < end; j++) y[j] = values[j] - values[y.Length + block];
        }
    }

    private static double Constant(CalibratedConverter converter, int column, double coefficients) => coefficients == 0 ? 0 : converter.Lo[column] * coefficients;
}
