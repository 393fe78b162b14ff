using TileDsl.Converters;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>The converters of a matrix where each has a transfer of its own, or says that it clips.</summary>
/// <param name="targets">The matrix.</param>
/// <param name="bank">What was drawn for each of them; null where they are all ideal.</param>
internal sealed class PhysicalConverters(MatrixTargets targets, ConverterBank? bank)
{
    /// <summary>Whether a conversion since the last question was clamped.</summary>
    public bool HasClipped { get; set; }

    public bool TakeClipped()
    {
        var clipped = HasClipped;
        HasClipped = false;
        return clipped;
    }

    /// <summary>The code of a sum, n from 0.</summary>
    public int Code(Place place, Transfer transfer, float sum, Rational unit)
    {
        var tile = targets.Map.Tile(place.Rows, place.Column.Block, place.Slice);
        var converter = targets.Map.ArrayColumn(place.Column, place.Slice) / targets.Adc.SharedBy;
        var (perUnit, origin) = transfer.InSingle(unit);
        (float, float)? line = bank is { HasLine: false, HasThresholds: false } or null ? null : bank.Line(tile, place.Polarity, converter);
        var physical = new PhysicalTransfer(transfer.Steps, perUnit, origin, line, bank?.Thresholds(tile, place.Polarity, converter));
        var (code, clamped) = physical.Convert(sum);
        HasClipped |= clamped;
        return code;
    }
}
