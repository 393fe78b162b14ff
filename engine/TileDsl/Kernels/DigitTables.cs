using System.Numerics;

namespace TileDsl.Kernels;

/// <summary>What the digits of a group of rows add to a sum under each combination of drives, and which combination a group has.</summary>
public static class DigitTables
{
    private const int Entries = 64;

    /// <summary>
    /// The tables, each in a cache line, as two that share lines would make the look-ups of a product 1.25 times slower: entry <c>combination * 64 + index</c> is the sum over the group's rows of drive times cell, plus the bias.
    /// Row t of a group is digit t of the index (of <see cref="DigitForm.Bits"/>) and of the combination (in base of the number
    /// of drives).
    /// </summary>
    /// <param name="form">How digits stand in the index.</param>
    /// <param name="lowestDrive">What state 0 drives a row with.</param>
    /// <param name="highestDrive">What the last state does.</param>
    /// <param name="bias">What makes every entry positive.</param>
    /// <exception cref="OverflowException">An entry does not fit a byte.</exception>
    public static AlignedMemory<byte> Make(DigitForm form, int lowestDrive, int highestDrive, int bias)
    {
        var states = highestDrive - lowestDrive + 1;
        var combinations = 1;
        for (var t = 0; t < form.RowsPerGroup; t++) combinations *= states;
        var memory = new AlignedMemory<byte>(combinations * Entries);
        var tables = memory.Span;
        for (var combination = 0; combination < combinations; combination++)
        {
            for (var index = 0; index < 1 << form.RowsPerGroup * form.Bits; index++)
            {
                var sum = bias;
                for (int t = 0, rest = combination; t < form.RowsPerGroup; t++, rest /= states)
                    sum += (lowestDrive + rest % states) * ((index >> t * form.Bits & (1 << form.Bits) - 1) + form.Lowest);
                // Indices that no digits make may be out of range; they are never looked up.
                tables[combination * Entries + index] = IsUsed(form, index) ? checked((byte)sum) : (byte)0;
            }
        }
        return memory;
    }

    /// <summary>Adds the states of a cycle's digits to the combinations of their groups: bits of the two's complement pattern.</summary>
    /// <param name="x">Input codes.</param>
    /// <param name="shift">The lowest bit.</param>
    /// <param name="bits">How many.</param>
    /// <param name="combos">Combinations, groups by cycles.</param>
    /// <param name="cycle">Which cycle.</param>
    /// <param name="cycles">How many there are.</param>
    /// <param name="rowsPerGroup">Rows of a group.</param>
    /// <param name="states">How many drives there are.</param>
    /// <param name="offset">The state of a row at 0 V.</param>
    public static void AddPattern(ReadOnlySpan<int> x, int shift, int bits, Span<byte> combos, int cycle, int cycles, int rowsPerGroup, int states, int offset) =>
        Add(x, combos, cycle, cycles, rowsPerGroup, states, offset, code => code >> shift & (1 << bits) - 1);

    /// <summary>The same with the sign times bits of the magnitude.</summary>
    /// <inheritdoc cref="AddPattern"/>
    public static void AddSignedMagnitude(ReadOnlySpan<int> x, int shift, int bits, Span<byte> combos, int cycle, int cycles, int rowsPerGroup, int states, int offset) =>
        Add(x, combos, cycle, cycles, rowsPerGroup, states, offset, code => Math.Sign(code) * (Math.Abs(code) >> shift & (1 << bits) - 1));

    /// <summary>The same with bits of max(x, 0).</summary>
    /// <inheritdoc cref="AddPattern"/>
    public static void AddPositive(ReadOnlySpan<int> x, int shift, int bits, Span<byte> combos, int cycle, int cycles, int rowsPerGroup, int states, int offset) =>
        Add(x, combos, cycle, cycles, rowsPerGroup, states, offset, code => Math.Max(code, 0) >> shift & (1 << bits) - 1);

    /// <summary>The same with bits of max(-x, 0).</summary>
    /// <inheritdoc cref="AddPattern"/>
    public static void AddNegative(ReadOnlySpan<int> x, int shift, int bits, Span<byte> combos, int cycle, int cycles, int rowsPerGroup, int states, int offset) =>
        Add(x, combos, cycle, cycles, rowsPerGroup, states, offset, code => Math.Max(-code, 0) >> shift & (1 << bits) - 1);

    /// <summary>Looked-up sums as float32, in the units of a kernel: <c>sum * units + bias</c>, integers below 2^24.</summary>
    /// <param name="sums">As they are looked up.</param>
    /// <param name="row">Receives as many.</param>
    /// <param name="units">Units of the kernel to an lsb.</param>
    /// <param name="bias">What the inputs add to every column, less what the tables are biased by.</param>
    /// <param name="path">The width.</param>
    public static void Widen(ReadOnlySpan<ushort> sums, Span<float> row, int units, long bias, VectorPath path)
    {
        var j = 0;
        if (path != VectorPath.Scalar)
        {
            var (factor, shift) = (new Vector<int>(units), new Vector<int>((int)bias));
            for (; j <= sums.Length - Vector<ushort>.Count; j += Vector<ushort>.Count)
            {
                Vector.Widen(new Vector<ushort>(sums[j..]), out var lower, out var upper);
                Vector.ConvertToSingle(Vector.AsVectorInt32(lower) * factor + shift).CopyTo(row[j..]);
                Vector.ConvertToSingle(Vector.AsVectorInt32(upper) * factor + shift).CopyTo(row[(j + Vector<int>.Count)..]);
            }
        }
        for (; j < sums.Length; j++) row[j] = sums[j] * units + (int)bias;
    }

    private static bool IsUsed(DigitForm form, int index)
    {
        // Digits of a pair span -(2^w - 1) .. 2^w - 1, one state fewer than their bits hold.
        if (form.Lowest >= 0) return true;
        for (var t = 0; t < form.RowsPerGroup; t++)
        {
            if ((index >> t * form.Bits & (1 << form.Bits) - 1) > -2 * form.Lowest) return false;
        }
        return true;
    }

    private static void Add(ReadOnlySpan<int> x, Span<byte> combos, int cycle, int cycles, int rowsPerGroup, int states, int offset, Func<int, int> digit)
    {
        for (int first = 0, at = cycle; first < x.Length; first += rowsPerGroup, at += cycles)
        {
            var (weight, combination) = (1, 0);
            for (var t = 0; t < rowsPerGroup; t++, weight *= states)
                combination += weight * (offset + (first + t < x.Length ? digit(x[first + t]) : 0));
            combos[at] = (byte)combination;
        }
    }
}
