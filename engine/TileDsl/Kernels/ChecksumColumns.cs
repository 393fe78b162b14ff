using System.Buffers;
using TileDsl.Converters;
using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// Compares the codes of an array's columns with those of its checksum columns, conversion by conversion, and corrects a column that is found
/// to be wrong alone. Thread-safe; it counts what it finds.
/// </summary>
/// <remarks>
/// With m1 the sum of the columns' values less what the checksum says, m2 the same of values times column numbers, both less what sound devices
/// are predicted to bring: suspect where |m1| or |m2| exceeds its threshold, the two-sided quantile of the false-alarm rate (half of it
/// each) times the predicted standard deviation of devices, converters and rounding. One wrong column l has m2 = l m1.
/// </remarks>
public sealed class ChecksumColumns
{
    private readonly MatrixGeometry _geometry;
    private readonly ChecksumForm _form;
    private readonly ChecksumPrediction[] _predictions;
    private readonly DetectionCounter _found = new();

    /// <param name="targets">What the cells are meant to hold.</param>
    /// <param name="clock">When they are read.</param>
    /// <param name="draws">False where every random draw is zero.</param>
    internal ChecksumColumns(MatrixGeometry geometry, TargetRows targets, ReadClock clock, bool draws)
    {
        (_geometry, _form) = (geometry, geometry.Checksums!);
        _predictions = ChecksumPrediction.All(geometry, targets, new SoundSpread(geometry.Spec.Device, clock, draws), SoundConverters.Variance(geometry.Spec.Converter!, draws));
    }

    /// <summary>What the comparisons so far have found.</summary>
    public DetectionCounts Counts => _found.Counts;

    /// <summary>Converts the sums of all columns, compares, corrects, and adds the weighted codes to the totals.</summary>
    /// <param name="rowBlock">Row block.</param>
    /// <param name="slice">Weight slice.</param>
    /// <param name="polarity">1 for the - cell converted apart, else 0.</param>
    /// <param name="drives">The digit each row is driven with.</param>
    /// <param name="sums">p: outputs, offset columns, checksum columns.</param>
    /// <param name="converters">What columns meet.</param>
    /// <param name="range">Their range.</param>
    /// <param name="coefficient">The weight of a code.</param>
    /// <param name="totals">As long as the sums.</param>
    /// <param name="path">The width.</param>
    /// <returns>Whether a conversion other than a checksum's was clamped.</returns>
    public bool Add(int rowBlock, int slice, int polarity, ReadOnlySpan<float> drives, ReadOnlySpan<float> sums, ConverterColumns converters, in ChecksumRange range, double coefficient, Span<double> totals, VectorPath path)
    {
        var (place, all, clamped, first) = (rowBlock * _geometry.Slices + slice, _geometry.AllColumns, false, 0);
        var rented = ArrayPool<float>.Shared.Rent(all);
        var codes = rented.AsSpan(0, all);
        var blocks = _geometry.Layout.ColumnBlocks;
        for (var block = 0; block < blocks.Length; block++)
        {
            var check = _geometry.Columns + block * _form.Columns;
            var own = codes.Slice(first, blocks[block]);
            var checks = codes.Slice(check, _form.Columns);
            var clips = PhysicalCodes.Convert(sums.Slice(first, own.Length), range.Of(converters, place, polarity, first, own.Length), own, path);
            clamped |= clips;
            clips |= PhysicalCodes.Convert(sums.Slice(check, checks.Length), range.Of(converters, place, polarity, check, checks.Length), checks, path);
            if (clips) _found.Add(new DetectionCounts(1, 1, 0, 0));
            else Compare(_predictions[(place * _geometry.ConvertedPolarities + polarity) * blocks.Length + block], slice, drives, range, own, checks);
            first += own.Length;
        }
        var offsets = _geometry.Columns - first;
        if (offsets > 0) clamped |= PhysicalCodes.Convert(sums.Slice(first, offsets), range.Of(converters, place, polarity, first, offsets), codes.Slice(first, offsets), path);
        for (var j = 0; j < _geometry.Columns; j++) totals[j] += coefficient * codes[j];
        ArrayPool<float>.Shared.Return(rented);
        return clamped;
    }

    private void Compare(ChecksumPrediction predicted, int slice, ReadOnlySpan<float> drives, in ChecksumRange range, Span<float> codes, ReadOnlySpan<float> checks)
    {
        var (sum, index) = (0L, 0L);
        for (var j = 0; j < codes.Length; j++)
        {
            sum += (long)codes[j];
            index += (j + 1) * (long)codes[j];
        }
        var bits = _geometry.Spec.WeightSlices[slice];
        for (var k = 0; k < _form.SumDigits[slice]; k++) sum -= (long)checks[k] << (k * bits);
        for (var k = 0; k < _form.IndexDigits[slice]; k++) index -= (long)checks[_form.SumColumns + k] << (k * bits);
        var verdict = predicted.Judge(drives, range.Lo, range.Step, sum, index);
        _found.Add(new DetectionCounts(1, 0, verdict.IsSuspect ? 1 : 0, verdict.Column != 0 ? 1 : 0));
        if (verdict.Column == 0) return;
        codes[verdict.Column - 1] -= (float)verdict.Codes;
    }
}
