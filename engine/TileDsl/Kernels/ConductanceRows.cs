namespace TileDsl.Kernels;

/// <summary>The conductances of a matrix's devices, float64 in uS and not on a grid, one row of an array at a time.</summary>
internal abstract class ConductanceRows(MatrixGeometry geometry)
{
    protected MatrixGeometry Geometry { get; } = geometry;

    /// <summary>The row's devices of one slice and polarity: outputs, then offset columns.</summary>
    /// <param name="row">Counted within the block.</param>
    /// <param name="cells"><see cref="MatrixGeometry.AllColumns"/> long.</param>
    public abstract void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells);

    /// <summary>The row's devices in the reference columns of a slice, one for each column block.</summary>
    /// <param name="references">As many as column blocks.</param>
    public abstract void ReadReferences(int rowBlock, int slice, int row, Span<double> references);

    /// <summary>The row's device in the reference column of one column block.</summary>
    public double ReadReference(int rowBlock, int columnBlock, int slice, int row)
    {
        using var references = new Rented(Geometry.Layout.ColumnBlocks.Length);
        ReadReferences(rowBlock, slice, row, references.Span);
        return references.Span[columnBlock];
    }

    /// <summary>The standard deviations of what a row's devices are read with, fresh for every partial sum.</summary>
    /// <param name="cells">What <see cref="Read"/> gave.</param>
    /// <param name="sigma">As long, uS.</param>
    public virtual void ReadSigma(int rowBlock, int slice, int polarity, int row, ReadOnlySpan<double> cells, Span<double> sigma) => sigma.Clear();

    /// <summary>The same of the reference columns.</summary>
    public virtual void ReadReferenceSigma(int rowBlock, int slice, int row, ReadOnlySpan<double> references, Span<double> sigma) => sigma.Clear();
}

/// <summary>What devices are meant to hold: a function of the weights.</summary>
internal sealed class TargetRows(MatrixGeometry geometry, TargetWeights weights) : ConductanceRows(geometry)
{
    public override void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells)
    {
        var (spec, law) = (Geometry.Spec, Geometry.Law);
        var input = Geometry.FirstRow(rowBlock) + row;
        if (spec.IsAnalog)
        {
            var fractions = weights.Fractions(input);
            if (spec.Encoding == WeightEncoding.AnalogOneSided) law.OneSided(fractions, polarity, cells);
            else for (var j = 0; j < fractions.Length; j++) cells[j] = polarity == 0 ? law.TwoSided(fractions[j]).Plus : law.TwoSided(fractions[j]).Minus;
            return;
        }
        for (var j = 0; j < spec.Outputs; j++) cells[j] = law.Sliced(weights.Digit(j, input, slice, polarity), spec.WeightSlices[slice]);
        for (var j = spec.Outputs; j < Geometry.Columns; j++) cells[j] = law.Sliced(weights.OffsetDigit(slice), spec.WeightSlices[slice]);
        if (Geometry.Checksums is { } form) ReadChecksums(form, input, slice, polarity, cells[Geometry.Columns..]);
    }

    /// <summary>The sum of the digits of every column block, and that of their products with the columns' numbers, digit by digit.</summary>
    private void ReadChecksums(ChecksumForm form, int input, int slice, int polarity, Span<double> cells)
    {
        var (bits, output) = (Geometry.Spec.WeightSlices[slice], 0);
        for (var block = 0; block < Geometry.Layout.ColumnBlocks.Length; block++)
        {
            var (sum, index) = (0L, 0L);
            for (var number = 1; number <= Geometry.Layout.ColumnBlocks[block]; number++, output++)
            {
                var digit = weights.Digit(output, input, slice, polarity);
                sum += digit;
                index += (long)number * digit;
            }
            for (var k = 0; k < form.Columns; k++)
            {
                ref var rest = ref k < form.SumColumns ? ref sum : ref index;
                cells[block * form.Columns + k] = Geometry.Law.Sliced((int)(rest & ((1L << bits) - 1)), bits);
                rest >>= bits;
            }
        }
    }

    public override void ReadReferences(int rowBlock, int slice, int row, Span<double> references) => references.Fill(Geometry.Law.Minimum);
}
