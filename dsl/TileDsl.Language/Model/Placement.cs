using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Model;

/// <summary>Whether a slicing can be put on a tile.</summary>
public static class Placement
{
    /// <summary>What speaks against it, at <paramref name="place"/>; empty where they fit.</summary>
    public static IReadOnlyList<Diagnostic> Problems(TileModel tile, SlicingModel slicing, SourceSpan place)
    {
        var problems = new List<Diagnostic>();
        var weights = slicing.Weights;
        var due = weights.Encoding is WeightEncoding.Offset or WeightEncoding.TwosComplement ? CellArrangement.Single : CellArrangement.Pair;
        if (tile.Cells != due)
            problems.Add(new(ShapeRules.ArrangementWrong, place, Weights(weights.Encoding), Cells(due), tile.Name, Cells(tile.Cells), tile.Rows, tile.Columns));
        else if (tile.OffsetColumn && weights.Encoding != WeightEncoding.Offset)
        {
            var here = $"{Weights(weights.Encoding).ToLowerInvariant()} ({slicing.Name} on {tile.Name})";
            problems.Add(new(ShapeRules.OptionDoesNotApply, place, "offset column", "offset weights", here));
        }
        if (weights.AcrossColumns && tile.Columns < weights.SliceBits.Count)
            problems.Add(new(ShapeRules.ArrayTooNarrow, place, weights.SliceBits.Count, tile.Name, tile.Columns));
        var widest = slicing.Inputs.SliceBits.Max();
        if (tile.Dac is { } dac && widest > dac.Bits)
            problems.Add(new(ShapeRules.DriverTooNarrow, place, slicing.Name, widest, dac.Name, tile.Name, dac.Bits));
        return problems;
    }

    private static string Cells(CellArrangement cells) => cells == CellArrangement.Pair ? "pair" : "single";

    private static string Weights(WeightEncoding encoding) => encoding switch
    {
        WeightEncoding.Differential => "Differential weights",
        WeightEncoding.Offset => "Offset weights",
        WeightEncoding.TwosComplement => "Two's complement weights",
        _ => "Analog weights",
    };
}
