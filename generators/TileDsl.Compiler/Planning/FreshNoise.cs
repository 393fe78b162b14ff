namespace TileDsl.Planning;

/// <summary>Read noise that is drawn anew for every partial sum.</summary>
public enum FreshNoise
{
    /// <summary>None: what there is was frozen when the chip was programmed or aged.</summary>
    None,

    /// <summary>One standard deviation for all cells.</summary>
    Uniform,

    /// <summary>A standard deviation of each cell's own, from its conductance and its age.</summary>
    PerCell,
}
