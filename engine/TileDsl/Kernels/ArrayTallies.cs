using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>What programming took, array by array.</summary>
internal static class ArrayTallies
{
    /// <summary>By polarity, then by number of the array in its matrix.</summary>
    /// <param name="cells">Conductances, uS.</param>
    /// <param name="logs">What the programming of each took; null for one pulse, accepted, each.</param>
    /// <param name="spares">Devices beside these: those that were given a pulse count.</param>
    public static ProgrammingTally[][] Of(MatrixGeometry geometry, CellStore<double> cells, CellStore<int>? logs, SpareCells? spares = null)
    {
        var layout = geometry.Layout;
        var tallies = new ProgrammingTally[geometry.Polarities][];
        for (var polarity = 0; polarity < tallies.Length; polarity++) tallies[polarity] = new ProgrammingTally[layout.RowBlocks.Length * layout.ArraysPerRow];
        for (var input = 0; input < geometry.Spec.Inputs; input++)
        {
            var (rowBlock, row) = geometry.Place(input);
            for (var slice = 0; slice < geometry.Slices; slice++)
            {
                for (var polarity = 0; polarity < tallies.Length; polarity++)
                    Row(geometry, tallies[polarity], rowBlock, slice, cells.Row(rowBlock, slice, polarity, row), logs is null ? default : logs.Row(rowBlock, slice, polarity, row));
                // Slices that stand side by side share their reference.
                if (!layout.HasReferenceColumn || (layout.AcrossColumns && slice > 0)) continue;
                References(geometry, tallies[0], rowBlock, slice, cells.ReferencesOf(rowBlock, slice, row), logs is null ? default : logs.ReferencesOf(rowBlock, slice, row));
            }
        }
        if (spares is not null) Spares(geometry, tallies, spares);
        return tallies;
    }

    private static void Spares(MatrixGeometry geometry, ProgrammingTally[][] tallies, SpareCells spares)
    {
        for (var polarity = 0; polarity < tallies.Length; polarity++)
        {
            for (var tile = 0; tile < tallies[polarity].Length; tile++)
            {
                for (var row = 0; row < geometry.Layout.RowBlocks[tile / geometry.Layout.ArraysPerRow]; row++)
                {
                    for (var device = 0; device < geometry.Physics.DevicesPerCell; device++)
                    {
                        for (var spare = 0; spare < geometry.RepairColumns; spare++)
                        {
                            var at = spares.At(tile, polarity, row, device, spare);
                            if (spares.Log[at] != 0) Add(geometry.Physics, spares.Conductances, spares.Log, at, 1, ref tallies[polarity][tile]);
                        }
                    }
                }
            }
        }
    }

    private static void Row(MatrixGeometry geometry, ProgrammingTally[] tallies, int rowBlock, int slice, ReadOnlySpan<double> cells, ReadOnlySpan<int> log)
    {
        var (layout, physics) = (geometry.Layout, geometry.Physics);
        for (var device = 0; device < physics.DevicesPerCell; device++)
        {
            var first = device * geometry.AllColumns;
            for (var block = 0; block < layout.ColumnBlocks.Length; block++)
            {
                ref var tally = ref tallies[layout.Tile(rowBlock, block, slice)];
                Add(physics, cells, log, first, layout.ColumnBlocks[block], ref tally);
                first += layout.ColumnBlocks[block];
                if (geometry.HasOffsetColumn) Add(physics, cells, log, device * geometry.AllColumns + geometry.Spec.Outputs + block, 1, ref tally);
                if (geometry.ChecksumColumns > 0)
                    Add(physics, cells, log, device * geometry.AllColumns + geometry.Columns + block * geometry.ChecksumColumns, geometry.ChecksumColumns, ref tally);
            }
        }
    }

    private static void References(MatrixGeometry geometry, ProgrammingTally[] tallies, int rowBlock, int slice, ReadOnlySpan<double> cells, ReadOnlySpan<int> log)
    {
        var blocks = geometry.Layout.ColumnBlocks.Length;
        for (var n = 0; n < cells.Length; n++) Add(geometry.Physics, cells, log, n, 1, ref tallies[geometry.Layout.Tile(rowBlock, n % blocks, slice)]);
    }

    private static void Add(DevicePhysics physics, ReadOnlySpan<double> cells, ReadOnlySpan<int> log, int first, int count, ref ProgrammingTally tally) =>
        physics.Tally(cells.Slice(first, count), log.IsEmpty ? default : log.Slice(first, count), ref tally);
}
