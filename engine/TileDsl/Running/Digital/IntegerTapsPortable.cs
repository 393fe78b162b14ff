using System.Numerics;
using System.Runtime.CompilerServices;

namespace TileDsl.Running.Digital;

/// <summary><see cref="IntegerTaps"/> in <see cref="Vector{T}"/>: eight channels by one register of positions, which 16 registers hold.</summary>
internal static class IntegerTapsPortable
{
    private const int Channels = Taps.Channels;

    /// <summary>Eight channels, 16 positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single(ref int x, ref int offsets, int taps, ref int weights, ref int bias, ref int y, int stride)
    {
        for (nint n = 0; n < Taps.Positions; n += Vector<int>.Count)
            Register(ref Unsafe.Add(ref x, n), ref offsets, taps, ref weights, ref bias, ref Unsafe.Add(ref y, n), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Register(ref int x, ref int offsets, int taps, ref int weights, ref int bias, ref int y, int stride)
    {
        var s0 = new Vector<int>(Unsafe.Add(ref bias, 0));
        var s1 = new Vector<int>(Unsafe.Add(ref bias, 1));
        var s2 = new Vector<int>(Unsafe.Add(ref bias, 2));
        var s3 = new Vector<int>(Unsafe.Add(ref bias, 3));
        var s4 = new Vector<int>(Unsafe.Add(ref bias, 4));
        var s5 = new Vector<int>(Unsafe.Add(ref bias, 5));
        var s6 = new Vector<int>(Unsafe.Add(ref bias, 6));
        var s7 = new Vector<int>(Unsafe.Add(ref bias, 7));
        for (nint k = 0; k < taps; k++)
        {
            var p = Vector.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k)));
            s0 += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, 0)), p);
            s1 += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, 1)), p);
            s2 += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, 2)), p);
            s3 += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, 3)), p);
            s4 += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, 4)), p);
            s5 += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, 5)), p);
            s6 += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, 6)), p);
            s7 += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, 7)), p);
            weights = ref Unsafe.Add(ref weights, Channels);
        }
        s0.StoreUnsafe(ref Unsafe.Add(ref y, 0 * (nint)stride));
        s1.StoreUnsafe(ref Unsafe.Add(ref y, 1 * (nint)stride));
        s2.StoreUnsafe(ref Unsafe.Add(ref y, 2 * (nint)stride));
        s3.StoreUnsafe(ref Unsafe.Add(ref y, 3 * (nint)stride));
        s4.StoreUnsafe(ref Unsafe.Add(ref y, 4 * (nint)stride));
        s5.StoreUnsafe(ref Unsafe.Add(ref y, 5 * (nint)stride));
        s6.StoreUnsafe(ref Unsafe.Add(ref y, 6 * (nint)stride));
        s7.StoreUnsafe(ref Unsafe.Add(ref y, 7 * (nint)stride));
    }
}
