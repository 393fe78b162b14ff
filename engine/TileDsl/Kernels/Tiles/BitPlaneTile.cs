using System.Runtime.CompilerServices;

namespace TileDsl.Kernels;

/// <summary>
/// Table sums: sums of the rows that bit planes select. Rows of one input vector are sorted once by the bits of up to four planes; each row is then added once
/// to one of 15 buckets, of which the planes' sums are sums. The sums are of integers below 2^24 and so exact in any order.
/// </summary>
public static class BitPlaneTile
{
    /// <summary>The most bit planes of one plan.</summary>
    public const int MaxPlanes = 8;

    /// <summary>The most rows of one plan.</summary>
    public const int MaxRows = 4096;

    /// <summary>Elements of the plan of an input vector.</summary>
    /// <param name="rows">Rows, 0 to <see cref="MaxRows"/>.</param>
    /// <param name="planes">Bit planes, 1 to <see cref="MaxPlanes"/>.</param>
    public static int PlanLength(int rows, int planes) => rows;

    /// <summary>Sorts the rows of one input vector by the planes that select them; every panel of the rows uses the plan.</summary>
    /// <param name="bits">Bit k of <c>bits[row]</c> says whether plane k selects the row. Bits beyond the planes are ignored.</param>
    /// <param name="planes">Bit planes, 1 to <see cref="MaxPlanes"/>.</param>
    /// <param name="plan">Receives the plan, of <see cref="PlanLength"/> elements.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    public static void Plan(ReadOnlySpan<byte> bits, int planes, Span<ushort> plan)
    {
        if (planes is < 1 or > MaxPlanes) throw new ArgumentException($"A plan has 1 to {MaxPlanes} planes.", nameof(planes));
        if (bits.Length > MaxRows) throw new ArgumentException($"A plan has at most {MaxRows} rows.", nameof(bits));
        if (plan.Length < PlanLength(bits.Length, planes)) throw new ArgumentException("A span is shorter than the plan.", nameof(plan));
        for (var row = 0; row < bits.Length; row++) plan[row] = bits[row];
    }

    /// <summary><c>sums[k * sumStride + c]</c> = sum over the rows that plane k selects of <c>panel[row * width + c]</c>.</summary>
    /// <param name="panel">Cells, integers held in float32; the magnitudes of a column sum to less than 2^24.</param>
    /// <param name="rows">Rows of the panel and of the plan.</param>
    /// <param name="width">Columns: a multiple of 16.</param>
    /// <param name="plan">Made by <see cref="Plan"/> for as many rows and planes.</param>
    /// <param name="planes">Bit planes, 1 to <see cref="MaxPlanes"/>.</param>
    /// <param name="sums">The results; overwritten.</param>
    /// <param name="sumStride">Elements from one plane to the next, at least <paramref name="width"/>.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">A span is shorter than its shape says, or a shape is out of range.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ReadOnlySpan<float> panel, int rows, int width, ReadOnlySpan<ushort> plan, int planes, Span<float> sums, int sumStride, VectorPath path)
    {
        TilePath.CheckWidth(width, 16, 1 << 20);
        TilePath.CheckRows(panel.Length, rows, width, width, nameof(panel));
        if (planes is < 1 or > MaxPlanes) throw new ArgumentException($"A plan has 1 to {MaxPlanes} planes.", nameof(planes));
        if (plan.Length < PlanLength(rows, planes)) throw new ArgumentException("A span is shorter than the plan.", nameof(plan));
        TilePath.CheckRows(sums.Length, planes, sumStride, width, nameof(sums));
        for (var k = 0; k < planes; k++)
        {
            var result = sums.Slice(k * sumStride, width);
            result.Clear();
            for (var row = 0; row < rows; row++)
            {
                if ((plan[row] >> k & 1) == 0) continue;
                for (var c = 0; c < width; c++) result[c] += panel[row * width + c];
            }
        }
    }
}
