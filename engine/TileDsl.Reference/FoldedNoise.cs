using TileDsl.Devices;

namespace TileDsl.Reference;

/// <summary>
/// The read noise of whole partial sums: each cell of a column adds an independent Gaussian times its input, and so the column
/// one Gaussian of the summed variance. What a reference column brings is common to all columns it is subtracted from.
/// </summary>
internal sealed class FoldedNoise(MatrixTargets targets, Cells cells, ulong seed, int chip, int layer, int matrix)
{
    private readonly ColumnNoise _columns = new(seed, chip, NoisePurpose.PartialSumNoise, layer, matrix);
    private readonly ColumnNoise _references = new(seed, chip, NoisePurpose.ReferenceNoise, layer, matrix);

    /// <summary>Standard deviation of a device in units of the sums, by slice.</summary>
    private readonly double[] _perUnit =
        [.. Enumerable.Range(0, targets.Slices).Select(slice => (targets.Device.ReadNoise / (cells.Unit(slice) * targets.Lsb(slice))).ToDouble())];

    /// <summary>A sum with its noise.</summary>
    /// <param name="sum">In units.</param>
    /// <param name="place">Which cells it is of.</param>
    /// <param name="conversion">Which cycles.</param>
    /// <param name="driven">What rows are driven with: [cycle][input].</param>
    /// <param name="sample">Global index of the sample.</param>
    public float Add(float sum, Place place, Conversion conversion, int[][] driven, long sample)
    {
        var perUnit = _perUnit[place.Slice];
        var squares = SumOfSquares(place.Rows, conversion, driven);
        var devices = targets.SubtractsPairsFirst ? 2 : 1;
        var column = place.Column.IsOffset ? targets.Outputs + place.Column.Block : place.Column.Output;
        var drawn = _columns.Gaussian(column, place.Rows.Number * targets.Slices + place.Slice, conversion.Number, place.Polarity, sample);
        sum = MathF.FusedMultiplyAdd(Deviation(perUnit, devices * squares), drawn, sum);
        if (!targets.Map.HasReference) return sum;
        var common = _references.Gaussian(place.Column.Block, targets.Map.ReferencePlace(place.Rows, place.Slice), conversion.Number, 0, sample);
        return MathF.FusedMultiplyAdd(Deviation(perUnit, squares), common, sum);
    }

    private static float Deviation(double perUnit, long squares) => (float)(perUnit * Math.Sqrt(squares));

    private static long SumOfSquares(RowBlock rows, Conversion conversion, int[][] driven)
    {
        var sum = 0L;
        foreach (var (cycle, gain) in conversion.Cycles)
        {
            for (var row = rows.First; row < rows.First + rows.Count; row++)
            {
                var input = gain * driven[cycle.Number][row];
                sum = checked(sum + input * input);
            }
        }
        return sum;
    }
}
