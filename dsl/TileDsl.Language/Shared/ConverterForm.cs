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

    /// <summary>n = how many thresholds are at or below S: always right, one sum at a time.</summary>
    Search,
}

/// <summary>
/// The float32 arithmetic that equals a converter on every integer sum of a range. The forms are monotone in S, so that it
/// is enough, and a proof, to try both sides of every threshold.
/// </summary>
public readonly record struct ConverterArithmetic(ConverterForm Form, float A, float B, float D)
{
    private const int Float32Exact = 1 << 24;

    /// <summary>Finds the cheapest form that is right for all integer sums from <paramref name="lo"/> to <paramref name="hi"/>.</summary>
    public static ConverterArithmetic For(ConverterScale scale, long lo, long hi)
    {
        if (lo > -Float32Exact && hi < Float32Exact)
        {
            var multiply = new ConverterArithmetic(ConverterForm.Multiply, (float)(1 / scale.Step).ToDouble(), (float)(-scale.Lo / scale.Step).ToDouble(), 1);
            if (multiply.IsRight(scale, lo, hi)) return multiply;
            var a = 1 / scale.Step;
            var b = -scale.Lo / scale.Step;
            var d = a.Denominator * b.Denominator / BigInteger.GreatestCommonDivisor(a.Denominator, b.Denominator);
            var top = BigInteger.Max(BigInteger.Abs(lo), BigInteger.Abs(hi)) * (a * d).Numerator + BigInteger.Abs((b * d).Numerator);
            if (top < Float32Exact && d < Float32Exact)
            {
                var divide = new ConverterArithmetic(ConverterForm.Divide, (float)(a * d).Numerator, (float)(b * d).Numerator, (float)d);
                if (divide.IsRight(scale, lo, hi)) return divide;
            }
        }
        return new ConverterArithmetic(ConverterForm.Search, 0, 0, 1);
    }

    /// <summary>n before the clamp, as the kernel computes it.</summary>
    public float Apply(long sum)
    {
        var product = (float)((float)sum * A);
        var shifted = (float)(product + B);
        if (Form == ConverterForm.Divide) shifted = (float)(shifted / D);
        return (float)Math.Round((double)shifted, MidpointRounding.ToEven);
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
