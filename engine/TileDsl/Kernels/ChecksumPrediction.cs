using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>What sound columns and checksums of one array, slice and polarity may differ by, and what is made of what they differ by.</summary>
internal sealed class ChecksumPrediction
{
    private readonly double[] _sumMean;
    private readonly double[] _sumVariance;
    private readonly double[] _indexMean;
    private readonly double[] _indexVariance;
    private readonly int _columns;
    private readonly bool _mayBeExact;
    private double _sumWeight;
    private double _indexWeight;
    private double _sumCodes;
    private double _indexCodes;
    private double _quantile;
    private int _levels;

    private ChecksumPrediction(int rows, int columns, bool mayBeExact)
    {
        (_columns, _mayBeExact) = (columns, mayBeExact);
        (_sumMean, _sumVariance, _indexMean, _indexVariance) = (new double[rows], new double[rows], new double[rows], new double[rows]);
    }

    /// <summary>By row block, slice, converted polarity and column block.</summary>
    /// <param name="codeVariance">Of a conversion, in squared steps.</param>
    public static ChecksumPrediction[] All(MatrixGeometry geometry, TargetRows targets, SoundSpread spread, double codeVariance)
    {
        var predictions = new List<ChecksumPrediction>();
        var cells = new double[geometry.AllColumns];
        for (var rowBlock = 0; rowBlock < geometry.Layout.RowBlocks.Length; rowBlock++)
        {
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < geometry.ConvertedPolarities; polarity++)
                {
                    var first = 0;
                    for (var block = 0; block < geometry.Layout.ColumnBlocks.Length; block++)
                    {
                        var columns = geometry.Layout.ColumnBlocks[block];
                        var exact = spread.IsExact && geometry.Spec.Driver is null && geometry.SeenPedestal(slice).IsInteger && codeVariance == 1 / 12.0;
                        var made = new ChecksumPrediction(geometry.Layout.RowBlocks[rowBlock], columns, exact);
                        made.Weigh(geometry, slice, codeVariance);
                        for (var row = 0; row < made._sumMean.Length; row++)
                        {
                            targets.Read(rowBlock, slice, polarity, row, cells);
                            made.AddRow(geometry, spread, slice, row, block, first, cells, 1);
                            if (geometry.Polarities == geometry.ConvertedPolarities) continue;
                            targets.Read(rowBlock, slice, 1, row, cells);
                            made.AddRow(geometry, spread, slice, row, block, first, cells, -1);
                        }
                        predictions.Add(made);
                        first += columns;
                    }
                }
            }
        }
        return [.. predictions];
    }

    /// <summary>What the mismatch of codes means.</summary>
    /// <param name="drives">The digit of each row.</param>
    /// <param name="lo">Of the converters, lsb.</param>
    /// <param name="step">Of the converters, lsb.</param>
    /// <param name="sum">Codes of the columns less those of the checksum, n from 0.</param>
    /// <param name="index">The same times column numbers.</param>
    public Verdict Judge(ReadOnlySpan<float> drives, double lo, double step, long sum, long index)
    {
        var (m1, m2) = (lo * _sumWeight + step * sum, lo * _indexWeight + step * index);
        var (mean1, mean2, v1, v2, largest) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var row = 0; row < drives.Length; row++)
        {
            double drive = drives[row];
            largest = Math.Max(largest, Math.Abs(drive));
            mean1 += drive * _sumMean[row];
            mean2 += drive * _indexMean[row];
            v1 += drive * drive * _sumVariance[row];
            v2 += drive * drive * _indexVariance[row];
        }
        m1 -= mean1;
        m2 -= mean2;
        v1 += step * step * _sumCodes;
        v2 += step * step * _indexCodes;
        // Integers that nothing rounds differ by a whole lsb, or not at all.
        var exact = _mayBeExact && step == 1 && lo == Math.Floor(lo);
        var (t1, t2) = exact ? (0.5, 0.5) : (_quantile * Math.Sqrt(v1), _quantile * Math.Sqrt(v2));
        if (Math.Abs(m1) <= t1 && Math.Abs(m2) <= t2) return default;
        if (Math.Abs(m1) <= t1) return new Verdict(true, 0, 0);
        var column = Math.Round(m2 / m1, MidpointRounding.ToEven);
        if (column < 1 || column > _columns) return new Verdict(true, 0, 0);
        // More than one cell brings is rather a high digit of a checksum, or several columns.
        if (Math.Abs(m1) > _levels * largest + t1) return new Verdict(true, 0, 0);
        // Only where no other column could be meant.
        var t = exact ? 0.5 : _quantile * Math.Sqrt(v2 + column * column * v1);
        if (2 * t > Math.Abs(m1) || Math.Abs(m2 - column * m1) > t) return new Verdict(true, 0, 0);
        return new Verdict(true, (int)column, Math.Round(m1 / step, MidpointRounding.ToEven));
    }

    /// <summary>What a code of every column counts, over all of them, and what their conversions bring.</summary>
    private void Weigh(MatrixGeometry geometry, int slice, double codeVariance)
    {
        var (form, bits) = (geometry.Checksums!, geometry.Spec.WeightSlices[slice]);
        var (squares1, squares2) = (0.0, 0.0);
        _levels = (1 << bits) - 1;
        for (var l = 1; l <= _columns; l++)
        {
            (_sumWeight, _indexWeight) = (_sumWeight + 1, _indexWeight + l);
            (squares1, squares2) = (squares1 + 1, squares2 + (double)l * l);
        }
        for (var k = 0; k < form.SumDigits[slice]; k++)
        {
            double power = 1L << (k * bits);
            _sumWeight -= power;
            squares1 += power * power;
        }
        for (var k = 0; k < form.IndexDigits[slice]; k++)
        {
            double power = 1L << (k * bits);
            _indexWeight -= power;
            squares2 += power * power;
        }
        (_sumCodes, _indexCodes) = (squares1 * codeVariance, squares2 * codeVariance);
        _quantile = -Elementary.GaussianQuantile(geometry.Spec.ChecksumFalseAlarm / 4);
    }

    /// <summary>Adds a row's cells of one polarity, less those of the reference column where there is one.</summary>
    private void AddRow(MatrixGeometry geometry, SoundSpread spread, int slice, int row, int block, int first, double[] cells, int sign)
    {
        var (form, bits, law) = (geometry.Checksums!, geometry.Spec.WeightSlices[slice], geometry.Law);
        var lsb = (law.Maximum - law.Minimum) / ((1 << bits) - 1);
        void Add(double target, double sumWeight, double indexWeight)
        {
            var (mean, variance) = spread.Of(target);
            (mean, variance) = (mean / lsb, variance / lsb / lsb);
            _sumMean[row] += sign * sumWeight * mean;
            _indexMean[row] += sign * indexWeight * mean;
            _sumVariance[row] += sumWeight * sumWeight * variance;
            _indexVariance[row] += indexWeight * indexWeight * variance;
        }

        for (var l = 1; l <= _columns; l++) Add(cells[first + l - 1], 1, l);
        var check = geometry.Columns + block * form.Columns;
        for (var k = 0; k < form.SumDigits[slice]; k++) Add(cells[check + k], -(double)(1L << (k * bits)), 0);
        for (var k = 0; k < form.IndexDigits[slice]; k++) Add(cells[check + form.SumColumns + k], 0, -(double)(1L << (k * bits)));
        if (geometry.Layout.HasReferenceColumn) Add(law.Minimum, -_sumWeight, -_indexWeight);
    }
}

/// <summary>What a comparison with checksums has found.</summary>
/// <param name="IsSuspect">Columns and checksums do not agree.</param>
/// <param name="Column">The column that is wrong, from 1; 0 where that is not known.</param>
/// <param name="Codes">By how many codes.</param>
internal readonly record struct Verdict(bool IsSuspect, int Column, double Codes);
