using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary><see cref="ITaps{T}"/> over pairs of 16-bit numbers in each element, exact while no sum leaves int32.</summary>
internal readonly struct IntegerTaps : ITaps<int>
{
    private const int Channels = Taps.Channels;
    private const int Positions = Taps.Positions;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(ReadOnlySpan<int> x, int first, int second, ReadOnlySpan<int> offsets, ReadOnlySpan<int> weights, ReadOnlySpan<int> bias, Span<int> y, int stride, VectorPath path)
    {
        Taps.Check(weights.Length, offsets.Length, bias.Length, y.Length, stride, second >= 0);
        ref var origin = ref MemoryMarshal.GetReference(x);
        ref var taps = ref MemoryMarshal.GetReference(offsets);
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var b = ref MemoryMarshal.GetReference(bias);
        ref var sums = ref MemoryMarshal.GetReference(y);
        switch (TilePath.Resolve(path))
        {
            case VectorPath.Wide when second < 0: IntegerTapsWide.Single(ref Unsafe.Add(ref origin, first), ref taps, offsets.Length, ref w, ref b, ref sums, stride); break;
            case VectorPath.Wide: IntegerTapsWide.Double(ref Unsafe.Add(ref origin, first), ref Unsafe.Add(ref origin, second), ref taps, offsets.Length, ref w, ref b, ref sums, stride); break;
            case VectorPath.Portable:
                IntegerTapsPortable.Single(ref Unsafe.Add(ref origin, first), ref taps, offsets.Length, ref w, ref b, ref sums, stride);
                if (second >= 0) IntegerTapsPortable.Single(ref Unsafe.Add(ref origin, second), ref taps, offsets.Length, ref w, ref b, ref Unsafe.Add(ref sums, Positions), stride);
                break;
            default:
                MultiplyScalar(x[first..], offsets, weights, bias, y, stride);
                if (second >= 0) MultiplyScalar(x[second..], offsets, weights, bias, y[Positions..], stride);
                break;
        }
    }

    private static void MultiplyScalar(ReadOnlySpan<int> x, ReadOnlySpan<int> offsets, ReadOnlySpan<int> weights, ReadOnlySpan<int> bias, Span<int> y, int stride)
    {
        for (var m = 0; m < Channels; m++)
        {
            var sums = y.Slice(m * stride, Positions);
            sums.Fill(bias[m]);
            for (var k = 0; k < offsets.Length; k++)
            {
                var w = weights[k * Channels + m];
                var source = x.Slice(offsets[k], Positions);
                for (var n = 0; n < Positions; n++) sums[n] += Pairs.Dot(w, source[n]);
            }
        }
    }
}
