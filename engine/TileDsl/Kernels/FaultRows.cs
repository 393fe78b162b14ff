using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>The faults a map gives for rows of a matrix, device by device.</summary>
/// <param name="map">The map, checked against the arrays.</param>
/// <param name="firstArray">Number of the matrix's first array in the map.</param>
internal sealed class FaultRows(MatrixGeometry geometry, FaultMap map, int firstArray)
{
    /// <summary>Those of a row's devices: of each device the outputs, then offset columns, then those of checksums.</summary>
    public void Read(int rowBlock, int slice, int polarity, int row, Span<sbyte> faults)
    {
        var layout = geometry.Layout;
        for (var device = 0; device < geometry.Physics.DevicesPerCell; device++)
        {
            var cells = faults.Slice(device * geometry.AllColumns, geometry.AllColumns);
            for (int block = 0, j = 0; block < layout.ColumnBlocks.Length; block++)
            {
                var array = firstArray + layout.Tile(rowBlock, block, slice);
                for (var local = 0; local < layout.ColumnBlocks[block]; local++, j++) cells[j] = map[array, polarity, device, row, layout.Column(local, slice)];
                if (geometry.HasOffsetColumn) cells[geometry.Spec.Outputs + block] = map[array, polarity, device, row, layout.OffsetColumn(slice)];
                var checks = cells.Slice(geometry.Columns + block * geometry.ChecksumColumns, geometry.ChecksumColumns);
                for (var k = 0; k < checks.Length; k++) checks[k] = map[array, polarity, device, row, geometry.FirstChecksum(slice) + k];
            }
        }
    }

    /// <summary>Those of one cell's devices, wherever it stands.</summary>
    /// <param name="tile">Number of the array in its matrix.</param>
    public void ReadCell(int tile, int polarity, int row, int arrayColumn, Span<sbyte> faults)
    {
        for (var device = 0; device < faults.Length; device++) faults[device] = map[firstArray + tile, polarity, device, row, arrayColumn];
    }

    /// <summary>Those of a row's devices in the reference columns of a slice: of each device one for each column block.</summary>
    public void ReadReferences(int rowBlock, int slice, int row, Span<sbyte> faults)
    {
        var (layout, blocks) = (geometry.Layout, geometry.Layout.ColumnBlocks.Length);
        for (var n = 0; n < faults.Length; n++)
            faults[n] = map[firstArray + layout.Tile(rowBlock, n % blocks, slice), 0, n / blocks, row, layout.ReferenceColumn];
    }
}
