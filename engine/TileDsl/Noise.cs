namespace TileDsl;

/// <summary>Which errors are in force.</summary>
public enum Noise
{
    /// <summary>All the program declares.</summary>
    On,

    /// <summary>Every random draw is zero; rounding and clamping stay.</summary>
    Off,

    /// <summary>The exact product of the quantised inputs and the target weights.</summary>
    Ideal,
}
