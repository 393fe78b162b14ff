using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>
/// Converts a row of sums, a column each, by converters that differ, and adds the codes, weighted, to the totals of their columns.
/// Says whether any was clamped: whether rint(u) lay below 0 or above the last code.
/// </summary>
public static class PhysicalCodes
{
    /// <summary>Columns that are worked on together: what stays in the nearest memory.</summary>
    private const int Chunk = 256;

    /// <summary>Adds to int32 totals.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="converters">What each column meets.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width; all give the same bits.</param>
    /// <returns>Whether any conversion was clamped.</returns>
    [SkipLocalsInit]
    public static bool Add(ReadOnlySpan<float> sums, in PhysicalConverters converters, int coefficient, Span<int> totals, VectorPath path)
    {
        if (converters.IsPlain && TilePath.Resolve(path) == VectorPath.Wide) return AddPlain(sums, converters, coefficient, totals);
        Span<float> codes = stackalloc float[Chunk];
        var clamped = false;
        for (var first = 0; first < sums.Length; first += Chunk)
        {
            var count = Math.Min(Chunk, sums.Length - first);
            clamped |= Convert(sums.Slice(first, count), converters, first, codes[..count], path);
            Codes.Add(codes[..count], default(NoCode), coefficient, totals.Slice(first, count), path);
        }
        return clamped;
    }

    /// <summary>Columns whose converters all have the same range and no error: one pass.</summary>
    private static bool AddPlain(ReadOnlySpan<float> sums, in PhysicalConverters converters, int coefficient, Span<int> totals)
    {
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var total = ref MemoryMarshal.GetReference(totals[..sums.Length]);
        var (a, b, last, weight) = (Vector512.Create(converters.A), Vector512.Create(converters.B), Vector512.Create(converters.Last), Vector512.Create(coefficient));
        var (outside, j) = (Vector512<int>.Zero, 0);
        for (; j <= sums.Length - Vector512<float>.Count; j += Vector512<float>.Count)
        {
            var (code, beyond) = Code(Vector512.LoadUnsafe(ref sum, (nuint)j));
            outside |= beyond;
            (Vector512.LoadUnsafe(ref total, (nuint)j) + code * weight).StoreUnsafe(ref total, (nuint)j);
        }
        if (j < sums.Length)
        {
            var rest = sums.Length - j;
            Span<float> padded = stackalloc float[Vector512<float>.Count];
            padded.Clear();
            sums[j..].CopyTo(padded);
            var (code, beyond) = Code(Vector512.Create<float>(padded));
            // What stands behind the last column is no conversion.
            outside |= beyond & Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(rest));
            for (var lane = 0; lane < rest; lane++) totals[j + lane] += code[lane] * coefficient;
        }
        return outside != Vector512<int>.Zero;

        (Vector512<int> Code, Vector512<int> Beyond) Code(Vector512<float> p)
        {
            var rounded = Vector512.Round(Vector512.FusedMultiplyAdd(p, a, b));
            var code = Vector512.MinNative(Vector512.MaxNative(rounded, Vector512<float>.Zero), last);
            // Differs by 0 where nothing was clamped, -0 too.
            return (Vector512.ConvertToInt32Native(code), Vector512.ConvertToInt32Native(rounded - code));
        }
    }

    /// <summary>Adds to float64 totals.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{float}, in PhysicalConverters, int, Span{int}, VectorPath)"/>
    [SkipLocalsInit]
    public static bool Add(ReadOnlySpan<float> sums, in PhysicalConverters converters, double coefficient, Span<double> totals, VectorPath path)
    {
        Span<float> codes = stackalloc float[Chunk];
        var clamped = false;
        for (var first = 0; first < sums.Length; first += Chunk)
        {
            var count = Math.Min(Chunk, sums.Length - first);
            clamped |= Convert(sums.Slice(first, count), converters, first, codes[..count], path);
            Codes.Add(codes[..count], default(NoCode), coefficient, totals.Slice(first, count), path);
        }
        return clamped;
    }

    /// <summary>The codes of a row, n from 0 on, without adding them to anything.</summary>
    /// <param name="sums">p, by column.</param>
    /// <param name="converters">What each column meets.</param>
    /// <param name="codes">As long as the sums.</param>
    /// <param name="path">The width; all give the same bits.</param>
    /// <returns>Whether any conversion was clamped.</returns>
    public static bool Convert(ReadOnlySpan<float> sums, in PhysicalConverters converters, Span<float> codes, VectorPath path) =>
        Convert(sums, converters, 0, codes[..sums.Length], path);

    private static bool Convert(ReadOnlySpan<float> sums, in PhysicalConverters converters, int first, Span<float> u, VectorPath path)
    {
        if (converters.ColumnA.IsEmpty) PhysicalSteps.Scale(sums, converters.A, converters.B, u, path);
        else PhysicalSteps.Scale(sums, converters.ColumnA.Slice(first, u.Length), converters.ColumnB.Slice(first, u.Length), u, path);
        if (!converters.Slope.IsEmpty) PhysicalSteps.Scale(u, converters.Slope.Slice(first, u.Length), converters.Origin.Slice(first, u.Length), u, path);
        if (converters.Thresholds.IsEmpty) return PhysicalSteps.Round(u, converters.Last, u, path);

        // rint is a good guess of the code: thresholds are mostly where it changes.
        Span<float> guesses = stackalloc float[Chunk];
        var clamped = PhysicalSteps.Round(u, converters.Last, guesses, path);
        for (var j = 0; j < u.Length; j++) u[j] = Search(converters.Thresholds[first + j], u[j], (int)guesses[j]);
        return clamped;
    }

    /// <summary>How many thresholds are at or below u.</summary>
    internal static int Search(float[] thresholds, float u, int guess)
    {
        var (below, above) = (0, thresholds.Length);
        if (guess > 0 && guess <= above)
        {
            if (thresholds[guess - 1] <= u) below = guess;
            else above = guess - 1;
        }
        if (below < above && below == guess && thresholds[below] > u) return below;
        while (below < above)
        {
            var middle = (int)((uint)(below + above) >> 1);
            if (thresholds[middle] <= u) below = middle + 1;
            else above = middle;
        }
        return below;
    }
}
