using System.Numerics;
using System.Runtime.CompilerServices;

namespace TileDsl.Running.Digital;

/// <summary><see cref="FloatTaps"/> in <see cref="Vector{T}"/>: eight channels by one register of positions, which 16 registers hold.</summary>
internal static class FloatTapsPortable
{
    private const int Channels = Taps.Channels;

    /// <summary>Eight channels, 16 positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single(ref float x, ref int offsets, int taps, ref float weights, ref float bias, ref float y, int stride, Clip clip)
    {
        for (nint n = 0; n < Taps.Positions; n += Vector<float>.Count)
            Register(ref Unsafe.Add(ref x, n), ref offsets, taps, ref weights, ref bias, ref Unsafe.Add(ref y, n), stride, clip);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Register(ref float x, ref int offsets, int taps, ref float weights, ref float bias, ref float y, int stride, Clip clip)
    {
        var s0 = new Vector<float>(Unsafe.Add(ref bias, 0));
        var s1 = new Vector<float>(Unsafe.Add(ref bias, 1));
        var s2 = new Vector<float>(Unsafe.Add(ref bias, 2));
        var s3 = new Vector<float>(Unsafe.Add(ref bias, 3));
        var s4 = new Vector<float>(Unsafe.Add(ref bias, 4));
        var s5 = new Vector<float>(Unsafe.Add(ref bias, 5));
        var s6 = new Vector<float>(Unsafe.Add(ref bias, 6));
        var s7 = new Vector<float>(Unsafe.Add(ref bias, 7));
        for (nint k = 0; k < taps; k++)
        {
            var p = Vector.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k)));
            s0 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, 0)), p, s0);
            s1 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, 1)), p, s1);
            s2 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, 2)), p, s2);
            s3 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, 3)), p, s3);
            s4 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, 4)), p, s4);
            s5 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, 5)), p, s5);
            s6 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, 6)), p, s6);
            s7 = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, 7)), p, s7);
            weights = ref Unsafe.Add(ref weights, Channels);
        }
        clip.Of(s0).StoreUnsafe(ref Unsafe.Add(ref y, 0 * (nint)stride));
        clip.Of(s1).StoreUnsafe(ref Unsafe.Add(ref y, 1 * (nint)stride));
        clip.Of(s2).StoreUnsafe(ref Unsafe.Add(ref y, 2 * (nint)stride));
        clip.Of(s3).StoreUnsafe(ref Unsafe.Add(ref y, 3 * (nint)stride));
        clip.Of(s4).StoreUnsafe(ref Unsafe.Add(ref y, 4 * (nint)stride));
        clip.Of(s5).StoreUnsafe(ref Unsafe.Add(ref y, 5 * (nint)stride));
        clip.Of(s6).StoreUnsafe(ref Unsafe.Add(ref y, 6 * (nint)stride));
        clip.Of(s7).StoreUnsafe(ref Unsafe.Add(ref y, 7 * (nint)stride));
    }
}
