using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>Where a conversion's cells are: a row block and column of the matrix, a weight slice, and a polarity where pairs are converted apart.</summary>
internal readonly record struct Place(RowBlock Rows, MatrixColumn Column, int Slice, int Polarity);

/// <summary>The conductance a conversion sees for a unit of input in each row, after an analog subtraction.</summary>
internal abstract class Cells
{
    /// <summary>What a sum counts, in lsb of the slice.</summary>
    public abstract Rational Unit(int slice);
}

/// <summary>Conductances that are integers of a unit, so that sums are exact.</summary>
internal abstract class ExactCells : Cells
{
    private readonly Dictionary<Place, long[]> _seen = [];

    /// <summary>The conductances of a place, row by row.</summary>
    public long[] Seen(Place place)
    {
        if (!_seen.TryGetValue(place, out var seen))
            _seen[place] = seen = [.. Enumerable.Range(0, place.Rows.Count).Select(row => See(place, row))];
        return seen;
    }

    public long Sum(Place place, Conversion conversion, int[][] driven)
    {
        var seen = Seen(place);
        var sum = 0L;
        foreach (var (cycle, gain) in conversion.Cycles)
        {
            for (var row = 0; row < seen.Length; row++) sum = checked(sum + gain * driven[cycle.Number][place.Rows.First + row] * seen[row]);
        }
        return sum;
    }

    protected abstract long See(Place place, int row);
}

/// <summary>Sliced cells without an error: digits, and the pedestal where the converter sees it.</summary>
internal sealed class IdealCells(MatrixTargets targets, bool seesPedestal) : ExactCells
{
    public override Rational Unit(int slice) => new(1, Pedestal(slice).Denominator);

    protected override long See(Place place, int row)
    {
        var input = place.Rows.First + row;
        long digit = targets.Digit(place.Column, input, place.Slice, place.Polarity);
        if (targets.SubtractsPairsFirst) digit -= targets.Digit(place.Column, input, place.Slice, 1);
        var pedestal = Pedestal(place.Slice);
        return digit * (long)pedestal.Denominator + (long)pedestal.Numerator;
    }

    private Rational Pedestal(int slice) => seesPedestal ? targets.PedestalInLsb(slice) : 0;
}

/// <summary>Devices of a chip, or analog targets, rounded to multiples of 2^-k g_max.</summary>
internal sealed class GridCells : ExactCells
{
    private readonly MatrixTargets _targets;
    private readonly ChipDevices _devices;
    private readonly int _k;

    /// <summary>Rounds every used device and refuses a chip whose sums could not be float32 integers.</summary>
    public GridCells(MatrixTargets targets, ChipDevices devices, int k, IEnumerable<Place> places)
    {
        (_targets, _devices, _k) = (targets, devices, k);
        var largestInput = (1L << targets.WidestConversion) - 1;
        foreach (var place in places)
        {
            if (largestInput * Seen(place).Sum(Math.Abs) >= 1 << 24)
                throw new TileException($"a column sum of row block {place.Rows.Number} reaches 2^24 units of 2^-{k} g_max: the chip is refused");
        }
    }

    public override Rational Unit(int slice) => Rational.PowerOfTwo(-_k) * _targets.Device.GMax / _targets.Lsb(slice);

    protected override long See(Place place, int row)
    {
        var own = OnGrid(_devices.Conductance(place, row, place.Polarity));
        if (_targets.SubtractsPairsFirst) return own - OnGrid(_devices.Conductance(place, row, 1));
        return _targets.Map.HasReference ? own - OnGrid(_devices.ReferenceConductance(place, row)) : own;
    }

    private long OnGrid(double conductance) =>
        (long)Math.Round(conductance * (1 << _k) / _targets.GMax, MidpointRounding.ToEven);
}

/// <summary>Devices of a chip as float32 values in units of g_max, read noise of every cell drawn or left out.</summary>
/// <param name="targets">The matrix.</param>
/// <param name="devices">What they hold.</param>
/// <param name="drivers">What drives them; null for their digits.</param>
/// <param name="wired">Their arrays, where wires or curved cells make them matter; else null.</param>
internal sealed class FloatCells(MatrixTargets targets, ChipDevices devices, Drivers? drivers = null, WiredArrays? wired = null) : Cells
{
    public override Rational Unit(int slice) => targets.Device.GMax / targets.Lsb(slice);

    /// <summary>Fused multiply-adds over ascending rows; cycles that are summed before the converter are added ascending.</summary>
    public float Sum(Place place, Conversion conversion, int[][] driven, long sample, int pass = 0)
    {
        var sum = 0f;
        foreach (var (cycle, gain) in conversion.Cycles)
        {
            var number = pass * driven.Length + cycle.Number;
            var drives = new float[place.Rows.Count];
            for (var row = 0; row < drives.Length; row++)
            {
                var input = driven[cycle.Number][place.Rows.First + row];
                drives[row] = input == 0 ? 0 : drivers?.Level(place, row, number, input, sample) ?? input;
            }
            var accumulator = wired is { IsSolved: true } ? Solved(place, cycle, drives) : 0f;
            for (var row = 0; row < drives.Length; row++)
            {
                if (driven[cycle.Number][place.Rows.First + row] != 0) accumulator = MathF.FusedMultiplyAdd(drives[row], See(place, row, number, sample), accumulator);
            }
            sum += gain * accumulator;
        }
        return sum;
    }

    private float Solved(Place place, InputCycle cycle, float[] drives)
    {
        var voltage = targets.Device.ReadVoltage?.ToDouble() ?? 0;
        var voltsPerStep = voltage == 0 ? 1 : targets.DrivesPulses ? voltage : voltage / ((1 << cycle.Bits) - 1);
        return (float)(wired!.Sum(place, Array.ConvertAll(drives, drive => (double)drive), voltsPerStep) / targets.GMax);
    }

    /// <summary>What a unit on a row brings; beside a solved circuit, its noise.</summary>
    private float See(Place place, int row, int cycle, long sample)
    {
        var seen = Read(place, row, place.Polarity, cycle, sample);
        if (targets.SubtractsPairsFirst) seen -= Read(place, row, 1, cycle, sample);
        if (targets.Map.HasReference) seen -= ReadReference(place, row, cycle, sample);
        return (float)(seen / targets.GMax);
    }

    private double Read(Place place, int row, int polarity, int cycle, long sample)
    {
        if (wired is null) return devices.Read(place, row, polarity, cycle, sample);
        if (wired.IsSolved) return devices.Read(place, row, polarity, cycle, sample) - devices.Conductance(place, row, polarity);
        return devices.Read(wired.Effective(place, row, polarity), devices.Conductance(place, row, polarity), place, row, polarity, cycle, sample);
    }

    private double ReadReference(Place place, int row, int cycle, long sample)
    {
        if (wired is null) return devices.ReadReference(place, row, cycle, sample);
        if (wired.IsSolved) return devices.ReadReference(place, row, cycle, sample) - devices.ReferenceConductance(place, row);
        return devices.ReadReference(wired.EffectiveReference(place, row), devices.ReferenceConductance(place, row), place, row, cycle, sample);
    }
}
