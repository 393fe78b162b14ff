using System.Numerics;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>Sums that are not products of a panel: of cycles before one conversion, and of cells that are drawn as they are read.</summary>
public static class AnalogSums
{
    /// <summary>Adds a cycle to the analog accumulation, in float32: joined = sums weight for the first, then joined + sums weight.</summary>
    /// <param name="sums">Of the cycle, by column.</param>
    /// <param name="joined">As long.</param>
    /// <param name="weight">Of the cycle.</param>
    /// <param name="first">Whether it is the first.</param>
    public static void Join(ReadOnlySpan<float> sums, Span<float> joined, float weight, bool first)
    {
        for (var j = 0; j < sums.Length; j++)
        {
            var product = sums[j] * weight;
            joined[j] = first ? product : joined[j] + product;
        }
    }

    /// <inheritdoc cref="Join(ReadOnlySpan{float}, Span{float}, float, bool)"/>
    public static void Join(ReadOnlySpan<double> sums, Span<float> joined, float weight, bool first)
    {
        for (var j = 0; j < sums.Length; j++)
        {
            var product = (float)sums[j] * weight;
            joined[j] = first ? product : joined[j] + product;
        }
    }

    /// <summary>Sums a cycle: every driven row is read, its conductances drawn, and added by fused multiply-adds in ascending rows. Where the array's circuit is solved, only noise is read row by row.</summary>
    /// <param name="cells">The programmed cells.</param>
    /// <param name="block">Row block.</param>
    /// <param name="slice">Weight slice.</param>
    /// <param name="polarity">Which polarity, where they are converted apart; else 0.</param>
    /// <param name="cycle">Cycle within the product.</param>
    /// <param name="drives">What each row of the block is driven with.</param>
    /// <param name="sample">Global index of the sample.</param>
    /// <param name="read">A row of conductances; overwritten.</param>
    /// <param name="sums">Receives the sums, as long; a multiple of 16 columns.</param>
    /// <param name="path">The width.</param>
    public static void Read(SampledCells cells, int block, int slice, int polarity, int cycle, ReadOnlySpan<float> drives, long sample, Span<float> read, Span<float> sums, VectorPath path)
    {
        sums.Clear();
        read.Clear();
        cells.Solve(block, slice, polarity, cycle, drives, sample, sums);
        if (!cells.AddsRows) return;
        for (var r = 0; r < drives.Length; r++)
        {
            var x = drives[r];
            if (x == 0f) continue;
            cells.ReadRow(block, slice, polarity, cycle, r, sample, read);
            if (cells.Drivers is { } drivers) drivers.Add(block, slice, cycle, r, x, sample, read, sums, path);
            else Add(x, read, sums, path);
        }
    }

    /// <summary>sums = fma(x, read, sums).</summary>
    internal static void Add(float x, ReadOnlySpan<float> read, Span<float> sums, VectorPath path)
    {
        var j = 0;
        if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))
        {
            for (; j <= sums.Length - Vector512<float>.Count; j += Vector512<float>.Count)
                Vector512.FusedMultiplyAdd(Vector512.Create(x), Vector512.Create(read[j..]), Vector512.Create<float>(sums[j..])).CopyTo(sums[j..]);
        }
        else if (path != VectorPath.Scalar)
        {
            for (; j <= sums.Length - Vector<float>.Count; j += Vector<float>.Count)
                Vector.FusedMultiplyAdd(new Vector<float>(x), new Vector<float>(read[j..]), new Vector<float>(sums[j..])).CopyTo(sums[j..]);
        }
        for (; j < sums.Length; j++) sums[j] = MathF.FusedMultiplyAdd(x, read[j], sums[j]);
    }
}
