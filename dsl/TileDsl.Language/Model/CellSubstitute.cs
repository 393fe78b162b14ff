namespace TileDsl.Model;

/// <summary>What takes the place of the tiles' cells, to compare. A text is the device alone.</summary>
/// <param name="Device">A device of the file, of what it imports, or of the presets; null for the cells the tiles name.</param>
/// <param name="Stuck">Share of devices that are stuck instead of what the device says, half of them at either end, 0 .. 1; null to leave that as it is.</param>
/// <param name="SpareColumns">Columns that every array has more than its tile says.</param>
public sealed record CellSubstitute(string? Device, Rational? Stuck = null, int SpareColumns = 0)
{
    /// <summary>Names of the tiles whose cells are replaced, where others cannot take the device and need not; null for every tile.</summary>
    public ValueList<string>? Tiles { get; init; }

    public static implicit operator CellSubstitute?(string? device) => device is null ? null : new CellSubstitute(device);
}
