using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>The transfer of every conversion of a matrix whose limits follow from the model: full and fixed ranges.</summary>
internal class Converters(MatrixTargets targets)
{
    private readonly Dictionary<(int Rows, int Slice, Conversion Conversion), Transfer> _transfers = [];

    /// <summary>How a place's sum is converted, in lsb of its slice.</summary>
    public virtual Transfer For(Place place, Conversion conversion)
    {
        var key = (place.Rows.Count, place.Slice, conversion);
        if (!_transfers.TryGetValue(key, out var transfer)) _transfers[key] = transfer = Make(place.Rows.Count, place.Slice, conversion);
        return transfer;
    }

    /// <summary>What codes are summed with before they are scaled: those of the same lo and step.</summary>
    public virtual object ScaleOf(Place place, Transfer transfer) => (transfer.Lo, transfer.Step);

    private Transfer Make(int rows, int slice, Conversion conversion)
    {
        if (targets.Adc.Range is FixedRange fixedRange)
        {
            var lsbPerUnit = LsbPerUnit(fixedRange.Unit, slice, conversion);
            return Transfer.Over(targets.Adc, fixedRange.Lo * lsbPerUnit, fixedRange.Hi * lsbPerUnit);
        }
        var (lo, hi) = WorstCase(rows, slice, conversion);
        var integerSums = !targets.IsAnalog && (!targets.SeesPedestal || targets.PedestalInLsb(slice).IsInteger);
        return Transfer.Full(targets.Adc, lo, hi, integerSums);
    }

    private Rational LsbPerUnit(RangeUnit unit, int slice, Conversion conversion)
    {
        var device = targets.Device;
        var largestInput = (1L << conversion.Bits) - 1;
        return unit switch
        {
            RangeUnit.Lsb => 1,
            RangeUnit.Cells => largestInput * device.GMax / targets.Lsb(slice),
            RangeUnit.Amperes => largestInput / (targets.Lsb(slice) * device.ReadVoltage!.Value),
            _ => throw new InvalidOperationException($"{unit}"),
        };
    }

    private (Rational Lo, Rational Hi) WorstCase(int rows, int slice, Conversion conversion)
    {
        var pedestal = targets.SeesPedestal ? targets.PedestalInLsb(slice) : 0;
        var highestCell = targets.Levels(slice) + pedestal;
        var lowestCell = targets.SubtractsPairsFirst ? -targets.Levels(slice) : pedestal;
        Rational[] corners =
        [
            lowestCell * conversion.Lowest, lowestCell * conversion.Highest,
            highestCell * conversion.Lowest, highestCell * conversion.Highest,
        ];
        return (rows * corners.Aggregate(Rational.Min), rows * corners.Aggregate(Rational.Max));
    }
}
