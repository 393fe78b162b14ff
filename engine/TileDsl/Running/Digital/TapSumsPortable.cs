using System.Numerics;
using System.Runtime.CompilerServices;

namespace TileDsl.Running.Digital;

/// <summary><see cref="TapSums{T, TLaw}"/> in <see cref="Vector{T}"/>: eight channels by one register of positions, which 16 registers hold.</summary>
internal static class TapSumsPortable<T, TLaw>
    where T : unmanaged
    where TLaw : struct, ITapLaw<T>
{
    private const int Channels = Taps.Channels;

    /// <summary>Eight channels, 16 positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single(ref T x, ref int offsets, int taps, ref T weights, ref T bias, ref T y, int stride, TLaw law)
    {
        for (nint n = 0; n < Taps.Positions; n += Vector<T>.Count)
            Register(ref Unsafe.Add(ref x, n), ref offsets, taps, ref weights, ref bias, ref Unsafe.Add(ref y, n), stride, law);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Register(ref T x, ref int offsets, int taps, ref T weights, ref T bias, ref T y, int stride, TLaw law)
    {
        var s0 = new Vector<T>(Unsafe.Add(ref bias, 0));
        var s1 = new Vector<T>(Unsafe.Add(ref bias, 1));
        var s2 = new Vector<T>(Unsafe.Add(ref bias, 2));
        var s3 = new Vector<T>(Unsafe.Add(ref bias, 3));
        var s4 = new Vector<T>(Unsafe.Add(ref bias, 4));
        var s5 = new Vector<T>(Unsafe.Add(ref bias, 5));
        var s6 = new Vector<T>(Unsafe.Add(ref bias, 6));
        var s7 = new Vector<T>(Unsafe.Add(ref bias, 7));
        for (nint k = 0; k < taps; k++)
        {
            var p = Vector.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k)));
            s0 = law.Add(new Vector<T>(Unsafe.Add(ref weights, 0)), p, s0);
            s1 = law.Add(new Vector<T>(Unsafe.Add(ref weights, 1)), p, s1);
            s2 = law.Add(new Vector<T>(Unsafe.Add(ref weights, 2)), p, s2);
            s3 = law.Add(new Vector<T>(Unsafe.Add(ref weights, 3)), p, s3);
            s4 = law.Add(new Vector<T>(Unsafe.Add(ref weights, 4)), p, s4);
            s5 = law.Add(new Vector<T>(Unsafe.Add(ref weights, 5)), p, s5);
            s6 = law.Add(new Vector<T>(Unsafe.Add(ref weights, 6)), p, s6);
            s7 = law.Add(new Vector<T>(Unsafe.Add(ref weights, 7)), p, s7);
            weights = ref Unsafe.Add(ref weights, Channels);
        }
        law.Finish(s0).StoreUnsafe(ref Unsafe.Add(ref y, 0 * (nint)stride));
        law.Finish(s1).StoreUnsafe(ref Unsafe.Add(ref y, 1 * (nint)stride));
        law.Finish(s2).StoreUnsafe(ref Unsafe.Add(ref y, 2 * (nint)stride));
        law.Finish(s3).StoreUnsafe(ref Unsafe.Add(ref y, 3 * (nint)stride));
        law.Finish(s4).StoreUnsafe(ref Unsafe.Add(ref y, 4 * (nint)stride));
        law.Finish(s5).StoreUnsafe(ref Unsafe.Add(ref y, 5 * (nint)stride));
        law.Finish(s6).StoreUnsafe(ref Unsafe.Add(ref y, 6 * (nint)stride));
        law.Finish(s7).StoreUnsafe(ref Unsafe.Add(ref y, 7 * (nint)stride));
    }
}
