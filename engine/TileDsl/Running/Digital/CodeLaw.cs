using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// From sums or real numbers to codes: <c>clip(sum * scale + bias)</c> in float64, divided by the codes' scale and rounded. In registers the code is found in
/// float32 first, and kept where no error of float32 can have led to it; else, once in some hundred registers, the definition decides.
/// </summary>
internal readonly struct CodeLaw
{
    private readonly double _scale;
    private readonly double _bias;
    private readonly double _codeScale;
    private readonly int _zeroPoint;
    private readonly int _lowest;
    private readonly int _highest;
    private readonly float _factor;
    private readonly float _summand;
    private readonly float _certain;

    /// <param name="scale">Real value of one in a sum.</param>
    /// <param name="bias">Added.</param>
    /// <param name="clip">Limits of the real number; null for none.</param>
    /// <param name="codes">How codes are numbered.</param>
    public CodeLaw(double scale, double bias, (double Lowest, double Highest)? clip, CodeRange codes)
    {
        (_scale, _bias, _codeScale, _zeroPoint) = (scale, bias, codes.Scale, codes.ZeroPoint);
        // Dividing and rounding keep the order: a limit of numbers is a limit of codes.
        var (low, high) = ((double)codes.Lowest - codes.ZeroPoint, (double)codes.Highest - codes.ZeroPoint);
        _lowest = (int)Math.Clamp(Math.Round((clip?.Lowest ?? double.NegativeInfinity) / codes.Scale, MidpointRounding.ToEven), low, high);
        _highest = (int)Math.Clamp(Math.Round((clip?.Highest ?? double.PositiveInfinity) / codes.Scale, MidpointRounding.ToEven), low, high);
        (_factor, _summand) = ((float)(scale / codes.Scale), (float)(bias / codes.Scale));
        // Of a code in range neither product nor bias is larger than this; each of up to eight roundings errs by 2^-24 of it at most. What is further out stays out.
        var magnitude = Math.Max(Math.Abs(low), Math.Abs(high)) + 2 + 2 * Math.Abs(_summand);
        _certain = (float)(0.5 - magnitude * (8.0 / (1 << 24)));
    }

    /// <summary>Codes of <c>clip(sum * scale + bias)</c>.</summary>
    public void Apply(ReadOnlySpan<int> sums, Span<short> y, VectorPath path) => ApplyTo(sums, y, path);

    /// <summary>Codes of real numbers, of a law without scale and bias.</summary>
    public void Apply(ReadOnlySpan<double> values, Span<short> y, VectorPath path) => ApplyTo(values, y, path);

    /// <typeparam name="T">int or double.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ApplyTo<T>(ReadOnlySpan<T> x, Span<short> y, VectorPath path)
        where T : unmanaged
    {
        y = y[..x.Length];
        if (path == VectorPath.Wide && Avx512BW.IsSupported && x.Length >= Vector512<float>.Count) ApplyWide(x, y);
        else if (path != VectorPath.Scalar && Avx2.IsSupported && Fma.IsSupported && x.Length >= Vector256<float>.Count) ApplyNarrow(x, y);
        else Define(x, y);
    }

    /// <summary>The definition.</summary>
    private void Define<T>(ReadOnlySpan<T> x, Span<short> y)
        where T : unmanaged
    {
        for (var n = 0; n < x.Length; n++)
        {
            var value = typeof(T) == typeof(int) ? Unsafe.BitCast<T, int>(x[n]) * _scale + _bias : Unsafe.BitCast<T, double>(x[n]);
            y[n] = (short)((int)Math.Round(Math.Min(Math.Max(value / _codeScale, _lowest), _highest), MidpointRounding.ToEven) + _zeroPoint);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ApplyWide<T>(ReadOnlySpan<T> x, Span<short> y)
        where T : unmanaged
    {
        var step = Vector512<float>.Count;
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(y);
        // In registers: what is stored might be the fields, for all the compiler knows.
        var (factor, summand, certain) = (Vector512.Create(_factor), Vector512.Create(_summand), Vector512.Create(_certain));
        var (lowest, highest, zeroPoint) = (Vector512.Create((float)_lowest), Vector512.Create((float)_highest), Vector512.Create(_zeroPoint));
        // The last register overlaps the one before.
        for (var n = 0; n < x.Length; n += step)
        {
            n = Math.Min(n, x.Length - step);
            var codes = Vector512.FusedMultiplyAdd(Wide(ref Unsafe.Add(ref source, n)), factor, summand);
            var rounded = Avx512F.RoundScale(codes, 0);
            var limited = Avx512F.ConvertToVector512Int32(Vector512.MinNative(Vector512.MaxNative(rounded, lowest), highest)) + zeroPoint;
            Avx512F.ConvertToVector256Int16(limited).StoreUnsafe(ref target, (nuint)n);
            // Not a number is not certain.
            if (!Vector512.LessThanAll(Vector512.Abs(codes - rounded), certain)) Define(x.Slice(n, step), y[n..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ApplyNarrow<T>(ReadOnlySpan<T> x, Span<short> y)
        where T : unmanaged
    {
        var step = Vector256<float>.Count;
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(y);
        var (factor, summand, certain) = (Vector256.Create(_factor), Vector256.Create(_summand), Vector256.Create(_certain));
        var (lowest, highest, zeroPoint) = (Vector256.Create((float)_lowest), Vector256.Create((float)_highest), Vector256.Create(_zeroPoint));
        for (var n = 0; n < x.Length; n += step)
        {
            n = Math.Min(n, x.Length - step);
            var codes = Fma.MultiplyAdd(Narrow(ref Unsafe.Add(ref source, n)), factor, summand);
            var rounded = Avx.RoundToNearestInteger(codes);
            var limited = Avx.ConvertToVector256Int32(Vector256.MinNative(Vector256.MaxNative(rounded, lowest), highest)) + zeroPoint;
            Sse2.PackSignedSaturate(limited.GetLower(), limited.GetUpper()).StoreUnsafe(ref target, (nuint)n);
            if (!Vector256.LessThanAll(Vector256.Abs(codes - rounded), certain)) Define(x.Slice(n, step), y[n..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Wide<T>(ref T x)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int)) return Avx512F.ConvertToVector512Single(Vector512.LoadUnsafe(ref Unsafe.As<T, int>(ref x)));
        ref var values = ref Unsafe.As<T, double>(ref x);
        return Vector512.Create(Avx512F.ConvertToVector256Single(Vector512.LoadUnsafe(ref values)), Avx512F.ConvertToVector256Single(Vector512.LoadUnsafe(ref values, 8)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Narrow<T>(ref T x)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int)) return Avx.ConvertToVector256Single(Vector256.LoadUnsafe(ref Unsafe.As<T, int>(ref x)));
        ref var values = ref Unsafe.As<T, double>(ref x);
        return Vector256.Create(Avx.ConvertToVector128Single(Vector256.LoadUnsafe(ref values)), Avx.ConvertToVector128Single(Vector256.LoadUnsafe(ref values, 4)));
    }
}
