using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        var i = 0;
        if (stride == 2 && Unsafe.SizeOf<T>() == sizeof(ushort))
        {
            var words = MemoryMarshal.Cast<T, ushort>(source);
            var results = MemoryMarshal.Cast<T, ushort>(target);
            var lanes = Vector<ushort>.Count;
            for (; i + lanes <= target.Length && 2 * (i + lanes) <= source.Length; i += lanes)
            {
                var low = Vector.AsVectorUInt32(new Vector<ushort>(words[(2 * i)..])) & new Vector<uint>(0xFFFF);
                var high = Vector.AsVectorUInt32(new Vector<ushort>(words[(2 * i + lanes)..])) & new Vector<uint>(0xFFFF);
                Vector.Narrow(low, high).CopyTo(results[i..]);
            }
        }
        else if (stride == 2)
        {
            // The low half of each 64 bits is an element of even number.
            var words = MemoryMarshal.Cast<T, uint>(source);
            var results = MemoryMarshal.Cast<T, uint>(target);
            var lanes = Vector<uint>.Count;
            for (; i + lanes <= target.Length && 2 * (i + lanes) <= source.Length; i += lanes)
            {
                var low = Vector.AsVectorUInt64(new Vector<uint>(words[(2 * i)..]));
                var high = Vector.AsVectorUInt64(new Vector<uint>(words[(2 * i + lanes)..]));
                Vector.Narrow(low, high).CopyTo(results[i..]);
            }
        }
        for (; i < target.Length; i++) target[i] = source[i * stride];
    }
}
