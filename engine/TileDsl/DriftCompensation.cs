namespace TileDsl;

/// <summary>How results are corrected for the drift of conductances: multiplied by s(0)/s(t).</summary>
public enum DriftCompensation
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>One factor for a matrix: s is the mean magnitude of the results over its columns and all one-hot inputs.</summary>
    Global,

    /// <summary>A factor for every output: s is the mean magnitude of its results over all one-hot inputs.</summary>
    PerColumn,
}
