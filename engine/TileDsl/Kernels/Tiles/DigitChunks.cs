using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>
/// What byte accumulators were at the ends of a few chunks: two blocks of 64 columns for each of up to four cycles. They are never cleared and wrap around; as no chunk adds
/// more than 255, one is less than before exactly where it wrapped, and the wraps counted are the high byte of its sum. So widening is left to the end.
/// </summary>
internal struct DigitChunks
{
    /// <summary>Chunks that are remembered.</summary>
    public const int Most = 4;

    private const int BytesPerChunk = 2 * 4 * 64;

    private Bytes _bytes;

    /// <summary>Accumulators of a chunk: of cycle k and block b, 64 bytes from <c>(2k + b) * 64</c>.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Chunk(int chunk) => ref Unsafe.Add(ref Unsafe.As<Bytes, byte>(ref _bytes), chunk * BytesPerChunk);

    /// <summary>Stores or adds the sums of all chunks.</summary>
    /// <param name="second">64, or 0 where there is no second block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Widen(int chunks, int cycles, int second, bool isFirst, ref ushort sums, int sumStride)
    {
        for (var k = 0; k < cycles; k++)
        {
            for (var block = 0; block <= second; block += 64)
            {
                ref var y = ref Unsafe.Add(ref sums, k * (nint)sumStride + block);
                ref var x = ref Unsafe.Add(ref Chunk(0), 2 * k * 64 + block);
                var bytes = Vector512.LoadUnsafe(ref x);
                var wraps = Vector512<byte>.Zero;
                for (var chunk = 1; chunk < chunks; chunk++)
                {
                    var before = bytes;
                    x = ref Unsafe.Add(ref x, BytesPerChunk);
                    bytes = Vector512.LoadUnsafe(ref x);
                    wraps = Vector512.ConditionalSelect(Vector512.LessThan(bytes, before), wraps + Vector512<byte>.One, wraps);
                }
                // Bytes at even places are the first 32 columns, those at odd places the others.
                var low = Vector512.Create((ushort)0xFF);
                var even = (bytes.AsUInt16() & low) | (wraps.AsUInt16() << 8);
                var odd = (bytes.AsUInt16() >> 8) | Vector512.AndNot(wraps.AsUInt16(), low);
                if (!isFirst)
                {
                    even += Vector512.LoadUnsafe(ref y);
                    odd += Vector512.LoadUnsafe(ref y, 32);
                }
                even.StoreUnsafe(ref y);
                odd.StoreUnsafe(ref y, 32);
            }
        }
    }

    [InlineArray(Most * BytesPerChunk)]
    private struct Bytes
    {
        private byte _first;
    }
}
