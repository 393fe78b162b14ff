using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>One input slice of one phase, as the rows are driven with it.</summary>
/// <param name="Number">Position within a product: phase by phase, least significant slice first.</param>
/// <param name="Phase">1 only for the negative phase of two_phase inputs.</param>
/// <param name="Shift">Sum of the widths of the slices below.</param>
/// <param name="Bits">Width of the slice.</param>
/// <param name="Weight">What a unit on the rows counts within its phase: ±2^shift.</param>
internal sealed record InputCycle(int Number, int Phase, int Shift, int Bits, long Weight);

/// <summary>One thing a converter converts: a cycle, or all cycles of a phase summed before it.</summary>
/// <param name="Number">Position within a product: the cycle's, or the phase where cycles are summed.</param>
/// <param name="Coefficient">What the converted sum counts in the product of the inputs.</param>
/// <param name="Bits">v: the input bits converted at once.</param>
/// <param name="Lowest">The least a row can contribute for a unit of conductance.</param>
/// <param name="Highest">The most.</param>
/// <param name="Cycles">The cycles in it, each times <c>Gain</c>.</param>
internal sealed record Conversion(int Number, long Coefficient, int Bits, long Lowest, long Highest, (InputCycle Cycle, long Gain)[] Cycles);

/// <summary>How input codes become values on the rows.</summary>
internal sealed class InputCycles
{
    private readonly InputSlicing _slicing;

    public InputCycles(InputSlicing slicing)
    {
        _slicing = slicing;
        var phases = slicing.Form == InputForm.TwoPhase ? 2 : 1;
        var top = slicing.SliceBits.Count - 1;
        for (var phase = 0; phase < phases; phase++)
        {
            var shift = 0;
            for (var k = 0; k <= top; k++)
            {
                var negative = slicing.Form == InputForm.TwosComplement && k == top;
                Cycles.Add(new InputCycle(Cycles.Count, phase, shift, slicing.SliceBits[k], negative ? -(1L << shift) : 1L << shift));
                shift += slicing.SliceBits[k];
            }
        }
    }

    public List<InputCycle> Cycles { get; } = [];

    /// <summary>Whether rows are driven in both polarities.</summary>
    public bool HasNegativeDrives => _slicing.Form == InputForm.SignMagnitude;

    /// <summary>What a row is driven with: a digit, signed under sign_magnitude.</summary>
    public int Drive(int code, InputCycle cycle)
    {
        if (code < _slicing.Lowest || code > _slicing.Highest)
            throw new TileException($"input code {code} is outside {_slicing.Lowest} .. {_slicing.Highest}");
        return _slicing.Form switch
        {
            InputForm.Unsigned => Digit(code, cycle),
            InputForm.TwosComplement => Digit(code & ((1L << _slicing.Bits) - 1), cycle),
            InputForm.SignMagnitude => Math.Sign(code) * Digit(Math.Abs(code), cycle),
            InputForm.TwoPhase => Digit(Math.Max(cycle.Phase == 0 ? code : -code, 0), cycle),
            _ => throw new InvalidOperationException($"{_slicing.Form}"),
        };
    }

    public List<Conversion> Conversions(bool accumulateAnalog)
    {
        var conversions = new List<Conversion>();
        if (!accumulateAnalog)
        {
            foreach (var cycle in Cycles)
            {
                var highest = (1L << cycle.Bits) - 1;
                var lowest = _slicing.Form == InputForm.SignMagnitude ? -highest : 0;
                conversions.Add(new Conversion(cycle.Number, PhaseSign(cycle.Phase) * cycle.Weight, cycle.Bits, lowest, highest, [(cycle, 1)]));
            }
        }
        else
        {
            foreach (var phase in Cycles.GroupBy(c => c.Phase))
            {
                var bits = phase.Sum(c => c.Bits);
                var highest = (1L << bits) - 1;
                var (lowest, most) = _slicing.Form switch
                {
                    InputForm.SignMagnitude => (-highest, highest),
                    InputForm.TwosComplement => (-(1L << (bits - 1)), (1L << (bits - 1)) - 1),
                    _ => (0, highest),
                };
                conversions.Add(new Conversion(phase.Key, PhaseSign(phase.Key), bits, lowest, most, [.. phase.Select(c => (c, c.Weight))]));
            }
        }
        return conversions;
    }

    private static long PhaseSign(int phase) => phase == 0 ? 1 : -1;

    private static int Digit(long value, InputCycle cycle) => (int)((value >> cycle.Shift) & ((1L << cycle.Bits) - 1));
}
