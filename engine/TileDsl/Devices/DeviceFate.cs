namespace TileDsl.Devices;

/// <summary>How the programming of a device has ended.</summary>
public enum DeviceFate
{
    /// <summary>Read back within the tolerance, or programmed open loop.</summary>
    Accepted = 0,

    /// <summary>Still off its target when the pulses were used up.</summary>
    Missed = 1,

    /// <summary>Stuck from the beginning.</summary>
    Stuck = 2,

    /// <summary>Worn out by writes.</summary>
    Worn = 3,
}

/// <summary>How many pulses a device was given and how that ended, in one number: <c>pulses * 4 + fate</c>.</summary>
internal static class DeviceLog
{
    public const int MostPulses = int.MaxValue >> FateBits;

    private const int FateBits = 2;

    /// <summary>One pulse, accepted: what open loop does to a device that is sound.</summary>
    public const int Plain = 1 << FateBits;

    public static int Of(int pulses, DeviceFate fate) => pulses << FateBits | (int)fate;

    /// <summary>What a device took that was programmed once more: all pulses, and how the last programming ended.</summary>
    public static int Again(int before, int log) => Of((int)Math.Min(MostPulses, (long)Pulses(before) + Pulses(log)), Fate(log));

    public static int Pulses(int log) => log >> FateBits;

    public static DeviceFate Fate(int log) => (DeviceFate)(log & ((1 << FateBits) - 1));
}
