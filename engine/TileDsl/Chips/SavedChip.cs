using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl.Chips;

/// <summary>Between a chip in memory and one in a file.</summary>
internal static class SavedChip
{
    /// <summary>A chip as it goes to a file.</summary>
    /// <exception cref="TileException">It has no errors.</exception>
    public static ChipFile Of(Chip chip, MatrixDevices[] devices, ChipLabels? labels)
    {
        if (chip.Origin.Noise != Noise.On) throw new TileException("a chip without errors is not programmed: there is nothing to save");
        var spec = chip.Network.Spec;
        return new ChipFile(spec.Name, chip.Origin, labels ?? new ChipLabels(), [.. devices.Select((layer, n) => Layer(spec.Layers[n].Name, layer))]);
    }

    /// <summary>A layer as it goes to a file; ideal cells hold their targets.</summary>
    public static ChipLayer Layer(string name, MatrixDevices devices)
    {
        var (geometry, targets) = (devices.Geometry, devices.Targets());
        var cells = devices.Cells ?? ProgrammedCells.Program(geometry, new TargetRows(geometry, devices.Weights), chip: null);
        return new ChipLayer(
            name, Layout(geometry), DeviceFingerprint.Of(geometry.Physics), targets.Cells, cells.Store.Cells, cells.Store.References,
            cells.Logs?.Cells, cells.Logs?.References, ArrayProgramming.Of(devices.Cells));
    }

    /// <summary>The devices of a file's chip, for a network's matrices.</summary>
    /// <exception cref="TileException">They are another network's.</exception>
    public static MatrixDevices[] Devices(Network network, BoundMatrix[] matrices, ChipFile file)
    {
        var spec = network.Spec;
        if (file.Network != spec.Name) throw Foreign(spec, $"it is one of network '{file.Network}'");
        if (file.Layers.Count != matrices.Length) throw Foreign(spec, $"it has {file.Layers.Count} layers, and the network {matrices.Length}");
        var devices = new MatrixDevices[matrices.Length];
        for (var n = 0; n < devices.Length; n++)
        {
            var (layer, geometry, name) = (file.Layers[n], matrices[n].Geometry, spec.Layers[n].Name);
            if (layer.Name != name) throw Foreign(spec, $"its layer {n} is '{layer.Name}', and the network's '{name}'");
            if (layer.Layout != Layout(geometry)) throw Foreign(spec, $"layer '{name}' is laid out otherwise: {layer.Layout}, and in the network {Layout(geometry)}");
            if (layer.Device != DeviceFingerprint.Of(geometry.Physics)) throw Foreign(spec, $"the devices of layer '{name}' are others: another device, or other numbers of it");
            if (!layer.Targets.AsSpan().SequenceEqual(matrices[n].Targets().Cells)) throw Foreign(spec, $"layer '{name}' was programmed with other weights");
            var perCell = geometry.Physics.DevicesPerCell;
            var store = new CellStore<double>(geometry, perCell, layer.Conductances, layer.References);
            var logs = layer is { Log: { } log, ReferenceLog: { } referenceLog } ? new CellStore<int>(geometry, perCell, log, referenceLog) : null;
            devices[n] = new MatrixDevices(matrices[n], new ChipIdentity(file.Origin.Seed, file.Origin.Chip, n), matrices[n].HasErrors ? new ProgrammedCells(geometry, store, logs) : null);
        }
        return devices;
    }

    private static ChipLayout Layout(MatrixGeometry geometry) => new(
        geometry.Spec.Inputs, geometry.Spec.Outputs, geometry.Columns, geometry.Slices, geometry.Polarities, geometry.Physics.DevicesPerCell,
        geometry.Layout.HasReferenceColumn ? geometry.Layout.ColumnBlocks.Length : 0, geometry.Spec.ArrayRows, geometry.Spec.ArrayColumns);

    private static TileException Foreign(NetworkSpec spec, string why) => new($"the chip does not belong to network '{spec.Name}': {why}");
}
