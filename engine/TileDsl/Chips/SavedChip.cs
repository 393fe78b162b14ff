using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl.Chips;

/// <summary>Between a chip, or a lone matrix, in memory and one in a file.</summary>
internal static class SavedChip
{
    /// <summary>What a lone matrix is called in the place of a layer.</summary>
    private const string LoneMatrix = "matrix";

    /// <summary>A chip as it goes to a file: the matrices of all layers.</summary>
    /// <exception cref="TileException">It has no errors, or no devices.</exception>
    public static ChipFile Of(Chip chip, MatrixDevices[][] devices, ChipLabels? labels)
    {
        var spec = chip.Network.Spec;
        var layers = devices.SelectMany((matrices, layer) => matrices.Select((matrix, n) => Layer(NameOf(spec, layer, n, matrices.Length), matrix))).ToArray();
        if (layers.Length == 0) throw new TileException($"network '{spec.Name}' has no layer on arrays: there is nothing to save");
        return File(spec.Name, chip.Origin, labels, layers);
    }

    /// <summary>A lone matrix as it goes to a file: of a network without a name.</summary>
    /// <exception cref="TileException">It has no errors.</exception>
    public static ChipFile Of(MatrixDevices devices, ChipOrigin origin, ChipLabels? labels) => File("", origin, labels, Layer(LoneMatrix, devices));

    /// <summary>A layer as it goes to a file; ideal cells hold their targets.</summary>
    public static ChipLayer Layer(string name, MatrixDevices devices)
    {
        var (geometry, targets) = (devices.Geometry, devices.Targets());
        var cells = devices.Cells ?? ProgrammedCells.Program(geometry, new TargetRows(geometry, devices.Weights), chip: null);
        var repair = geometry.RepairColumns == 0 ? null : new ChipRepair(Asked(devices, cells), cells.Spares.Conductances, cells.Spares.Log, cells.Spares.Replaced);
        return new ChipLayer(
            name, Layout(geometry), DeviceFingerprint.Of(geometry.Physics), targets.Cells(), cells.Store.Cells(), cells.Store.References,
            cells.Logs?.Cells(), cells.Logs?.References, repair, ArrayProgramming.Of(devices.Cells));
    }

    /// <summary>The devices of a file's chip, for a network's matrices, by layer.</summary>
    /// <exception cref="TileException">They are another network's.</exception>
    public static MatrixDevices[][] Devices(Network network, NetworkLayers layers, ChipFile file)
    {
        var (spec, owner, count) = (network.Spec, $"network '{network.Spec.Name}'", layers.Matrices.Count());
        if (file.IsLoneMatrix) throw Foreign(owner, "it is a lone matrix");
        if (file.Network != spec.Name) throw Foreign(owner, $"it is one of network '{file.Network}'");
        if (file.Layers.Count != count) throw Foreign(owner, $"it has {file.Layers.Count} matrices, and the network {count}");
        var next = 0;
        return Array.ConvertAll(layers.All, layer =>
        {
            var matrices = layer.Quantised?.Matrices ?? [];
            return matrices.Select((m, n) =>
                Devices(owner, NameOf(spec, layer.Index, n, matrices.Length), m.Matrix, new ChipIdentity(file.Origin.Seed, file.Origin.Chip, layer.Index, n), file.Layers[next++])).ToArray();
        });
    }

    /// <summary>The devices of a file's lone matrix.</summary>
    /// <exception cref="TileException">They are another's.</exception>
    public static MatrixDevices Devices(BoundMatrix matrix, ChipFile file)
    {
        const string owner = "the matrix";
        if (!file.IsLoneMatrix) throw Foreign(owner, $"it is one of network '{file.Network}'");
        if (file.Layers.Count != 1) throw Foreign(owner, $"it has {file.Layers.Count} matrices");
        return Devices(owner, LoneMatrix, matrix, new ChipIdentity(file.Origin.Seed, file.Origin.Chip, 0), file.Layers[0]);
    }

    private static MatrixDevices Devices(string owner, string name, BoundMatrix matrix, ChipIdentity chip, ChipLayer layer)
    {
        var (geometry, targets) = (matrix.Geometry, matrix.Targets());
        if (layer.Name != name) throw Foreign(owner, $"it has a layer '{layer.Name}', and in its place is '{name}'");
        if (layer.Layout != Layout(geometry)) throw Foreign(owner, $"layer '{name}' is laid out otherwise: {layer.Layout}, where {Layout(geometry)} is due");
        if (layer.Device != DeviceFingerprint.Of(geometry.Physics)) throw Foreign(owner, $"the devices of layer '{name}' are others: another device, or other numbers of it");
        if (!layer.Targets.AsSpan().SequenceEqual(targets.Cells())) throw Foreign(owner, $"layer '{name}' was programmed with other weights");
        if (!matrix.HasErrors) return new MatrixDevices(matrix, chip, cells: null);
        var perCell = geometry.Physics.DevicesPerCell;
        var store = new CellStore<double>(geometry, perCell, layer.Conductances, layer.References);
        var logs = layer is { Log: { } log, ReferenceLog: { } referenceLog } ? new CellStore<int>(geometry, perCell, log, referenceLog) : null;
        var spares = layer.Repair is { } repair ? new SpareCells(geometry, repair.Spares, repair.Log, repair.Replaced) : null;
        var cells = new ProgrammedCells(geometry, store, logs, spares, Tallies(owner, geometry, layer));
        if (layer.Repair is not null) Retarget(owner, geometry, cells, targets, layer);
        return new MatrixDevices(matrix, chip, cells);
    }

    /// <summary>What cells were asked to hold in the end.</summary>
    private static double[] Asked(MatrixDevices devices, ProgrammedCells cells)
    {
        var (geometry, targets, asked) = (devices.Geometry, new TargetRows(devices.Geometry, devices.Weights), new CellStore<double>(devices.Geometry));
        ForEachRow(geometry, (rowBlock, slice, polarity, row) => cells.Targets(targets, rowBlock, slice, polarity, row, asked.Row(rowBlock, slice, polarity, row)));
        return asked.Cells();
    }

    /// <summary>The cells that were asked to hold something else than their weights.</summary>
    private static void Retarget(string owner, MatrixGeometry geometry, ProgrammedCells cells, CellStore<double> targets, ChipLayer layer)
    {
        var asked = new CellStore<double>(geometry, 1, layer.Repair!.Asked, targets.References);
        ForEachRow(geometry, (rowBlock, slice, polarity, row) =>
        {
            var due = targets.Row(rowBlock, slice, polarity, row);
            var said = asked.Row(rowBlock, slice, polarity, row);
            for (var column = 0; column < due.Length; column++)
            {
                if (said[column] == due[column]) continue;
                if (said[column] < geometry.Law.Minimum || said[column] > geometry.Law.Maximum) throw Foreign(owner, $"a cell of layer '{layer.Name}' was asked to hold {said[column]:G6} uS, which its device can not");
                cells.Retarget(rowBlock, slice, polarity, row, column, said[column]);
            }
        });
    }

    private static void ForEachRow(MatrixGeometry geometry, Action<int, int, int, int> what)
    {
        for (var input = 0; input < geometry.Spec.Inputs; input++)
        {
            var (rowBlock, row) = geometry.Place(input);
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < geometry.Polarities; polarity++) what(rowBlock, slice, polarity, row);
            }
        }
    }

    private static ProgrammingTally[][] Tallies(string owner, MatrixGeometry geometry, ChipLayer layer)
    {
        var count = geometry.Layout.RowBlocks.Length * geometry.Layout.ArraysPerRow;
        if (!layer.Arrays.Select(a => (a.Polarity, a.Array)).SequenceEqual(Enumerable.Range(0, geometry.Polarities * count).Select(n => (n / count, n % count))))
            throw Foreign(owner, $"layer '{layer.Name}' has other arrays");
        return [.. layer.Arrays.Select(a => a.Tally).Chunk(count)];
    }

    private static ChipFile File(string network, ChipOrigin origin, ChipLabels? labels, params ChipLayer[] layers) =>
        origin.Noise == Noise.On ? new ChipFile(network, origin, labels ?? new ChipLabels(), layers)
        : throw new TileException("a chip without errors is not programmed: there is nothing to save");

    /// <summary>A layer of several matrices has them numbered.</summary>
    private static string NameOf(NetworkSpec spec, int layer, int matrix, int matrices) => matrices == 1 ? spec.Layers[layer].Name : $"{spec.Layers[layer].Name}.{matrix}";

    private static ChipLayout Layout(MatrixGeometry geometry) => new(
        geometry.Spec.Inputs, geometry.Spec.Outputs, geometry.AllColumns, geometry.Slices, geometry.Polarities, geometry.Physics.DevicesPerCell,
        geometry.Layout.HasReferenceColumn ? geometry.Layout.ColumnBlocks.Length : 0, geometry.Spec.ArrayRows, geometry.Spec.ArrayColumns, geometry.SparesPerRow);

    private static TileException Foreign(string owner, string why) => new($"the chip does not belong to {owner}: {why}");
}
