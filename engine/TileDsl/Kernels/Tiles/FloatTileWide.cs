using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="FloatTile.Multiply"/> in registers of 512 bits. Six vectors by four registers of columns are 24 accumulators, which with the
/// four of a row's cells and one of an input leave nothing to reload; each loaded input and cell then serves four and six multiply-adds.
/// </summary>
internal static class FloatTileWide
{
    private const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ref float panel, int rows, int width, ref float x, int inputStride, int vectors, ref float y, int sumStride)
    {
        var c = 0;
        for (; c + 4 * Lanes <= width; c += 4 * Lanes)
        {
            // Fewer than three vectors wait for each multiply-add's result: the last are cut so that few are left with so few.
            var v = 0;
            for (; vectors - v is >= 12 or 6 or 9 or 10; v += 6) Six(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), inputStride, ref At(ref y, v, sumStride, c), sumStride);
            for (; vectors - v is 4 or >= 7; v += 4) Four(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), inputStride, ref At(ref y, v, sumStride, c), sumStride);
            for (; vectors - v >= 3; v += 3) Three(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), inputStride, ref At(ref y, v, sumStride, c), sumStride);
            for (; vectors - v >= 2; v += 2) Two(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), inputStride, ref At(ref y, v, sumStride, c), sumStride);
            if (v < vectors) One(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), ref At(ref y, v, sumStride, c));
        }
        for (; c < width; c += Lanes)
        {
            var v = 0;
            for (; v + 6 <= vectors; v += 6) SixNarrow(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), inputStride, ref At(ref y, v, sumStride, c), sumStride);
            for (; v < vectors; v++) OneNarrow(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), ref At(ref y, v, sumStride, c));
        }
    }

    /// <summary>Six vectors, 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(ref float panel, int rows, int width, ref float x, int inputStride, ref float y, int sumStride)
    {
        ref var x1 = ref Unsafe.Add(ref x, inputStride);
        ref var x2 = ref Unsafe.Add(ref x1, inputStride);
        ref var x3 = ref Unsafe.Add(ref x2, inputStride);
        ref var x4 = ref Unsafe.Add(ref x3, inputStride);
        ref var x5 = ref Unsafe.Add(ref x4, inputStride);
        Quad s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        for (nint row = 0; row < rows; row++)
        {
            var p0 = Vector512.LoadUnsafe(ref panel);
            var p1 = Vector512.LoadUnsafe(ref panel, 16);
            var p2 = Vector512.LoadUnsafe(ref panel, 32);
            var p3 = Vector512.LoadUnsafe(ref panel, 48);
            s0.Add(Vector512.Create(Unsafe.Add(ref x, row)), p0, p1, p2, p3);
            s1.Add(Vector512.Create(Unsafe.Add(ref x1, row)), p0, p1, p2, p3);
            s2.Add(Vector512.Create(Unsafe.Add(ref x2, row)), p0, p1, p2, p3);
            s3.Add(Vector512.Create(Unsafe.Add(ref x3, row)), p0, p1, p2, p3);
            s4.Add(Vector512.Create(Unsafe.Add(ref x4, row)), p0, p1, p2, p3);
            s5.Add(Vector512.Create(Unsafe.Add(ref x5, row)), p0, p1, p2, p3);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s0.Store(ref y);
        s1.Store(ref Unsafe.Add(ref y, sumStride));
        s2.Store(ref Unsafe.Add(ref y, 2 * (nint)sumStride));
        s3.Store(ref Unsafe.Add(ref y, 3 * (nint)sumStride));
        s4.Store(ref Unsafe.Add(ref y, 4 * (nint)sumStride));
        s5.Store(ref Unsafe.Add(ref y, 5 * (nint)sumStride));
    }

    /// <summary>Four vectors, 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ref float panel, int rows, int width, ref float x, int inputStride, ref float y, int sumStride)
    {
        ref var x1 = ref Unsafe.Add(ref x, inputStride);
        ref var x2 = ref Unsafe.Add(ref x1, inputStride);
        ref var x3 = ref Unsafe.Add(ref x2, inputStride);
        Quad s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint row = 0; row < rows; row++)
        {
            var p0 = Vector512.LoadUnsafe(ref panel);
            var p1 = Vector512.LoadUnsafe(ref panel, 16);
            var p2 = Vector512.LoadUnsafe(ref panel, 32);
            var p3 = Vector512.LoadUnsafe(ref panel, 48);
            s0.Add(Vector512.Create(Unsafe.Add(ref x, row)), p0, p1, p2, p3);
            s1.Add(Vector512.Create(Unsafe.Add(ref x1, row)), p0, p1, p2, p3);
            s2.Add(Vector512.Create(Unsafe.Add(ref x2, row)), p0, p1, p2, p3);
            s3.Add(Vector512.Create(Unsafe.Add(ref x3, row)), p0, p1, p2, p3);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s0.Store(ref y);
        s1.Store(ref Unsafe.Add(ref y, sumStride));
        s2.Store(ref Unsafe.Add(ref y, 2 * (nint)sumStride));
        s3.Store(ref Unsafe.Add(ref y, 3 * (nint)sumStride));
    }

    /// <summary>Three vectors, 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(ref float panel, int rows, int width, ref float x, int inputStride, ref float y, int sumStride)
    {
        ref var x1 = ref Unsafe.Add(ref x, inputStride);
        ref var x2 = ref Unsafe.Add(ref x1, inputStride);
        Quad s0 = default, s1 = default, s2 = default;
        for (nint row = 0; row < rows; row++)
        {
            var p0 = Vector512.LoadUnsafe(ref panel);
            var p1 = Vector512.LoadUnsafe(ref panel, 16);
            var p2 = Vector512.LoadUnsafe(ref panel, 32);
            var p3 = Vector512.LoadUnsafe(ref panel, 48);
            s0.Add(Vector512.Create(Unsafe.Add(ref x, row)), p0, p1, p2, p3);
            s1.Add(Vector512.Create(Unsafe.Add(ref x1, row)), p0, p1, p2, p3);
            s2.Add(Vector512.Create(Unsafe.Add(ref x2, row)), p0, p1, p2, p3);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s0.Store(ref y);
        s1.Store(ref Unsafe.Add(ref y, sumStride));
        s2.Store(ref Unsafe.Add(ref y, 2 * (nint)sumStride));
    }

    /// <summary>Two vectors, 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(ref float panel, int rows, int width, ref float x, int inputStride, ref float y, int sumStride)
    {
        ref var x1 = ref Unsafe.Add(ref x, inputStride);
        Quad s0 = default, s1 = default;
        for (nint row = 0; row < rows; row++)
        {
            var p0 = Vector512.LoadUnsafe(ref panel);
            var p1 = Vector512.LoadUnsafe(ref panel, 16);
            var p2 = Vector512.LoadUnsafe(ref panel, 32);
            var p3 = Vector512.LoadUnsafe(ref panel, 48);
            s0.Add(Vector512.Create(Unsafe.Add(ref x, row)), p0, p1, p2, p3);
            s1.Add(Vector512.Create(Unsafe.Add(ref x1, row)), p0, p1, p2, p3);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s0.Store(ref y);
        s1.Store(ref Unsafe.Add(ref y, sumStride));
    }

    /// <summary>One vector, 64 columns: as fast as the cells arrive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ref float panel, int rows, int width, ref float x, ref float y)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint row = 0; row < rows; row++)
        {
            var input = Vector512.Create(Unsafe.Add(ref x, row));
            s0 = Vector512.FusedMultiplyAdd(input, Vector512.LoadUnsafe(ref panel), s0);
            s1 = Vector512.FusedMultiplyAdd(input, Vector512.LoadUnsafe(ref panel, 16), s1);
            s2 = Vector512.FusedMultiplyAdd(input, Vector512.LoadUnsafe(ref panel, 32), s2);
            s3 = Vector512.FusedMultiplyAdd(input, Vector512.LoadUnsafe(ref panel, 48), s3);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s0.StoreUnsafe(ref y);
        s1.StoreUnsafe(ref y, 16);
        s2.StoreUnsafe(ref y, 32);
        s3.StoreUnsafe(ref y, 48);
    }

    /// <summary>Six vectors, 16 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixNarrow(ref float panel, int rows, int width, ref float x, int inputStride, ref float y, int sumStride)
    {
        ref var x1 = ref Unsafe.Add(ref x, inputStride);
        ref var x2 = ref Unsafe.Add(ref x1, inputStride);
        ref var x3 = ref Unsafe.Add(ref x2, inputStride);
        ref var x4 = ref Unsafe.Add(ref x3, inputStride);
        ref var x5 = ref Unsafe.Add(ref x4, inputStride);
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        for (nint row = 0; row < rows; row++)
        {
            var p = Vector512.LoadUnsafe(ref panel);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, row)), p, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x1, row)), p, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x2, row)), p, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x3, row)), p, s3);
            s4 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x4, row)), p, s4);
            s5 = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x5, row)), p, s5);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s0.StoreUnsafe(ref y);
        s1.StoreUnsafe(ref Unsafe.Add(ref y, sumStride));
        s2.StoreUnsafe(ref Unsafe.Add(ref y, 2 * (nint)sumStride));
        s3.StoreUnsafe(ref Unsafe.Add(ref y, 3 * (nint)sumStride));
        s4.StoreUnsafe(ref Unsafe.Add(ref y, 4 * (nint)sumStride));
        s5.StoreUnsafe(ref Unsafe.Add(ref y, 5 * (nint)sumStride));
    }

    /// <summary>One vector, 16 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneNarrow(ref float panel, int rows, int width, ref float x, ref float y)
    {
        var s = Vector512<float>.Zero;
        for (nint row = 0; row < rows; row++)
        {
            s = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, row)), Vector512.LoadUnsafe(ref panel), s);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s.StoreUnsafe(ref y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float At(ref float origin, int vector, int stride, int column = 0) => ref Unsafe.Add(ref origin, vector * (nint)stride + column);

    /// <summary>The sums of one vector and 64 columns, in four registers.</summary>
    private struct Quad
    {
        private Vector512<float> _a, _b, _c, _d;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector512<float> x, Vector512<float> p0, Vector512<float> p1, Vector512<float> p2, Vector512<float> p3)
        {
            _a = Vector512.FusedMultiplyAdd(x, p0, _a);
            _b = Vector512.FusedMultiplyAdd(x, p1, _b);
            _c = Vector512.FusedMultiplyAdd(x, p2, _c);
            _d = Vector512.FusedMultiplyAdd(x, p3, _d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float y)
        {
            _a.StoreUnsafe(ref y);
            _b.StoreUnsafe(ref y, 16);
            _c.StoreUnsafe(ref y, 32);
            _d.StoreUnsafe(ref y, 48);
        }
    }
}
