namespace TileDsl.Kernels;

/// <summary>The conductances of a matrix's devices, float64 in uS and not on a grid, one row of an array at a time.</summary>
internal abstract class ConductanceRows(MatrixGeometry geometry)
{
    protected MatrixGeometry Geometry { get; } = geometry;

    /// <summary>The row's devices of one slice and polarity: outputs, then offset columns.</summary>
    /// <param name="row">Counted within the block.</param>
    /// <param name="cells"><see cref="MatrixGeometry.Columns"/> long.</param>
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
        for (var j = spec.Outputs; j < cells.Length; j++) cells[j] = law.Sliced(weights.OffsetDigit(slice), spec.WeightSlices[slice]);
    }

    public override void ReadReferences(int rowBlock, int slice, int row, Span<double> references) => references.Fill(Geometry.Law.Minimum);
}
