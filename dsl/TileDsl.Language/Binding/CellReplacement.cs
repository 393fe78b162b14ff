using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary>A <see cref="CellSubstitute"/> whose device has been looked up.</summary>
/// <param name="Device">Null for the cells the tiles name.</param>
/// <param name="Stuck">Share of devices that are stuck instead of what the device says; null to leave that as it is.</param>
/// <param name="SpareColumns">Columns that every array has more than its tile says.</param>
/// <param name="Tiles">Names of the tiles it is for; null for every tile.</param>
internal sealed record CellReplacement(Declaration? Device, Rational? Stuck, int SpareColumns, IReadOnlyList<string>? Tiles)
{
    public static readonly CellReplacement None = new(null, null, 0, null);

    /// <summary>What takes the place of the cells of one tile.</summary>
    public CellReplacement Of(Declaration tile) => Tiles is null || Tiles.Contains(tile.Name) ? this : None;
}
