using System.Globalization;
using System.Numerics;

#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>
/// An exact fraction in lowest terms. Quantities of a program are decimals, converter limits are fractions of them, and
/// the truth of a conversion is decided here, never in floating point. Compiled
/// into the language library and into the engine, which does not know the language.
/// </summary>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    private readonly BigInteger _denominator;

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw new DivideByZeroException();
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (denominator.Sign < 0) divisor = -divisor;
        Numerator = numerator / divisor;
        _denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    public static Rational Zero => default;

    public static Rational One => 1;

    public bool IsInteger => Denominator.IsOne;

    public int Sign => Numerator.Sign;

    public static implicit operator Rational(int value) => new(value, 1);

    public static implicit operator Rational(long value) => new(value, 1);

    public static implicit operator Rational(BigInteger value) => new(value, 1);

    public static Rational operator +(Rational a, Rational b) => new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => new(a.Numerator * b.Denominator - b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    public static bool operator ==(Rational a, Rational b) => a.Equals(b);

    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);

    public static Rational Max(Rational a, Rational b) => a >= b ? a : b;

    public static Rational Min(Rational a, Rational b) => a <= b ? a : b;

    public static Rational Abs(Rational a) => a.Sign < 0 ? -a : a;

    /// <summary>2^<paramref name="exponent"/>, exactly; the exponent may be negative.</summary>
    public static Rational PowerOfTwo(int exponent) =>
        exponent >= 0 ? new(BigInteger.One << exponent, 1) : new(1, BigInteger.One << -exponent);

    /// <summary>The value of a finite double, exactly.</summary>
    public static Rational FromDouble(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value)) throw new ArgumentOutOfRangeException(nameof(value), "A finite number is needed.");
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xFFFFFFFFFFFFFL;
        var mantissa = exponent == 0 ? fraction : fraction | (1L << 52);
        if (bits < 0) mantissa = -mantissa;
        return mantissa * PowerOfTwo((exponent == 0 ? 1 : exponent) - 1075);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static Rational Parse(string text)
    {
        var slash = text.IndexOf('/');
        var numerator = BigInteger.Parse(slash < 0 ? text : text.Substring(0, slash), CultureInfo.InvariantCulture);
        return new(numerator, slash < 0 ? 1 : BigInteger.Parse(text.Substring(slash + 1), CultureInfo.InvariantCulture));
    }

    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    public BigInteger Ceiling() => -(-this).Floor();

    /// <summary>The nearest integer, halves to even.</summary>
    public BigInteger RoundHalfEven()
    {
        var floor = Floor();
        var twice = (this - floor) * 2;
        var order = twice.CompareTo(One);
        return order > 0 || (order == 0 && !floor.IsEven) ? floor + 1 : floor;
    }

    /// <summary>The nearest double, halves to even; at least 2^-1022 in magnitude or zero.</summary>
    public double ToDouble()
    {
        if (Sign == 0) return 0;
        var magnitude = Abs(this);
        var shift = BitLength(magnitude.Denominator) - BitLength(magnitude.Numerator) + 54;
        var scaled = (magnitude * PowerOfTwo(shift)).Floor();
        var exact = magnitude * PowerOfTwo(shift) == scaled;
        // 54 or 55 bits are left; a sticky bit below them keeps the one rounding right.
        var extra = BitLength(scaled) - 53;
        var kept = scaled >> extra;
        var rest = scaled - (kept << extra);
        var half = BigInteger.One << (extra - 1);
        if (rest > half || (rest == half && (!exact || !kept.IsEven))) kept += 1;
        var result = ScaleByPowerOfTwo((double)(long)kept, extra - shift);
        return Sign < 0 ? -result : result;
    }

    public bool Equals(Rational other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);

    public override int GetHashCode() => (Numerator.GetHashCode() * 397) ^ Denominator.GetHashCode();

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>"3/4", or "3" for an integer.</summary>
    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : Numerator.ToString(CultureInfo.InvariantCulture) + "/" + Denominator.ToString(CultureInfo.InvariantCulture);

    private static int BitLength(BigInteger positive)
    {
        var bytes = positive.ToByteArray();
        var top = bytes[bytes.Length - 1];
        var bits = (bytes.Length - 1) * 8;
        for (int value = top; value > 0; value >>= 1) bits++;
        return bits;
    }

    private static double ScaleByPowerOfTwo(double value, int exponent)
    {
        for (; exponent > 1000; exponent -= 1000) value *= Math.Pow(2, 1000);
        for (; exponent < -1000; exponent += 1000) value *= Math.Pow(2, -1000);
        return value * Math.Pow(2, exponent);
    }
}
