namespace TileDsl.Devices;

/// <summary>What programming has cost and brought. Adds up over rows, arrays and layers.</summary>
public struct ProgrammingTally
{
    /// <summary>Devices programmed, each counted once.</summary>
    public long Cells { get; set; }

    /// <summary>Write pulses.</summary>
    public long Pulses { get; set; }

    /// <summary>Reads to verify, and to find faults.</summary>
    public long Reads { get; set; }

    /// <summary>Devices that were accepted: read back within the tolerance, or programmed open loop; neither stuck nor worn out.</summary>
    public long Accepted { get; set; }

    /// <summary>Devices stuck from the beginning.</summary>
    public long Stuck { get; set; }

    /// <summary>Devices worn out by writes.</summary>
    public long Worn { get; set; }

    /// <summary>Cells that were found to be far off their targets.</summary>
    public long Located { get; set; }

    /// <summary>Cells whose other polarity was programmed anew to make up for them.</summary>
    public long Countered { get; set; }

    /// <summary>Columns that a spare one has taken the place of.</summary>
    public long Replaced { get; set; }

    /// <summary>Columns with cells far off their targets that no spare column was left for, or better than.</summary>
    public long Unrepaired { get; set; }

    /// <summary>Seconds of pulses and reads, one device after the other; 0 where the device does not say.</summary>
    public double Time { get; set; }

    /// <summary>Joules of pulses and reads; 0 where the device does not say.</summary>
    public double Energy { get; set; }

    /// <summary>The same cost, of devices as they are counted elsewhere.</summary>
    internal readonly ProgrammingTally WithDevices(in ProgrammingTally counted) =>
        this with { Cells = counted.Cells, Accepted = counted.Accepted, Stuck = counted.Stuck, Worn = counted.Worn };

    /// <summary>Share of devices accepted.</summary>
    public readonly double Yield => Cells == 0 ? 1 : (double)Accepted / Cells;

    /// <summary>Two together.</summary>
    public static ProgrammingTally operator +(ProgrammingTally a, ProgrammingTally b) => new()
    {
        Cells = a.Cells + b.Cells,
        Pulses = a.Pulses + b.Pulses,
        Reads = a.Reads + b.Reads,
        Accepted = a.Accepted + b.Accepted,
        Stuck = a.Stuck + b.Stuck,
        Worn = a.Worn + b.Worn,
        Located = a.Located + b.Located,
        Countered = a.Countered + b.Countered,
        Replaced = a.Replaced + b.Replaced,
        Unrepaired = a.Unrepaired + b.Unrepaired,
        Time = a.Time + b.Time,
        Energy = a.Energy + b.Energy,
    };
}
