using FsCheck;
using FsCheck.Fluent;
using TileDsl.Kernels;

namespace TileDsl.Tests.Kernels;

/// <summary>A way to cut b bits.</summary>
public sealed record RandomSlices(int Bits, int[] Slices);

public static class RandomSlicings
{
    public static Arbitrary<RandomSlices> Slices() => Arb.From(
        from bits in Gen.Choose(2, 10)
        from cuts in Gen.ListOf(Gen.Choose(1, 4))
        select new RandomSlices(bits, Fit(bits, [.. cuts])));

    private static int[] Fit(int bits, List<int> widths)
    {
        var kept = new List<int>();
        foreach (var width in widths)
        {
            if (kept.Sum() + width <= bits) kept.Add(width);
        }
        if (kept.Sum() < bits) kept.Add(bits - kept.Sum());
        return [.. kept];
    }
}

public class DigitTests
{
    [Property(Arbitrary = [typeof(RandomSlicings)])]
    public void Digits_of_weights_make_the_weight_again(RandomSlices random)
    {
        var half = 1 << (random.Bits - 1);
        foreach (var encoding in new[] { WeightEncoding.Differential, WeightEncoding.Offset, WeightEncoding.TwosComplement })
        {
            var slices = encoding == WeightEncoding.TwosComplement ? [.. Cut(random, random.Bits - 1), 1] : random.Slices;
            var all = Enumerable.Range(-half, 2 * half).ToArray();
            var spec = Specs.Of(all.Length, 1) with { Encoding = encoding, WeightBits = random.Bits, WeightSlices = slices };
            var weights = TargetWeights.OfIntegers(spec, all, "W");
            for (var i = 0; i < all.Length; i++)
            {
                var sum = encoding == WeightEncoding.Offset ? -half : 0;
                for (int s = 0, shift = 0; s < slices.Length; shift += slices[s++])
                {
                    var sign = encoding == WeightEncoding.TwosComplement && s == slices.Length - 1 ? -1 : 1;
                    var plus = weights.Digit(0, i, s, 0);
                    var minus = spec.IsPair ? weights.Digit(0, i, s, 1) : 0;
                    Assert.That(plus, Is.InRange(0, (1 << slices[s]) - 1));
                    Assert.That(plus == 0 || minus == 0, Is.True, "one side of a pair is at g_min");
                    sum += sign * (plus - minus) << shift;
                }
                Assert.That(sum, Is.EqualTo(all[i]), $"{encoding} {string.Join('+', slices)}");
            }
        }
    }

    [Property(Arbitrary = [typeof(RandomSlicings)])]
    public void Offset_columns_hold_the_offset(RandomSlices random)
    {
        var spec = Specs.Of(1, 1) with { Encoding = WeightEncoding.Offset, WeightBits = random.Bits, WeightSlices = random.Slices };
        var weights = TargetWeights.OfIntegers(spec, [0], "W");
        var sum = 0;
        for (int s = 0, shift = 0; s < random.Slices.Length; shift += random.Slices[s++]) sum += weights.OffsetDigit(s) << shift;
        Assert.That(sum, Is.EqualTo(1 << (random.Bits - 1)));
    }

    [Property(Arbitrary = [typeof(RandomSlicings)])]
    public void Digits_of_inputs_make_the_input_again(RandomSlices random)
    {
        foreach (var form in Enum.GetValues<InputForm>())
        {
            var signedness = form == InputForm.Unsigned ? Signedness.Unsigned : Signedness.Signed;
            var slices = form == InputForm.TwosComplement ? [.. Cut(random, random.Bits - 1), 1] : random.Slices;
            var cycles = new InputCycles(Specs.Of(1, 1) with { InputBits = random.Bits, InputSignedness = signedness, InputForm = form, InputSlices = slices });
            Assert.That(cycles.All, Has.Length.EqualTo(slices.Length * (form == InputForm.TwoPhase ? 2 : 1)));
            for (var x = cycles.Lowest; x <= cycles.Highest; x++)
            {
                var (sum, driven) = (0, 0);
                foreach (var cycle in cycles.All)
                {
                    var digit = cycles.Digit(x, cycle);
                    Assert.That(digit, Is.InRange(form == InputForm.SignMagnitude ? 1 - (1 << cycle.Bits) : 0, (1 << cycle.Bits) - 1));
                    sum += (cycle.IsNegative != (cycle.Phase == 1) ? -digit : digit) << cycle.Shift;
                    driven += digit != 0 ? 1 : 0;
                }
                Assert.That(sum, Is.EqualTo(x), $"{form} {string.Join('+', slices)}");
                Assert.That(cycles.Pulses(x), Is.EqualTo(driven));
            }
        }
    }

    [TestCase(InputForm.SignMagnitude, 7, -127)]
    [TestCase(InputForm.SignMagnitude, 8, -128)]
    [TestCase(InputForm.TwoPhase, 7, -127)]
    [TestCase(InputForm.TwosComplement, 8, -128)]
    public void Codes_are_those_the_slices_hold(InputForm form, int bits, int lowest)
    {
        var cycles = new InputCycles(Specs.Of(1, 1) with { InputSignedness = Signedness.Signed, InputForm = form, InputSlices = [bits - 1, 1] });
        Assert.That((cycles.Lowest, cycles.Highest), Is.EqualTo((lowest, 127)));
    }

    [Test]
    public void A_weight_that_a_pair_does_not_hold_is_named()
    {
        var spec = Specs.Of(3, 2);
        var error = Assert.Throws<TileException>(() => TargetWeights.OfIntegers(spec, [0, 1, 2, -127, 127, -128], "layer 'a'"));
        Assert.That(error!.Message, Is.EqualTo("layer 'a': the weight of output 1, input 2 is -128, outside -127 .. 127: a differential pair of 7 bits in slices holds magnitudes up to 127"));
        Assert.That(() => TargetWeights.OfIntegers(spec with { WeightSlices = [4, 4] }, [-128, 0, 0, 0, 0, 0], "W"), Throws.Nothing);
        Assert.That(() => TargetWeights.OfIntegers(spec with { WeightSlices = [4, 4] }, [128, 0, 0, 0, 0, 0], "W"), Throws.TypeOf<TileException>());
        Assert.That(() => TargetWeights.OfIntegers(spec with { WeightSlices = [4, 4], SymmetricWeights = true }, [-128, 0, 0, 0, 0, 0], "W"), Throws.TypeOf<TileException>());
    }

    private static int[] Cut(RandomSlices random, int bits)
    {
        var slices = random.Slices.ToList();
        slices[^1] -= random.Bits - bits;
        return [.. slices.Where(width => width > 0)];
    }
}
