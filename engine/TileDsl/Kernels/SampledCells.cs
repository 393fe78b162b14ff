namespace TileDsl.Kernels;

/// <summary>
/// Programmed conductances whose reads draw noise cell by cell: what <see cref="KernelStrategy.Sampled"/> kernels read.
/// </summary>
public sealed class SampledCells
{
    /// <summary>
    /// The conductances one partial sum's conversion sees for one row, noise drawn: element j of <paramref name="effective"/>
    /// is <c>(float)((g+ - g-)/g_max)</c> (or what the pedestal and polarity rules make of it) of column j, offset columns
    /// behind the outputs. <paramref name="row"/> counts within the block.
    /// </summary>
    public void ReadRow(int rowBlock, int slice, int polarity, int cycle, int row, long sample, Span<float> effective) => throw new NotImplementedException();
}
