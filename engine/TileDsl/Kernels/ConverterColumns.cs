using TileDsl.Converters;

namespace TileDsl.Kernels;

/// <summary>The physical converters that the columns of a matrix meet, by row block and slice. Immutable and thread-safe.</summary>
public sealed class ConverterColumns
{
    private readonly Part[] _parts = [];
    private readonly int _polarities;

    /// <param name="chip">Whose converters they are; null where every random draw is zero.</param>
    internal ConverterColumns(MatrixGeometry geometry, ChipIdentity? chip, int paddedColumns)
    {
        if (geometry.Spec.Converter is not { HasStaticError: true } spec) return;
        var id = chip ?? default;
        var bank = new ConverterBank(spec, id.Seed, id.Chip, id.Layer, chip is not null, id.Matrix);
        if (!bank.HasLine && !bank.HasThresholds) return;
        _polarities = geometry.ConvertedPolarities;
        _parts = new Part[geometry.Layout.RowBlocks.Length * geometry.Slices * _polarities];
        for (var n = 0; n < _parts.Length; n++)
        {
            var place = n / _polarities;
            _parts[n] = Make(geometry, bank, spec.SharedBy, place / geometry.Slices, place % geometry.Slices, n % _polarities, paddedColumns);
        }
    }

    /// <summary>What neighbouring columns meet, their range known to the compiler.</summary>
    /// <param name="place">Row block times weight slices plus slice.</param>
    /// <param name="polarity">1 for the - cell converted apart, else 0.</param>
    /// <param name="firstColumn">The first of them.</param>
    /// <param name="columns">How many.</param>
    /// <param name="a">1/step, in the unit of the sums.</param>
    /// <param name="b">-lo/step.</param>
    /// <param name="last">The last code.</param>
    public PhysicalConverters At(int place, int polarity, int firstColumn, int columns, float a, float b, float last)
    {
        if (_parts.Length == 0) return new PhysicalConverters { A = a, B = b, Last = last };
        var part = _parts[place * _polarities + polarity];
        return new PhysicalConverters
        {
            A = a,
            B = b,
            Last = last,
            Slope = part.Slope.AsSpan(firstColumn, columns),
            Origin = part.Origin.AsSpan(firstColumn, columns),
            Thresholds = part.Thresholds.Length == 0 ? [] : part.Thresholds.AsSpan(firstColumn, columns),
        };
    }

    /// <summary>What neighbouring columns meet, their range found at calibration.</summary>
    /// <param name="place">Row block times weight slices plus slice.</param>
    /// <param name="polarity">1 for the - cell converted apart, else 0.</param>
    /// <param name="firstColumn">The first of them.</param>
    /// <param name="columns">How many.</param>
    /// <param name="range">The calibrated ranges.</param>
    /// <param name="last">The last code.</param>
    public PhysicalConverters At(int place, int polarity, int firstColumn, int columns, CalibratedConverter range, float last)
    {
        var part = _parts.Length == 0 ? null : _parts[place * _polarities + polarity];
        return new PhysicalConverters
        {
            ColumnA = range.NoisyA.AsSpan(firstColumn, columns),
            ColumnB = range.NoisyB.AsSpan(firstColumn, columns),
            Last = last,
            Slope = part is null ? [] : part.Slope.AsSpan(firstColumn, columns),
            Origin = part is null ? [] : part.Origin.AsSpan(firstColumn, columns),
            Thresholds = part is null || part.Thresholds.Length == 0 ? [] : part.Thresholds.AsSpan(firstColumn, columns),
        };
    }

    private static Part Make(MatrixGeometry geometry, ConverterBank bank, int sharedBy, int rowBlock, int slice, int polarity, int padded)
    {
        var part = new Part(new float[padded], new float[padded], bank.HasThresholds ? new float[padded][] : []);
        void Set(int column, int tile, int arrayColumn)
        {
            (part.Slope[column], part.Origin[column]) = bank.Line(tile, polarity, arrayColumn / sharedBy);
            if (part.Thresholds.Length > 0) part.Thresholds[column] = bank.Thresholds(tile, polarity, arrayColumn / sharedBy)!;
        }

        // A kernel of sound arrays has no columns for checksums.
        var checksums = padded < geometry.AllColumns ? 0 : geometry.ChecksumColumns;
        var (layout, j) = (geometry.Layout, 0);
        for (var columnBlock = 0; columnBlock < layout.ColumnBlocks.Length; columnBlock++)
        {
            var tile = layout.Tile(rowBlock, columnBlock, slice);
            for (var local = 0; local < layout.ColumnBlocks[columnBlock]; local++, j++) Set(j, tile, layout.Column(local, slice));
            if (geometry.HasOffsetColumn) Set(geometry.Spec.Outputs + columnBlock, tile, layout.OffsetColumn(slice));
            for (var check = 0; check < checksums; check++)
                Set(geometry.Columns + columnBlock * geometry.ChecksumColumns + check, tile, geometry.FirstChecksum(slice) + check);
        }
        // Padding is converted like the first column, into totals that nobody reads.
        for (var column = checksums == 0 ? geometry.Columns : geometry.AllColumns; column < padded; column++)
        {
            (part.Slope[column], part.Origin[column]) = (part.Slope[0], part.Origin[0]);
            if (part.Thresholds.Length > 0) part.Thresholds[column] = part.Thresholds[0];
        }
        return part;
    }

    /// <summary>By padded column.</summary>
    private sealed record Part(float[] Slope, float[] Origin, float[][] Thresholds);
}
