using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary><see cref="ITaps{T}"/> in float32; the results are limited.</summary>
internal readonly struct FloatTaps(Clip clip) : ITaps<float>
{
    private const int Channels = Taps.Channels;
    private const int Positions = Taps.Positions;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(ReadOnlySpan<float> x, int first, int second, ReadOnlySpan<int> offsets, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> y, int stride, VectorPath path)
    {
        Taps.Check(weights.Length, offsets.Length, bias.Length, y.Length, stride, second >= 0);
        ref var origin = ref MemoryMarshal.GetReference(x);
        ref var taps = ref MemoryMarshal.GetReference(offsets);
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var b = ref MemoryMarshal.GetReference(bias);
        ref var sums = ref MemoryMarshal.GetReference(y);
        switch (TilePath.Resolve(path))
        {
            case VectorPath.Wide when second < 0: FloatTapsWide.Single(ref Unsafe.Add(ref origin, first), ref taps, offsets.Length, ref w, ref b, ref sums, stride, clip); break;
            case VectorPath.Wide: FloatTapsWide.Double(ref Unsafe.Add(ref origin, first), ref Unsafe.Add(ref origin, second), ref taps, offsets.Length, ref w, ref b, ref sums, stride, clip); break;
            case VectorPath.Portable:
                FloatTapsPortable.Single(ref Unsafe.Add(ref origin, first), ref taps, offsets.Length, ref w, ref b, ref sums, stride, clip);
                if (second >= 0) FloatTapsPortable.Single(ref Unsafe.Add(ref origin, second), ref taps, offsets.Length, ref w, ref b, ref Unsafe.Add(ref sums, Positions), stride, clip);
                break;
            default:
                MultiplyScalar(x[first..], offsets, weights, bias, y, stride, clip);
                if (second >= 0) MultiplyScalar(x[second..], offsets, weights, bias, y[Positions..], stride, clip);
                break;
        }
    }

    private static void MultiplyScalar(ReadOnlySpan<float> x, ReadOnlySpan<int> offsets, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> y, int stride, Clip clip)
    {
        for (var m = 0; m < Channels; m++)
        {
            var sums = y.Slice(m * stride, Positions);
            sums.Fill(bias[m]);
            for (var k = 0; k < offsets.Length; k++)
            {
                var w = weights[k * Channels + m];
                var source = x.Slice(offsets[k], Positions);
                for (var n = 0; n < Positions; n++) sums[n] = MathF.FusedMultiplyAdd(w, source[n], sums[n]);
            }
            foreach (ref var sum in sums) sum = clip.Of(sum);
        }
    }
}
