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
        where TValue : struct => Repeat(product, new RealInputs<TValue>(quantiser, values, product.Inputs), scales, y, scratch, firstSample, path);

    /// <summary>Repeats what clipped in a product just made, of codes: those of half what they stand for, <c>rint((code - zero_point)/2) + zero_point</c>.</summary>
    /// <param name="codes">Samples by N.</param>
    /// <inheritdoc cref="Run{TValue}"/>
    public static long Run(MatrixProduct product, in Quantiser quantiser, ReadOnlySpan<int> codes, Span<double> scales, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path) =>
        Repeat(product, new CodeInputs(quantiser, codes, product.Inputs), scales, y, scratch, firstSample, path);

    private static long Repeat<TInputs>(MatrixProduct product, in TInputs given, Span<double> scales, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
        where TInputs : struct, IInputs, allows ref struct
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
                given.Codes(clipped[k], scratch.Pass, scales[clipped[k]], codes.AsSpan(k * inputs, inputs));
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

    /// <summary>What is repeated.</summary>
    private interface IInputs
    {
        /// <summary>A sample's codes.</summary>
        /// <param name="pass">How often its scale has been doubled.</param>
        /// <param name="scale">Real value of a code by now.</param>
        void Codes(int sample, int pass, double scale, Span<int> codes);
    }

    private readonly ref struct RealInputs<TValue>(Quantiser quantiser, ReadOnlySpan<TValue> values, int length) : IInputs
        where TValue : struct
    {
        private readonly ReadOnlySpan<TValue> _values = values;

        public void Codes(int sample, int pass, double scale, Span<int> codes) => (quantiser with { Scale = scale }).Codes(_values.Slice(sample * length, length), codes);
    }

    private readonly ref struct CodeInputs(Quantiser quantiser, ReadOnlySpan<int> given, int length) : IInputs
    {
        private readonly ReadOnlySpan<int> _given = given;

        public void Codes(int sample, int pass, double scale, Span<int> codes) => quantiser.Shift(_given.Slice(sample * length, length), pass, codes);
    }
}
