using TileDsl.Chips;

namespace TileDsl.Cli.Inputs;

/// <summary>The chips that <c>--programmed</c> names.</summary>
internal sealed record SavedChips(IReadOnlyList<ChipFile> Chips)
{
    /// <summary>How many; null where none is named.</summary>
    public int? Count => Chips.Count == 0 ? null : Chips.Count;

    /// <summary>The network they are of.</summary>
    public string? Network => Chips.Count == 0 ? null : Chips[0].Network;

    /// <summary>The device that took the place of every tile's cell when they were programmed.</summary>
    public string? Device => Chips.Count == 0 ? null : Chips[0].Labels.Device;

    public static SavedChips Read(string[] paths)
    {
        var chips = Array.ConvertAll(paths, ChipFile.Read);
        if (Array.FindIndex(chips, chip => chip.IsLoneMatrix) is >= 0 and var lone) throw new TileException($"'{paths[lone]}' is a lone matrix; 'tiledsl mvm --programmed' multiplies it");
        for (var n = 1; n < chips.Length; n++)
        {
            if (chips[n].Network != chips[0].Network || chips[n].Labels.Device != chips[0].Labels.Device)
                throw new TileException($"'{paths[0]}' and '{paths[n]}' are chips of different networks or devices; run them one by one");
        }
        return new SavedChips(chips);
    }

    /// <summary>Says where the program is not the one the chips were programmed for.</summary>
    public void WarnOfChange(ProgramFile program, Terminal terminal)
    {
        if (Chips.Any(chip => chip.Labels.Program is { } known && known != program.Program.Fingerprint))
            terminal.WriteError($"{program.Path}: the program has changed since these chips were programmed; what is not in their devices (converters, scales) is the program's");
    }
}
