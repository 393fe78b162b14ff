namespace TileDsl.Benchmarks.Checks;

/// <summary>The sum of one array's column in one cycle, and where it is.</summary>
/// <param name="Slice">Weight slice, 2 bits, the least significant first.</param>
/// <param name="Cycle">Input bit, the least significant first.</param>
/// <param name="Output">The matrix's output.</param>
/// <param name="FirstRow">First input of the array.</param>
/// <param name="EndRow">Behind its last input.</param>
internal readonly record struct PartialSum(int Slice, int Cycle, int Output, int FirstRow, int EndRow)
{
    /// <summary>What a code of this sum counts in the result.</summary>
    public long Weight => 1L << (2 * Slice + Cycle);

    /// <summary>The 2-bit digit of w + 128 that a weight has in this slice.</summary>
    public int Digit(int weight) => ((weight + 128) >> (2 * Slice)) & 3;

    /// <summary>Whether the input drives its row in this cycle.</summary>
    public bool IsDriven(int input) => ((input >> Cycle) & 1) != 0;
}

/// <summary>
/// The workloads with sliced weights as their definition has them: 8-bit weights plus 128 in 4 slices of 2 bits on arrays of
/// their own, 8-bit inputs bit by bit, arrays of 256 x 256. A plain loop that shares nothing with the library.
/// </summary>
internal static class PlainSlices
{
    private const int ArrayRows = 256;

    /// <summary>Every partial sum of a vector.</summary>
    public static IEnumerable<PartialSum> Sums(int outputs, int inputs)
    {
        var blocks = (inputs + ArrayRows - 1) / ArrayRows;
        for (var output = 0; output < outputs; output++)
        {
            // Blocks whose sizes differ by at most one, larger first.
            for (int block = 0, row = 0; block < blocks; block++)
            {
                var end = row + inputs / blocks + (block < inputs % blocks ? 1 : 0);
                for (var slice = 0; slice < 4; slice++)
                {
                    for (var cycle = 0; cycle < 8; cycle++) yield return new PartialSum(slice, cycle, output, row, end);
                }
                row = end;
            }
        }
    }

    /// <summary>W2: codes rint(min(S, 383) * 255/383), y = acc * 383/255 - 128 * sum x.</summary>
    public static double[] Clipping(int[] weights, ReadOnlySpan<byte> x, int outputs)
    {
        var acc = new long[outputs];
        foreach (var sum in Sums(outputs, x.Length))
        {
            var s = 0;
            for (var i = sum.FirstRow; i < sum.EndRow; i++)
            {
                if (sum.IsDriven(x[i])) s += sum.Digit(weights[sum.Output * x.Length + i]);
            }
            acc[sum.Output] += sum.Weight * (long)Math.Round(Math.Min(s, 383) * 255.0 / 383, MidpointRounding.ToEven);
        }
        return Results(acc, 383.0 / 255, x);
    }

    /// <summary>
    /// W3: S = 3 sum b g in units of g_max, codes rint(clamp(S, 0, 383) * 255/383). The conductances are counted in parts of
    /// 2^-15 g_max, so that the sums are integers and ties are seen.
    /// </summary>
    /// <param name="conductances">In uS, slice by input by output; g_max is 25 uS.</param>
    public static double[] Programmed(double[] conductances, ReadOnlySpan<byte> x, int outputs)
    {
        const double GMax = 25, Parts = 1 << 15;
        var acc = new long[outputs];
        foreach (var sum in Sums(outputs, x.Length))
        {
            var s = 0L;
            for (var i = sum.FirstRow; i < sum.EndRow; i++)
            {
                if (sum.IsDriven(x[i])) s += (long)Math.Round(conductances[((long)sum.Slice * x.Length + i) * outputs + sum.Output] / GMax * Parts);
            }
            acc[sum.Output] += sum.Weight * (long)Math.Round(Math.Min(3 * s, 383 * Parts) * 255 / (383 * Parts), MidpointRounding.ToEven);
        }
        return Results(acc, 383.0 / 255, x);
    }

    private static double[] Results(long[] acc, double step, ReadOnlySpan<byte> x)
    {
        var inputs = 0L;
        foreach (var value in x) inputs += value;
        return Array.ConvertAll(acc, sum => sum * step - 128 * inputs);
    }
}
