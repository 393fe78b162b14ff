namespace TileDsl.Kernels;

/// <summary>The conversions of <see cref="Codes"/> for integer sums beyond 2^24, kept in float64: rare, and one at a time.</summary>
public static class DoubleCodes
{
    /// <summary>n = rint((p a + b)/d), clamped to 0 .. last.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="a">An integer.</param>
    /// <param name="b">An integer.</param>
    /// <param name="d">An integer.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">Of no matter.</param>
    public static void WideDivide(ReadOnlySpan<double> sums, double a, double b, double d, double last, int coefficient, Span<int> totals, VectorPath path)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += (int)Rounded.Code((sums[j] * a + b) / d, last) * coefficient;
    }

    /// <inheritdoc cref="WideDivide(ReadOnlySpan{double}, double, double, double, double, int, Span{int}, VectorPath)"/>
    public static void WideDivide(ReadOnlySpan<double> sums, double a, double b, double d, double last, double coefficient, Span<double> totals, VectorPath path)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += Rounded.Code((sums[j] * a + b) / d, last) * coefficient;
    }

    /// <summary>n by thresholds: how many are at or below a sum.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="thresholds">Ascending.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    public static void Search(ReadOnlySpan<double> sums, int[] thresholds, int coefficient, Span<int> totals)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += ConverterThresholds.Search(thresholds, (int)sums[j]) * coefficient;
    }

    /// <inheritdoc cref="Search(ReadOnlySpan{double}, int[], int, Span{int})"/>
    public static void Search(ReadOnlySpan<double> sums, int[] thresholds, double coefficient, Span<double> totals)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += ConverterThresholds.Search(thresholds, (int)sums[j]) * coefficient;
    }

    /// <summary>The sums themselves: an ideal converter.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="coefficient">The weight of a sum.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">Of no matter.</param>
    public static void Sum(ReadOnlySpan<double> sums, double coefficient, Span<double> totals, VectorPath path)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += sums[j] * coefficient;
    }

    /// <summary>Constants found at calibration: n = rint((p A + B)/D), or by thresholds.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="converter">The constants.</param>
    /// <param name="firstColumn">The first sum's column.</param>
    /// <param name="last">The last code.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">Of no matter.</param>
    public static void Arithmetic(ReadOnlySpan<double> sums, CalibratedConverter converter, int firstColumn, double last, int coefficient, Span<int> totals, VectorPath path)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += (int)Code(sums[j], converter, firstColumn + j, last) * coefficient;
    }

    /// <inheritdoc cref="Arithmetic(ReadOnlySpan{double}, CalibratedConverter, int, double, int, Span{int}, VectorPath)"/>
    public static void Arithmetic(ReadOnlySpan<double> sums, CalibratedConverter converter, int firstColumn, double last, double coefficient, Span<double> totals, VectorPath path)
    {
        for (var j = 0; j < sums.Length; j++) totals[j] += Code(sums[j], converter, firstColumn + j, last) * coefficient;
    }

    private static double Code(double p, CalibratedConverter converter, int column, double last) => converter.Form == ConverterForm.Search
        ? ConverterThresholds.Search(converter.Thresholds[column], (int)p)
        : Rounded.Code((p * converter.A[column] + converter.B[column]) / converter.D[column], last);
}
