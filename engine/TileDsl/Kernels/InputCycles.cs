namespace TileDsl.Kernels;

/// <summary>One presentation of all inputs to the rows.</summary>
/// <param name="Phase">0, or 1 for the negative parts of two-phase inputs.</param>
/// <param name="Shift">The weight of the cycle is 2^shift.</param>
/// <param name="Bits">Width of its digits.</param>
/// <param name="IsNegative">Within its phase its weight is negative: the top bit of two's complement.</param>
internal readonly record struct InputCycle(int Phase, int Shift, int Bits, bool IsNegative);

/// <summary>The cycles of a product, phase by phase, least significant slice first, and the digits that are driven in them.</summary>
internal sealed class InputCycles
{
    private readonly InputForm _form;
    private readonly int _mask;

    public InputCycles(MatrixSpec spec)
    {
        _form = spec.InputForm;
        _mask = (1 << spec.InputBits) - 1;
        Phases = _form == InputForm.TwoPhase ? 2 : 1;
        var slices = spec.InputSlices;
        All = new InputCycle[Phases * slices.Length];
        for (var phase = 0; phase < Phases; phase++)
        {
            for (int k = 0, shift = 0; k < slices.Length; shift += slices[k++])
            {
                var isNegative = _form == InputForm.TwosComplement && k == slices.Length - 1;
                All[phase * slices.Length + k] = new InputCycle(phase, shift, slices[k], isNegative);
            }
        }
        Conversions = spec.AccumulateAnalog ? Phases : All.Length;
        (Lowest, Highest) = Range(spec.InputBits, spec.InputSignedness);
        // Magnitudes are held by all slices together.
        if (AreOfMagnitude) Lowest = Math.Max(Lowest, 1 - (1 << slices.Sum()));
    }

    public InputCycle[] All { get; }

    /// <summary>2 for two-phase inputs, else 1.</summary>
    public int Phases { get; }

    /// <summary>Conversions of a column per product, row block, slice and polarity.</summary>
    public int Conversions { get; }

    /// <summary>The lowest input code that the slices hold.</summary>
    public int Lowest { get; }

    /// <summary>The highest input code.</summary>
    public int Highest { get; }

    /// <summary>The integers of b bits.</summary>
    public static (int Lowest, int Highest) Range(int bits, Signedness signedness) => signedness switch
    {
        Signedness.Unsigned => (0, (1 << bits) - 1),
        Signedness.Signed => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        _ => (-((1 << (bits - 1)) - 1), (1 << (bits - 1)) - 1),
    };

    /// <summary>Whether digits are those of a code's magnitude.</summary>
    public bool AreOfMagnitude => _form is InputForm.SignMagnitude or InputForm.TwoPhase;

    /// <summary>By slice, the bits of its digit in a code or its magnitude: what <see cref="Pulses"/> looks for.</summary>
    public IEnumerable<int> DigitBits
    {
        get
        {
            var bits = All.Take(All.Length / Phases).Select(cycle => ((1 << cycle.Bits) - 1) << cycle.Shift);
            return AreOfMagnitude ? bits : bits.Select(digit => digit & _mask);
        }
    }

    /// <summary>What a row is driven with in a cycle.</summary>
    public int Digit(int x, in InputCycle cycle)
    {
        var mask = (1 << cycle.Bits) - 1;
        return _form switch
        {
            InputForm.Unsigned => x >> cycle.Shift & mask,
            InputForm.TwosComplement => (x & _mask) >> cycle.Shift & mask,
            InputForm.SignMagnitude => Math.Sign(x) * (Math.Abs(x) >> cycle.Shift & mask),
            _ => Part(x, cycle.Phase) >> cycle.Shift & mask,
        };
    }

    /// <summary>The sum of a phase's digits, each times the weight of its cycle.</summary>
    public int Part(int x, int phase) => _form != InputForm.TwoPhase ? x : phase == 0 ? Math.Max(x, 0) : Math.Max(-x, 0);

    /// <summary>Digits of a code that are not zero: in how many cycles its row is driven.</summary>
    public int Pulses(int x)
    {
        var pulses = 0;
        foreach (ref readonly var cycle in All.AsSpan())
        {
            if (Digit(x, cycle) != 0) pulses++;
        }
        return pulses;
    }
}
