using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>
/// The devices that are not in force where arrays have columns for repair: those of the spare columns, and where one of these has taken the
/// place of a column, that column's in its place. Whoever repairs writes it; then it is not changed.
/// </summary>
internal sealed class SpareCells
{
    private readonly MatrixGeometry _geometry;

    /// <summary>Values that are there.</summary>
    /// <param name="conductances">See <see cref="Conductances"/>.</param>
    /// <param name="log">See <see cref="Log"/>.</param>
    /// <param name="replaced">See <see cref="Replaced"/>.</param>
    public SpareCells(MatrixGeometry geometry, double[] conductances, int[] log, int[] replaced) =>
        (_geometry, Conductances, Log, Replaced) = (geometry, conductances, log, replaced);

    /// <summary>Columns that no one has tried: at g_min, without a pulse.</summary>
    public SpareCells(MatrixGeometry geometry)
        : this(geometry, new double[DevicesOf(geometry)], new int[DevicesOf(geometry)], new int[geometry.Layout.RowBlocks.Length * geometry.SparesPerRow])
    {
        Array.Fill(Conductances, geometry.Law.Minimum);
        Array.Fill(Replaced, -1);
    }

    /// <summary>uS: by input, polarity, device, array of the row and spare column.</summary>
    public double[] Conductances { get; }

    /// <summary>What all programming of each device took (<see cref="DeviceLog"/>), in the same order; 0 where it has never been.</summary>
    public int[] Log { get; }

    /// <summary>By row block, array of the row and spare column: the array column it has taken the place of; -1 for none.</summary>
    public int[] Replaced { get; }

    /// <summary>Where a device is in <see cref="Conductances"/>.</summary>
    /// <param name="tile">Number of the array in its matrix.</param>
    /// <param name="row">Counted within the row block.</param>
    public int At(int tile, int polarity, int row, int device, int spare)
    {
        var (rowBlock, array) = Math.DivRem(tile, _geometry.Layout.ArraysPerRow);
        var cell = ((long)(_geometry.FirstRow(rowBlock) + row) * _geometry.Polarities + polarity) * _geometry.Physics.DevicesPerCell + device;
        return (int)(cell * _geometry.SparesPerRow + array * _geometry.RepairColumns + spare);
    }

    /// <summary>Says which column a spare one stands for.</summary>
    public void Replace(int tile, int spare, int arrayColumn) => Replaced[tile * _geometry.RepairColumns + spare] = arrayColumn;

    private static int DevicesOf(MatrixGeometry geometry) =>
        Planes.CheckedLength((long)geometry.Spec.Inputs * geometry.Polarities * geometry.Physics.DevicesPerCell * geometry.SparesPerRow);
}
