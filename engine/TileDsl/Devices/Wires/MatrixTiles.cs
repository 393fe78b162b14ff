using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>A matrix within a longer span: element (m, n) at <c>m * RowStride + n * ColumnStride</c>.</summary>
internal readonly ref struct Strided(Span<double> elements, int rowStride, int columnStride = 1)
{
    public Span<double> Elements { get; } = elements;

    public int RowStride { get; } = rowStride;

    public int ColumnStride { get; } = columnStride;
}

/// <summary>
/// Products of small dense matrices, <c>D = C + A B</c> in float64. Every element is one chain of fused multiply-adds in ascending
/// order, whichever width computes it, so that widths give the same bits.
/// </summary>
internal static class MatrixTiles
{
    /// <summary>Rows and columns of matrices are padded to multiples of these.</summary>
    public const int Rows = 8;

    /// <summary>See <see cref="Rows"/>.</summary>
    public const int Columns = 16;

    /// <summary>A length rounded up to a multiple.</summary>
    public static int Padded(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    /// <summary>D = C + A B, tile by tile. D may be C, but not A or B.</summary>
    /// <param name="a">rows by depth, any strides.</param>
    /// <param name="b">depth by columns, consecutive columns.</param>
    /// <param name="c">rows by columns, consecutive columns.</param>
    /// <param name="d">Likewise.</param>
    /// <param name="rows">A multiple of <see cref="Rows"/>.</param>
    /// <param name="columns">A multiple of <see cref="Columns"/>.</param>
    /// <param name="upper">Square and symmetric: tiles wholly below the diagonal are left out.</param>
    public static void Multiply(Strided a, Strided b, Strided c, Strided d, int rows, int columns, int depth, VectorPath path, bool upper = false)
    {
        if (rows == 0 || depth == 0) return;
        // What the tiles read and write without a check.
        _ = a.Elements[(rows - 1) * a.RowStride + (depth - 1) * a.ColumnStride];
        _ = b.Elements[(depth - 1) * b.RowStride + columns - 1];
        _ = c.Elements[(rows - 1) * c.RowStride + columns - 1];
        _ = d.Elements[(rows - 1) * d.RowStride + columns - 1];
        var wide = path is VectorPath.Wide || (path is VectorPath.Auto && Vector512.IsHardwareAccelerated);
        for (var n = 0; n < columns; n += Columns)
        {
            var end = upper ? Math.Min(rows, n + Columns) : rows;
            for (var m = 0; m < end; m += Rows)
            {
                ref var left = ref At(a, m * a.RowStride);
                ref var right = ref At(b, n);
                ref var from = ref At(c, m * c.RowStride + n);
                ref var to = ref At(d, m * d.RowStride + n);
                if (wide)
                {
                    Tile512(ref left, a.RowStride, a.ColumnStride, ref right, b.RowStride, ref from, c.RowStride, ref to, d.RowStride, depth);
                    continue;
                }
                for (var half = 0; half < Columns; half += 2 * Vector256<double>.Count)
                {
                    for (var quarter = 0; quarter < Rows; quarter += 4)
                    {
                        Tile256(
                            ref Unsafe.Add(ref left, quarter * a.RowStride), a.RowStride, a.ColumnStride, ref Unsafe.Add(ref right, half), b.RowStride,
                            ref Unsafe.Add(ref from, quarter * c.RowStride + half), c.RowStride, ref Unsafe.Add(ref to, quarter * d.RowStride + half), d.RowStride, depth);
                    }
                }
            }
        }
    }

    private static ref double At(Strided matrix, int index) => ref Unsafe.Add(ref MemoryMarshal.GetReference(matrix.Elements), index);

    /// <summary>8 rows of 16 columns: sixteen sums in registers.</summary>
    private static void Tile512(ref double a, nint aRow, nint aColumn, ref double b, nint bRow, ref double c, nint cRow, ref double d, nint dRow, int depth)
    {
        var (c00, c01) = (Load512(ref c, 0), Load512(ref c, 8));
        var (c10, c11) = (Load512(ref c, cRow), Load512(ref c, cRow + 8));
        var (c20, c21) = (Load512(ref c, 2 * cRow), Load512(ref c, 2 * cRow + 8));
        var (c30, c31) = (Load512(ref c, 3 * cRow), Load512(ref c, 3 * cRow + 8));
        var (c40, c41) = (Load512(ref c, 4 * cRow), Load512(ref c, 4 * cRow + 8));
        var (c50, c51) = (Load512(ref c, 5 * cRow), Load512(ref c, 5 * cRow + 8));
        var (c60, c61) = (Load512(ref c, 6 * cRow), Load512(ref c, 6 * cRow + 8));
        var (c70, c71) = (Load512(ref c, 7 * cRow), Load512(ref c, 7 * cRow + 8));
        for (var k = 0; k < depth; k++)
        {
            var (b0, b1) = (Load512(ref b, 0), Load512(ref b, 8));
            var x = Vector512.Create(a);
            (c00, c01) = (Vector512.FusedMultiplyAdd(x, b0, c00), Vector512.FusedMultiplyAdd(x, b1, c01));
            x = Vector512.Create(Unsafe.Add(ref a, aRow));
            (c10, c11) = (Vector512.FusedMultiplyAdd(x, b0, c10), Vector512.FusedMultiplyAdd(x, b1, c11));
            x = Vector512.Create(Unsafe.Add(ref a, 2 * aRow));
            (c20, c21) = (Vector512.FusedMultiplyAdd(x, b0, c20), Vector512.FusedMultiplyAdd(x, b1, c21));
            x = Vector512.Create(Unsafe.Add(ref a, 3 * aRow));
            (c30, c31) = (Vector512.FusedMultiplyAdd(x, b0, c30), Vector512.FusedMultiplyAdd(x, b1, c31));
            x = Vector512.Create(Unsafe.Add(ref a, 4 * aRow));
            (c40, c41) = (Vector512.FusedMultiplyAdd(x, b0, c40), Vector512.FusedMultiplyAdd(x, b1, c41));
            x = Vector512.Create(Unsafe.Add(ref a, 5 * aRow));
            (c50, c51) = (Vector512.FusedMultiplyAdd(x, b0, c50), Vector512.FusedMultiplyAdd(x, b1, c51));
            x = Vector512.Create(Unsafe.Add(ref a, 6 * aRow));
            (c60, c61) = (Vector512.FusedMultiplyAdd(x, b0, c60), Vector512.FusedMultiplyAdd(x, b1, c61));
            x = Vector512.Create(Unsafe.Add(ref a, 7 * aRow));
            (c70, c71) = (Vector512.FusedMultiplyAdd(x, b0, c70), Vector512.FusedMultiplyAdd(x, b1, c71));
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, bRow);
        }
        Store(c00, c01, ref d, 0);
        Store(c10, c11, ref d, dRow);
        Store(c20, c21, ref d, 2 * dRow);
        Store(c30, c31, ref d, 3 * dRow);
        Store(c40, c41, ref d, 4 * dRow);
        Store(c50, c51, ref d, 5 * dRow);
        Store(c60, c61, ref d, 6 * dRow);
        Store(c70, c71, ref d, 7 * dRow);
    }

    /// <summary>4 rows of 8 columns: eight sums in registers.</summary>
    private static void Tile256(ref double a, nint aRow, nint aColumn, ref double b, nint bRow, ref double c, nint cRow, ref double d, nint dRow, int depth)
    {
        var (c00, c01) = (Load256(ref c, 0), Load256(ref c, 4));
        var (c10, c11) = (Load256(ref c, cRow), Load256(ref c, cRow + 4));
        var (c20, c21) = (Load256(ref c, 2 * cRow), Load256(ref c, 2 * cRow + 4));
        var (c30, c31) = (Load256(ref c, 3 * cRow), Load256(ref c, 3 * cRow + 4));
        for (var k = 0; k < depth; k++)
        {
            var (b0, b1) = (Load256(ref b, 0), Load256(ref b, 4));
            var x = Vector256.Create(a);
            (c00, c01) = (Vector256.FusedMultiplyAdd(x, b0, c00), Vector256.FusedMultiplyAdd(x, b1, c01));
            x = Vector256.Create(Unsafe.Add(ref a, aRow));
            (c10, c11) = (Vector256.FusedMultiplyAdd(x, b0, c10), Vector256.FusedMultiplyAdd(x, b1, c11));
            x = Vector256.Create(Unsafe.Add(ref a, 2 * aRow));
            (c20, c21) = (Vector256.FusedMultiplyAdd(x, b0, c20), Vector256.FusedMultiplyAdd(x, b1, c21));
            x = Vector256.Create(Unsafe.Add(ref a, 3 * aRow));
            (c30, c31) = (Vector256.FusedMultiplyAdd(x, b0, c30), Vector256.FusedMultiplyAdd(x, b1, c31));
            a = ref Unsafe.Add(ref a, aColumn);
            b = ref Unsafe.Add(ref b, bRow);
        }
        Store(c00, c01, ref d, 0);
        Store(c10, c11, ref d, dRow);
        Store(c20, c21, ref d, 2 * dRow);
        Store(c30, c31, ref d, 3 * dRow);
    }

    private static Vector512<double> Load512(ref double from, nint offset) => Vector512.LoadUnsafe(ref Unsafe.Add(ref from, offset));

    private static Vector256<double> Load256(ref double from, nint offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref from, offset));

    private static void Store(Vector512<double> first, Vector512<double> second, ref double to, nint offset)
    {
        first.StoreUnsafe(ref Unsafe.Add(ref to, offset));
        second.StoreUnsafe(ref Unsafe.Add(ref to, offset + Vector512<double>.Count));
    }

    private static void Store(Vector256<double> first, Vector256<double> second, ref double to, nint offset)
    {
        first.StoreUnsafe(ref Unsafe.Add(ref to, offset));
        second.StoreUnsafe(ref Unsafe.Add(ref to, offset + Vector256<double>.Count));
    }
}
