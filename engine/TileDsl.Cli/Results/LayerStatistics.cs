using TileDsl.Chips;
using TileDsl.Devices;

namespace TileDsl.Cli.Results;

/// <summary>What the devices of a layer hold, against what they are meant to; uS. Reference columns are not in it.</summary>
/// <param name="Mean">Of the conductances.</param>
/// <param name="Target">Mean of the targets.</param>
/// <param name="Deviation">Root mean square of conductance less target.</param>
internal sealed record LayerStatistics(double Mean, double Target, double Deviation, double Least, double Most, double LargestError)
{
    public static LayerStatistics Of(ChipLayer layer)
    {
        var (layout, cells) = (layer.Layout, layer.Layout.Columns);
        var (sum, target, squares) = (0.0, 0.0, 0.0);
        var (least, most, largest) = (double.PositiveInfinity, 0.0, 0.0);
        for (var n = 0; n < layer.Conductances.Length; n++)
        {
            // Devices of a cell stand between its row and its column.
            var (row, column) = (n / (cells * layout.Devices), n % cells);
            var (g, meant) = (layer.Conductances[n], layer.Targets[row * cells + column]);
            sum += g;
            target += meant;
            squares += (g - meant) * (g - meant);
            (least, most, largest) = (Math.Min(least, g), Math.Max(most, g), Math.Max(largest, Math.Abs(g - meant)));
        }
        var count = layer.Conductances.Length;
        return new LayerStatistics(sum / count, target / count, Math.Sqrt(squares / count), least, most, largest);
    }

    /// <summary>Devices of a fate.</summary>
    public static int Count(ChipLayer layer, DeviceFate fate) => Enumerable.Range(0, layer.Conductances.Length).Count(n => layer.Fate(n) == fate);
}
