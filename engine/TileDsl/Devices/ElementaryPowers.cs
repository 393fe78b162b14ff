namespace TileDsl.Devices;

/// <summary>Logarithms and powers in float64, for laws of devices.</summary>
public static partial class Elementary
{
    internal const double Ln2High64 = 0.693147180369123816490; // 21 trailing zeros: its product with an exponent is exact
    internal const double Ln2Low64 = 1.90821492927058770002e-10;
    internal const double Ln10 = 2.302585092994045684;

    // A float64's bits, so moved, have the exponent of mantissas from sqrt 2 on one higher.
    internal const long ToExponent64 = 0x10000000000000 - 0x6A09E667F3BCD;

    /// <summary>ln x in float64, within 2 units in the last place; -infinity at 0, not a number below.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;
        var scaled = 0.0;
        if (x < 2.2250738585072014e-308) (x, scaled) = (x * 18014398509481984, -54); // subnormal: times 2^54
        var bits = BitConverter.DoubleToInt64Bits(x) + ToExponent64;
        var k = (bits >> 52) - 1023 + scaled;
        var f = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) - ((bits >> 52) - 1023 << 52)) - 1;
        // ln(1 + f) = 2 atanh s, s = f/(2 + f), by the Taylor series, whose first neglected term is below 1e-19; f itself is put
        // in whole, so that what is rounded is small beside it.
        var s = f / (2 + f);
        var z = s * s;
        var q = 2.0 / 23;
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 21);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 19);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 17);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 15);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 13);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 11);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 9);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 7);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 5);
        q = Math.FusedMultiplyAdd(q, z, 2.0 / 3);
        var r = q * z;
        return Math.FusedMultiplyAdd(k, Ln2High64, f - Math.FusedMultiplyAdd(k, -Ln2Low64, s * (f - r)));
    }

    /// <summary>x^y for x of at least 0, as e^(y ln x): within 4 + |y ln x| units in the last place.</summary>
    public static double Pow(double x, double y) => y == 0 ? 1 : x == 0 ? (y > 0 ? 0 : double.PositiveInfinity) : Exp(y * Log(x));

    /// <summary>The standard Gaussian's quantile of a probability: Wichura, Algorithm AS 241 (1988), to 1e-15.</summary>
    public static double GaussianQuantile(double probability)
    {
        if (probability <= 0) return double.NegativeInfinity;
        if (probability >= 1) return double.PositiveInfinity;
        var q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q * Polynomial(r, s_middle) / Polynomial(r, s_middleBelow);
        }
        var tail = Math.Sqrt(-Log(q < 0 ? probability : 1 - probability));
        var value = tail <= 5
            ? Polynomial(tail - 1.6, s_tail) / Polynomial(tail - 1.6, s_tailBelow)
            : Polynomial(tail - 5, s_far) / Polynomial(tail - 5, s_farBelow);
        return q < 0 ? -value : value;
    }

    /// <summary>The share of a standard Gaussian below x: by the series of the error function, or its continued fraction far out; to 1e-14.</summary>
    public static double GaussianShare(double x)
    {
        var magnitude = Math.Abs(x);
        if (magnitude > 38) return x < 0 ? 0 : 1;
        var density = 0.3989422804014326779 * Exp(-magnitude * magnitude / 2);
        double upper;
        if (magnitude < 3)
        {
            // x + x^3/3 + x^5/(3 5) + …, whose terms fall by x^2/(2n + 1).
            var (term, sum) = (magnitude, magnitude);
            for (var n = 1; n < 60; n++) sum += term *= magnitude * magnitude / (2 * n + 1);
            upper = 0.5 - density * sum;
        }
        else
        {
            var fraction = magnitude;
            for (var n = 80; n > 0; n--) fraction = magnitude + n / fraction;
            upper = density / fraction;
        }
        return x < 0 ? upper : 1 - upper;
    }

    /// <summary>A polynomial, lowest power first, by Horner's rule.</summary>
    internal static double Polynomial(double x, double[] coefficients)
    {
        var sum = 0.0;
        for (var power = coefficients.Length - 1; power >= 0; power--) sum = sum * x + coefficients[power];
        return sum;
    }

    private static readonly double[] s_middle =
    [
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ];

    private static readonly double[] s_middleBelow =
    [
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ];

    private static readonly double[] s_tail =
    [
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static readonly double[] s_tailBelow =
    [
        1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static readonly double[] s_far =
    [
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static readonly double[] s_farBelow =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];
}
