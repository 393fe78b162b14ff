namespace TileDsl.Running.Digital;

/// <summary>What a zero point of the inputs adds to every product.</summary>
internal static class ZeroPoint
{
    /// <summary>The bias less the zero point times the sum of an output's weights: <c>b - z sum w = b + sum w (x - z) - sum w x</c>.</summary>
    /// <exception cref="ArgumentException">A result is outside int32.</exception>
    public static int[] Remove(ReadOnlySpan<short> weights, int outputs, int[]? bias, short zeroPoint)
    {
        var constants = new int[outputs];
        var run = weights.Length / outputs;
        for (var n = 0; n < outputs; n++)
        {
            var sum = 0L;
            foreach (var weight in weights.Slice(n * run, run)) sum += weight;
            var constant = (bias?[n] ?? 0) - zeroPoint * sum;
            if (constant != (int)constant) throw new ArgumentException($"Output {n}: the bias less the zero point's part is {constant}, which int32 does not hold.", nameof(bias));
            constants[n] = (int)constant;
        }
        return constants;
    }
}
