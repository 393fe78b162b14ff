using System.Numerics;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>A converter's origin, step and codes; lo and step in lsb of the slice it converts.</summary>
internal sealed record Transfer(Rational Lo, Rational Step, int Steps, int FirstCode)
{
    private Fraction? _exact;
    private Single? _single;

    /// <summary>Whether code 0 is zero, so that a value is its code times the step.</summary>
    public bool CodesCountFromZero { get; } = Lo == FirstCode * Step;

    /// <summary>The nearest double to the step.</summary>
    public double NearestStep { get; } = Step.ToDouble();

    /// <summary>The nearest double to lo.</summary>
    public double NearestLo { get; } = Lo.ToDouble();

    /// <summary>The formulas of the code kinds over limits lo .. hi.</summary>
    public static Transfer Over(AdcModel adc, Rational lo, Rational hi)
    {
        var half = 1 << (adc.Bits - 1);
        switch (adc.Codes)
        {
            case CodeKind.Unsigned:
                return new Transfer(lo, (hi - lo) / (2 * half - 1), 2 * half, 0);
            case CodeKind.Signed:
                var signedStep = Rational.Max(-lo / half, hi / (half - 1));
                return new Transfer(-half * signedStep, signedStep, 2 * half, -half);
            case CodeKind.Symmetric:
                var symmetricStep = Rational.Max(-lo, hi) / (half - 1);
                return new Transfer(-(half - 1) * symmetricStep, symmetricStep, 2 * half - 1, -(half - 1));
            case CodeKind.MidRise:
                var edge = Rational.Max(-lo, hi);
                return new Transfer(-edge, 2 * edge / (2 * half - 1), 2 * half, 0);
            default:
                throw new InvalidOperationException($"{adc.Codes}");
        }
    }

    /// <summary><c>range full</c>: step 1 where that covers the worst case of integer sums, else the formulas.</summary>
    public static Transfer Full(AdcModel adc, Rational lo, Rational hi, bool integerSums)
    {
        var half = 1 << (adc.Bits - 1);
        var covered = integerSums && adc.Codes switch
        {
            CodeKind.Unsigned => lo.IsInteger && hi - lo <= 2 * half - 1,
            CodeKind.Signed => lo >= -half && hi <= half - 1,
            CodeKind.Symmetric => lo >= -(half - 1) && hi <= half - 1,
            _ => false,
        };
        if (!covered) return Over(adc, lo, hi);
        return adc.Codes switch
        {
            CodeKind.Unsigned => new Transfer(lo, 1, 2 * half, 0),
            CodeKind.Signed => new Transfer(-half, 1, 2 * half, -half),
            _ => new Transfer(-(half - 1), 1, 2 * half - 1, -(half - 1)),
        };
    }

    /// <summary><c>n = clamp(rint((p - lo)/step))</c> of <paramref name="count"/> units of <paramref name="unit"/> lsb, exactly.</summary>
    public int Convert(long count, Rational unit)
    {
        if (_exact is not { } exact || exact.Unit != unit)
        {
            var a = unit / Step;
            var b = -Lo / Step;
            exact = new Fraction(unit, a.Numerator * b.Denominator, b.Numerator * a.Denominator, a.Denominator * b.Denominator);
            _exact = exact;
        }
        var n = RoundHalfEven(count * exact.PerUnit + exact.Origin, exact.Denominator);
        return (int)BigInteger.Min(BigInteger.Max(n, 0), Steps - 1);
    }

    /// <summary>The same of a float32 sum of units of <paramref name="unit"/> lsb, in float64.</summary>
    public int Convert(float sum, Rational unit)
    {
        var n = Math.Round((sum - (Lo / unit).ToDouble()) / (Step / unit).ToDouble(), MidpointRounding.ToEven);
        return (int)Math.Clamp(n, 0, Steps - 1);
    }

    /// <summary>The same of a float32 sum that folded noise is in, in float32: no exact sum is at stake.</summary>
    public int ConvertNoisy(float sum, Rational unit)
    {
        var (perUnit, origin) = InSingle(unit);
        var n = MathF.Round(MathF.FusedMultiplyAdd(sum, perUnit, origin), MidpointRounding.ToEven);
        return (int)Math.Clamp(n, 0, Steps - 1);
    }

    /// <summary>unit/step and -lo/step in float32.</summary>
    public (float PerUnit, float Origin) InSingle(Rational unit)
    {
        if (_single is not { } single || single.Unit != unit)
            _single = single = new Single(unit, (float)(unit / Step).ToDouble(), (float)(-Lo / Step).ToDouble());
        return (single.PerUnit, single.Origin);
    }

    private static BigInteger RoundHalfEven(BigInteger numerator, BigInteger denominator)
    {
        var floor = BigInteger.DivRem(numerator, denominator, out var rest);
        if (rest.Sign < 0) (floor, rest) = (floor - 1, rest + denominator);
        var order = (2 * rest).CompareTo(denominator);
        return order > 0 || (order == 0 && !floor.IsEven) ? floor + 1 : floor;
    }

    /// <summary>(p - lo)/step = (count PerUnit + Origin)/Denominator; kept because a product asks it for every conversion.</summary>
    private sealed record Fraction(Rational Unit, BigInteger PerUnit, BigInteger Origin, BigInteger Denominator);

    /// <summary>The same in float32.</summary>
    private sealed record Single(Rational Unit, float PerUnit, float Origin);
}
