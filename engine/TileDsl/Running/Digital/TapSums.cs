using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// The inner loop of a convolution: eight output channels by 16 or 32 neighbouring positions, summed over taps that lie anywhere.
/// <c>y[m, n] = bias[m] + sum over k of weights[k, m] * x[offsets[k] + n]</c>.
/// </summary>
/// <typeparam name="T">What maps hold.</typeparam>
/// <typeparam name="TLaw">What a product is.</typeparam>
internal static class TapSums<T, TLaw>
    where T : unmanaged
    where TLaw : struct, ITapLaw<T>
{
    private const int Channels = Taps.Channels;
    private const int Positions = Taps.Positions;

    /// <summary>One group of positions, or two that may lie apart in the input and are neighbours in the result.</summary>
    /// <param name="law">What a product is.</param>
    /// <param name="x">What the offsets count in.</param>
    /// <param name="first">Where the first group begins.</param>
    /// <param name="second">Where the second group begins; -1 for none.</param>
    /// <param name="offsets">By tap; the caller proves that all of x that they lead to is there.</param>
    /// <param name="weights">By tap, then channel.</param>
    /// <param name="bias">By channel.</param>
    /// <param name="y">Results, by channel.</param>
    /// <param name="stride">Elements from a channel's results to the next's.</param>
    /// <param name="path">The width of the vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(TLaw law, ReadOnlySpan<T> x, int first, int second, ReadOnlySpan<int> offsets, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, Span<T> y, int stride, VectorPath path)
    {
        TilePath.CheckRows(weights.Length, offsets.Length, Channels, Channels, nameof(weights));
        TilePath.CheckRows(y.Length, Channels, stride, second >= 0 ? 2 * Positions : Positions, nameof(y));
        TilePath.CheckRows(bias.Length, 1, Channels, Channels, nameof(bias));
        ref var origin = ref MemoryMarshal.GetReference(x);
        ref var taps = ref MemoryMarshal.GetReference(offsets);
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var b = ref MemoryMarshal.GetReference(bias);
        ref var sums = ref MemoryMarshal.GetReference(y);
        switch (TilePath.Resolve(path))
        {
            case VectorPath.Wide when second < 0: TapSumsWide<T, TLaw>.Single(ref Unsafe.Add(ref origin, first), ref taps, offsets.Length, ref w, ref b, ref sums, stride, law); break;
            case VectorPath.Wide: TapSumsWide<T, TLaw>.Double(ref Unsafe.Add(ref origin, first), ref Unsafe.Add(ref origin, second), ref taps, offsets.Length, ref w, ref b, ref sums, stride, law); break;
            case VectorPath.Portable:
                TapSumsPortable<T, TLaw>.Single(ref Unsafe.Add(ref origin, first), ref taps, offsets.Length, ref w, ref b, ref sums, stride, law);
                if (second >= 0) TapSumsPortable<T, TLaw>.Single(ref Unsafe.Add(ref origin, second), ref taps, offsets.Length, ref w, ref b, ref Unsafe.Add(ref sums, Positions), stride, law);
                break;
            default:
                MultiplyScalar(law, x[first..], offsets, weights, bias, y, stride);
                if (second >= 0) MultiplyScalar(law, x[second..], offsets, weights, bias, y[Positions..], stride);
                break;
        }
    }

    private static void MultiplyScalar(TLaw law, ReadOnlySpan<T> x, ReadOnlySpan<int> offsets, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, Span<T> y, int stride)
    {
        for (var m = 0; m < Channels; m++)
        {
            var sums = y.Slice(m * stride, Positions);
            sums.Fill(bias[m]);
            for (var k = 0; k < offsets.Length; k++)
            {
                var w = weights[k * Channels + m];
                var source = x.Slice(offsets[k], Positions);
                for (var n = 0; n < Positions; n++) sums[n] = law.Add(w, source[n], sums[n]);
            }
            foreach (ref var sum in sums) sum = law.Finish(sum);
        }
    }
}

/// <summary>The sizes of <see cref="TapSums{T, TLaw}"/>.</summary>
internal static class Taps
{
    /// <summary>Output channels computed together.</summary>
    public const int Channels = 8;

    /// <summary>Positions in a group of neighbours.</summary>
    public const int Positions = 16;
}
