using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="IntegerTile.Multiply"/> in <see cref="Vector{T}"/>: two registers of columns by four vectors. Where registers have 256 or 128 bits of x86, one
/// instruction multiplies a pair of rows with a pair of inputs and adds the two products; elsewhere the halves are widened first.
/// </summary>
internal static class IntegerTilePortable
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ref short panel, int rowPairs, int width, ref short x, int inputStride, int vectors, ref int y, int sumStride)
    {
        var lanes = Vector<int>.Count;
        for (var c = 0; c < width;)
        {
            ref var cells = ref Unsafe.Add(ref panel, 2 * c);
            var v = 0;
            if (c + 2 * lanes <= width)
            {
                for (; v + 4 <= vectors; v += 4) Four(ref cells, rowPairs, width, ref At(ref x, v, inputStride), inputStride, ref At(ref y, v, sumStride, c), sumStride);
                for (; v < vectors; v++) One(ref cells, rowPairs, width, ref At(ref x, v, inputStride), ref At(ref y, v, sumStride, c));
                c += 2 * lanes;
                continue;
            }
            for (; v < vectors; v++) OneNarrow(ref cells, rowPairs, width, ref At(ref x, v, inputStride), ref At(ref y, v, sumStride, c));
            c += lanes;
        }
    }

    /// <summary>Four vectors, two registers of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ref short panel, int rowPairs, int width, ref short x, int inputStride, ref int y, int sumStride)
    {
        ref var x1 = ref Unsafe.Add(ref x, inputStride);
        ref var x2 = ref Unsafe.Add(ref x1, inputStride);
        ref var x3 = ref Unsafe.Add(ref x2, inputStride);
        Duo s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint pair = 0; pair < rowPairs; pair++)
        {
            var p0 = Vector.LoadUnsafe(ref panel);
            var p1 = Vector.LoadUnsafe(ref panel, (nuint)Vector<short>.Count);
            s0.Add(Pair(ref x, pair), p0, p1);
            s1.Add(Pair(ref x1, pair), p0, p1);
            s2.Add(Pair(ref x2, pair), p0, p1);
            s3.Add(Pair(ref x3, pair), p0, p1);
            panel = ref Unsafe.Add(ref panel, 2 * (nint)width);
        }
        s0.Store(ref y);
        s1.Store(ref Unsafe.Add(ref y, sumStride));
        s2.Store(ref Unsafe.Add(ref y, 2 * (nint)sumStride));
        s3.Store(ref Unsafe.Add(ref y, 3 * (nint)sumStride));
    }

    /// <summary>One vector, two registers of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ref short panel, int rowPairs, int width, ref short x, ref int y)
    {
        Duo s = default;
        for (nint pair = 0; pair < rowPairs; pair++)
        {
            s.Add(Pair(ref x, pair), Vector.LoadUnsafe(ref panel), Vector.LoadUnsafe(ref panel, (nuint)Vector<short>.Count));
            panel = ref Unsafe.Add(ref panel, 2 * (nint)width);
        }
        s.Store(ref y);
    }

    /// <summary>One vector, one register of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneNarrow(ref short panel, int rowPairs, int width, ref short x, ref int y)
    {
        var s = Vector<int>.Zero;
        for (nint pair = 0; pair < rowPairs; pair++)
        {
            s += Products(Vector.LoadUnsafe(ref panel), Pair(ref x, pair));
            panel = ref Unsafe.Add(ref panel, 2 * (nint)width);
        }
        s.StoreUnsafe(ref y);
    }

    /// <summary>The inputs of two rows, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<short> Pair(ref short x, nint pair) =>
        Vector.AsVectorInt16(new Vector<int>(Unsafe.ReadUnaligned<int>(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref x, 2 * pair)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Products(Vector<short> cells, Vector<short> inputs)
    {
        if (Vector<short>.Count == Vector256<short>.Count && Avx2.IsSupported) return Avx2.MultiplyAddAdjacent(cells.AsVector256(), inputs.AsVector256()).AsVector();
        if (Vector<short>.Count == Vector128<short>.Count && Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(cells.AsVector128(), inputs.AsVector128()).AsVector();
        var (c, x) = (Vector.AsVectorInt32(cells), Vector.AsVectorInt32(inputs));
        // Even rows lie in the low halves of 32 bits; what is above is shifted away, with the sign.
        return (c << 16 >> 16) * (x << 16 >> 16) + (c >> 16) * (x >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T At<T>(ref T origin, int vector, int stride, int column = 0) => ref Unsafe.Add(ref origin, vector * (nint)stride + column);

    /// <summary>The sums of one vector and two registers of columns.</summary>
    private struct Duo
    {
        private Vector<int> _a, _b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector<short> x, Vector<short> p0, Vector<short> p1)
        {
            _a += Products(p0, x);
            _b += Products(p1, x);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref int y)
        {
            _a.StoreUnsafe(ref y);
            _b.StoreUnsafe(ref y, (nuint)Vector<int>.Count);
        }
    }
}
