using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="IntegerTile.Multiply"/> in registers of 512 bits: one instruction multiplies a pair of rows of 16 columns with a pair of inputs and adds the two products.
/// Four vectors by four registers of columns are 16 accumulators.
/// </summary>
internal static class IntegerTileWide
{
    private const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ref short panel, int rowPairs, int width, ref short x, int inputStride, int vectors, ref int y, int sumStride)
    {
        for (var c = 0; c < width;)
        {
            ref var cells = ref Unsafe.Add(ref panel, 2 * c);
            var v = 0;
            if (c + 4 * Lanes <= width)
            {
                for (; v + 4 <= vectors; v += 4) Four(ref cells, rowPairs, width, ref At(ref x, v, inputStride), inputStride, ref At(ref y, v, sumStride, c), sumStride);
                for (; v < vectors; v++) One(ref cells, rowPairs, width, ref At(ref x, v, inputStride), ref At(ref y, v, sumStride, c));
                c += 4 * Lanes;
                continue;
            }
            for (; v < vectors; v++) OneNarrow(ref cells, rowPairs, width, ref At(ref x, v, inputStride), ref At(ref y, v, sumStride, c));
            c += Lanes;
        }
    }

    /// <summary>Four vectors, 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ref short panel, int rowPairs, int width, ref short x, int inputStride, ref int y, int sumStride)
    {
        ref var x1 = ref Unsafe.Add(ref x, inputStride);
        ref var x2 = ref Unsafe.Add(ref x1, inputStride);
        ref var x3 = ref Unsafe.Add(ref x2, inputStride);
        Quad s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint pair = 0; pair < rowPairs; pair++)
        {
            var p0 = Vector512.LoadUnsafe(ref panel);
            var p1 = Vector512.LoadUnsafe(ref panel, 32);
            var p2 = Vector512.LoadUnsafe(ref panel, 64);
            var p3 = Vector512.LoadUnsafe(ref panel, 96);
            s0.Add(Pair(ref x, pair), p0, p1, p2, p3);
            s1.Add(Pair(ref x1, pair), p0, p1, p2, p3);
            s2.Add(Pair(ref x2, pair), p0, p1, p2, p3);
            s3.Add(Pair(ref x3, pair), p0, p1, p2, p3);
            panel = ref Unsafe.Add(ref panel, 2 * (nint)width);
        }
        s0.Store(ref y);
        s1.Store(ref Unsafe.Add(ref y, sumStride));
        s2.Store(ref Unsafe.Add(ref y, 2 * (nint)sumStride));
        s3.Store(ref Unsafe.Add(ref y, 3 * (nint)sumStride));
    }

    /// <summary>One vector, 64 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ref short panel, int rowPairs, int width, ref short x, ref int y)
    {
        Quad s = default;
        for (nint pair = 0; pair < rowPairs; pair++)
        {
            s.Add(Pair(ref x, pair), Vector512.LoadUnsafe(ref panel), Vector512.LoadUnsafe(ref panel, 32), Vector512.LoadUnsafe(ref panel, 64), Vector512.LoadUnsafe(ref panel, 96));
            panel = ref Unsafe.Add(ref panel, 2 * (nint)width);
        }
        s.Store(ref y);
    }

    /// <summary>One vector, 16 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneNarrow(ref short panel, int rowPairs, int width, ref short x, ref int y)
    {
        var s = Vector512<int>.Zero;
        for (nint pair = 0; pair < rowPairs; pair++)
        {
            s += Products(Vector512.LoadUnsafe(ref panel), Pair(ref x, pair));
            panel = ref Unsafe.Add(ref panel, 2 * (nint)width);
        }
        s.StoreUnsafe(ref y);
    }

    /// <summary>The inputs of two rows, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Pair(ref short x, nint pair) =>
        Vector512.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref x, 2 * pair)))).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Products(Vector512<short> cells, Vector512<short> inputs)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyAddAdjacent(cells, inputs);
        // Even rows lie in the low halves of 32 bits; what is above is shifted away, with the sign.
        var even = (cells.AsInt32() << 16 >> 16) * (inputs.AsInt32() << 16 >> 16);
        return even + (cells.AsInt32() >> 16) * (inputs.AsInt32() >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T At<T>(ref T origin, int vector, int stride, int column = 0) => ref Unsafe.Add(ref origin, vector * (nint)stride + column);

    /// <summary>The sums of one vector and 64 columns, in four registers.</summary>
    private struct Quad
    {
        private Vector512<int> _a, _b, _c, _d;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector512<short> x, Vector512<short> p0, Vector512<short> p1, Vector512<short> p2, Vector512<short> p3)
        {
            _a += Products(p0, x);
            _b += Products(p1, x);
            _c += Products(p2, x);
            _d += Products(p3, x);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref int y)
        {
            _a.StoreUnsafe(ref y);
            _b.StoreUnsafe(ref y, 16);
            _c.StoreUnsafe(ref y, 32);
            _d.StoreUnsafe(ref y, 48);
        }
    }
}
