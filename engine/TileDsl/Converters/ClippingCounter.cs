using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>Counts the conversions of ideal cells that a converter clamps.</summary>
internal sealed class ClippingCounter
{
    private readonly MatrixGeometry _geometry;
    private readonly PartialSums _sums;
    private readonly Limits[,][] _limits;

    /// <param name="scales">The converters found at calibration, or null where the range is full or fixed.</param>
    public ClippingCounter(MatrixGeometry geometry, TargetWeights weights, ConverterSpec converter, ConverterScale[][]? scales)
    {
        (_geometry, _sums) = (geometry, new PartialSums(geometry, weights));
        _limits = new Limits[geometry.Layout.RowBlocks.Length, geometry.Slices * geometry.Cycles.Conversions][];
        for (var rowBlock = 0; rowBlock < geometry.Layout.RowBlocks.Length; rowBlock++)
        {
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var conversion = 0; conversion < geometry.Cycles.Conversions; conversion++)
                {
                    ConverterScale[] found = scales?[slice] ?? [ConversionRange.Scale(geometry, converter, rowBlock, slice, conversion)];
                    _limits[rowBlock, slice * geometry.Cycles.Conversions + conversion] = Array.ConvertAll(found, scale => LimitsOf(scale, slice));
                }
            }
        }
    }

    /// <summary>The clamped conversions of one product.</summary>
    /// <param name="x">Input codes.</param>
    public long Count(ReadOnlySpan<int> x, PartialSumScratch scratch)
    {
        var clipped = 0L;
        _sums.Visit(x, scratch, (rowBlock, slice, conversion, _, values) =>
        {
            var limits = _limits[rowBlock, slice * _geometry.Cycles.Conversions + conversion];
            for (var j = 0; j < values.Length; j++)
            {
                if (limits[limits.Length == 1 ? 0 : j].AreExceededBy(values[j], _sums.IsExact)) clipped++;
            }
        });
        return clipped;
    }

    private Limits LimitsOf(ConverterScale scale, int slice)
    {
        var inUnits = scale.In(_sums.UnitsPerLsb(slice));
        return _sums.IsExact
            ? new Limits((double)inUnits.Threshold(0), (double)inUnits.Threshold(scale.Steps), 0)
            : new Limits(inUnits.Lo.ToDouble(), inUnits.Step.ToDouble(), scale.Steps);
    }

    /// <summary>Of integer sums: the first that is not clamped, and the first above that is; of float32 sums: lo, step and steps.</summary>
    private readonly record struct Limits(double First, double Second, int Steps)
    {
        public bool AreExceededBy(double sum, bool isExact)
        {
            if (isExact) return sum < First || sum >= Second;
            var n = Math.Round((sum - First) / Second, MidpointRounding.ToEven);
            return n < 0 || n > Steps - 1;
        }
    }
}
