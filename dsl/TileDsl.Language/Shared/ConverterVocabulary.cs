#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>How an output converter is built; what its non-linearity follows from.</summary>
public enum AdcKind
{
    /// <summary>No rounding and no limits: the value is the sum.</summary>
    Ideal,

    /// <summary>Successive approximation against a binary weighted array of capacitors.</summary>
    Sar,

    /// <summary>Counts unit steps of a ramp until it passes the sum.</summary>
    Ramp,

    /// <summary>A comparator for each threshold.</summary>
    Flash,

    /// <summary>Stages of one bit and a half, each handing its doubled residue to the next.</summary>
    Pipeline,

    /// <summary>Counts the periods of an oscillator that the sum drives.</summary>
    Cco,
}

/// <summary>What happens where a conversion of a vector is clamped.</summary>
public enum ClipResponse
{
    /// <summary>Nothing: the clamped code is used.</summary>
    None,

    /// <summary>The vector is driven again at half its scale.</summary>
    HalveInput,
}

/// <summary>How a driver presents a digit to its row.</summary>
public enum InputDrive
{
    /// <summary>A voltage in proportion.</summary>
    Levels,

    /// <summary>The full read voltage for a time in proportion, so that a cell's current need not be linear in its voltage.</summary>
    PulseWidth,
}
