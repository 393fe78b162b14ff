using System.Buffers;
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
    /// <param name="values">Real inputs, samples by N, float64 or float32.</param>
    /// <param name="scales">Real value of a code, by sample; doubled with every repetition.</param>
    /// <param name="y">Results, samples by M; those of repeated samples are replaced.</param>
    /// <returns>Driver pulses of the repetitions; <see cref="KernelScratch.Repetitions"/> counts them.</returns>
    public static long Run<TValue>(MatrixProduct product, in Quantiser quantiser, ReadOnlySpan<TValue> values, Span<double> scales, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
        where TValue : struct
    {
        var pulses = 0L;
        var (inputs, outputs) = (product.Inputs, product.Outputs);
        // Repeating marks anew: what clipped in the first place is taken down before.
        var clipped = scratch.TakeClipped(y.Length / outputs);
        if (clipped.IsEmpty) return 0;
        var codes = ArrayPool<int>.Shared.Rent(clipped.Length * inputs);
        var results = ArrayPool<double>.Shared.Rent(clipped.Length * outputs);
        for (scratch.Pass = 1; scratch.Pass <= MostPasses && !clipped.IsEmpty; scratch.Pass++)
        {
            for (var k = 0; k < clipped.Length; k++)
            {
                scales[clipped[k]] *= 2;
                (quantiser with { Scale = scales[clipped[k]] }).Codes(values.Slice(clipped[k] * inputs, inputs), codes.AsSpan(k * inputs, inputs));
            }
            scratch.Repeated = clipped.Length;
            pulses += product.Multiply(codes.AsSpan(0, clipped.Length * inputs), results.AsSpan(0, clipped.Length * outputs), scratch, firstSample, path);
            for (var k = 0; k < clipped.Length; k++) results.AsSpan(k * outputs, outputs).CopyTo(y.Slice(clipped[k] * outputs, outputs));
            scratch.Repetitions += clipped.Length;
            clipped = scratch.KeepClipped();
        }
        (scratch.Pass, scratch.Repeated) = (0, 0);
        ArrayPool<int>.Shared.Return(codes);
        ArrayPool<double>.Shared.Return(results);
        return pulses;
    }

    /// <summary>Repeats what clipped in a product just made, of what its codes stand for.</summary>
    /// <param name="codes">Samples by N.</param>
    /// <inheritdoc cref="Run{TValue}"/>
    public static long Run(MatrixProduct product, in Quantiser quantiser, ReadOnlySpan<int> codes, Span<double> scales, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        if (scratch.TakeClipped(scales.Length).IsEmpty) return 0;
        using var values = new Rented(codes.Length);
        // Only what clipped is read of them.
        foreach (var n in scratch.TakeClipped(scales.Length))
            (quantiser with { Scale = scales[n] }).Values(codes.Slice(n * product.Inputs, product.Inputs), values.Span.Slice(n * product.Inputs, product.Inputs));
        return Run<double>(product, quantiser, values.Span, scales, y, scratch, firstSample, path);
    }
}
