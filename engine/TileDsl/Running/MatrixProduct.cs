using TileDsl.Kernels;

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

    /// <summary>What comparisons with checksums have found so far.</summary>
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

    public override DetectionCounts Detection => state.Checksums?.Counts ?? default;

    public override long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path) =>
        kernel.Multiply(state, x, y, scratch, firstSample, path);
}

/// <summary>The product of the target weights; the hardware's driver pulses are counted all the same.</summary>
internal sealed class ExactProduct(MatrixGeometry geometry, DenseMatrix weights) : MatrixProduct
{
    public override int Inputs => geometry.Spec.Inputs;

    public override int Outputs => geometry.Spec.Outputs;

    public override long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path)
    {
        var (inputs, outputs) = (geometry.Spec.Inputs, geometry.Spec.Outputs);
        for (var n = 0; n < x.Length / inputs; n++) weights.Multiply(x.Slice(n * inputs, inputs), y.Slice(n * outputs, outputs));
        var pulses = 0L;
        foreach (var code in x) pulses += geometry.Cycles.Pulses(code);
        return pulses * geometry.Layout.ArraysPerRow;
    }
}
