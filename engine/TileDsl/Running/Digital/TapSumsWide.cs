using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Running.Digital;

/// <summary><see cref="TapSums{T, TLaw}"/> in registers of 512 bits: 16 accumulators, and ten loads for 16 products.</summary>
internal static class TapSumsWide<T, TLaw>
    where T : unmanaged
    where TLaw : struct, ITapLaw<T>
{
    private const int Channels = Taps.Channels;

    /// <summary>Eight channels, 32 positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Double(ref T first, ref T second, ref int offsets, int taps, ref T weights, ref T bias, ref T y, int stride, TLaw law)
    {
        Pair s0 = new(bias), s1 = new(Unsafe.Add(ref bias, 1)), s2 = new(Unsafe.Add(ref bias, 2)), s3 = new(Unsafe.Add(ref bias, 3));
        Pair s4 = new(Unsafe.Add(ref bias, 4)), s5 = new(Unsafe.Add(ref bias, 5)), s6 = new(Unsafe.Add(ref bias, 6)), s7 = new(Unsafe.Add(ref bias, 7));
        for (nint k = 0; k < taps; k++)
        {
            nint offset = Unsafe.Add(ref offsets, k);
            var x0 = Vector512.LoadUnsafe(ref Unsafe.Add(ref first, offset));
            var x1 = Vector512.LoadUnsafe(ref Unsafe.Add(ref second, offset));
            s0.Add(law, Vector512.Create(weights), x0, x1);
            s1.Add(law, Vector512.Create(Unsafe.Add(ref weights, 1)), x0, x1);
            s2.Add(law, Vector512.Create(Unsafe.Add(ref weights, 2)), x0, x1);
            s3.Add(law, Vector512.Create(Unsafe.Add(ref weights, 3)), x0, x1);
            s4.Add(law, Vector512.Create(Unsafe.Add(ref weights, 4)), x0, x1);
            s5.Add(law, Vector512.Create(Unsafe.Add(ref weights, 5)), x0, x1);
            s6.Add(law, Vector512.Create(Unsafe.Add(ref weights, 6)), x0, x1);
            s7.Add(law, Vector512.Create(Unsafe.Add(ref weights, 7)), x0, x1);
            weights = ref Unsafe.Add(ref weights, Channels);
        }
        s0.Store(ref y, law);
        s1.Store(ref Unsafe.Add(ref y, 1 * (nint)stride), law);
        s2.Store(ref Unsafe.Add(ref y, 2 * (nint)stride), law);
        s3.Store(ref Unsafe.Add(ref y, 3 * (nint)stride), law);
        s4.Store(ref Unsafe.Add(ref y, 4 * (nint)stride), law);
        s5.Store(ref Unsafe.Add(ref y, 5 * (nint)stride), law);
        s6.Store(ref Unsafe.Add(ref y, 6 * (nint)stride), law);
        s7.Store(ref Unsafe.Add(ref y, 7 * (nint)stride), law);
    }

    /// <summary>Eight channels, 16 positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single(ref T x, ref int offsets, int taps, ref T weights, ref T bias, ref T y, int stride, TLaw law)
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
            s0 = law.Add(Vector512.Create(Unsafe.Add(ref weights, 0)), p, s0);
            s1 = law.Add(Vector512.Create(Unsafe.Add(ref weights, 1)), p, s1);
            s2 = law.Add(Vector512.Create(Unsafe.Add(ref weights, 2)), p, s2);
            s3 = law.Add(Vector512.Create(Unsafe.Add(ref weights, 3)), p, s3);
            s4 = law.Add(Vector512.Create(Unsafe.Add(ref weights, 4)), p, s4);
            s5 = law.Add(Vector512.Create(Unsafe.Add(ref weights, 5)), p, s5);
            s6 = law.Add(Vector512.Create(Unsafe.Add(ref weights, 6)), p, s6);
            s7 = law.Add(Vector512.Create(Unsafe.Add(ref weights, 7)), p, s7);
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

    /// <summary>The sums of one channel and 32 positions.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private struct Pair(T bias)
    {
        private Vector512<T> _a = Vector512.Create(bias), _b = Vector512.Create(bias);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(TLaw law, Vector512<T> w, Vector512<T> x0, Vector512<T> x1)
        {
            _a = law.Add(w, x0, _a);
            _b = law.Add(w, x1, _b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref T y, TLaw law)
        {
            law.Finish(_a).StoreUnsafe(ref y);
            law.Finish(_b).StoreUnsafe(ref y, 16);
        }
    }
}
