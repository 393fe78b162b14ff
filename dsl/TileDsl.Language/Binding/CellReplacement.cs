using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary>A <see cref="CellSubstitute"/> whose device has been looked up.</summary>
/// <param name="Device">Null for the cells the tiles name.</param>
/// <param name="Stuck">Share of devices that are stuck instead of what the device says; null to leave that as it is.</param>
/// <param name="SpareColumns">Columns that every array has more than its tile says.</param>
internal sealed record CellReplacement(Declaration? Device, Rational? Stuck, int SpareColumns)
{
    public static readonly CellReplacement None = new(null, null, 0);
}
