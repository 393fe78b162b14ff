using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>A column of the matrix as it stands on arrays: an output, or a column block's offset column.</summary>
/// <param name="Block">Column block.</param>
/// <param name="Local">Position of the output within its block.</param>
/// <param name="Output">The output; -1 for an offset column.</param>
internal sealed record MatrixColumn(int Block, int Local, int Output)
{
    /// <summary>Which of its block's checksum columns it is; -1 for none.</summary>
    public int Check { get; init; } = -1;

    public bool IsCheck => Check >= 0;

    public bool IsOffset => Output < 0 && !IsCheck;
}

/// <summary>Contiguous rows of the matrix that stand on one array.</summary>
internal sealed record RowBlock(int Number, int First, int Count);

/// <summary>A cell of an array.</summary>
internal readonly record struct ArrayCell(int Row, int Column);

/// <summary>Which array, row and column each cell of a matrix is.</summary>
internal sealed class ArrayMap
{
    private readonly TileModel _tile;
    private readonly int _slices;
    private readonly bool _acrossColumns;
    private readonly int _columnBlocks;
    private readonly int _reserved;

    public ArrayMap(TileModel tile, WeightSlicing weights, int inputs, int outputs)
    {
        _tile = tile;
        _slices = weights.SliceBits.Count;
        _acrossColumns = weights.AcrossColumns;
        var rowBlocks = Cut(inputs, tile.Rows);
        var columnBlocks = Cut(outputs, _acrossColumns ? tile.Columns / _slices : tile.Columns);
        _columnBlocks = columnBlocks.Count;
        RowBlocks = [.. rowBlocks.Select((block, number) => new RowBlock(number, block.First, block.Count))];
        Outputs = [.. columnBlocks.SelectMany((block, number) =>
            Enumerable.Range(0, block.Count).Select(local => new MatrixColumn(number, local, block.First + local)))];
        HasReference = tile.Cells == CellArrangement.Single && tile.Pedestal == PedestalRemoval.Reference;
        var hasOffset = tile.OffsetColumn && weights.Encoding == WeightEncoding.Offset;
        if (tile.Checksum is not null)
        {
            var widest = columnBlocks.Max(block => block.Count);
            SumDigits = [.. weights.SliceBits.Select(bits => DigitsOf((long)widest * ((1 << bits) - 1), bits))];
            IndexDigits = [.. weights.SliceBits.Select(bits => DigitsOf(Enumerable.Range(1, widest).Sum(n => (long)n) * ((1 << bits) - 1), bits))];
            ChecksPerBlock = SumDigits.Max() + IndexDigits.Max();
            var full = _acrossColumns ? tile.Columns / _slices : tile.Columns;
            _reserved = (_acrossColumns ? _slices : 1)
                * (weights.SliceBits.Max(bits => DigitsOf((long)full * ((1 << bits) - 1), bits)) + weights.SliceBits.Max(bits => DigitsOf(Enumerable.Range(1, full).Sum(n => (long)n) * ((1 << bits) - 1), bits)));
            CheckColumns = [.. Enumerable.Range(0, _columnBlocks).SelectMany(block => Enumerable.Range(0, ChecksPerBlock).Select(k => new MatrixColumn(block, k, -1) { Check = k }))];
        }
        OffsetColumns = hasOffset ? [.. Enumerable.Range(0, _columnBlocks).Select(block => new MatrixColumn(block, 0, -1))] : [];
    }

    public List<RowBlock> RowBlocks { get; }

    public List<MatrixColumn> Outputs { get; }

    /// <summary>One per column block, or none.</summary>
    public List<MatrixColumn> OffsetColumns { get; }

    /// <summary>Digits of the sum of a slice's digits; empty where there are no checksums.</summary>
    public List<int> SumDigits { get; } = [];

    /// <summary>Digits of the sum of digits times column numbers.</summary>
    public List<int> IndexDigits { get; } = [];

    public int ChecksPerBlock { get; }

    /// <summary>Block by block: digits of the one sum, of the other.</summary>
    public List<MatrixColumn> CheckColumns { get; } = [];

    /// <summary>Spare columns of an array that are left to take the place of others.</summary>
    public int RepairColumns => _tile.SpareColumns - _reserved;

    /// <summary>The array column of a spare column that is left.</summary>
    public int RepairColumn(int number) => WithoutSpares + _tile.SpareColumns - RepairColumns + number;

    /// <summary>What keys the draws of a cell; cells of spare columns are numbered apart.</summary>
    public long Number(ArrayCell cell)
    {
        var spare = cell.Column - WithoutSpares;
        return spare < 0 ? (long)WithoutSpares * cell.Row + cell.Column : 8_589_934_592 + 65_536L * cell.Row + spare;
    }

    /// <summary>Whether every array has a column at g_min that is subtracted before the converter.</summary>
    public bool HasReference { get; }

    /// <summary>Arrays that every row block stands on.</summary>
    public int ArraysPerRowBlock => _columnBlocks * (_acrossColumns ? 1 : _slices);

    public int Tile(RowBlock rows, int columnBlock, int slice) =>
        _acrossColumns ? rows.Number * _columnBlocks + columnBlock : (rows.Number * _columnBlocks + columnBlock) * _slices + slice;

    /// <summary>What numbers the reference column of a slice among those of a column block: slices of one array share theirs.</summary>
    public int ReferencePlace(RowBlock rows, int slice) => _acrossColumns ? rows.Number : rows.Number * _slices + slice;

    /// <summary>Where a slice of a column stands in an array row.</summary>
    public ArrayCell Cell(int arrayRow, MatrixColumn column, int slice) => new(arrayRow, ArrayColumn(column, slice));

    /// <summary>The column of its array that a slice of a column stands in.</summary>
    public int ArrayColumn(MatrixColumn column, int slice)
    {
        var besideEachOther = _acrossColumns ? slice : 0;
        return column.IsCheck ? WithoutSpares + besideEachOther * ChecksPerBlock + column.Check
            : column.IsOffset ? _tile.Columns + 1 + besideEachOther
            : _acrossColumns ? column.Local * _slices + slice
            : column.Local;
    }

    /// <summary>The reference column's cell in an array row.</summary>
    public ArrayCell ReferenceCell(int arrayRow) => new(arrayRow, ReferenceColumn);

    /// <summary>The array column of the reference column.</summary>
    public int ReferenceColumn => _tile.Columns;

    /// <summary>Lines that are really there: array column C is only a number where there is no reference column.</summary>
    public int PhysicalColumns => WithoutSpares - (OffsetColumns.Count > 0 && !HasReference ? 1 : 0);

    /// <summary>The line a slice of a column stands in.</summary>
    public int PhysicalColumn(MatrixColumn column, int slice) => ArrayColumn(column, slice) - (column.IsOffset && !HasReference ? 1 : 0);

    /// <summary>Columns of an array by which the cells of all but spare ones are numbered: its own, then those of references and offsets.</summary>
    private int WithoutSpares =>
        OffsetColumns.Count > 0 ? _tile.Columns + 1 + (_acrossColumns ? _slices : 1) : HasReference ? _tile.Columns + 1 : _tile.Columns;

    private static int DigitsOf(long largest, int bits) => largest == 0 ? 0 : 1 + DigitsOf(largest >> bits, bits);

    /// <summary>ceil(count/limit) contiguous blocks whose sizes differ by at most one, larger first.</summary>
    private static List<(int First, int Count)> Cut(int count, int limit)
    {
        var blocks = (count + limit - 1) / limit;
        var cut = new List<(int First, int Count)>();
        for (var first = 0; blocks > 0; blocks--)
        {
            var size = (count - first + blocks - 1) / blocks;
            cut.Add((first, size));
            first += size;
        }
        return cut;
    }
}
