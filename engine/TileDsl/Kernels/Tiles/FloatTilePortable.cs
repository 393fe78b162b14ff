using System.Numerics;
using System.Runtime.CompilerServices;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="FloatTile.Multiply"/> in <see cref="Vector{T}"/>: six vectors by two registers of columns
/// (twelve accumulators, two of cells, one of an input) suit the 16 registers of 256 or 128 bits of most machines.
/// </summary>
internal static class FloatTilePortable
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ref float panel, int rows, int width, ref float x, int inputStride, int vectors, ref float y, int sumStride)
    {
        var lanes = Vector<float>.Count;
        var sixes = vectors - vectors % 6;
        var pairs = width - width % (2 * lanes);
        for (var c = 0; c < pairs; c += 2 * lanes)
        {
            for (var v = 0; v < sixes; v += 6) Six(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), inputStride, ref At(ref y, v, sumStride, c), sumStride);
        }
        for (var v = 0; v < vectors; v++)
        {
            var c = v < sixes ? pairs : 0;
            for (; c + 4 * lanes <= width; c += 4 * lanes) One(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), ref At(ref y, v, sumStride, c));
            for (; c < width; c += lanes) OneNarrow(ref Unsafe.Add(ref panel, c), rows, width, ref At(ref x, v, inputStride), ref At(ref y, v, sumStride, c));
        }
    }

    /// <summary>Six vectors, two registers of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(ref float panel, int rows, int width, ref float x, int inputStride, ref float y, int sumStride)
    {
        ref var x1 = ref Unsafe.Add(ref x, inputStride);
        ref var x2 = ref Unsafe.Add(ref x1, inputStride);
        ref var x3 = ref Unsafe.Add(ref x2, inputStride);
        ref var x4 = ref Unsafe.Add(ref x3, inputStride);
        ref var x5 = ref Unsafe.Add(ref x4, inputStride);
        Pair s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
        for (nint row = 0; row < rows; row++)
        {
            var p0 = Vector.LoadUnsafe(ref panel);
            var p1 = Vector.LoadUnsafe(ref panel, (nuint)Vector<float>.Count);
            s0.Add(new Vector<float>(Unsafe.Add(ref x, row)), p0, p1);
            s1.Add(new Vector<float>(Unsafe.Add(ref x1, row)), p0, p1);
            s2.Add(new Vector<float>(Unsafe.Add(ref x2, row)), p0, p1);
            s3.Add(new Vector<float>(Unsafe.Add(ref x3, row)), p0, p1);
            s4.Add(new Vector<float>(Unsafe.Add(ref x4, row)), p0, p1);
            s5.Add(new Vector<float>(Unsafe.Add(ref x5, row)), p0, p1);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s0.Store(ref y);
        s1.Store(ref Unsafe.Add(ref y, sumStride));
        s2.Store(ref Unsafe.Add(ref y, 2 * (nint)sumStride));
        s3.Store(ref Unsafe.Add(ref y, 3 * (nint)sumStride));
        s4.Store(ref Unsafe.Add(ref y, 4 * (nint)sumStride));
        s5.Store(ref Unsafe.Add(ref y, 5 * (nint)sumStride));
    }

    /// <summary>One vector, four registers of columns: as fast as the cells arrive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ref float panel, int rows, int width, ref float x, ref float y)
    {
        var lanes = Vector<float>.Count;
        Pair s = default, t = default;
        for (nint row = 0; row < rows; row++)
        {
            var input = new Vector<float>(Unsafe.Add(ref x, row));
            s.Add(input, Vector.LoadUnsafe(ref panel), Vector.LoadUnsafe(ref panel, (nuint)lanes));
            t.Add(input, Vector.LoadUnsafe(ref panel, 2 * (nuint)lanes), Vector.LoadUnsafe(ref panel, 3 * (nuint)lanes));
            panel = ref Unsafe.Add(ref panel, width);
        }
        s.Store(ref y);
        t.Store(ref Unsafe.Add(ref y, 2 * lanes));
    }

    /// <summary>One vector, one register of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneNarrow(ref float panel, int rows, int width, ref float x, ref float y)
    {
        var s = Vector<float>.Zero;
        for (nint row = 0; row < rows; row++)
        {
            s = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x, row)), Vector.LoadUnsafe(ref panel), s);
            panel = ref Unsafe.Add(ref panel, width);
        }
        s.StoreUnsafe(ref y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float At(ref float origin, int vector, int stride, int column = 0) => ref Unsafe.Add(ref origin, vector * (nint)stride + column);

    /// <summary>The sums of one vector and two registers of columns.</summary>
    private struct Pair
    {
        private Vector<float> _a, _b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector<float> x, Vector<float> p0, Vector<float> p1)
        {
            _a = Vector.FusedMultiplyAdd(x, p0, _a);
            _b = Vector.FusedMultiplyAdd(x, p1, _b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float y)
        {
            _a.StoreUnsafe(ref y);
            _b.StoreUnsafe(ref y, (nuint)Vector<float>.Count);
        }
    }
}
