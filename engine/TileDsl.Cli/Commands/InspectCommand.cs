using System.CommandLine;
using System.Globalization;
using TileDsl.Chips;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;
using TileDsl.Data;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl inspect</c>: what a programmed chip holds, and what programming it took.</summary>
internal static class InspectCommand
{
    private const int ArraysShown = 40;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("CHIP") { Description = "A programmed chip, as 'tiledsl program' writes it." };
        var npy = new Option<string?>("--npy") { Description = "Write conductances, targets and writes of every layer as .npy files to this folder.", HelpName = "DIR" };
        var json = Arguments.Json();
        var command = new Command("inspect", "Show what a programmed chip holds and what programming it took.") { file, npy, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var chip = ChipFile.Read(path);
            if (parsed.GetValue(npy) is { } folder) WriteArrays(chip, folder);
            if (parsed.GetValue(json)) terminal.Output.WriteLine(Json.Of(Document(path, chip)));
            else Say(path, chip, terminal);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Say(string path, ChipFile chip, Terminal terminal)
    {
        var (origin, labels) = (chip.Origin, chip.Labels);
        terminal.WriteLine($"{path}: chip {origin.Chip} of seed {origin.Seed}, {(chip.IsLoneMatrix ? "a lone matrix" : $"network {chip.Network}")}{(labels.File is { } f ? $" of {f}" : "")}{(labels.Device is { } d ? $" with device {d}" : "")}");
        if (origin.Writes > 0) terminal.WriteLine($"devices had seen {origin.Writes.ToString("G6", CultureInfo.InvariantCulture)} writes before");
        var width = Math.Max(8, chip.Layers.Max(layer => (int?)layer.Name.Length) ?? 0);
        var table = new TextTable(terminal, width, -9, -9, -9, -9, -9, -9, 9);
        table.Head("uS", "devices", "mean", "target", "rms error", "least", "most", "largest error");
        foreach (var layer in chip.Layers)
        {
            var s = LayerStatistics.Of(layer);
            table.Row(layer.Name, ChipTable.Count(layer.Conductances.Length), Figure(s.Mean), Figure(s.Target), Figure(s.Deviation), Figure(s.Least), Figure(s.Most), Figure(s.LargestError));
        }
        var programming = new TextTable(terminal, width, -6, -9, -10, -10, -8, -6, -6, -10, 9);
        programming.Head("layer", "array", "devices", "pulses", "reads", "yield", "stuck", "worn", "written in", "with");
        foreach (var layer in chip.Layers)
        {
            foreach (var array in layer.Arrays.Take(ArraysShown)) Row(layer.Name, $"{array.Array}{(layer.Layout.Polarities == 1 ? "" : array.Polarity == 0 ? " +" : " -")}", array.Tally);
            if (layer.Arrays.Count > ArraysShown) terminal.WriteLine($"  … {layer.Arrays.Count - ArraysShown} more arrays; --json has them all");
        }
        Row("all", "", chip.Programming);
        if (chip.Layers.Any(layer => layer.Repair is not null))
        {
            var all = chip.Programming;
            terminal.WriteLine($"\nrepair: {ChipTable.Count(all.Located)} cells located, {ChipTable.Count(all.Countered)} countered; {ChipTable.Count(all.Replaced)} columns replaced, {ChipTable.Count(all.Unrepaired)} unrepaired");
        }

        void Row(string name, string array, Devices.ProgrammingTally t) => programming.Row(
            name, array, ChipTable.Count(t.Cells), ChipTable.Count(t.Pulses), ChipTable.Count(t.Reads), ChipTable.Percent(t.Yield), ChipTable.Count(t.Stuck), ChipTable.Count(t.Worn),
            t.Time > 0 ? Conditions.Of(t.Time) : "-", t.Energy > 0 ? Conditions.OfEnergy(t.Energy) : "-");
    }

    private static object Document(string path, ChipFile chip) => new
    {
        Schema = "tiledsl.inspect/1",
        File = path,
        chip.Network,
        chip.Origin.Seed,
        chip.Origin.Chip,
        chip.Origin.Writes,
        chip.Labels.Program,
        chip.Labels.Device,
        Programming = ChipFigures.Tally(chip.Programming),
        Layers = chip.Layers.Select(layer => new
        {
            layer.Name,
            layer.Layout,
            Conductance = LayerStatistics.Of(layer),
            Missed = LayerStatistics.Count(layer, Devices.DeviceFate.Missed),
            Stuck = LayerStatistics.Count(layer, Devices.DeviceFate.Stuck),
            Worn = LayerStatistics.Count(layer, Devices.DeviceFate.Worn),
            Programming = ChipFigures.Tally(layer.Programming),
            Arrays = layer.Arrays.Select(a => new { a.Array, a.Polarity, Programming = ChipFigures.Tally(a.Tally) }).ToArray(),
        }).ToArray(),
    };

    /// <summary>Files are named by the layer's number: its name is the file's, and may be anything.</summary>
    private static void WriteArrays(ChipFile chip, string folder)
    {
        Arguments.MakeFolder(folder);
        for (var n = 0; n < chip.Layers.Count; n++)
        {
            var (layer, layout) = (chip.Layers[n], chip.Layers[n].Layout);
            int[] devices = [layout.Inputs, layout.Slices, layout.Polarities, layout.Devices, layout.Columns];
            string Named(string what) => Path.Combine(folder, $"layer{n.ToString(CultureInfo.InvariantCulture)}-{what}.npy");
            NpyArray.Write(Named("conductances"), layer.Conductances, devices);
            NpyArray.Write(Named("targets"), layer.Targets, layout.Inputs, layout.Slices, layout.Polarities, layout.Columns);
            NpyArray.Write(Named("writes"), layer.Writes(chip.Origin.Writes), devices);
            if (layer.Repair is { } repair)
            {
                int[] spares = [layout.Inputs, layout.Polarities, layout.Devices, layout.Spares];
                NpyArray.Write(Named("asked"), repair.Asked, layout.Inputs, layout.Slices, layout.Polarities, layout.Columns);
                NpyArray.Write(Named("spares"), repair.Spares, spares);
                NpyArray.Write(Named("spare-writes"), repair.Writes(chip.Origin.Writes), spares);
                NpyArray.Write(Named("replaced"), Array.ConvertAll(repair.Replaced, column => (double)column), repair.Replaced.Length / layout.Spares, layout.Spares);
            }
            if (layer.References.Length > 0) NpyArray.Write(Named("references"), layer.References, layout.Inputs, layout.Slices, layout.Devices, layout.References);
        }
    }

    private static string Figure(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
