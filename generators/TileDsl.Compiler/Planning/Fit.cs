using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>Which slicings a tile can hold.</summary>
public static class Fit
{
    /// <summary>Why a slicing does not fit a tile; null where it does.</summary>
    public static string? Problem(TileModel tile, SlicingModel slicing)
    {
        var weights = slicing.Weights;
        var needsPair = weights.Encoding == WeightEncoding.Differential || weights.IsAnalog;
        if (needsPair != (tile.Cells == CellArrangement.Pair))
        {
            return needsPair
                ? "its weights need pairs, and the tile has single cells"
                : "its weights need single cells, and the tile has pairs";
        }
        if (weights.AcrossColumns && weights.SliceBits.Count > tile.Columns)
            return $"{weights.SliceBits.Count} slices side by side need as many columns, and an array has {tile.Columns}";
        if (tile.Checksum is not null)
        {
            if (weights.IsAnalog) return "checksums are sums of digits, and its weights are analog";
            var due = new ChecksumForm(weights.AcrossColumns ? tile.Columns / weights.SliceBits.Count : tile.Columns, weights.SliceBits).Columns * (weights.AcrossColumns ? weights.SliceBits.Count : 1);
            if (tile.SpareColumns < due) return $"its checksums need {Say.Plural(due, "spare column")} of each array (`spare_columns {due}`), and there are {tile.SpareColumns}";
        }
        var widest = slicing.Inputs.SliceBits.Max();
        if (tile.Dac is { } dac && widest > dac.Bits)
            return $"an input slice of {Say.Plural(widest, "bit")} needs a wider driver than dac {dac.Name} of {Say.Plural(dac.Bits, "bit")}";
        return null;
    }
}
