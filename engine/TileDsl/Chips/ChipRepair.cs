using TileDsl.Devices;

namespace TileDsl.Chips;

/// <summary>What the columns for repair of a layer hold, and what repair has made of it. Conductances in uS.</summary>
public sealed class ChipRepair
{
    internal ChipRepair(double[] asked, double[] spares, int[] log, int[] replaced) => (Asked, Spares, Log, Replaced) = (asked, spares, log, replaced);

    /// <summary>
    /// What unit cells were asked to hold in the end, in the order of <see cref="ChipLayer.Targets"/>: another value where a cell makes up for
    /// the faulty one of its pair.
    /// </summary>
    public double[] Asked { get; }

    /// <summary>
    /// What devices that are not in force hold: [input][polarity][device][array of the row][spare column] row-major. Where a spare column has taken the
    /// place of another, its own devices are among <see cref="ChipLayer.Conductances"/> in that column's place, and that column's here.
    /// </summary>
    public double[] Spares { get; }

    /// <summary>The array column that a spare column has taken the place of, -1 for none: [row block][array of the row][spare column] row-major.</summary>
    public int[] Replaced { get; }

    /// <summary>Writes each of <see cref="Spares"/> has seen.</summary>
    /// <param name="earlier">Before it was programmed.</param>
    public double[] Writes(double earlier = 0) => Array.ConvertAll(Log, log => earlier + DeviceLog.Pulses(log));

    internal int[] Log { get; }
}
