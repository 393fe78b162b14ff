using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// Copies of short rows of elements of 16 or 32 bits: the whole registers of a row, then the last register of it, which overlaps. A general copy costs as much as
/// the arithmetic of a small layer.
/// </summary>
internal static class Rows
{
    /// <summary>Copies a row; the caller proves that both are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(ref T source, ref T target, int length)
        where T : unmanaged
    {
        if (length >= Vector256<T>.Count)
        {
            nint last = length - Vector256<T>.Count;
            for (nint n = 0; n < last; n += Vector256<T>.Count) Vector256.LoadUnsafe(ref source, (nuint)n).StoreUnsafe(ref target, (nuint)n);
            Vector256.LoadUnsafe(ref source, (nuint)last).StoreUnsafe(ref target, (nuint)last);
        }
        else if (length >= Vector128<T>.Count)
        {
            nint last = length - Vector128<T>.Count;
            Vector128.LoadUnsafe(ref source).StoreUnsafe(ref target);
            Vector128.LoadUnsafe(ref source, (nuint)last).StoreUnsafe(ref target, (nuint)last);
        }
        else if (length * Unsafe.SizeOf<T>() >= sizeof(ulong))
        {
            // Shorter than a register: two words, which overlap.
            nint last = length * Unsafe.SizeOf<T>() - sizeof(ulong);
            ref var from = ref Unsafe.As<T, byte>(ref source);
            ref var to = ref Unsafe.As<T, byte>(ref target);
            var (head, tail) = (Unsafe.ReadUnaligned<ulong>(ref from), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, last)));
            Unsafe.WriteUnaligned(ref to, head);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), tail);
        }
        else
        {
            for (nint n = 0; n < length; n++) Unsafe.Add(ref target, n) = Unsafe.Add(ref source, n);
        }
    }

    /// <summary>Elements behind a row that <see cref="CopyRoughly"/> copies at most.</summary>
    public static int Excess<T>()
        where T : unmanaged => Vector256<T>.Count - 1;

    /// <summary>Copies a row in whole registers, with what is behind it; the caller proves that both are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyRoughly<T>(ref T source, ref T target, int length)
        where T : unmanaged
    {
        for (nint n = 0; n < length; n += Vector256<T>.Count) Vector256.LoadUnsafe(ref source, (nuint)n).StoreUnsafe(ref target, (nuint)n);
    }

    /// <summary>Copies rows of one length that lie at one distance in the source, and at another in the target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<T>(ReadOnlySpan<T> source, int sourceStride, Span<T> target, int targetStride, int length, int rows)
        where T : unmanaged
    {
        TilePath.CheckRows(source.Length, rows, sourceStride, length, nameof(source));
        TilePath.CheckRows(target.Length, rows, targetStride, length, nameof(target));
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (var row = 0; row < rows; row++)
        {
            Copy(ref from, ref to, length);
            from = ref Unsafe.Add(ref from, sourceStride);
            to = ref Unsafe.Add(ref to, targetStride);
        }
    }
}
