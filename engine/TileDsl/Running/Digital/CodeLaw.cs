using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// From sums or real numbers to codes, in float64. The code is clipped before it is rounded, which is the same because the limits are integers, and leaves
/// nothing that a conversion to int32 does not hold.
/// </summary>
internal readonly struct CodeLaw(double scale, double bias, (double Lowest, double Highest)? clip, CodeRange codes)
{
    private readonly double _lowest = clip?.Lowest ?? double.NegativeInfinity;
    private readonly double _highest = clip?.Highest ?? double.PositiveInfinity;

    /// <summary>Codes of <c>clip(sum * scale + bias)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<int> sums, Span<short> y, VectorPath path)
    {
        var n = 0;
        ref var source = ref MemoryMarshal.GetReference(sums);
        ref var target = ref MemoryMarshal.GetReference(y);
        if (path == VectorPath.Wide && Avx512F.IsSupported)
        {
            for (; n + 16 <= sums.Length; n += 16)
            {
                var low = Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(ref source, (nuint)n));
                var high = Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(ref source, (nuint)n + 8));
                Vector256.Narrow(Codes(Scaled(low)), Codes(Scaled(high))).StoreUnsafe(ref target, (nuint)n);
            }
        }
        else if (path != VectorPath.Scalar && Avx.IsSupported)
        {
            for (; n + 8 <= sums.Length; n += 8)
            {
                var low = Avx.ConvertToVector256Double(Vector128.LoadUnsafe(ref source, (nuint)n));
                var high = Avx.ConvertToVector256Double(Vector128.LoadUnsafe(ref source, (nuint)n + 4));
                Vector128.Narrow(Codes(Scaled(low)), Codes(Scaled(high))).StoreUnsafe(ref target, (nuint)n);
            }
        }
        for (; n < sums.Length; n++) y[n] = Code(sums[n] * scale + bias);
    }

    /// <summary>Codes of real numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<double> values, Span<short> y, VectorPath path)
    {
        var n = 0;
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(y);
        if (path == VectorPath.Wide && Avx512F.IsSupported)
        {
            for (; n + 16 <= values.Length; n += 16)
                Vector256.Narrow(Codes(Vector512.LoadUnsafe(ref source, (nuint)n)), Codes(Vector512.LoadUnsafe(ref source, (nuint)n + 8))).StoreUnsafe(ref target, (nuint)n);
        }
        else if (path != VectorPath.Scalar && Avx.IsSupported)
        {
            for (; n + 8 <= values.Length; n += 8)
                Vector128.Narrow(Codes(Vector256.LoadUnsafe(ref source, (nuint)n)), Codes(Vector256.LoadUnsafe(ref source, (nuint)n + 4))).StoreUnsafe(ref target, (nuint)n);
        }
        for (; n < values.Length; n++) y[n] = Code(values[n]);
    }

    private short Code(double value)
    {
        var code = Math.Min(Math.Max(value, _lowest), _highest) / codes.Scale;
        return (short)((int)Math.Round(Math.Min(Math.Max(code, codes.Lowest - codes.ZeroPoint), codes.Highest - codes.ZeroPoint), MidpointRounding.ToEven) + codes.ZeroPoint);
    }

    /// <summary>Rounded twice, as the definition is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Scaled(Vector512<double> sum) => sum * Vector512.Create(scale) + Vector512.Create(bias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Scaled(Vector256<double> sum) => sum * Vector256.Create(scale) + Vector256.Create(bias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Codes(Vector512<double> value)
    {
        var code = Vector512.MinNative(Vector512.MaxNative(value, Vector512.Create(_lowest)), Vector512.Create(_highest)) / Vector512.Create(codes.Scale);
        var limited = Vector512.MinNative(Vector512.MaxNative(code, Vector512.Create((double)(codes.Lowest - codes.ZeroPoint))), Vector512.Create((double)(codes.Highest - codes.ZeroPoint)));
        return Avx512F.ConvertToVector256Int32(limited) + Vector256.Create(codes.ZeroPoint);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<int> Codes(Vector256<double> value)
    {
        var code = Vector256.MinNative(Vector256.MaxNative(value, Vector256.Create(_lowest)), Vector256.Create(_highest)) / Vector256.Create(codes.Scale);
        var limited = Vector256.MinNative(Vector256.MaxNative(code, Vector256.Create((double)(codes.Lowest - codes.ZeroPoint))), Vector256.Create((double)(codes.Highest - codes.ZeroPoint)));
        return Avx.ConvertToVector128Int32(limited) + Vector128.Create(codes.ZeroPoint);
    }
}
