namespace TileDsl.Reference;

/// <summary>How read noise that is not clipped is drawn; clipped noise is drawn per cell. The two have the same distribution, and other bits.</summary>
public enum ReadNoise
{
    /// <summary>As programs mean it: one Gaussian for a partial sum, with the variance of its cells' noise together.</summary>
    Folded,

    /// <summary>One Gaussian for every cell: what folded noise is compared with.</summary>
    PerCell,
}
