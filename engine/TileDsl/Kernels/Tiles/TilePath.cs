using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>What the tile primitives have in common: the choice of a width and the check of their spans.</summary>
internal static class TilePath
{
    /// <summary>Never <see cref="VectorPath.Auto"/>: the widest that the hardware has in its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VectorPath Resolve(VectorPath path) => path != VectorPath.Auto ? path
        : Vector512.IsHardwareAccelerated ? VectorPath.Wide
        : Vector.IsHardwareAccelerated ? VectorPath.Portable
        : VectorPath.Scalar;

    /// <summary>A width is a multiple of a number, a power of two, and not beyond a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckWidth(int width, int multiple, int limit)
    {
        if (width < multiple || width > limit || (width & (multiple - 1)) != 0) RefuseWidth(multiple, limit);
    }

    /// <summary>A span holds so many rows of a length, each so far behind the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckRows(int length, int rows, int stride, int rowLength, string name)
    {
        if ((rows | rowLength) < 0 || (rows > 1 && stride < rowLength) || (rows > 0 && (rows - 1) * (long)stride + rowLength > length)) RefuseRows(name);
    }

    private static void RefuseWidth(int multiple, int limit) =>
        throw new ArgumentException($"A panel is {multiple} to {limit} columns wide, in steps of {multiple}.", "width");

    private static void RefuseRows(string name) =>
        throw new ArgumentException("A span is shorter than its rows, a stride is shorter than a row, or a number of rows or columns is negative.", name);
}
