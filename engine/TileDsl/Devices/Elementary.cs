namespace TileDsl.Devices;

/// <summary>
/// The elementary functions of noise and activations. They are polynomials of our own, evaluated with additions,
/// multiplications, divisions, square roots and fused multiply-adds in one fixed order, and so the same bits on every
/// machine and operating system; a vectorised form does the same steps lane by lane.
/// </summary>
public static partial class Elementary
{
    // Quotients of 2 atanh(s) - 2s by s^3, in z = s^2 for |s| <= (sqrt 2 - 1)/(sqrt 2 + 1): minimax, 8e-10 relative to the result.
    internal const float Log0 = 0.6666677594184875f;
    internal const float Log1 = 0.39977356791496277f;
    internal const float Log2 = 0.2987711727619171f;

    // ln 2 in two parts; the first has trailing zeros, so that its product with an exponent is exact.
    internal const float Ln2High = 0.693359375f;
    internal const float Ln2Low = -2.12194440e-4f;

    // Added to a float32's bits, it takes mantissas from sqrt 2 to the next exponent.
    internal const int ToExponent = 0x800000 - 0x3504F3;
    internal const int ExponentMask = 0x7F800000;

    // sin(pi/2 t)/t and (cos(pi/2 t) - 1)/t^2 in z = t^2 for |t| <= 1/2: minimax, 3e-9 and 5e-11.
    internal const float Sin0 = 1.5707963705062866f;
    internal const float Sin0Low = -4.8806e-8f;
    internal const float Sin1 = -0.6459634304046631f;
    internal const float Sin2 = 0.07968002557754517f;
    internal const float Sin3 = -0.0046016257256269455f;
    internal const float Cos0 = -1.2337005138397217f;
    internal const float Cos1 = 0.25366923213005066f;
    internal const float Cos2 = -0.02086028642952442f;
    internal const float Cos3 = 0.0009040156146511436f;

    // An eighth of a turn in words; 2^-32 and 2^-31.
    internal const uint EighthTurn = 1u << 29;
    internal const float OneOf32 = 1f / (1L << 32);
    internal const float OneOf31 = 1f / (1L << 31);

    /// <summary>ln u of the uniform number <c>u = (word + 1/2) 2^-32</c>, to float32; negative, within 2 units in the last place.</summary>
    public static float Log(uint word)
    {
        // 2^24 u = head + tail, both exact: 24 bits, and the 8 below them with the half. It is 2^e (1 + f) with 1 + f between
        // sqrt(1/2) and sqrt 2. head 2^-e - 1 is exact too, so that f is rounded once: the logarithm near u = 1 keeps its
        // relative accuracy.
        float head = (int)(word >> 8);
        var tail = MathF.FusedMultiplyAdd((int)(word & 0xFF), 1f / 256, 1f / 512);
        var bits = BitConverter.SingleToInt32Bits(head + tail) + ToExponent;
        var scale = BitConverter.Int32BitsToSingle((254 << 23) - (bits & ExponentMask));
        var f = MathF.FusedMultiplyAdd(tail, scale, MathF.FusedMultiplyAdd(head, scale, -1f));
        var k = (bits >> 23) - (127f + 24);

        var s = f / (2f + f);
        var z = s * s;
        var r = z * MathF.FusedMultiplyAdd(z, MathF.FusedMultiplyAdd(z, Log2, Log1), Log0);
        return MathF.FusedMultiplyAdd(k, Ln2High, f - MathF.FusedMultiplyAdd(k, -Ln2Low, s * (f - r)));
    }

    /// <summary>sin 2πu and cos 2πu of the uniform number <c>u = (word + 1/2) 2^-32</c>, to float32; within 2 units in the last place.</summary>
    public static (float Sin, float Cos) SinCos(uint word)
    {
        // A quarter turn is 2^30 words. Without its two highest bits, and as a signed number, a word counts from the nearest
        // quarter, which is the two highest bits of the word half a quarter further on.
        var t = MathF.FusedMultiplyAdd(unchecked((int)(word << 2)), OneOf32, OneOf31);
        var z = t * t;
        var sinTail = MathF.FusedMultiplyAdd(z, MathF.FusedMultiplyAdd(z, MathF.FusedMultiplyAdd(z, Sin3, Sin2), Sin1), Sin0Low);
        var sin = MathF.FusedMultiplyAdd(t, Sin0, t * sinTail);
        var cosTail = MathF.FusedMultiplyAdd(z, MathF.FusedMultiplyAdd(z, MathF.FusedMultiplyAdd(z, Cos3, Cos2), Cos1), Cos0);
        var cos = MathF.FusedMultiplyAdd(z, cosTail, 1f);
        return (unchecked(word + EighthTurn) >> 30) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    /// <summary>e^x in float64, within 2 units in the last place where the result is normal; 0 below -745.2, infinity above 709.8.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 709.8) return double.PositiveInfinity;
        if (x < -745.2) return 0;
        var (k, tail) = Reduce(x);
        // Two factors, each a normal number: 2^k itself may be out of range.
        var half = k / 2;
        return (1 + tail) * PowerOfTwo64(half) * PowerOfTwo64(k - half);
    }

    /// <summary>1/(1 + e^-x) in float64.</summary>
    public static double Sigmoid(double x) => 1 / (1 + Exp(-x));

    /// <summary>tanh x in float64, within 3 units in the last place.</summary>
    public static double Tanh(double x)
    {
        if (double.IsNaN(x) || x == 0) return x;
        var magnitude = Math.Abs(x);
        var result = 1.0;
        if (magnitude < 20)
        {
            // (e^2x - 1)/(e^2x + 1), with e^2x - 1 put together from parts so that nothing cancels near zero.
            var (k, tail) = Reduce(2 * magnitude);
            var scale = PowerOfTwo64(k);
            var exponentialLessOne = Math.FusedMultiplyAdd(scale, tail, scale - 1);
            result = exponentialLessOne / (exponentialLessOne + 2);
        }
        return x < 0 ? -result : result;
    }

    /// <summary>e^x = 2^k (1 + tail), |tail| below 0.42.</summary>
    private static (int K, double Tail) Reduce(double x)
    {
        const double Log2E = 1.4426950408889634;
        const double High = 0.693147180369123816490;    // ln 2 with 21 trailing zeros
        const double Low = 1.90821492927058770002e-10;
        var k = Math.Round(x * Log2E, MidpointRounding.ToEven);
        var r = Math.FusedMultiplyAdd(-k, Low, Math.FusedMultiplyAdd(-k, High, x));
        // The Taylor series, whose first neglected term is below 4e-18.
        var q = 1.0 / 6227020800;
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 479001600);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 39916800);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 3628800);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 362880);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 40320);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 5040);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 720);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 120);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 24);
        q = Math.FusedMultiplyAdd(q, r, 1.0 / 6);
        q = Math.FusedMultiplyAdd(q, r, 0.5);
        return ((int)k, Math.FusedMultiplyAdd(r * r, q, r));
    }

    private static double PowerOfTwo64(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
