#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>
/// An AN code on the slices of a weight: cells hold the digits of a times the weight, so that the codes of one conversion of each slice, shifted and
/// added, are a multiple of a; what is left over tells the likeliest error (Feinberg, Wang, Ipek, "Making Memristive Neural Network Accelerators
/// Reliable", HPCA 2018).
/// </summary>
/// <remarks>
/// The errors it is made for are those of a single cell: one of w bits whose digit is off by d, 1 .. 2^w - 1, driven with the digit x of v bits, 1 .. 2^v - 1,
/// puts the code of its slice off by d x and the word by d x 2^c, up or down, c the bits of the slices below. The likeliest are those of the fewest codes.
/// </remarks>
public sealed class ArithmeticCode
{
    /// <summary>The largest multiplier.</summary>
    public const int MostMultiplier = 65535;

    private readonly long[] _errors;

    /// <param name="multiplier">a: odd, 3 or more, at most <see cref="MostMultiplier"/>.</param>
    /// <param name="sliceBits">Bits of a cell, by slice, least significant first.</param>
    /// <param name="inputBits">v: input bits of the widest cycle.</param>
    public ArithmeticCode(int multiplier, System.Collections.Generic.IReadOnlyList<int> sliceBits, int inputBits)
    {
        Multiplier = multiplier;
        _errors = new long[multiplier];
        foreach (var error in SingleErrors(sliceBits, inputBits, int.MaxValue))
        {
            Errors++;
            ref var entry = ref _errors[Residue(error, multiplier)];
            if (entry != 0 || error % multiplier == 0) continue;
            entry = error;
            Named++;
        }
    }

    /// <summary>a.</summary>
    public int Multiplier { get; }

    /// <summary>By how much single cells can put a word off: so many values.</summary>
    public int Errors { get; }

    /// <summary>Those of them that their residue leads to: each of the others has one of a likelier error, or none.</summary>
    public int Named { get; }

    /// <summary>The smallest multiplier under which every single-cell error has a residue of its own; 0 where there is none up to <see cref="MostMultiplier"/>.</summary>
    public static int Smallest(System.Collections.Generic.IReadOnlyList<int> sliceBits, int inputBits)
    {
        var errors = SingleErrors(sliceBits, inputBits, MostMultiplier);
        if (errors.Count >= MostMultiplier) return 0;
        var taken = new int[MostMultiplier];
        for (var a = System.Math.Max(3, errors.Count + 1) | 1; a <= MostMultiplier; a += 2)
        {
            if (AreApart(errors, a, taken)) return a;
        }
        return 0;
    }

    /// <summary>Bits that hold a times any weight: of its magnitude, of the offset word, or of its two's complement.</summary>
    public static int WordBits(WeightEncoding encoding, int weightBits, bool symmetric, int multiplier)
    {
        var half = 1L << (weightBits - 1);
        return encoding switch
        {
            WeightEncoding.Offset => BitsOf(multiplier * (2 * half - 1)),
            WeightEncoding.TwosComplement => 1 + BitsOf(multiplier * (symmetric ? half - 1 : half) - 1),
            _ => BitsOf(multiplier * (half - 1)),
        };
    }

    /// <summary>How far a sum of slices that leaves a residue is most likely off; 0 where no single cell leaves it.</summary>
    /// <param name="sum">The sum of a word's slices.</param>
    public long ErrorOf(long sum) => _errors[Residue(sum, Multiplier)];

    private static int Residue(long sum, int multiplier) => (int)((sum % multiplier + multiplier) % multiplier);

    private static bool AreApart(System.Collections.Generic.List<long> errors, int multiplier, int[] taken)
    {
        foreach (var error in errors)
        {
            var residue = Residue(error, multiplier);
            if (residue == 0 || taken[residue] == multiplier) return false;
            taken[residue] = multiplier;
        }
        return true;
    }

    /// <summary>By the codes they are off, then from the least significant slice up, up before down; a few more than <paramref name="most"/> where there are more.</summary>
    private static System.Collections.Generic.List<long> SingleErrors(System.Collections.Generic.IReadOnlyList<int> sliceBits, int inputBits, int most)
    {
        var codes = new System.Collections.Generic.Dictionary<int, System.Collections.Generic.HashSet<long>>();
        var all = new System.Collections.Generic.SortedSet<long>();
        foreach (var bits in sliceBits)
        {
            if (codes.ContainsKey(bits)) continue;
            var own = codes[bits] = new System.Collections.Generic.HashSet<long>();
            for (var digit = 1L; digit < 1L << bits; digit++)
            {
                for (var input = 1L; input < 1L << inputBits && own.Count <= most; input++)
                {
                    if (own.Add(digit * input)) all.Add(digit * input);
                }
            }
        }
        // A wide digit of one slice and a narrow one of the next may be off by as much: one error.
        var (errors, known) = (new System.Collections.Generic.List<long>(), new System.Collections.Generic.HashSet<long>());
        foreach (var off in all)
        {
            for (int s = 0, shift = 0; s < sliceBits.Count; shift += sliceBits[s++])
            {
                if (!codes[sliceBits[s]].Contains(off) || !known.Add(off << shift)) continue;
                errors.Add(off << shift);
                errors.Add(-(off << shift));
            }
            if (errors.Count > most) break;
        }
        return errors;
    }

    private static int BitsOf(long largest)
    {
        var bits = 0;
        for (; largest > 0; largest >>= 1) bits++;
        return bits;
    }
}
