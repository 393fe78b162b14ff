using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>Devices whose clipped reads are taken by their moments: the mean of a read, and its standard deviation.</summary>
internal sealed class ClippedRows(MatrixGeometry geometry, ConductanceRows devices) : ConductanceRows(geometry)
{
    /// <summary>Whether the noise of every column that is converted, and of every reference column, is nearly Gaussian.</summary>
    public bool AreNearlyGaussian()
    {
        var (layout, columns) = (Geometry.Layout, Geometry.Columns);
        var subtractsPair = Geometry.Polarities > Geometry.ConvertedPolarities;
        for (var rowBlock = 0; rowBlock < layout.RowBlocks.Length; rowBlock++)
        {
            for (var slice = 0; slice < Geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < Geometry.ConvertedPolarities; polarity++)
                {
                    var sums = new ClippedNoise.Column[columns];
                    for (var row = 0; row < layout.RowBlocks[rowBlock]; row++)
                    {
                        Add(rowBlock, slice, polarity, row, sums);
                        if (subtractsPair) Add(rowBlock, slice, 1, row, sums);
                    }
                    if (!Array.TrueForAll(sums, sum => sum.IsNearlyGaussian)) return false;
                }
                if (layout.HasReferenceColumn && !AreReferencesNearlyGaussian(rowBlock, slice)) return false;
            }
        }
        return true;
    }

    public override void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells)
    {
        using var sigma = new Rented(cells.Length);
        devices.Read(rowBlock, slice, polarity, row, cells);
        devices.ReadSigma(rowBlock, slice, polarity, row, cells, sigma.Span);
        for (var j = 0; j < cells.Length; j++) cells[j] = ClippedNoise.Cumulants(cells[j], sigma.Span[j]).Mean;
    }

    public override void ReadReferences(int rowBlock, int slice, int row, Span<double> references)
    {
        using var sigma = new Rented(references.Length);
        devices.ReadReferences(rowBlock, slice, row, references);
        devices.ReadReferenceSigma(rowBlock, slice, row, references, sigma.Span);
        for (var j = 0; j < references.Length; j++) references[j] = ClippedNoise.Cumulants(references[j], sigma.Span[j]).Mean;
    }

    public override void ReadSigma(int rowBlock, int slice, int polarity, int row, ReadOnlySpan<double> cells, Span<double> sigma)
    {
        using var own = new Rented(sigma.Length);
        devices.Read(rowBlock, slice, polarity, row, own.Span);
        devices.ReadSigma(rowBlock, slice, polarity, row, own.Span, sigma);
        for (var j = 0; j < sigma.Length; j++) sigma[j] = Math.Sqrt(ClippedNoise.Cumulants(own.Span[j], sigma[j]).Variance);
    }

    public override void ReadReferenceSigma(int rowBlock, int slice, int row, ReadOnlySpan<double> references, Span<double> sigma)
    {
        using var own = new Rented(sigma.Length);
        devices.ReadReferences(rowBlock, slice, row, own.Span);
        devices.ReadReferenceSigma(rowBlock, slice, row, own.Span, sigma);
        for (var j = 0; j < sigma.Length; j++) sigma[j] = Math.Sqrt(ClippedNoise.Cumulants(own.Span[j], sigma[j]).Variance);
    }

    private void Add(int rowBlock, int slice, int polarity, int row, ClippedNoise.Column[] sums)
    {
        using var cells = new Rented(sums.Length);
        using var sigma = new Rented(sums.Length);
        devices.Read(rowBlock, slice, polarity, row, cells.Span);
        devices.ReadSigma(rowBlock, slice, polarity, row, cells.Span, sigma.Span);
        for (var j = 0; j < sums.Length; j++) sums[j].Add(cells.Span[j], sigma.Span[j]);
    }

    private bool AreReferencesNearlyGaussian(int rowBlock, int slice)
    {
        var sums = new ClippedNoise.Column[Geometry.Layout.ColumnBlocks.Length];
        using var cells = new Rented(sums.Length);
        using var sigma = new Rented(sums.Length);
        for (var row = 0; row < Geometry.Layout.RowBlocks[rowBlock]; row++)
        {
            devices.ReadReferences(rowBlock, slice, row, cells.Span);
            devices.ReadReferenceSigma(rowBlock, slice, row, cells.Span, sigma.Span);
            for (var j = 0; j < sums.Length; j++) sums[j].Add(cells.Span[j], sigma.Span[j]);
        }
        return Array.TrueForAll(sums, sum => sum.IsNearlyGaussian);
    }
}
