using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Running.Digital;

/// <summary>Pairs of 16-bit numbers, two in each 32-bit lane, and their products: the low halves' product plus the high halves'.</summary>
internal static class Pairs
{
    /// <summary>Two numbers in one lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(int low, int high) => (low & 0xFFFF) | (high << 16);

    /// <summary>In one lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(int a, int b) => (short)a * (short)b + (a >> 16) * (b >> 16);

    /// <summary>In every lane of 512 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Dot(Vector512<int> a, Vector512<int> b)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());
        return (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
    }

    /// <summary>In every lane of 256 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Dot(Vector256<int> a, Vector256<int> b)
    {
        if (Avx2.IsSupported) return Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());
        return (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
    }

    /// <summary>In every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<int> Dot(Vector<int> a, Vector<int> b)
    {
        if (Vector<int>.Count == Vector256<int>.Count && Avx2.IsSupported) return Dot(a.AsVector256(), b.AsVector256()).AsVector();
        if (Vector<int>.Count == Vector128<int>.Count && Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(a.AsVector128().AsInt16(), b.AsVector128().AsInt16()).AsVector();
        return (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
    }

    /// <summary>Pairs of the lanes of two registers, in the order that the instruction leaves them in; see <see cref="InOrder(Vector512{int}, Vector512{int})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<int> First, Vector512<int> Second) Of(Vector512<short> low, Vector512<short> high)
    {
        if (Avx512BW.IsSupported) return (Avx512BW.UnpackLow(low, high).AsInt32(), Avx512BW.UnpackHigh(low, high).AsInt32());
        var (first, second) = (Of(low.GetLower(), high.GetLower()), Of(low.GetUpper(), high.GetUpper()));
        return (Vector512.Create(first.First, first.Second), Vector512.Create(second.First, second.Second));
    }

    /// <inheritdoc cref="Of(Vector512{short}, Vector512{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> First, Vector256<int> Second) Of(Vector256<short> low, Vector256<short> high)
    {
        if (Avx2.IsSupported) return (Avx2.UnpackLow(low, high).AsInt32(), Avx2.UnpackHigh(low, high).AsInt32());
        return (Vector256.WidenLower(low.AsUInt16()).AsInt32() | Vector256.WidenLower(high) << 16, Vector256.WidenUpper(low.AsUInt16()).AsInt32() | Vector256.WidenUpper(high) << 16);
    }

    /// <summary>What was computed of the pairs of two registers, in the order of those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<int> First, Vector512<int> Second) InOrder(Vector512<int> first, Vector512<int> second)
    {
        if (Avx512BW.IsSupported)
        {
            return (Avx512F.PermuteVar8x64x2(first.AsInt64(), Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), second.AsInt64()).AsInt32(),
                Avx512F.PermuteVar8x64x2(first.AsInt64(), Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), second.AsInt64()).AsInt32());
        }
        var (low, high) = (InOrder(first.GetLower(), first.GetUpper()), InOrder(second.GetLower(), second.GetUpper()));
        return (Vector512.Create(low.First, low.Second), Vector512.Create(high.First, high.Second));
    }

    /// <inheritdoc cref="InOrder(Vector512{int}, Vector512{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> First, Vector256<int> Second) InOrder(Vector256<int> first, Vector256<int> second) =>
        Avx2.IsSupported ? (Avx2.Permute2x128(first, second, 0x20), Avx2.Permute2x128(first, second, 0x31)) : (first, second);

    /// <summary>Pairs of the elements of two lines.</summary>
    /// <param name="low">As many as there are pairs, or more.</param>
    /// <param name="high">Likewise.</param>
    /// <param name="pairs">Overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of(ReadOnlySpan<short> low, ReadOnlySpan<short> high, Span<int> pairs)
    {
        if (low.Length < pairs.Length || high.Length < pairs.Length) throw new ArgumentException($"{pairs.Length} pairs expected of lines of {low.Length} and {high.Length}.", nameof(pairs));
        ref var a = ref MemoryMarshal.GetReference(low);
        ref var b = ref MemoryMarshal.GetReference(high);
        ref var y = ref MemoryMarshal.GetReference(pairs);
        // The last register overlaps the one before.
        if (Vector512.IsHardwareAccelerated && pairs.Length >= Vector512<short>.Count)
        {
            for (nint n = 0; n < pairs.Length; n += Vector512<short>.Count)
            {
                n = nint.Min(n, pairs.Length - Vector512<short>.Count);
                var (first, second) = Of(Vector512.LoadUnsafe(ref a, (nuint)n), Vector512.LoadUnsafe(ref b, (nuint)n));
                (first, second) = InOrder(first, second);
                first.StoreUnsafe(ref y, (nuint)n);
                second.StoreUnsafe(ref y, (nuint)n + 16);
            }
        }
        else if (pairs.Length >= Vector256<short>.Count)
        {
            for (nint n = 0; n < pairs.Length; n += Vector256<short>.Count)
            {
                n = nint.Min(n, pairs.Length - Vector256<short>.Count);
                var (first, second) = Of(Vector256.LoadUnsafe(ref a, (nuint)n), Vector256.LoadUnsafe(ref b, (nuint)n));
                (first, second) = InOrder(first, second);
                first.StoreUnsafe(ref y, (nuint)n);
                second.StoreUnsafe(ref y, (nuint)n + 8);
            }
        }
        else
        {
            for (var n = 0; n < pairs.Length; n++) pairs[n] = Of(low[n], high[n]);
        }
    }
}
