using System.Numerics;

#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>How a kernel computes a conversion of an integer sum S.</summary>
public enum ConverterForm
{
    /// <summary>n = rint(S A + B) in float32, clamped.</summary>
    Multiply,

    /// <summary>n = rint((S A + B) / D) in float32 with integer A, B, D, clamped; exact at ties.</summary>
    Divide,

    /// <summary>n = rint(S A + B) in float64, clamped.</summary>
    WideMultiply,

    /// <summary>n = rint((S A + B) / D) in float64 with integer A, B, D, clamped; exact at ties.</summary>
    WideDivide,

    /// <summary>n = how many thresholds are at or below S: always right, one sum at a time.</summary>
    Search,
}

/// <summary>
/// The floating-point arithmetic that equals a converter on every integer sum of a range. A, B and D are float32 values in
/// the float32 forms.
/// </summary>
public readonly record struct ConverterArithmetic(ConverterForm Form, double A, double B, double D)
{
    private const int Float32Exact = 1 << 24;

    // More codes than these are rarely right in float32, and long to try.
    private const int MostProven = 1 << 12;

    // With every term of the quotient an integer below 2^52, a quotient that is no tie is further from the next tie than
    // its rounding error: 1/(2 D) against half a unit in its last place.
    private static readonly BigInteger s_wideExact = BigInteger.One << 52;

    /// <summary>Finds the cheapest form that is right for all integer sums from <paramref name="lo"/> to <paramref name="hi"/>.</summary>
    public static ConverterArithmetic For(ConverterScale scale, long lo, long hi)
    {
        if (lo > -Float32Exact && hi < Float32Exact && scale.Steps <= MostProven)
        {
            // These are monotone in S, so that it is enough, and a proof, to try both sides of every threshold.
            var multiply = new ConverterArithmetic(ConverterForm.Multiply, (float)(1 / scale.Step).ToDouble(), (float)(-scale.Lo / scale.Step).ToDouble(), 1);
            if (multiply.IsRight(scale, lo, hi)) return multiply;
            var (a, b, d, top) = Quotient(scale, lo, hi);
            if (top < Float32Exact && d < Float32Exact)
            {
                var divide = new ConverterArithmetic(ConverterForm.Divide, (double)a, (double)b, (double)d);
                if (divide.IsRight(scale, lo, hi)) return divide;
            }
            if (WideMultiply(scale, lo, hi) is { } wide) return wide;
        }
        return Wide(scale, lo, hi);
    }

    /// <summary>
    /// <see cref="ConverterForm.WideMultiply"/>, monotone as well. Only ties are nearer to a threshold than its rounding errors: where they are
    /// missed, a part of a unit of S more, or less, may put all of them on their right side.
    /// </summary>
    private static ConverterArithmetic? WideMultiply(ConverterScale scale, long lo, long hi)
    {
        var (a, b) = ((1 / scale.Step).ToDouble(), (-scale.Lo / scale.Step).ToDouble());
        foreach (var nudge in new[] { 0, a / MostProven, -a / MostProven })
        {
            var multiply = new ConverterArithmetic(ConverterForm.WideMultiply, a, b + nudge, 1);
            if (multiply.IsRight(scale, lo, hi)) return multiply;
        }
        return null;
    }

    /// <summary>
    /// <see cref="ConverterForm.WideDivide"/>, or <see cref="ConverterForm.Search"/> where that is not exact: the two forms
    /// of converters that are known only at calibration.
    /// </summary>
    public static ConverterArithmetic Wide(ConverterScale scale, long lo, long hi)
    {
        var (a, b, d, top) = Quotient(scale, lo, hi);
        return top < s_wideExact && d < s_wideExact
            ? new ConverterArithmetic(ConverterForm.WideDivide, (double)a, (double)b, (double)d)
            : new ConverterArithmetic(ConverterForm.Search, 0, 0, 1);
    }

    /// <summary>n before the clamp, as the kernel computes it; not for <see cref="ConverterForm.Search"/>.</summary>
    public double Apply(long sum)
    {
        if (Form == ConverterForm.WideMultiply) return Math.Round(sum * A + B, MidpointRounding.ToEven);
        if (Form == ConverterForm.WideDivide) return Math.Round((sum * A + B) / D, MidpointRounding.ToEven);
        var product = (float)((float)sum * (float)A);
        var shifted = (float)(product + (float)B);
        if (Form == ConverterForm.Divide) shifted = (float)(shifted / (float)D);
        return Math.Round((double)shifted, MidpointRounding.ToEven);
    }

    /// <summary>(p - Lo)/Step as (S a + b)/d in integers, and the largest numerator there can be.</summary>
    private static (BigInteger A, BigInteger B, BigInteger D, BigInteger Top) Quotient(ConverterScale scale, long lo, long hi)
    {
        var a = 1 / scale.Step;
        var b = -scale.Lo / scale.Step;
        var d = a.Denominator * b.Denominator / BigInteger.GreatestCommonDivisor(a.Denominator, b.Denominator);
        var whole = ((a * d).Numerator, (b * d).Numerator);
        var top = BigInteger.Max(BigInteger.Abs(lo), BigInteger.Abs(hi)) * whole.Item1 + BigInteger.Abs(whole.Item2);
        return (whole.Item1, whole.Item2, d, top);
    }

    private bool IsRight(ConverterScale scale, long lo, long hi)
    {
        for (var n = 1; n < scale.Steps; n++)
        {
            var threshold = scale.Threshold(n);
            if (threshold > lo && threshold - 1 <= hi && Apply((long)threshold - 1) >= n) return false;
            if (threshold >= lo && threshold <= hi && Apply((long)threshold) < n) return false;
        }
        return true;
    }
}
