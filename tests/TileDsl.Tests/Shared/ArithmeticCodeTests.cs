using TileDsl.Kernels;

namespace TileDsl.Tests.Shared;

/// <summary>Residues of code words, against textbook codes and by trying every error.</summary>
public class ArithmeticCodeTests
{
    /// <summary>The single-error-correcting AN codes of Brown (1960): a for words of so many bits.</summary>
    [TestCase(5, 11)]
    [TestCase(6, 13)]
    [TestCase(9, 19)]
    [TestCase(11, 23)]
    [TestCase(14, 29)]
    [TestCase(18, 37)]
    public void The_smallest_multiplier_of_one_bit_cells_is_that_of_the_textbook(int bits, int multiplier)
    {
        Assert.That(ArithmeticCode.Smallest(Enumerable.Repeat(1, bits).ToArray(), 1), Is.EqualTo(multiplier));
        Assert.That(ArithmeticCode.Smallest(Enumerable.Repeat(1, bits + 1).ToArray(), 1), Is.GreaterThan(multiplier));
    }

    [TestCase(1, 3, 3, 3, 3, 3)]
    [TestCase(1, 2, 2, 2, 2, 3, 3)]
    [TestCase(2, 2, 1, 2, 2)]
    [TestCase(4, 1, 1, 2)]
    public void Every_error_of_a_single_cell_is_taken_away(int inputBits, params int[] slices)
    {
        var code = new ArithmeticCode(ArithmeticCode.Smallest(slices, inputBits), slices, inputBits);
        var errors = Errors(inputBits, slices);
        Assert.That((code.Errors, code.Named), Is.EqualTo((errors.Count, errors.Count)));
        foreach (var word in new[] { 0L, 1, -7, 123456 })
        {
            Assert.That(code.ErrorOf(word * code.Multiplier), Is.Zero);
            foreach (var error in errors) Assert.That(code.ErrorOf(word * code.Multiplier + error), Is.EqualTo(error));
        }
    }

    [Test]
    public void The_likeliest_of_several_errors_is_that_of_the_fewest_codes()
    {
        // Modulo 5: 1, 2 = -3, 4 = -1 of the one slice; -2 = 3 has the residue of 3, and comes first.
        var code = new ArithmeticCode(5, [2], 1);
        Assert.That(Enumerable.Range(0, 5).Select(n => code.ErrorOf(n)), Is.EqualTo(new[] { 0, 1, 2, -2, -1 }));
        Assert.That((code.Errors, code.Named), Is.EqualTo((6, 4)));
        // Modulo 3, a multiple is found by none: 3 of a cell of two bits.
        Assert.That(new ArithmeticCode(3, [2], 1).Named, Is.EqualTo(2));
    }

    [Test]
    public void No_multiplier_tells_more_errors_apart_than_it_has_residues() => Assert.That(ArithmeticCode.Smallest([8, 8, 8], 8), Is.Zero);

    [TestCase(WeightEncoding.Differential, false, 127 * 115)]
    [TestCase(WeightEncoding.Offset, false, 255 * 115)]
    [TestCase(WeightEncoding.TwosComplement, false, 128 * 115 * 2 - 1)]
    [TestCase(WeightEncoding.TwosComplement, true, 127 * 115 * 2 - 1)]
    public void Words_are_as_long_as_the_largest_of_them(WeightEncoding encoding, bool symmetric, int largest)
    {
        var bits = ArithmeticCode.WordBits(encoding, 8, symmetric, 115);
        Assert.That(largest, Is.InRange(1 << (bits - 1), (1 << bits) - 1));
    }

    private static HashSet<long> Errors(int inputBits, int[] slices)
    {
        var (errors, shift) = (new HashSet<long>(), 0);
        foreach (var bits in slices)
        {
            for (var digit = 1 - (1L << bits); digit < 1L << bits; digit++)
            {
                for (var input = 1; input < 1 << inputBits; input++) if (digit != 0) errors.Add(digit * input << shift);
            }
            shift += bits;
        }
        return errors;
    }
}
