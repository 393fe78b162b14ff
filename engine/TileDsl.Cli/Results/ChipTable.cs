using System.Globalization;

namespace TileDsl.Cli.Results;

/// <summary>The table of chips: how far each is off, and what programming it took.</summary>
internal static class ChipTable
{
    public static void Write(Terminal terminal, IReadOnlyList<ChipFigures> chips)
    {
        var table = new TextTable(terminal, 5, -8, -11, -9, -10, -8, -6, -6, -10, 9);
        table.Head("chip", "correct", "logit error", "eff. bits", "pulses", "yield", "stuck", "worn", "written in", "with");
        foreach (var chip in chips)
        {
            var tally = chip.Programming;
            table.Row(
                chip.Chip.ToString(CultureInfo.InvariantCulture), $"{chip.Accuracy.Correct}", Percent(chip.Error.Relative), Bits(chip.Error.EffectiveBits), Count(tally.Pulses),
                Percent(tally.Yield), Count(tally.Stuck), Count(tally.Worn), tally.Time > 0 ? Conditions.Of(tally.Time) : "-", tally.Energy > 0 ? Conditions.OfEnergy(tally.Energy) : "-");
        }
    }

    /// <summary>What repair has done to each chip, and what comparisons with checksums have found; of chips whose arrays have columns for either.</summary>
    public static void WriteCorrection(Terminal terminal, IReadOnlyList<ChipFigures> chips)
    {
        var table = new TextTable(terminal, 5, -9, -9, -9, -10, -11, -11, -9, 9);
        table.Head("chip", "located", "countered", "replaced", "unrepaired", "compared", "voided", "suspect", "corrected");
        foreach (var chip in chips)
        {
            var (tally, found) = (chip.Programming, chip.Detection);
            string Found(long count) => found.Compared == 0 ? "-" : Count(count);
            table.Row(
                chip.Chip.ToString(CultureInfo.InvariantCulture), Count(tally.Located), Count(tally.Countered), Count(tally.Replaced), Count(tally.Unrepaired),
                Found(found.Compared), Found(found.Voided), Found(found.Suspect), Found(found.Corrected));
        }
    }

    public static string Percent(double? fraction) => fraction is { } f ? (f * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %" : "-";

    public static string Bits(double? bits) => bits is { } b ? b.ToString("0.00", CultureInfo.InvariantCulture) : "exact";

    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
