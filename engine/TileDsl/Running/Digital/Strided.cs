using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Running.Digital;

/// <summary>Every n-th element of a line.</summary>
internal static class Strided
{
    /// <summary><c>target[i] = source[i * stride]</c> for all of the target, of 16 or 32 bits. A longer source lets whole registers be read.</summary>
    public static void Copy<T>(ReadOnlySpan<T> source, int stride, Span<T> target)
        where T : unmanaged
    {
        if (target.IsEmpty) return;
        _ = source[(target.Length - 1) * stride];
        var whole = stride != 2 ? 0 : Math.Min(target.Length, source.Length / 2);
        var i = 0;
        if (Unsafe.SizeOf<T>() == sizeof(ushort))
        {
            ref var words = ref Unsafe.As<T, ushort>(ref MemoryMarshal.GetReference(source));
            ref var results = ref Unsafe.As<T, ushort>(ref MemoryMarshal.GetReference(target));
            for (; i + 16 <= whole; i += 16) Vector256.Narrow(Even(ref words, 2 * i), Even(ref words, 2 * i + 16)).StoreUnsafe(ref results, (nuint)i);
            if (i + 8 <= whole)
            {
                var even = Even(ref words, 2 * i);
                Vector128.Narrow(even.GetLower(), even.GetUpper()).StoreUnsafe(ref results, (nuint)i);
                i += 8;
            }
        }
        else
        {
            // The low half of each 64 bits is an element of even number.
            ref var words = ref Unsafe.As<T, uint>(ref MemoryMarshal.GetReference(source));
            ref var results = ref Unsafe.As<T, uint>(ref MemoryMarshal.GetReference(target));
            for (; i + 8 <= whole; i += 8)
                Vector256.Narrow(Vector256.LoadUnsafe(ref words, (nuint)(2 * i)).AsUInt64(), Vector256.LoadUnsafe(ref words, (nuint)(2 * i + 8)).AsUInt64()).StoreUnsafe(ref results, (nuint)i);
        }
        for (; i < target.Length; i++) target[i] = source[i * stride];
    }

    /// <summary>Of 16 elements those of even number, which are the low half of each 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Even(ref ushort words, int first) => Vector256.LoadUnsafe(ref words, (nuint)first).AsUInt32() & Vector256.Create(0xFFFFu);
}
