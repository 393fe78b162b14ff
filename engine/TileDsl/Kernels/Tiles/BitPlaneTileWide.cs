using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="BitPlaneTile"/> in registers of 512 bits. For 16-bit cells, two columns in each 32-bit lane: one sum takes the lanes as they are, wrapping around, another
/// their high halves; the high column's sum is the second, and the low column's what is left of the first when that is taken out of it.
/// </summary>
internal static class BitPlaneTileWide
{
    /// <summary>Up to four planes of a panel of float32 integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref float panel, int width, ref ushort plan, int planes, ref float sums, int sumStride)
    {
        Buckets buckets = default;
        for (var c = 0; c < width; c += 16)
        {
            ref var cells = ref Unsafe.Add(ref panel, c);
            for (var bucket = 1; bucket < 1 << planes; bucket++)
            {
                // Four sums, as an addition takes some cycles until the next can use it.
                Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
                ref var row = ref First(ref plan, bucket);
                var left = Count(ref plan, bucket);
                for (; left >= 4; left -= 4)
                {
                    s0 += Vector512.LoadUnsafe(ref cells, (nuint)row * (nuint)width);
                    s1 += Vector512.LoadUnsafe(ref cells, (nuint)Unsafe.Add(ref row, 1) * (nuint)width);
                    s2 += Vector512.LoadUnsafe(ref cells, (nuint)Unsafe.Add(ref row, 2) * (nuint)width);
                    s3 += Vector512.LoadUnsafe(ref cells, (nuint)Unsafe.Add(ref row, 3) * (nuint)width);
                    row = ref Unsafe.Add(ref row, 4);
                }
                for (; left > 0; left--)
                {
                    s0 += Vector512.LoadUnsafe(ref cells, (nuint)row * (nuint)width);
                    row = ref Unsafe.Add(ref row, 1);
                }
                buckets[bucket] = ((s0 + s1) + (s2 + s3)).AsUInt32();
            }
            for (var k = 0; k < planes; k++)
            {
                var sum = Vector512<float>.Zero;
                for (var bucket = 1 << k; bucket < 1 << planes; bucket = (bucket + 1) | (1 << k)) sum += buckets[bucket].AsSingle();
                sum.StoreUnsafe(ref Unsafe.Add(ref sums, k * (nint)sumStride + c));
            }
        }
    }

    /// <summary>Up to four planes of a panel of 16-bit cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref uint panel, int width, ref ushort plan, int planes, ref float sums, int sumStride)
    {
        Buckets lanes = default, highs = default;
        var stride = (nuint)width / 2;
        for (var c = 0; c < width; c += 32)
        {
            ref var cells = ref Unsafe.Add(ref panel, c / 2);
            for (var bucket = 1; bucket < 1 << planes; bucket++)
            {
                Vector512<uint> lane = default, high = default;
                ref var row = ref First(ref plan, bucket);
                var left = Count(ref plan, bucket);
                for (; left >= 4; left -= 4)
                {
                    var a = Vector512.LoadUnsafe(ref cells, row * stride);
                    var b = Vector512.LoadUnsafe(ref cells, Unsafe.Add(ref row, 1) * stride);
                    lane += a;
                    high += a >> 16;
                    lane += b;
                    high += b >> 16;
                    a = Vector512.LoadUnsafe(ref cells, Unsafe.Add(ref row, 2) * stride);
                    b = Vector512.LoadUnsafe(ref cells, Unsafe.Add(ref row, 3) * stride);
                    lane += a;
                    high += a >> 16;
                    lane += b;
                    high += b >> 16;
                    row = ref Unsafe.Add(ref row, 4);
                }
                for (; left > 0; left--)
                {
                    var a = Vector512.LoadUnsafe(ref cells, row * stride);
                    lane += a;
                    high += a >> 16;
                    row = ref Unsafe.Add(ref row, 1);
                }
                lanes[bucket] = lane;
                highs[bucket] = high;
            }
            for (var k = 0; k < planes; k++)
            {
                Vector512<uint> lane = default, high = default;
                for (var bucket = 1 << k; bucket < 1 << planes; bucket = (bucket + 1) | (1 << k))
                {
                    lane += lanes[bucket];
                    high += highs[bucket];
                }
                ref var y = ref Unsafe.Add(ref sums, k * (nint)sumStride + c);
                Vector512.ConvertToSingle((lane - (high << 16)).AsInt32()).StoreUnsafe(ref y);
                Vector512.ConvertToSingle(high.AsInt32()).StoreUnsafe(ref y, 16);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ushort First(ref ushort plan, int bucket) => ref Unsafe.Add(ref plan, BitPlaneTile.PlanHeader + Unsafe.Add(ref plan, bucket));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Count(ref ushort plan, int bucket) => Unsafe.Add(ref plan, bucket + 1) - Unsafe.Add(ref plan, bucket);

    [InlineArray(16)]
    private struct Buckets
    {
        private Vector512<uint> _first;
    }
}
