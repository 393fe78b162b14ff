using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Running.Digital;

/// <summary>Products of pairs of 16-bit numbers, two in each 32-bit lane: the low halves' product plus the high halves'.</summary>
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

    /// <summary>In every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<int> Dot(Vector<int> a, Vector<int> b)
    {
        if (Vector<int>.Count == Vector256<int>.Count && Avx2.IsSupported) return Avx2.MultiplyAddAdjacent(a.AsVector256().AsInt16(), b.AsVector256().AsInt16()).AsVector();
        if (Vector<int>.Count == Vector128<int>.Count && Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(a.AsVector128().AsInt16(), b.AsVector128().AsInt16()).AsVector();
        return (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
    }
}
