using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>
/// Converters that say <c>on_clip halve_input</c>: a vector of which a conversion clipped is repeated at half its input scale, its
/// result counting double, until none clips, or the inputs have been halved ten times.
/// </summary>
internal static class ClipRepetition
{
    private const int MostPasses = 10;

    /// <summary>Repeats what clipped in a product just made.</summary>
    /// <param name="product">The product, as it marked its samples in the scratch.</param>
    /// <param name="quantiser">Of its inputs; the scale is each sample's own.</param>
    /// <param name="values">Real inputs, samples by N.</param>
    /// <param name="scales">Real value of a code, by sample; doubled with every repetition.</param>
    /// <param name="y">Results, samples by M; those of repeated samples are replaced.</param>
    /// <returns>Driver pulses of the repetitions; <see cref="KernelScratch.Repetitions"/> counts them.</returns>
    public static long Run(MatrixProduct product, in Quantiser quantiser, ReadOnlySpan<double> values, Span<double> scales, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        var pulses = 0L;
        var (inputs, outputs) = (product.Inputs, product.Outputs);
        var codes = scratch.CodesOfOne(inputs);
        // Repeating a sample marks anew: what clipped in the first place is taken down before.
        var clipped = scratch.TakeClipped(y.Length / outputs);
        foreach (var n in clipped)
        {
            for (scratch.Pass = 1; scratch.Pass <= MostPasses; scratch.Pass++)
            {
                scales[n] *= 2;
                (quantiser with { Scale = scales[n] }).Codes(values.Slice(n * inputs, inputs), codes);
                pulses += product.Multiply(codes, y.Slice(n * outputs, outputs), scratch, firstSample + n, path);
                scratch.Repetitions++;
                if (!scratch.HasClipped) break;
            }
        }
        scratch.Pass = 0;
        return pulses;
    }
}
