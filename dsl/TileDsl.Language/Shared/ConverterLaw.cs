using System.Numerics;

#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>
/// One converter's transfer, exactly: <c>n = clamp(rint((p - Lo)/Step), 0, Steps - 1)</c>, <c>value = Lo + n Step</c>,
/// <c>code = n + FirstCode</c>. Lo and Step are in the unit of the sum it converts.
/// </summary>
/// <param name="Lo">The value of n = 0.</param>
/// <param name="Step">The distance of two codes; positive.</param>
/// <param name="Steps">How many codes there are: 2^b, one fewer where symmetric.</param>
/// <param name="FirstCode">The code of n = 0.</param>
public readonly record struct ConverterScale(Rational Lo, Rational Step, int Steps, int FirstCode)
{
    // Half of what a long holds, so that rounding of the estimate does not matter.
    private const double MostInLong = 1L << 62;

    /// <summary>The value of the highest code.</summary>
    public Rational Top => Lo + Step * (Steps - 1);

    /// <summary>Whether code zero means zero, so that a value is <c>code Step</c>.</summary>
    public bool HasZeroCode => Lo == Step * FirstCode;

    /// <summary>True where every integer of [lo, hi] is converted to itself.</summary>
    public bool IsLossless(Rational lo, Rational hi) => Step == 1 && Lo.IsInteger && Lo <= lo && Top >= hi;

    /// <summary>n for an exact sum.</summary>
    public int Convert(Rational p)
    {
        var n = ((p - Lo) / Step).RoundHalfEven();
        return n.Sign < 0 ? 0 : n >= Steps ? Steps - 1 : (int)n;
    }

    /// <summary>The smallest integer sum that is converted to <paramref name="n"/> or more; n from 1 to Steps - 1.</summary>
    public BigInteger Threshold(int n)
    {
        // rint(q) >= n where q > n - 1/2, and at q = n - 1/2 itself where n is even. The edge Lo + Step (n - 1/2) as a fraction,
        // not in lowest terms: proofs ask for thousands of thresholds.
        var odd = 2L * n - 1;
        var (lo, loUnit, step, stepUnit) = ((double)Lo.Numerator, (double)Lo.Denominator, (double)Step.Numerator, (double)Step.Denominator);
        if (2 * Math.Abs(lo) * stepUnit + step * odd * loUnit < MostInLong && 2 * loUnit * stepUnit < MostInLong)
        {
            var (a, b) = ((long)Lo.Denominator, (long)Step.Denominator);
            var small = 2 * (long)Lo.Numerator * b + (long)Step.Numerator * odd * a;
            var floor = Math.DivRem(small, 2 * a * b, out var left);
            if (left < 0) floor--;
            return n % 2 == 0 && left == 0 ? floor : floor + 1;
        }
        var whole = BigInteger.DivRem(2 * Lo.Numerator * Step.Denominator + Step.Numerator * odd * Lo.Denominator, 2 * Lo.Denominator * Step.Denominator, out var rest);
        if (rest.Sign < 0) whole -= 1;
        return n % 2 == 0 && rest.IsZero ? whole : whole + 1;
    }

    /// <summary>The same converter with sums counted in another unit, <paramref name="unitsPerOld"/> new ones to an old one.</summary>
    public ConverterScale In(Rational unitsPerOld) => new(Lo * unitsPerOld, Step * unitsPerOld, Steps, FirstCode);
}

/// <summary>The step and origin of a converter from its bits, code kind and limits.</summary>
public static class ConverterLaw
{
    /// <summary>A converter over given limits lo &lt; hi, both exact, in any unit.</summary>
    public static ConverterScale Over(int bits, CodeKind codes, Rational lo, Rational hi)
    {
        var half = BigInteger.One << (bits - 1);
        switch (codes)
        {
            case CodeKind.Unsigned:
                return new ConverterScale(lo, (hi - lo) / (2 * half - 1), 1 << bits, 0);
            case CodeKind.Signed:
                var step = Rational.Max(-lo / half, hi / (half - 1));
                return new ConverterScale(-step * half, step, 1 << bits, (int)-half);
            case CodeKind.Symmetric:
                step = Rational.Max(-lo, hi) / (half - 1);
                return new ConverterScale(-step * (half - 1), step, (1 << bits) - 1, (int)-(half - 1));
            case CodeKind.MidRise:
                var edge = Rational.Max(-lo, hi);
                return new ConverterScale(-edge, 2 * edge / (2 * half - 1), 1 << bits, 0);
            default:
                throw new ArgumentOutOfRangeException(nameof(codes));
        }
    }

    /// <summary>
    /// <c>range full</c>: step 1 where the sums are integers and the codes cover the worst case lo .. hi, else
    /// <see cref="Over"/>. A mid-rise converter has no code for zero and never has step 1.
    /// </summary>
    public static ConverterScale Full(int bits, CodeKind codes, Rational lo, Rational hi, bool integerSums)
    {
        if (integerSums && codes != CodeKind.MidRise)
        {
            var half = BigInteger.One << (bits - 1);
            var unit = codes switch
            {
                CodeKind.Unsigned => new ConverterScale(lo, 1, 1 << bits, 0),
                CodeKind.Signed => new ConverterScale(-half, 1, 1 << bits, (int)-half),
                _ => new ConverterScale(-(half - 1), 1, (1 << bits) - 1, (int)-(half - 1)),
            };
            if (unit.IsLossless(lo, hi)) return unit;
        }
        return Over(bits, codes, lo, hi);
    }
}
