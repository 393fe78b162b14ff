using System.Numerics;
using System.Runtime.CompilerServices;

namespace TileDsl.Running.Digital;

/// <summary>Codes two by two in the elements of <see cref="Pairs"/>.</summary>
internal static class CodePairs
{
    /// <summary>Neighbouring channels of a group share an element; the last of an odd number has it alone, with 0.</summary>
    /// <param name="x">Channels by positions.</param>
    /// <param name="positions">Positions of a channel.</param>
    /// <param name="channelsOfGroup">Channels that may be paired.</param>
    /// <param name="y">Pairs by positions.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfChannels(ReadOnlySpan<short> x, int positions, int channelsOfGroup, Span<int> y)
    {
        var channels = x.Length / positions;
        var target = 0;
        for (var first = 0; first < channels; first += channelsOfGroup)
        {
            for (var channel = first; channel < first + channelsOfGroup; channel += 2, target += positions)
            {
                var low = x.Slice(channel * positions, positions);
                if (channel + 1 < first + channelsOfGroup) Join(low, x.Slice((channel + 1) * positions, positions), y.Slice(target, positions));
                else Alone(low, y.Slice(target, positions));
            }
        }
    }

    /// <summary>Whole registers, the last of which overlaps the one before.</summary>
    private static void Join(ReadOnlySpan<short> low, ReadOnlySpan<short> high, Span<int> y)
    {
        if (y.Length < Vector<short>.Count)
        {
            for (var n = 0; n < y.Length; n++) y[n] = Pairs.Of(low[n], high[n]);
            return;
        }
        for (var n = 0; n < y.Length; n += Vector<short>.Count)
        {
            n = Math.Min(n, y.Length - Vector<short>.Count);
            Vector.Widen(Vector.AsVectorUInt16(new Vector<short>(low[n..])), out var low0, out var low1);
            Vector.Widen(new Vector<short>(high[n..]), out var high0, out var high1);
            (Vector.AsVectorInt32(low0) | high0 << 16).CopyTo(y[n..]);
            (Vector.AsVectorInt32(low1) | high1 << 16).CopyTo(y[(n + Vector<int>.Count)..]);
        }
    }

    private static void Alone(ReadOnlySpan<short> low, Span<int> y)
    {
        if (y.Length < Vector<short>.Count)
        {
            for (var n = 0; n < y.Length; n++) y[n] = Pairs.Of(low[n], 0);
            return;
        }
        for (var n = 0; n < y.Length; n += Vector<short>.Count)
        {
            n = Math.Min(n, y.Length - Vector<short>.Count);
            Vector.Widen(Vector.AsVectorUInt16(new Vector<short>(low[n..])), out var low0, out var low1);
            Vector.AsVectorInt32(low0).CopyTo(y[n..]);
            Vector.AsVectorInt32(low1).CopyTo(y[(n + Vector<int>.Count)..]);
        }
    }
}
