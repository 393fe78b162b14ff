using System.Runtime.CompilerServices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// The inner loop of a convolution: eight output channels by 16 or 32 neighbouring positions, summed over taps that lie anywhere.
/// <c>y[m, n] = bias[m] + sum over k of weights[k, m] * x[offsets[k] + n]</c>.
/// </summary>
/// <typeparam name="T">What maps hold.</typeparam>
internal interface ITaps<T>
    where T : unmanaged
{
    /// <summary>One group of positions, or two that may lie apart in the input and are neighbours in the result.</summary>
    /// <param name="x">What the offsets count in.</param>
    /// <param name="first">Where the first group begins.</param>
    /// <param name="second">Where the second group begins; -1 for none.</param>
    /// <param name="offsets">By tap; the caller proves that all of x that they lead to is there.</param>
    /// <param name="weights">By tap, then channel.</param>
    /// <param name="bias">By channel.</param>
    /// <param name="y">Results, by channel.</param>
    /// <param name="stride">Elements from a channel's results to the next's.</param>
    /// <param name="path">The width of the vectors.</param>
    void Multiply(ReadOnlySpan<T> x, int first, int second, ReadOnlySpan<int> offsets, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, Span<T> y, int stride, VectorPath path);
}

/// <summary>The sizes of <see cref="ITaps{T}"/>.</summary>
internal static class Taps
{
    /// <summary>Output channels computed together.</summary>
    public const int Channels = 8;

    /// <summary>Positions in a group of neighbours.</summary>
    public const int Positions = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(int weights, int taps, int bias, int y, int stride, bool isDouble)
    {
        TilePath.CheckRows(weights, taps, Channels, Channels, nameof(weights));
        TilePath.CheckRows(y, Channels, stride, isDouble ? 2 * Positions : Positions, nameof(y));
        TilePath.CheckRows(bias, 1, Channels, Channels, nameof(bias));
    }
}
