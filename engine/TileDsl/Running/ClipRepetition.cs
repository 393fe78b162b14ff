using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>
/// Converters that say <c>on_clip halve_input</c>: a vector of which a conversion clipped is repeated at half its input scale, its
/// result counting double, until none clips, or the inputs have been halved ten times.
/// </summary>
internal static class ClipRepetition
{
    private const int MostPasses = 10;

    /// <summary>Repeats what clipped in a product just made, of real inputs.</summary>
    /// <param name="product">The product, as it marked its samples in the scratch.</param>
    /// <param name="quantiser">Of its inputs; the scale is each sample's own.</param>
    /// <param name="values">Real inputs, samples by N.</param>
    /// <param name="scales">Real value of a code, by sample; doubled with every repetition.</param>
    /// <param name="y">Results, samples by M; those of repeated samples are replaced.</param>
    /// <returns>Driver pulses of the repetitions; <see cref="KernelScratch.Repetitions"/> counts them.</returns>
    public static long Run(MatrixProduct product, in Quantiser quantiser, ReadOnlySpan<double> values, Span<double> scales, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        var pulses = 0L;
        var inputs = product.Inputs;
        // Repeating a sample marks anew: what clipped in the first place is taken down before.
        foreach (var n in scratch.TakeClipped(scales.Length)) pulses += One(product, quantiser, values.Slice(n * inputs, inputs), ref scales[n], n, y, scratch, firstSample, path);
        return pulses;
    }

    /// <summary>Repeats what clipped in a product just made, of what its codes stand for.</summary>
    /// <param name="codes">Samples by N.</param>
    /// <inheritdoc cref="Run(MatrixProduct, in Quantiser, ReadOnlySpan{double}, Span{double}, Span{double}, KernelScratch, long, VectorPath)"/>
    public static long Run(MatrixProduct product, in Quantiser quantiser, ReadOnlySpan<int> codes, Span<double> scales, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        var pulses = 0L;
        var inputs = product.Inputs;
        foreach (var n in scratch.TakeClipped(scales.Length))
        {
            using var values = new Rented(inputs);
            for (var i = 0; i < inputs; i++) values.Span[i] = (codes[n * inputs + i] - quantiser.ZeroPoint) * scales[n];
            pulses += One(product, quantiser, values.Span, ref scales[n], n, y, scratch, firstSample, path);
        }
        return pulses;
    }

    private static long One(MatrixProduct product, in Quantiser quantiser, ReadOnlySpan<double> values, ref double scale, int n, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        var pulses = 0L;
        var codes = scratch.CodesOfOne(values.Length);
        for (scratch.Pass = 1; scratch.Pass <= MostPasses; scratch.Pass++)
        {
            scale *= 2;
            (quantiser with { Scale = scale }).Codes(values, codes);
            pulses += product.Multiply(codes, y.Slice(n * product.Outputs, product.Outputs), scratch, firstSample + n, path);
            scratch.Repetitions++;
            if (!scratch.HasClipped) break;
        }
        scratch.Pass = 0;
        return pulses;
    }
}
