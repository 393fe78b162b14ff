using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>A matrix ready to multiply: a kernel with its programmed state, or the exact product. Immutable and thread-safe.</summary>
internal abstract class MatrixProduct
{
    /// <summary>As <see cref="MatrixKernel.Multiply"/>: results in weight lsb (or w_max) times input lsb; returns the driver pulses.</summary>
    public abstract long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long sample, VectorPath path);
}

/// <summary>On programmed arrays.</summary>
internal sealed class KernelProduct(MatrixKernel kernel, MatrixState state) : MatrixProduct
{
    public override long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long sample, VectorPath path)
    {
        scratch.Fit(kernel);
        return kernel.Multiply(state, x, y, scratch, sample, path);
    }
}

/// <summary>The product of the target weights; the hardware's driver pulses are counted all the same.</summary>
internal sealed class ExactProduct(MatrixGeometry geometry, DenseMatrix weights) : MatrixProduct
{
    public override long Multiply(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long sample, VectorPath path)
    {
        weights.Multiply(x, y);
        var pulses = 0L;
        foreach (var code in x) pulses += geometry.Cycles.Pulses(code);
        return pulses * geometry.Layout.ArraysPerRow;
    }
}
