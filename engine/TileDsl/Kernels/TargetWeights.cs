namespace TileDsl.Kernels;

/// <summary>
/// The weights a matrix is asked to hold, outputs by inputs: integers cut into digits, or for analog encodings fractions of
/// the full scale.
/// </summary>
internal sealed class TargetWeights
{
    private readonly MatrixSpec _spec;
    private readonly int[] _integers;
    private readonly double[] _fractions;
    private readonly int[] _shifts;
    private readonly long _multiplier;

    private TargetWeights(MatrixSpec spec, int[] integers, double[] fractions)
    {
        (_spec, _integers, _fractions, _multiplier) = (spec, integers, fractions, Math.Max(spec.CodeMultiplier, 1));
        _shifts = new int[spec.WeightSlices.Length];
        for (var s = 1; s < _shifts.Length; s++) _shifts[s] = _shifts[s - 1] + spec.WeightSlices[s - 1];
    }

    /// <summary>W row-major, outputs by inputs; empty for analog weights.</summary>
    public ReadOnlySpan<int> Integers => _integers;

    /// <summary>w/w_max of an analog weight.</summary>
    public double Fraction(int output, int input) => _fractions[input * _spec.Outputs + output];

    /// <summary>w/w_max of an input's analog weights, one for each output.</summary>
    public ReadOnlySpan<double> Fractions(int input) => _fractions.AsSpan(input * _spec.Outputs, _spec.Outputs);

    /// <summary>Sliced weights, checked against what the bits, and the cells of a pair, hold.</summary>
    /// <param name="what">Names the matrix in a message.</param>
    /// <exception cref="TileException">A weight that does not fit.</exception>
    public static TargetWeights OfIntegers(MatrixSpec spec, int[] weights, string what)
    {
        var (lowest, highest) = InputCycles.Range(spec.WeightBits, spec.SymmetricWeights ? Signedness.Symmetric : Signedness.Signed);
        var cells = "";
        if (spec.Encoding == WeightEncoding.Differential)
        {
            var held = (int)Math.Min(int.MaxValue, ((1L << spec.WeightSlices.Sum()) - 1) / Math.Max(spec.CodeMultiplier, 1));
            if (held < -lowest) cells = $": a differential pair of {spec.WeightSlices.Sum()} bits in slices holds {(spec.CodeMultiplier == 0 ? "" : "code words of ")}magnitudes up to {held}";
            (lowest, highest) = (Math.Max(lowest, -held), Math.Min(highest, held));
        }
        for (var n = 0; n < weights.Length; n++)
        {
            if (weights[n] < lowest || weights[n] > highest)
                throw new TileException($"{what}: the weight of output {n / spec.Inputs}, input {n % spec.Inputs} is {weights[n]}, outside {lowest} .. {highest}{cells}");
        }
        return new TargetWeights(spec, weights, []);
    }

    /// <summary>Analog weights as fractions of the full scale, -1 .. 1.</summary>
    /// <param name="fractions">Outputs by inputs; kept the other way round, in which arrays are programmed.</param>
    public static TargetWeights OfFractions(MatrixSpec spec, double[] fractions)
    {
        const int Block = 16;
        var byInput = new double[fractions.Length];
        for (var first = 0; first < spec.Outputs; first += Block)
        {
            var end = Math.Min(first + Block, spec.Outputs);
            for (var input = 0; input < spec.Inputs; input++)
            {
                for (var output = first; output < end; output++) byInput[input * spec.Outputs + output] = fractions[output * spec.Inputs + input];
            }
        }
        return new TargetWeights(spec, [], byInput);
    }

    /// <summary>The digit a device holds.</summary>
    /// <param name="polarity">0 for + or single cells, 1 for -.</param>
    public int Digit(int output, int input, int slice, int polarity) => DigitOf(_integers[output * _spec.Inputs + input], slice, polarity);

    /// <summary>The digit of the offset 2^(b-1) that an offset column holds.</summary>
    public int OffsetDigit(int slice) => Cut(1L << (_spec.WeightBits - 1), slice);

    /// <summary>The digit of any weight.</summary>
    public int DigitOf(int weight, int slice, int polarity) => _spec.Encoding switch
    {
        WeightEncoding.Differential => Cut(Math.Max(polarity == 0 ? weight : -weight, 0), slice),
        WeightEncoding.Offset => Cut(weight + (1L << (_spec.WeightBits - 1)), slice),
        WeightEncoding.TwosComplement => Cut(weight, slice),
        _ => throw new InvalidOperationException("Analog weights have no digits."),
    };

    /// <summary>A digit of a number, or of its code word; negative numbers are in two's complement.</summary>
    private int Cut(long number, int slice) => (int)(number * _multiplier >> _shifts[slice] & ((1L << _spec.WeightSlices[slice]) - 1));
}
