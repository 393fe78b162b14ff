using TileDsl.Kernels;
using TileDsl.Running.Digital;
using TileDsl.Tests.Kernels;
using TileDsl.Tests.Kernels.Tiles;
using static TileDsl.Tests.Kernels.Tiles.TileShapes;

namespace TileDsl.Tests.Running.Digital;

public class PulseTests
{
    [Property(MaxTest = 200)]
    public void Pulses_of_codes_are_their_digits_that_are_not_zero(int seed)
    {
        var random = new Random(seed);
        var form = (InputForm)random.Pick((int)InputForm.Unsigned, (int)InputForm.TwosComplement, (int)InputForm.SignMagnitude, (int)InputForm.TwoPhase);
        var bits = random.Next(2, form == InputForm.Unsigned ? 16 : 17);
        var slices = Slices(random, form is InputForm.SignMagnitude or InputForm.TwoPhase ? bits - 1 : bits);
        var cycles = new InputCycles(Specs.Of(4, 4) with { InputBits = bits, InputSignedness = form == InputForm.Unsigned ? Signedness.Unsigned : Signedness.Signed, InputForm = form, InputSlices = slices });
        var pulses = new CodePulses(cycles);
        // Lengths beyond what is counted at a time, and the largest counts.
        var length = random.Pick(random.Next(1, 100), random.Next(8100, 8300), 20_000);
        var (isFull, most) = (random.Next(4) == 0, random.Pick(2, 100, short.MaxValue));
        var codes = Fill(length, () => (short)(isFull ? cycles.Lowest : random.Next(cycles.Lowest, cycles.Highest + 1)));
        var times = Fill(length, () => (short)(isFull ? most : random.Next(0, most + 1)));
        var expected = 0L;
        for (var n = 0; n < length; n++) expected += (long)Digits(form, bits, slices, codes[n]) * times[n];
        foreach (var path in Paths) Assert.That(pulses.Count(codes, times, path), Is.EqualTo(expected), $"{path}, {form}, {bits} bits as {string.Join('+', slices)}, {length} codes");
    }

    private static int[] Slices(Random random, int bits)
    {
        var slices = new List<int>();
        for (var rest = bits; rest > 0; rest -= slices[^1]) slices.Add(random.Next(1, Math.Min(rest, 5) + 1));
        return [.. slices];
    }

    /// <summary>The slices of a code, or of its magnitude, that are not zero.</summary>
    private static int Digits(InputForm form, int bits, int[] slices, int code)
    {
        var rest = form is InputForm.SignMagnitude or InputForm.TwoPhase ? Math.Abs(code) : code & (1 << bits) - 1;
        var digits = 0;
        foreach (var slice in slices)
        {
            if (rest % (1 << slice) != 0) digits++;
            rest >>= slice;
        }
        return digits;
    }
}
