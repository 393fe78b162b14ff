using System.Numerics;
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

    /// <summary>The largest of values and 0, or the largest magnitude where inputs have a sign.</summary>
    public static double Largest(ReadOnlySpan<double> values, Signedness signedness)
    {
        var isUnsigned = signedness == Signedness.Unsigned;
        var most = Vector<double>.Zero;
        var n = 0;
        for (; n <= values.Length - Vector<double>.Count; n += Vector<double>.Count)
        {
            var v = new Vector<double>(values[n..]);
            most = Vector.Max(most, isUnsigned ? v : Vector.Abs(v));
        }
        var largest = 0.0;
        for (var lane = 0; lane < Vector<double>.Count; lane++) largest = Math.Max(largest, most[lane]);
        for (; n < values.Length; n++) largest = Math.Max(largest, isUnsigned ? values[n] : Math.Abs(values[n]));
        return largest;
    }

    /// <summary>The scale at which the highest code stands for the largest value; 1 where that is zero.</summary>
    public static double ScaleOf(double largest, int highest) => largest == 0 ? 1 : largest / highest;

    /// <summary>The code of a value.</summary>
    public int Code(double value)
    {
        var code = Math.Round(value / Scale, MidpointRounding.ToEven) + ZeroPoint;
        return code <= Lowest ? Lowest : code >= Highest ? Highest : (int)code;
    }
}
