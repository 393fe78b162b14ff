using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TileDsl.Running.Digital;

namespace TileDsl.Running;

/// <summary>The input code of every byte of a file of 8-bit integers. Immutable.</summary>
internal sealed class ByteCodes
{
    private readonly int[] _codes;
    private readonly int _least;

    /// <summary>Less the least code, where that fits a byte; else empty.</summary>
    private readonly byte[] _differences = [];

    /// <param name="codes">By byte.</param>
    public ByteCodes(int[] codes)
    {
        (_codes, _least) = (codes, codes.Min());
        if (codes.Max() - _least <= byte.MaxValue) _differences = Array.ConvertAll(codes, code => (byte)(code - _least));
    }

    /// <summary>The codes of some bytes.</summary>
    /// <param name="codes">As many.</param>
    public void Of(ReadOnlySpan<byte> bytes, Span<int> codes)
    {
        var n = 0;
        if (ByteLookup512.IsSupported && _differences.Length > 0)
        {
            var (lookup, least) = (new ByteLookup512(_differences), Vector512.Create(_least));
            ref var from = ref MemoryMarshal.GetReference(bytes);
            ref var to = ref MemoryMarshal.GetReference(codes[..bytes.Length]);
            for (; n <= bytes.Length - Vector512<byte>.Count; n += Vector512<byte>.Count)
            {
                var (lower, upper) = Vector512.Widen(lookup.Of(Vector512.LoadUnsafe(ref from, (nuint)n)));
                var (first, second) = Vector512.Widen(lower.AsInt16());
                var (third, fourth) = Vector512.Widen(upper.AsInt16());
                (first + least).StoreUnsafe(ref to, (nuint)n);
                (second + least).StoreUnsafe(ref to, (nuint)n + 16);
                (third + least).StoreUnsafe(ref to, (nuint)n + 32);
                (fourth + least).StoreUnsafe(ref to, (nuint)n + 48);
            }
        }
        for (; n < bytes.Length; n++) codes[n] = _codes[bytes[n]];
    }

    /// <summary>The codes of some bytes, which have 16 bits.</summary>
    /// <param name="codes">As many.</param>
    public void Of(ReadOnlySpan<byte> bytes, Span<short> codes)
    {
        var n = 0;
        if (ByteLookup512.IsSupported && _differences.Length > 0)
        {
            var (lookup, least) = (new ByteLookup512(_differences), Vector512.Create((short)_least));
            ref var from = ref MemoryMarshal.GetReference(bytes);
            ref var to = ref MemoryMarshal.GetReference(codes[..bytes.Length]);
            for (; n <= bytes.Length - Vector512<byte>.Count; n += Vector512<byte>.Count)
            {
                var (lower, upper) = Vector512.Widen(lookup.Of(Vector512.LoadUnsafe(ref from, (nuint)n)));
                (lower.AsInt16() + least).StoreUnsafe(ref to, (nuint)n);
                (upper.AsInt16() + least).StoreUnsafe(ref to, (nuint)n + 32);
            }
        }
        for (; n < bytes.Length; n++) codes[n] = (short)_codes[bytes[n]];
    }
}
