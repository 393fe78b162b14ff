using System.Numerics;
using System.Runtime.CompilerServices;

namespace TileDsl.Kernels;

/// <summary><see cref="BitPlaneTile"/> in <see cref="Vector{T}"/>: as in registers of 512 bits, with fewer lanes.</summary>
internal static class BitPlaneTilePortable
{
    /// <summary>Up to four planes of a panel of float32 integers.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref float panel, int width, ref ushort plan, int planes, ref float sums, int sumStride)
    {
        Span<Vector<float>> buckets = stackalloc Vector<float>[16];
        for (var c = 0; c < width; c += Vector<float>.Count)
        {
            ref var cells = ref Unsafe.Add(ref panel, c);
            for (var bucket = 1; bucket < 1 << planes; bucket++)
            {
                // Two sums, as an addition takes some cycles until the next can use it.
                Vector<float> s0 = default, s1 = default;
                ref var row = ref First(ref plan, bucket);
                var left = Count(ref plan, bucket);
                for (; left >= 2; left -= 2)
                {
                    s0 += Vector.LoadUnsafe(ref cells, (nuint)row * (nuint)width);
                    s1 += Vector.LoadUnsafe(ref cells, (nuint)Unsafe.Add(ref row, 1) * (nuint)width);
                    row = ref Unsafe.Add(ref row, 2);
                }
                if (left > 0) s0 += Vector.LoadUnsafe(ref cells, (nuint)row * (nuint)width);
                buckets[bucket] = s0 + s1;
            }
            for (var k = 0; k < planes; k++)
            {
                var sum = Vector<float>.Zero;
                for (var bucket = 1 << k; bucket < 1 << planes; bucket = (bucket + 1) | (1 << k)) sum += buckets[bucket];
                sum.StoreUnsafe(ref Unsafe.Add(ref sums, k * (nint)sumStride + c));
            }
        }
    }

    /// <summary>Up to four planes of a panel of 16-bit cells.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref uint panel, int width, ref ushort plan, int planes, ref float sums, int sumStride)
    {
        Span<Vector<uint>> lanes = stackalloc Vector<uint>[16], highs = stackalloc Vector<uint>[16];
        var stride = (nuint)width / 2;
        for (var c = 0; c < width; c += 32)
        {
            for (var part = 0; part < 16; part += Vector<uint>.Count)
            {
                ref var cells = ref Unsafe.Add(ref panel, c / 2 + part);
                for (var bucket = 1; bucket < 1 << planes; bucket++)
                {
                    Vector<uint> lane = default, high = default;
                    ref var row = ref First(ref plan, bucket);
                    for (var left = Count(ref plan, bucket); left > 0; left--)
                    {
                        var a = Vector.LoadUnsafe(ref cells, row * stride);
                        lane += a;
                        high += a >> 16;
                        row = ref Unsafe.Add(ref row, 1);
                    }
                    lanes[bucket] = lane;
                    highs[bucket] = high;
                }
                for (var k = 0; k < planes; k++)
                {
                    Vector<uint> lane = default, high = default;
                    for (var bucket = 1 << k; bucket < 1 << planes; bucket = (bucket + 1) | (1 << k))
                    {
                        lane += lanes[bucket];
                        high += highs[bucket];
                    }
                    ref var y = ref Unsafe.Add(ref sums, k * (nint)sumStride + c + part);
                    Vector.ConvertToSingle(Vector.AsVectorInt32(lane - (high << 16))).StoreUnsafe(ref y);
                    Vector.ConvertToSingle(Vector.AsVectorInt32(high)).StoreUnsafe(ref y, 16);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ushort First(ref ushort plan, int bucket) => ref Unsafe.Add(ref plan, BitPlaneTile.PlanHeader + Unsafe.Add(ref plan, bucket));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Count(ref ushort plan, int bucket) => Unsafe.Add(ref plan, bucket + 1) - Unsafe.Add(ref plan, bucket);
}
