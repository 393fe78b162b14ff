using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>
/// What the residues of code words mean, by trying every error of one cell: its digit is off by d, 1 .. 2^w - 1, under the digit x, 1 .. 2^v - 1,
/// up or down, in the slice of weight 2^c, which makes the word d x 2^c wrong.
/// </summary>
internal sealed class SingleErrors
{
    private readonly Dictionary<long, long> _byResidue = [];

    /// <param name="slicing">The slices of words and inputs.</param>
    /// <param name="multiplier">a; null for the smallest odd number from 3 on under which no two errors, nor an error and none, have one residue.</param>
    public SingleErrors(SlicingModel slicing, int? multiplier)
    {
        var errors = Likeliest(slicing);
        Multiplier = multiplier ?? Enumerable.Range(1, 32767).Select(n => 2 * n + 1).First(a => errors.Count < a && IsDistinct(errors, a));
        foreach (var error in errors)
        {
            if (Residue(error) != 0) _byResidue.TryAdd(Residue(error), error);
        }
    }

    /// <summary>a.</summary>
    public long Multiplier { get; }

    /// <summary>The likeliest error that leaves a word's residue; 0 for none.</summary>
    public long Of(long word) => _byResidue.GetValueOrDefault(Residue(word));

    private long Residue(long word) => ((word % Multiplier) + Multiplier) % Multiplier;

    private static bool IsDistinct(List<long> errors, int a)
    {
        var seen = new HashSet<long> { 0 };
        return errors.TrueForAll(error => seen.Add(((error % a) + a) % a));
    }

    /// <summary>The fewest codes first; of as many, those of less significant slices, and up before down.</summary>
    private static List<long> Likeliest(SlicingModel slicing)
    {
        var most = (1L << slicing.Inputs.SliceBits.Max()) - 1;
        var errors = new HashSet<(long Codes, int Shift)>();
        var shift = 0;
        foreach (var bits in slicing.Weights.SliceBits)
        {
            for (var digit = 1L; digit < 1L << bits; digit++)
            {
                for (var input = 1L; input <= most; input++) errors.Add((digit * input, shift));
            }
            shift += bits;
        }
        return [.. errors.OrderBy(e => e.Codes).ThenBy(e => e.Shift).Select(e => e.Codes << e.Shift).Distinct().SelectMany(e => new[] { e, -e })];
    }
}
