using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Running.Digital;

/// <summary><see cref="FloatTaps"/> in registers of 512 bits: 16 accumulators, and ten loads for 16 multiply-adds.</summary>
internal static class FloatTapsWide
{
    private const int Channels = Taps.Channels;

    /// <summary>Eight channels, 32 positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Double(ref float first, ref float second, ref int offsets, int taps, ref float weights, ref float bias, ref float y, int stride, Clip clip)
    {
        Pair s0 = new(bias), s1 = new(Unsafe.Add(ref bias, 1)), s2 = new(Unsafe.Add(ref bias, 2)), s3 = new(Unsafe.Add(ref bias, 3));
        Pair s4 = new(Unsafe.Add(ref bias, 4)), s5 = new(Unsafe.Add(ref bias, 5)), s6 = new(Unsafe.Add(ref bias, 6)), s7 = new(Unsafe.Add(ref bias, 7));
        for (nint k = 0; k < taps; k++)
        {
            nint offset = Unsafe.Add(ref offsets, k);
            var x0 = Vector512.LoadUnsafe(ref Unsafe.Add(ref first, offset));
            var x1 = Vector512.LoadUnsafe(ref Unsafe.Add(ref second, offset));
            s0.Add(Vector512.Create(weights), x0, x1);
            s1.Add(Vector512.Create(Unsafe.Add(ref weights, 1)), x0, x1);
            s2.Add(Vector512.Create(Unsafe.Add(ref weights, 2)), x0, x1);
            s3.Add(Vector512.Create(Unsafe.Add(ref weights, 3)), x0, x1);
            s4.Add(Vector512.Create(Unsafe.Add(ref weights, 4)), x0, x1);
            s5.Add(Vector512.Create(Unsafe.Add(ref weights, 5)), x0, x1);
            s6.Add(Vector512.Create(Unsafe.Add(ref weights, 6)), x0, x1);
            s7.Add(Vector512.Create(Unsafe.Add(ref weights, 7)), x0, x1);
            weights = ref Unsafe.Add(ref weights, Channels);
        }
        s0.Store(ref y, clip);
        s1.Store(ref Unsafe.Add(ref y, 1 * (nint)stride), clip);
        s2.Store(ref Unsafe.Add(ref y, 2 * (nint)stride), clip);
        s3.Store(ref Unsafe.Add(ref y, 3 * (nint)stride), clip);
        s4.Store(ref Unsafe.Add(ref y, 4 * (nint)stride), clip);
        s5.Store(ref Unsafe.Add(ref y, 5 * (nint)stride), clip);
        s6.Store(ref Unsafe.Add(ref y, 6 * (nint)stride), clip);
        s7.Store(ref Unsafe.Add(ref y, 7 * (nint)stride), clip);
    }

    /// <summary>Eight channels, 16 positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single(ref float x, ref int offsets, int taps, ref float weights, ref float bias, ref float y, int stride, Clip clip)
    {
        var s0 = Vector512.Create(Unsafe.Add(ref bias, 0));
        var s1 = Vector512.Create(Unsafe.Add(ref bias, 1));
        var s2 = Vector512.Create(Unsafe.Add(ref bias, 2));
        var s3 = Vector512.Create(Unsafe.Add(ref bias, 3));
        var s4 = Vector512.Create(Unsafe.Add(ref bias, 4));
        var s5 = Vector512.Create(Unsafe.Add(ref bias, 5));
        var s6 = Vector512.Create(Unsafe.Add(ref bias, 6));
        var s7 = Vector512.Create(Unsafe.Add(ref bias, 7));
        for (nint k = 0; k < taps; k++)
        {
            var p = Vector512.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k)));
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, 0)), p, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, 1)), p, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, 2)), p, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, 3)), p, s3);
            s4 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, 4)), p, s4);
            s5 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, 5)), p, s5);
            s6 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, 6)), p, s6);
            s7 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, 7)), p, s7);
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

    /// <summary>The sums of one channel and 32 positions.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private struct Pair(float bias)
    {
        private Vector512<float> _a = Vector512.Create(bias), _b = Vector512.Create(bias);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector512<float> w, Vector512<float> x0, Vector512<float> x1)
        {
            _a = Vector512.FusedMultiplyAdd(w, x0, _a);
            _b = Vector512.FusedMultiplyAdd(w, x1, _b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float y, Clip clip)
        {
            clip.Of(_a).StoreUnsafe(ref y);
            clip.Of(_b).StoreUnsafe(ref y, 16);
        }
    }
}
