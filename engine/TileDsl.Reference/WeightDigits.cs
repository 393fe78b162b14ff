using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>How integer weights become the digits of cells.</summary>
internal sealed class WeightDigits
{
    private readonly WeightSlicing _slicing;
    private readonly long _multiplier;

    /// <param name="slicing">How weights are cut.</param>
    /// <param name="multiplier">What cells hold the multiples of; 1 for the weights themselves.</param>
    public WeightDigits(WeightSlicing slicing, long multiplier)
    {
        (_slicing, _multiplier) = (slicing, multiplier);
        var shift = 0;
        for (var s = 0; s < slicing.SliceBits.Count; s++)
        {
            Shifts.Add(shift);
            var negative = slicing.Encoding == WeightEncoding.TwosComplement && s == slicing.SliceBits.Count - 1;
            SliceWeights.Add(negative ? -(1L << shift) : 1L << shift);
            shift += slicing.SliceBits[s];
        }
    }

    /// <summary>c_s of each slice.</summary>
    public List<int> Shifts { get; } = [];

    /// <summary>What a unit of each slice counts: ±2^c_s.</summary>
    public List<long> SliceWeights { get; } = [];

    /// <summary>2^(b-1) under offset encoding, 0 otherwise.</summary>
    public long Offset => _slicing.Encoding == WeightEncoding.Offset ? 1L << (_slicing.Bits - 1) : 0;

    /// <summary>The digit a cell holds for a weight; polarity 1 is the - cell of a pair.</summary>
    public int Digit(long weight, int slice, int polarity)
    {
        var pattern = _slicing.Encoding switch
        {
            WeightEncoding.Differential => _multiplier * Math.Max(polarity == 0 ? weight : -weight, 0),
            WeightEncoding.Offset => _multiplier * (weight + Offset),
            WeightEncoding.TwosComplement => (_multiplier * weight) & ((1L << _slicing.SliceBits.Sum()) - 1),
            _ => throw new InvalidOperationException("analog weights have no digits"),
        };
        return PatternDigit(pattern, slice);
    }

    /// <summary>The digit of the offset column.</summary>
    public int OffsetDigit(int slice) => PatternDigit(_multiplier * Offset, slice);

    /// <summary>Refuses a weight that the slices cannot hold.</summary>
    public void Check(double weight, int output, int input)
    {
        var half = 1L << (_slicing.Bits - 1);
        var held = _slicing.Encoding == WeightEncoding.Differential ? ((1L << _slicing.SliceBits.Sum()) - 1) / _multiplier : long.MaxValue;
        var lowest = _slicing.Symmetric ? -(half - 1) : Math.Max(-half, -held);
        if (weight != Math.Floor(weight) || weight < lowest || weight > half - 1)
            throw new TileException($"weight {weight} of output {output}, input {input}: an integer in {lowest} .. {half - 1} is due");
    }

    private int PatternDigit(long pattern, int slice) => (int)((pattern >> Shifts[slice]) & ((1L << _slicing.SliceBits[slice]) - 1));
}
