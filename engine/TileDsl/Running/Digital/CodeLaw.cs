using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// From sums or real numbers to codes: <c>clip(sum * scale + bias)</c> in float64, divided by the codes' scale and rounded. In registers of 512 bits the code is found in
/// float32 first, and kept where no error of float32 can have led to it; else, once in some hundred registers, the definition decides.
/// </summary>
internal readonly struct CodeLaw
{
    private const int Step = 16;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<int> sums, Span<short> y, VectorPath path)
    {
        if (path != VectorPath.Wide || !Avx512BW.IsSupported || sums.Length < Step)
        {
            for (var n = 0; n < sums.Length; n++) y[n] = Code(sums[n] * _scale + _bias);
            return;
        }
        _ = y[sums.Length - 1];
        ref var source = ref MemoryMarshal.GetReference(sums);
        ref var target = ref MemoryMarshal.GetReference(y);
        var factor = Vector512.Create(_factor);
        var summand = Vector512.Create(_summand);
        // In registers: what is stored might be the fields, for all the compiler knows.
        var certain = Vector512.Create(_certain);
        var lowest = Vector512.Create((float)_lowest);
        var highest = Vector512.Create((float)_highest);
        var zeroPoint = Vector512.Create(_zeroPoint);
        // The last register overlaps the one before.
        for (var n = 0; n < sums.Length; n += Step)
        {
            n = Math.Min(n, sums.Length - Step);
            var codes = Vector512.FusedMultiplyAdd(Avx512F.ConvertToVector512Single(Vector512.LoadUnsafe(ref source, (nuint)n)), factor, summand);
            if (Store(codes, certain, lowest, highest, zeroPoint, ref Unsafe.Add(ref target, n))) continue;
            for (var i = n; i < n + Step; i++) y[i] = Code(sums[i] * _scale + _bias);
        }
    }

    /// <summary>Codes of real numbers, of a law without scale and bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<double> values, Span<short> y, VectorPath path)
    {
        if (path != VectorPath.Wide || !Avx512BW.IsSupported || values.Length < Step)
        {
            for (var n = 0; n < values.Length; n++) y[n] = Code(values[n]);
            return;
        }
        _ = y[values.Length - 1];
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(y);
        var factor = Vector512.Create(_factor);
        // In registers: what is stored might be the fields, for all the compiler knows.
        var certain = Vector512.Create(_certain);
        var lowest = Vector512.Create((float)_lowest);
        var highest = Vector512.Create((float)_highest);
        var zeroPoint = Vector512.Create(_zeroPoint);
        for (var n = 0; n < values.Length; n += Step)
        {
            n = Math.Min(n, values.Length - Step);
            var low = Avx512F.ConvertToVector256Single(Vector512.LoadUnsafe(ref source, (nuint)n));
            var high = Avx512F.ConvertToVector256Single(Vector512.LoadUnsafe(ref source, (nuint)n + 8));
            if (Store(Vector512.Create(low, high) * factor, certain, lowest, highest, zeroPoint, ref Unsafe.Add(ref target, n))) continue;
            for (var i = n; i < n + Step; i++) y[i] = Code(values[i]);
        }
    }

    /// <summary>The definition.</summary>
    private short Code(double value) => (short)((int)Math.Round(Math.Min(Math.Max(value / _codeScale, _lowest), _highest), MidpointRounding.ToEven) + _zeroPoint);

    /// <summary>Rounds and limits; false where some code is not certain, not a number among them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Store(Vector512<float> codes, Vector512<float> certain, Vector512<float> lowest, Vector512<float> highest, Vector512<int> zeroPoint, ref short target)
    {
        var rounded = Avx512F.RoundScale(codes, 0);
        var isCertain = Vector512.LessThanAll(Vector512.Abs(codes - rounded), certain);
        var limited = Vector512.MinNative(Vector512.MaxNative(rounded, lowest), highest);
        Avx512F.ConvertToVector256Int16(Avx512F.ConvertToVector512Int32(limited) + zeroPoint).StoreUnsafe(ref target);
        return isCertain;
    }
}
