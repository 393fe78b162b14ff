using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl.Chips;

/// <summary>Between a chip in memory and one in a file.</summary>
internal static class SavedChip
{
    /// <summary>A chip as it goes to a file: the matrices of all layers.</summary>
    /// <exception cref="TileException">It has no errors, no devices, or spare columns.</exception>
    public static ChipFile Of(Chip chip, MatrixDevices[][] devices, ChipLabels? labels)
    {
        if (chip.Origin.Noise != Noise.On) throw new TileException("a chip without errors is not programmed: there is nothing to save");
        if (devices.SelectMany(matrices => matrices).Any(matrix => matrix.Geometry.Spec.SpareColumns > 0))
            throw new TileException("a chip with spare columns can not be saved yet: a file has no place for what they were repaired with");
        var spec = chip.Network.Spec;
        var layers = devices.SelectMany((matrices, layer) => matrices.Select((matrix, n) => Layer(NameOf(spec, layer, n, matrices.Length), matrix))).ToArray();
        if (layers.Length == 0) throw new TileException($"network '{spec.Name}' has no layer on arrays: there is nothing to save");
        return new ChipFile(spec.Name, chip.Origin, labels ?? new ChipLabels(), layers);
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

    /// <summary>The devices of a file's chip, for a network's matrices, by layer.</summary>
    /// <exception cref="TileException">They are another network's.</exception>
    public static MatrixDevices[][] Devices(Network network, NetworkLayers layers, ChipFile file)
    {
        var (spec, count) = (network.Spec, layers.Matrices.Count());
        if (file.Network != spec.Name) throw Foreign(spec, $"it is one of network '{file.Network}'");
        if (file.Layers.Count != count) throw Foreign(spec, $"it has {file.Layers.Count} matrices, and the network {count}");
        var next = 0;
        return Array.ConvertAll(layers.All, layer =>
        {
            var matrices = layer.Quantised?.Matrices ?? [];
            return matrices.Select((m, n) =>
                Devices(spec, NameOf(spec, layer.Index, n, matrices.Length), m.Matrix, new ChipIdentity(file.Origin.Seed, file.Origin.Chip, layer.Index, n), file.Layers[next++])).ToArray();
        });
    }

    private static MatrixDevices Devices(NetworkSpec spec, string name, BoundMatrix matrix, ChipIdentity chip, ChipLayer layer)
    {
        var geometry = matrix.Geometry;
        if (layer.Name != name) throw Foreign(spec, $"it has a layer '{layer.Name}', and the network in its place '{name}'");
        if (layer.Layout != Layout(geometry)) throw Foreign(spec, $"layer '{name}' is laid out otherwise: {layer.Layout}, and in the network {Layout(geometry)}");
        if (layer.Device != DeviceFingerprint.Of(geometry.Physics)) throw Foreign(spec, $"the devices of layer '{name}' are others: another device, or other numbers of it");
        if (!layer.Targets.AsSpan().SequenceEqual(matrix.Targets().Cells)) throw Foreign(spec, $"layer '{name}' was programmed with other weights");
        if (!matrix.HasErrors) return new MatrixDevices(matrix, chip, cells: null);
        var perCell = geometry.Physics.DevicesPerCell;
        var store = new CellStore<double>(geometry, perCell, layer.Conductances, layer.References);
        var logs = layer is { Log: { } log, ReferenceLog: { } referenceLog } ? new CellStore<int>(geometry, perCell, log, referenceLog) : null;
        return new MatrixDevices(matrix, chip, new ProgrammedCells(geometry, store, logs));
    }

    /// <summary>A layer of several matrices has them numbered.</summary>
    private static string NameOf(NetworkSpec spec, int layer, int matrix, int matrices) => matrices == 1 ? spec.Layers[layer].Name : $"{spec.Layers[layer].Name}.{matrix}";

    private static ChipLayout Layout(MatrixGeometry geometry) => new(
        geometry.Spec.Inputs, geometry.Spec.Outputs, geometry.AllColumns, geometry.Slices, geometry.Polarities, geometry.Physics.DevicesPerCell,
        geometry.Layout.HasReferenceColumn ? geometry.Layout.ColumnBlocks.Length : 0, geometry.Spec.ArrayRows, geometry.Spec.ArrayColumns);

    private static TileException Foreign(NetworkSpec spec, string why) => new($"the chip does not belong to network '{spec.Name}': {why}");
}
