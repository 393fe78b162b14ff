using TileDsl.Devices;

namespace TileDsl.Chips;

/// <summary>How a layer's devices are laid out.</summary>
/// <param name="Inputs">N.</param>
/// <param name="Outputs">M.</param>
/// <param name="Columns">Outputs and, behind them, one offset column for each column block where there are any, then checksum columns, block by block.</param>
/// <param name="Slices">S; 1 for analog weights.</param>
/// <param name="Polarities">2 for pairs.</param>
/// <param name="Devices">Devices of a unit cell, of each polarity.</param>
/// <param name="References">Reference columns of a slice: one for each column block, or none.</param>
/// <param name="ArrayRows">Rows of an array.</param>
/// <param name="ArrayColumns">Columns of an array, those of references and offsets not counted.</param>
/// <param name="Spares">Columns for repair that a row of the matrix crosses, over all its arrays.</param>
public sealed record ChipLayout(int Inputs, int Outputs, int Columns, int Slices, int Polarities, int Devices, int References, int ArrayRows, int ArrayColumns, int Spares = 0)
{
    /// <summary>[input][slice][polarity][device][column]: of what is kept for every device.</summary>
    internal int[] Shape => [Inputs, Slices, Polarities, Devices, Columns];

    /// <summary>[input][slice][device][column block].</summary>
    internal int[] ReferenceShape => [Inputs, Slices, Devices, References];

    /// <summary>[input][polarity][device][spare column]: of what is kept for every device of columns for repair.</summary>
    internal int[] SpareShape => [Inputs, Polarities, Devices, Spares];

    /// <summary>[row block][spare column].</summary>
    internal int[] ReplacedShape => [(Inputs - 1) / ArrayRows + 1, Spares];

    /// <summary>[input][slice][polarity][column]: of what is kept for every unit cell.</summary>
    internal int[] CellShape => [Inputs, Slices, Polarities, Columns];
}

/// <summary>The devices of a layer as programming has left them. Conductances in uS.</summary>
public sealed class ChipLayer
{
    private readonly int[]? _log;
    private readonly int[]? _referenceLog;

    internal ChipLayer(
        string name, ChipLayout layout, string device, double[] targets, double[] conductances, double[] references, int[]? log, int[]? referenceLog, ChipRepair? repair, IReadOnlyList<ArrayProgramming> arrays)
    {
        Repair = repair;
        (Name, Layout, Device, Targets, Conductances, References, Arrays) = (name, layout, device, targets, conductances, references, arrays);
        (_log, _referenceLog) = (log, referenceLog);
    }

    /// <summary>The layer's name.</summary>
    public string Name { get; }

    /// <summary>How its devices are laid out.</summary>
    public ChipLayout Layout { get; }

    /// <summary>What identifies the behaviour of its devices.</summary>
    public string Device { get; }

    /// <summary>What unit cells are meant to be: [input][slice][polarity][column] row-major.</summary>
    public double[] Targets { get; }

    /// <summary>What devices hold: [input][slice][polarity][device][column] row-major, outputs, then offset columns, then those of checksums.</summary>
    public double[] Conductances { get; }

    /// <summary>What devices of reference columns hold: [input][slice][device][column block] row-major; empty where there are none.</summary>
    public double[] References { get; }

    /// <summary>Columns for repair and what they were used for; null where arrays have none.</summary>
    public ChipRepair? Repair { get; }

    /// <summary>What programming took, by array.</summary>
    public IReadOnlyList<ArrayProgramming> Arrays { get; }

    /// <summary>What programming took.</summary>
    public ProgrammingTally Programming => Arrays.Aggregate(default(ProgrammingTally), (sum, array) => sum + array.Tally);

    /// <summary>How the programming of a device has ended.</summary>
    /// <param name="device">Index among <see cref="Conductances"/>.</param>
    public DeviceFate Fate(int device) => _log is null ? DeviceFate.Accepted : DeviceLog.Fate(_log[device]);

    /// <summary>Writes each of <see cref="Conductances"/> has seen.</summary>
    /// <param name="earlier">Before it was programmed.</param>
    public double[] Writes(double earlier = 0)
    {
        var writes = new double[Conductances.Length];
        for (var n = 0; n < writes.Length; n++) writes[n] = earlier + (_log is null ? 1 : DeviceLog.Pulses(_log[n]));
        return writes;
    }

    internal int[]? Log => _log;

    internal int[]? ReferenceLog => _referenceLog;
}
