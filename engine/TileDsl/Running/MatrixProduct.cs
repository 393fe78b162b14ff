using TileDsl.Kernels;
using TileDsl.Running.Digital;

namespace TileDsl.Running;

/// <summary>A matrix ready to multiply: a kernel with its programmed state, or the exact product. Immutable and thread-safe.</summary>
internal abstract class MatrixProduct
{
    /// <summary>N.</summary>
    public abstract int Inputs { get; }

    /// <summary>M.</summary>
    public abstract int Outputs { get; }

    /// <summary>Whether samples that clipped are marked in the scratch, to be repeated at half their input scale.</summary>
    public virtual bool RepeatsClipped => false;

    /// <summary>What checks of sums have found so far.</summary>
    public virtual DetectionCounts Detection => default;

    /// <summary>As <see cref="MatrixKernel.Multiply"/>, of a batch: results in weight lsb (or w_max) times input lsb; returns the driver pulses.</summary>
    public abstract long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path);
}

/// <summary>On programmed arrays.</summary>
internal sealed class KernelProduct(MatrixSpec spec, MatrixKernel kernel, MatrixState state) : MatrixProduct
{
    public override int Inputs => spec.Inputs;

    public override int Outputs => spec.Outputs;

    public override bool RepeatsClipped => kernel.DetectsClipping;

    public override DetectionCounts Detection => state.Checksums?.Counts ?? state.Words?.Counts ?? default;

    public override long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path) =>
        kernel.Multiply(state, x, y, scratch, firstSample, path);
}

/// <summary>The product of the target weights; the hardware's driver pulses are counted all the same.</summary>
/// <param name="weights">In float64, where <paramref name="integers"/> is null.</param>
/// <param name="integers">In int32, where codes and weights have 16 bits and no sum leaves 32.</param>
internal sealed class ExactProduct(MatrixGeometry geometry, DenseMatrix? weights, IntegerDense? integers) : MatrixProduct
{
    /// <summary>Products of integers that are done together.</summary>
    private const int Together = 16;

    private readonly CodePulses _pulses = new(geometry.Cycles);

    public override int Inputs => geometry.Spec.Inputs;

    public override int Outputs => geometry.Spec.Outputs;

    public override long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        var (inputs, outputs) = (geometry.Spec.Inputs, geometry.Spec.Outputs);
        if (integers is not null) Integers(integers, x, y, scratch, path);
        else for (var n = 0; n < x.Length / inputs; n++) weights!.Multiply(x.Slice(n * inputs, inputs), y.Slice(n * outputs, outputs));
        var pulses = 0L;
        foreach (var code in x) pulses += _pulses.Of(code);
        return pulses * geometry.Layout.ArraysPerRow;
    }

    private static void Integers(IntegerDense product, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, VectorPath path)
    {
        var (codeBytes, sumBytes) = ((Together * product.Inputs * sizeof(short) + 63) / 64 * 64, Together * product.Outputs * sizeof(int));
        var memory = scratch.Fit(codeBytes + sumBytes + Together * product.ScratchLength * sizeof(int));
        var codes = KernelScratch.Part<short>(memory, 0, Together * product.Inputs);
        var sums = KernelScratch.Part<int>(memory, codeBytes, Together * product.Outputs);
        var rest = KernelScratch.Part<int>(memory, codeBytes + sumBytes, Together * product.ScratchLength);
        while (x.Length > 0)
        {
            var count = Math.Min(Together, x.Length / product.Inputs);
            for (var n = 0; n < count * product.Inputs; n++) codes[n] = (short)x[n];
            product.Run(codes[..(count * product.Inputs)], sums[..(count * product.Outputs)], rest, count, path);
            for (var n = 0; n < count * product.Outputs; n++) y[n] = sums[n];
            x = x[(count * product.Inputs)..];
            y = y[(count * product.Outputs)..];
        }
    }
}
