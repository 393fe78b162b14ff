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
        if ((tile.AnCode is { } code ? Words(code, slicing) : Idle(weights)) is { } problem) return problem;
        var widest = slicing.Inputs.SliceBits.Max();
        if (tile.Dac is { } dac && widest > dac.Bits)
            return $"an input slice of {Say.Plural(widest, "bit")} needs a wider driver than dac {dac.Name} of {Say.Plural(dac.Bits, "bit")}";
        return null;
    }

    /// <summary>Why slices do not hold weights as they are: a top slice that holds nothing.</summary>
    private static string? Idle(WeightSlicing weights)
    {
        if (weights.IsAnalog) return null;
        var (held, top) = (weights.SliceBits.Sum(), weights.SliceBits[weights.SliceBits.Count - 1]);
        var isIdle = weights.Encoding == WeightEncoding.TwosComplement ? held != weights.Bits : held - top >= weights.Bits;
        return isIdle ? $"its slices hold {Say.Plural(held, "bit")} where weights of {weights.Bits} leave the top slice empty; only the words of a tile with `correction an_code` are longer" : null;
    }

    /// <summary>Why slices do not hold code words.</summary>
    private static string? Words(AnCodeModel code, SlicingModel slicing)
    {
        var weights = slicing.Weights;
        if (weights.IsAnalog) return "code words are multiples of integers, and its weights are analog";
        var multiplier = code.Of(slicing);
        if (multiplier == 0)
            return $"no `a` up to {ArithmeticCode.MostMultiplier} tells all errors of single cells apart that slices of {Say.Plural(weights.SliceBits.Max(), "bit")} under inputs of {slicing.Inputs.SliceBits.Max()} can have; narrow the slices, or write an `a`";
        var (held, needed) = (weights.SliceBits.Sum(), Needed(weights, multiplier));
        var words = $"code words, {multiplier} times weights of {weights.Bits} bit, take {Say.Plural(needed, "bit")}, and its slices hold {held}";
        if (held < needed) return words + Longer(code, slicing);
        // The top slice of two's complement is the sign; a pair may hold -2^(b-1) where there is room for it.
        var top = weights.SliceBits.Reverse().Skip(weights.Encoding == WeightEncoding.TwosComplement ? 1 : 0).First();
        return held - top >= (weights.Encoding == WeightEncoding.Differential ? needed + 1 : needed) ? words + $" and would without the top one of {Say.Plural(top, "bit")}" : null;
    }

    private static int Needed(WeightSlicing weights, int multiplier) => ArithmeticCode.WordBits(weights.Encoding, weights.Bits, weights.Symmetric, multiplier);

    /// <summary>Slices that would do: with more like the widest, above all others but a sign. More slices have more errors, and so longer words.</summary>
    private static string Longer(AnCodeModel code, SlicingModel slicing)
    {
        var weights = slicing.Weights;
        var (slices, widest) = (weights.SliceBits.ToList(), weights.SliceBits.Max());
        var sign = weights.Encoding == WeightEncoding.TwosComplement ? 1 : 0;
        while (slices.Sum() < weights.Bits + 2 * BitsOfMultiplier)
        {
            slices.Insert(slices.Count - sign, widest);
            var multiplier = code.Of(slicing with { Weights = weights with { SliceBits = slices.ToValueList() } });
            if (multiplier == 0) break;
            if (slices.Sum() < Needed(weights, multiplier)) continue;
            return $"; `slices {string.Join("+", Enumerable.Reverse(slices))} bit` would do";
        }
        return "";
    }

    private const int BitsOfMultiplier = 16;
}
