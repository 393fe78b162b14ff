using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Kernels;

/// <summary>
/// Table sums: sums of the rows that bit planes select. The rows of one input vector are sorted once by the bits of up to four planes; each row is then added
/// once to one of 15 buckets, of which the planes' sums are sums: a quarter of the additions. The sums are of integers and exact in any order.
/// </summary>
public static class BitPlaneTile
{
    /// <summary>The most bit planes of one plan.</summary>
    public const int MaxPlanes = 8;

    /// <summary>The most rows of one plan.</summary>
    public const int MaxRows = 4096;

    /// <summary>Columns of a block of a panel of 16-bit cells.</summary>
    public const int BlockColumns = 32;

    /// <summary>In front of a plan's sorted rows: where each of 16 buckets begins and the last ends.</summary>
    internal const int PlanHeader = 17;

    /// <summary>
    /// Where a column's cell lies in a row of a panel of 16-bit cells: in each block of 32, column t at element 2t and column t + 16 at element 2t + 1,
    /// so that a block is 16 lanes of 32 bits, each with a column in its low and one in its high half.
    /// </summary>
    public static int Position(int column) => (column & ~31) | ((column & 15) << 1) | ((column >> 4) & 1);

    /// <summary>Elements of the plan of an input vector.</summary>
    /// <param name="rows">Rows, 0 to <see cref="MaxRows"/>.</param>
    /// <param name="planes">Bit planes, 1 to <see cref="MaxPlanes"/>.</param>
    public static int PlanLength(int rows, int planes) => (planes + 3) / 4 * (PlanHeader + rows);

    /// <summary>Sorts the rows of one input vector by the planes that select them; every panel of the rows uses the plan.</summary>
    /// <param name="bits">Bit k of <c>bits[row]</c> says whether plane k selects the row. Bits beyond the planes are ignored.</param>
    /// <param name="planes">Bit planes, 1 to <see cref="MaxPlanes"/>.</param>
    /// <param name="plan">Receives the plan, of <see cref="PlanLength"/> elements.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Plan(ReadOnlySpan<byte> bits, int planes, Span<ushort> plan)
    {
        CheckPlan(bits.Length, planes, plan.Length);
        var second = planes > 4 ? PlanHeader + bits.Length : 0;
        var (low, high) = ((1 << Math.Min(4, planes)) - 1, (1 << Math.Max(0, planes - 4)) - 1);
        // A counting sort by the bits of four planes, and one by those of the others, in one go.
        Span<ushort> next = stackalloc ushort[32];
        next.Clear();
        foreach (var code in bits)
        {
            next[code & low]++;
            next[16 + ((code >> 4) & high)]++;
        }
        Begin(next[..16], plan);
        if (second > 0) Begin(next[16..], plan[second..]);
        var sorted = plan.Slice(PlanHeader, bits.Length);
        var sortedHigh = plan.Slice(second + PlanHeader, bits.Length);
        for (var row = 0; row < bits.Length; row++)
        {
            int code = bits[row];
            if (second > 0) sortedHigh[next[16 + ((code >> 4) & high)]++] = (ushort)row;
            sorted[next[code & low]++] = (ushort)row;
        }
    }

    /// <summary>From how many rows are in each bucket to where it begins.</summary>
    private static void Begin(Span<ushort> buckets, Span<ushort> plan)
    {
        ushort begin = 0;
        for (var bucket = 0; bucket < 16; bucket++)
        {
            plan[bucket] = begin;
            begin += buckets[bucket];
            buckets[bucket] = plan[bucket];
        }
        plan[16] = begin;
    }

    /// <summary><c>sums[k * sumStride + c]</c> = sum over the rows that plane k selects of <c>panel[row * width + c]</c>.</summary>
    /// <param name="panel">Cells: integers held in float32; the magnitudes of a column sum to less than 2^24.</param>
    /// <param name="rows">Rows of the panel and of the plan.</param>
    /// <param name="width">Columns: a multiple of 16, best of 32: panels of 32 are what the fastest cache holds.</param>
    /// <param name="plan">Made by <see cref="Plan"/> for as many rows and planes.</param>
    /// <param name="planes">Bit planes, 1 to <see cref="MaxPlanes"/>.</param>
    /// <param name="sums">The results; overwritten.</param>
    /// <param name="sumStride">Elements from one plane to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, a shape is out of range, or a plan is of other rows.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ReadOnlySpan<float> panel, int rows, int width, ReadOnlySpan<ushort> plan, int planes, Span<float> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, 16, 1 << 20);
        TilePath.CheckRows(panel.Length, rows, width, width, nameof(panel));
        TilePath.CheckRows(sums.Length, planes, sumStride, width, nameof(sums));
        CheckPlan(plan, rows, planes);
        path = TilePath.Resolve(path);
        ref var cells = ref MemoryMarshal.GetReference(panel);
        for (var k = 0; k < planes; k += 4)
        {
            var count = Math.Min(4, planes - k);
            ref var part = ref Unsafe.Add(ref MemoryMarshal.GetReference(plan), k / 4 * (PlanHeader + rows));
            ref var y = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), k * (nint)sumStride);
            if (path == VectorPath.Wide) BitPlaneTileWide.Sum(ref cells, width, ref part, count, ref y, sumStride);
            else if (path == VectorPath.Portable) BitPlaneTilePortable.Sum(ref cells, width, ref part, count, ref y, sumStride);
            else SumScalar(panel, width, plan[(k / 4 * (PlanHeader + rows))..], count, sums[(k * sumStride)..], sumStride);
        }
    }

    /// <summary>The sums of a chip's programmed cells: of those in 16 bits where all of the chip's fit, else of those in float32.</summary>
    /// <param name="state">The chip's planes.</param>
    /// <param name="first">Where the panel begins in them.</param>
    /// <param name="rows">Rows of the panel and of the plan.</param>
    /// <param name="width">Columns, a multiple of 16; also the elements from one plane's sums to the next.</param>
    /// <param name="plan">Made by <see cref="Plan"/> for as many rows and planes.</param>
    /// <param name="planes">Bit planes, 1 to <see cref="MaxPlanes"/>.</param>
    /// <param name="sums">The results, in order of columns: <c>sums[k * width + c]</c>; overwritten.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, a shape is out of range, or a plan is of other rows.</exception>
    public static void Sum(MatrixState state, int first, int rows, int width, ReadOnlySpan<ushort> plan, int planes, Span<float> sums, VectorPath path)
    {
        if (state.HalfPlanes.Length > 0) Sum(state.HalfPlanes.Span.Slice(first, rows * width), rows, width, plan, planes, sums, width, path);
        else Sum(state.FloatPlanes.Span.Slice(first, rows * width), rows, width, plan, planes, sums, width, path);
    }

    /// <summary>As the other, with cells of 16 bits: half the memory, and two columns in one addition.</summary>
    /// <param name="panel">Cells, 0 to 65,535: <c>panel[row * width + Position(c)]</c>; those of a column sum to less than 2^24.</param>
    /// <param name="rows">Rows of the panel and of the plan.</param>
    /// <param name="width">Columns: a multiple of <see cref="BlockColumns"/>, best of 64: panels of 64 are what the fastest cache holds.</param>
    /// <param name="plan">Made by <see cref="Plan"/> for as many rows and planes.</param>
    /// <param name="planes">Bit planes, 1 to <see cref="MaxPlanes"/>.</param>
    /// <param name="sums">The results, in order of columns: <c>sums[k * sumStride + c]</c>; overwritten.</param>
    /// <param name="sumStride">Elements from one plane to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, a shape is out of range, or a plan is of other rows.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ReadOnlySpan<ushort> panel, int rows, int width, ReadOnlySpan<ushort> plan, int planes, Span<float> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, BlockColumns, 1 << 20);
        TilePath.CheckRows(panel.Length, rows, width, width, nameof(panel));
        TilePath.CheckRows(sums.Length, planes, sumStride, width, nameof(sums));
        CheckPlan(plan, rows, planes);
        path = TilePath.Resolve(path);
        ref var cells = ref Unsafe.As<ushort, uint>(ref MemoryMarshal.GetReference(panel));
        for (var k = 0; k < planes; k += 4)
        {
            var count = Math.Min(4, planes - k);
            ref var part = ref Unsafe.Add(ref MemoryMarshal.GetReference(plan), k / 4 * (PlanHeader + rows));
            ref var y = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), k * (nint)sumStride);
            if (path == VectorPath.Wide) BitPlaneTileWide.Sum(ref cells, width, ref part, count, ref y, sumStride);
            else if (path == VectorPath.Portable) BitPlaneTilePortable.Sum(ref cells, width, ref part, count, ref y, sumStride);
            else SumScalar(panel, width, plan[(k / 4 * (PlanHeader + rows))..], count, sums[(k * sumStride)..], sumStride);
        }
    }

    private static void SumScalar(ReadOnlySpan<float> panel, int width, ReadOnlySpan<ushort> plan, int planes, Span<float> sums, int sumStride)
    {
        for (var k = 0; k < planes; k++) sums.Slice(k * sumStride, width).Clear();
        for (var bucket = 1; bucket < 16; bucket++)
        {
            for (int at = plan[bucket]; at < plan[bucket + 1]; at++)
            {
                var row = panel.Slice(plan[PlanHeader + at] * width, width);
                for (var k = 0; k < planes; k++)
                {
                    if ((bucket >> k & 1) == 0) continue;
                    for (var c = 0; c < width; c++) sums[k * sumStride + c] += row[c];
                }
            }
        }
    }

    private static void SumScalar(ReadOnlySpan<ushort> panel, int width, ReadOnlySpan<ushort> plan, int planes, Span<float> sums, int sumStride)
    {
        for (var k = 0; k < planes; k++) sums.Slice(k * sumStride, width).Clear();
        for (var bucket = 1; bucket < 16; bucket++)
        {
            for (int at = plan[bucket]; at < plan[bucket + 1]; at++)
            {
                var row = panel.Slice(plan[PlanHeader + at] * width, width);
                for (var k = 0; k < planes; k++)
                {
                    if ((bucket >> k & 1) == 0) continue;
                    for (var c = 0; c < width; c++) sums[k * sumStride + c] += row[Position(c)];
                }
            }
        }
    }

    private static void CheckPlan(int rows, int planes, int length)
    {
        if (planes is < 1 or > MaxPlanes) throw new ArgumentException($"A plan has 1 to {MaxPlanes} planes.", nameof(planes));
        if (rows > MaxRows) throw new ArgumentException($"A plan has at most {MaxRows} rows.", nameof(rows));
        if (length < PlanLength(rows, planes)) throw new ArgumentException("A span is shorter than the plan.", "plan");
    }

    /// <summary>Every part of a plan is of so many rows. (That it lists rows below that number is what <see cref="Plan"/> does.)</summary>
    private static void CheckPlan(ReadOnlySpan<ushort> plan, int rows, int planes)
    {
        CheckPlan(rows, planes, plan.Length);
        for (var k = 0; k < planes; k += 4)
        {
            if (plan[k / 4 * (PlanHeader + rows) + 16] != rows) throw new ArgumentException("A plan of other rows.", nameof(plan));
        }
    }
}
