using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>
/// <see cref="BitPlaneTile"/> in registers of 512 bits. For 16-bit cells, two columns in each 32-bit lane: one sum takes the lanes as they are, wrapping around, another
/// their high halves; the high column's sum is the second, and the low column's what is left of the first when that is taken out of it.
/// Two registers of columns at a time: where a bucket ends is hard to foresee, and so worth meeting half as often.
/// </summary>
internal static class BitPlaneTileWide
{
    /// <summary>Up to four planes of a panel of float32 integers.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref float panel, int width, ref ushort plan, int planes, ref float sums, int sumStride)
    {
        Unsafe.SkipInit(out Buckets<float> first);
        Unsafe.SkipInit(out Buckets<float> second);
        for (var c = 0; c < width; c += 32)
        {
            // The last 16 columns of an odd multiple are their own second register.
            var next = c + 32 <= width ? 16 : 0;
            ref var cells = ref Unsafe.Add(ref panel, c);
            for (var bucket = 1; bucket < 16; bucket++)
            {
                // Two sums of each, as an addition takes some cycles until the next can use it.
                Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default;
                ref var row = ref First(ref plan, bucket);
                var left = Count(ref plan, bucket);
                for (; left >= 2; left -= 2)
                {
                    ref var even = ref Unsafe.Add(ref cells, row * (nint)width);
                    ref var odd = ref Unsafe.Add(ref cells, Unsafe.Add(ref row, 1) * (nint)width);
                    a0 += Vector512.LoadUnsafe(ref even);
                    b0 += Vector512.LoadUnsafe(ref even, (nuint)next);
                    a1 += Vector512.LoadUnsafe(ref odd);
                    b1 += Vector512.LoadUnsafe(ref odd, (nuint)next);
                    row = ref Unsafe.Add(ref row, 2);
                }
                if (left > 0)
                {
                    ref var last = ref Unsafe.Add(ref cells, row * (nint)width);
                    a0 += Vector512.LoadUnsafe(ref last);
                    b0 += Vector512.LoadUnsafe(ref last, (nuint)next);
                }
                first[bucket] = a0 + a1;
                second[bucket] = b0 + b1;
            }
            Store(ref first, planes, ref Unsafe.Add(ref sums, c), sumStride);
            if (next > 0) Store(ref second, planes, ref Unsafe.Add(ref sums, c + 16), sumStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref Buckets<float> buckets, int planes, ref float sums, int sumStride)
    {
        Fold(ref buckets, out var plane0, out var plane1, out var plane2, out var plane3);
        plane0.StoreUnsafe(ref sums);
        if (planes > 1) plane1.StoreUnsafe(ref Unsafe.Add(ref sums, sumStride));
        if (planes > 2) plane2.StoreUnsafe(ref Unsafe.Add(ref sums, 2 * (nint)sumStride));
        if (planes > 3) plane3.StoreUnsafe(ref Unsafe.Add(ref sums, 3 * (nint)sumStride));
    }

    /// <summary>Up to four planes of a panel of 16-bit cells.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ref uint panel, int width, ref ushort plan, int planes, ref float sums, int sumStride)
    {
        Unsafe.SkipInit(out Buckets<uint> firstLanes);
        Unsafe.SkipInit(out Buckets<uint> firstHighs);
        Unsafe.SkipInit(out Buckets<uint> secondLanes);
        Unsafe.SkipInit(out Buckets<uint> secondHighs);
        var stride = (nuint)width / 2;
        for (var c = 0; c < width; c += 64)
        {
            // The last 32 columns of an odd multiple are their own second register.
            var next = c + 64 <= width ? 16 : 0;
            ref var cells = ref Unsafe.Add(ref panel, c / 2);
            for (var bucket = 1; bucket < 16; bucket++)
            {
                Vector512<uint> lanes0 = default, highs0 = default, lanes1 = default, highs1 = default;
                ref var row = ref First(ref plan, bucket);
                for (var left = Count(ref plan, bucket); left > 0; left--)
                {
                    ref var at = ref Unsafe.Add(ref cells, row * stride);
                    var a = Vector512.LoadUnsafe(ref at);
                    var b = Vector512.LoadUnsafe(ref at, (nuint)next);
                    lanes0 += a;
                    highs0 += a >> 16;
                    lanes1 += b;
                    highs1 += b >> 16;
                    row = ref Unsafe.Add(ref row, 1);
                }
                firstLanes[bucket] = lanes0;
                firstHighs[bucket] = highs0;
                secondLanes[bucket] = lanes1;
                secondHighs[bucket] = highs1;
            }
            Store(ref firstLanes, ref firstHighs, planes, ref Unsafe.Add(ref sums, c), sumStride);
            if (next > 0) Store(ref secondLanes, ref secondHighs, planes, ref Unsafe.Add(ref sums, c + 32), sumStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref Buckets<uint> lanes, ref Buckets<uint> highs, int planes, ref float sums, int sumStride)
    {
        Fold(ref lanes, out var lanes0, out var lanes1, out var lanes2, out var lanes3);
        Fold(ref highs, out var highs0, out var highs1, out var highs2, out var highs3);
        Store(lanes0, highs0, ref sums);
        if (planes > 1) Store(lanes1, highs1, ref Unsafe.Add(ref sums, sumStride));
        if (planes > 2) Store(lanes2, highs2, ref Unsafe.Add(ref sums, 2 * (nint)sumStride));
        if (planes > 3) Store(lanes3, highs3, ref Unsafe.Add(ref sums, 3 * (nint)sumStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<uint> lanes, Vector512<uint> high, ref float sums)
    {
        Vector512.ConvertToSingle((lanes - (high << 16)).AsInt32()).StoreUnsafe(ref sums);
        Vector512.ConvertToSingle(high.AsInt32()).StoreUnsafe(ref sums, 16);
    }

    /// <summary>A plane's sum is that of the buckets with its bit. From the top: buckets that differ in a plane's bit alone are one to the planes below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fold<T>(ref Buckets<T> b, out Vector512<T> plane0, out Vector512<T> plane1, out Vector512<T> plane2, out Vector512<T> plane3)
    {
        plane3 = ((b[8] + b[9]) + (b[10] + b[11])) + ((b[12] + b[13]) + (b[14] + b[15]));
        var b1 = b[1] + b[9];
        var b2 = b[2] + b[10];
        var b3 = b[3] + b[11];
        var b4 = b[4] + b[12];
        var b5 = b[5] + b[13];
        var b6 = b[6] + b[14];
        var b7 = b[7] + b[15];
        plane2 = (b4 + b5) + (b6 + b7);
        b3 += b7;
        plane1 = (b2 + b6) + b3;
        plane0 = (b1 + b5) + b3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ushort First(ref ushort plan, int bucket) => ref Unsafe.Add(ref plan, BitPlaneTile.PlanHeader + Unsafe.Add(ref plan, bucket));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Count(ref ushort plan, int bucket) => Unsafe.Add(ref plan, bucket + 1) - Unsafe.Add(ref plan, bucket);

    /// <summary>Sums of the rows with each combination of four bits; none has combination 0.</summary>
    [InlineArray(16)]
    private struct Buckets<T>
    {
        private Vector512<T> _first;
    }
}
