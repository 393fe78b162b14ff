namespace TileDsl.Devices;

/// <summary>What programming has cost and brought. Adds up over rows, arrays and layers.</summary>
public struct ProgrammingTally
{
    /// <summary>Devices programmed.</summary>
    public long Cells { get; set; }

    /// <summary>Write pulses.</summary>
    public long Pulses { get; set; }

    /// <summary>Reads to verify.</summary>
    public long Reads { get; set; }

    /// <summary>Devices that were accepted: read back within the tolerance, or programmed open loop; neither stuck nor worn out.</summary>
    public long Accepted { get; set; }

    /// <summary>Devices stuck from the beginning.</summary>
    public long Stuck { get; set; }

    /// <summary>Devices worn out by writes.</summary>
    public long Worn { get; set; }

    /// <summary>Seconds of pulses and reads, one device after the other; 0 where the device does not say.</summary>
    public double Time { get; set; }

    /// <summary>Joules of pulses and reads; 0 where the device does not say.</summary>
    public double Energy { get; set; }

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
        Time = a.Time + b.Time,
        Energy = a.Energy + b.Energy,
    };
}
