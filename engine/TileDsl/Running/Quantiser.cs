using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Real values to input codes: <c>clip(rint(v/scale) + zero_point)</c>.</summary>
/// <param name="Scale">Real value of one code.</param>
/// <param name="ZeroPoint">The code of zero.</param>
/// <param name="Lowest">The lowest code.</param>
/// <param name="Highest">The highest code.</param>
internal readonly record struct Quantiser(double Scale, int ZeroPoint, int Lowest, int Highest)
{
    /// <summary>The codes of many values.</summary>
    public void Codes(ReadOnlySpan<double> values, Span<int> codes)
    {
        var n = 0;
        if (Avx512F.IsSupported)
        {
            var lanes = new Lanes(this);
            ref var from = ref MemoryMarshal.GetReference(values);
            ref var to = ref MemoryMarshal.GetReference(codes[..values.Length]);
            for (; n <= values.Length - Vector512<double>.Count; n += Vector512<double>.Count) lanes.Codes(Vector512.LoadUnsafe(ref from, (nuint)n)).StoreUnsafe(ref to, (nuint)n);
        }
        var (scale, zero) = (new Vector<double>(Scale), new Vector<double>(ZeroPoint));
        var (lowest, highest) = (new Vector<double>(Lowest), new Vector<double>(Highest));
        for (; n <= values.Length - 2 * Vector<double>.Count; n += 2 * Vector<double>.Count)
        {
            var first = Clamped(new Vector<double>(values[n..]));
            var second = Clamped(new Vector<double>(values[(n + Vector<double>.Count)..]));
            Vector.ConvertToInt32Native(Vector.Narrow(first, second)).CopyTo(codes[n..]);
        }
        for (; n < values.Length; n++) codes[n] = Code(values[n]);

        // Codes have up to 16 bits: float32 holds them.
        Vector<double> Clamped(Vector<double> v) => Vector.Min(Vector.Max(Vector.Round(v / scale) + zero, lowest), highest);
    }

    /// <summary>The codes of many float32 values: those of the same values in float64.</summary>
    public void Codes(ReadOnlySpan<float> values, Span<int> codes)
    {
        var n = 0;
        if (Avx512F.IsSupported)
        {
            var lanes = new FloatLanes(this);
            ref var from = ref MemoryMarshal.GetReference(values);
            ref var to = ref MemoryMarshal.GetReference(codes[..values.Length]);
            for (; n <= values.Length - Vector512<float>.Count; n += Vector512<float>.Count) lanes.Codes(Vector512.LoadUnsafe(ref from, (nuint)n)).StoreUnsafe(ref to, (nuint)n);
        }
        for (; n < values.Length; n++) codes[n] = Code(values[n]);
    }

    /// <summary>The codes at a scale of <c>2^shift</c> times this one's of what codes stand for: <c>clip(rint((code - zero_point)/2^shift) + zero_point)</c>, exactly.</summary>
    /// <param name="shift">1 or more.</param>
    public void Shift(ReadOnlySpan<int> codes, int shift, Span<int> shifted)
    {
        var n = 0;
        var (zero, almostHalf) = (ZeroPoint, (1 << (shift - 1)) - 1);
        for (; n <= codes.Length - Vector<int>.Count; n += Vector<int>.Count)
        {
            var code = new Vector<int>(codes[n..]) - new Vector<int>(zero);
            // A half is rounded up where that is even.
            var rounded = ((code + new Vector<int>(almostHalf) + ((code >> shift) & Vector<int>.One)) >> shift) + new Vector<int>(zero);
            Vector.Min(Vector.Max(rounded, new Vector<int>(Lowest)), new Vector<int>(Highest)).CopyTo(shifted[n..]);
        }
        for (; n < codes.Length; n++)
        {
            var code = codes[n] - zero;
            shifted[n] = Math.Clamp(((code + almostHalf + ((code >> shift) & 1)) >> shift) + zero, Lowest, Highest);
        }
    }

    /// <summary>The codes of values of either type.</summary>
    public void Codes<TValue>(ReadOnlySpan<TValue> values, Span<int> codes)
        where TValue : struct
    {
        if (typeof(TValue) == typeof(float)) Codes(MemoryMarshal.Cast<TValue, float>(values), codes);
        else if (typeof(TValue) == typeof(double)) Codes(MemoryMarshal.Cast<TValue, double>(values), codes);
        else throw new NotSupportedException();
    }

    /// <summary>The largest of values and 0, or the largest magnitude where inputs have a sign; not a number where a value is not one.</summary>
    public static double Largest<TValue>(ReadOnlySpan<TValue> values, Signedness signedness)
        where TValue : struct, INumber<TValue>
    {
        var isUnsigned = signedness == Signedness.Unsigned;
        var (n, width) = (0, Vector<TValue>.Count);
        // A maximum waits for the one before: four of them take turns.
        var (first, second, third, fourth) = (Vector<TValue>.Zero, Vector<TValue>.Zero, Vector<TValue>.Zero, Vector<TValue>.Zero);
        for (; n <= values.Length - 4 * width; n += 4 * width)
        {
            first = Vector.Max(first, Size(values, n));
            second = Vector.Max(second, Size(values, n + width));
            third = Vector.Max(third, Size(values, n + 2 * width));
            fourth = Vector.Max(fourth, Size(values, n + 3 * width));
        }
        for (; n <= values.Length - width; n += width) first = Vector.Max(first, Size(values, n));
        var most = Vector.Max(Vector.Max(first, second), Vector.Max(third, fourth));
        var largest = TValue.Zero;
        for (var lane = 0; lane < width; lane++) largest = TValue.Max(largest, most[lane]);
        for (; n < values.Length; n++) largest = TValue.Max(largest, isUnsigned ? values[n] : TValue.Abs(values[n]));
        return double.CreateChecked(largest);

        Vector<TValue> Size(ReadOnlySpan<TValue> from, int at)
        {
            var v = new Vector<TValue>(from[at..]);
            return isUnsigned ? v : Vector.Abs(v);
        }
    }

    /// <summary>The scale at which the highest code stands for the largest value; 1 where that is zero.</summary>
    public static double ScaleOf(double largest, int highest) => largest == 0 ? 1 : largest / highest;

    /// <summary>The code of a value.</summary>
    public int Code(double value)
    {
        var code = Math.Round(value / Scale, MidpointRounding.ToEven) + ZeroPoint;
        return code <= Lowest ? Lowest : code >= Highest ? Highest : (int)code;
    }

    /// <summary>Eight values at a time.</summary>
    private readonly struct Lanes(Quantiser quantiser)
    {
        private readonly Vector512<double> _scale = Vector512.Create(quantiser.Scale);
        private readonly Vector512<double> _inverse = Vector512.Create(1 / quantiser.Scale);
        private readonly Vector512<double> _zero = Vector512.Create((double)quantiser.ZeroPoint);
        private readonly Vector512<double> _lowest = Vector512.Create((double)quantiser.Lowest);
        private readonly Vector512<double> _highest = Vector512.Create((double)quantiser.Highest);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<int> Codes(Vector512<double> v)
        {
            var quotient = v * _inverse;
            var rounded = Vector512.Round(quotient);
            // A code has 16 bits, and the product is within 1e-10 of the quotient then: where it is not near a half, both round alike.
            if (!Vector512.LessThanAll(Vector512.Abs(quotient - rounded), Vector512.Create(0.5 - 1e-9))) rounded = Vector512.Round(v / _scale);
            return Avx512F.ConvertToVector256Int32(Vector512.MinNative(Vector512.MaxNative(rounded + _zero, _lowest), _highest));
        }
    }

    /// <summary>Sixteen float32 values at a time: in float32 where that is certain of the code.</summary>
    private readonly struct FloatLanes(Quantiser quantiser)
    {
        private readonly Lanes _lanes = new(quantiser);
        private readonly Vector512<float> _inverse = Vector512.Create((float)(1 / quantiser.Scale));
        private readonly Vector512<float> _certain = Vector512.Create(Certain(quantiser));
        private readonly Vector512<float> _zero = Vector512.Create((float)quantiser.ZeroPoint);
        private readonly Vector512<float> _lowest = Vector512.Create((float)quantiser.Lowest);
        private readonly Vector512<float> _highest = Vector512.Create((float)quantiser.Highest);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<int> Codes(Vector512<float> v)
        {
            var quotient = v * _inverse;
            var rounded = Vector512.Round(quotient);
            // Not so of a quotient that is not a number either.
            if (!Vector512.LessThanAll(Vector512.Abs(quotient - rounded), _certain))
                return Vector512.Create(_lanes.Codes(Avx512F.ConvertToVector512Double(v.GetLower())), _lanes.Codes(Avx512F.ConvertToVector512Double(v.GetUpper())));
            return Vector512.ConvertToInt32Native(Vector512.MinNative(Vector512.MaxNative(rounded + _zero, _lowest), _highest));
        }

        /// <summary>
        /// How far from an integer a quotient may lie. Two roundings of 2^-24 each make it wrong by less than 2^-22 of itself, and beyond the
        /// codes it does not matter; 0, never, where 1/scale is not held to 24 bits.
        /// </summary>
        private static float Certain(Quantiser q)
        {
            if (!float.IsNormal((float)(1 / q.Scale))) return 0;
            var most = Math.Max(Math.Abs(q.Lowest - q.ZeroPoint), Math.Abs(q.Highest - q.ZeroPoint)) + 2;
            return 0.5f - most * (1f / (1 << 22));
        }
    }
}
