using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>
/// What a volt on each row sends into the columns, carried down the array: a vector per row, multiplied at every wire segment
/// by <c>M = (I + r Y)^-1 = I - r W</c>, W the admittance behind the segment.
/// </summary>
/// <remarks>
/// Carrying every row through all segments below it takes rows^2 columns^2 / 2. A tall array is cut into groups as high as it is
/// wide: the product of a later group's segments is carried along once, for all the rows above, which makes it
/// 1.5 rows columns^3.
/// </remarks>
internal sealed class RowResponses
{
    private readonly int _columns;
    private readonly int _stride;
    private readonly int _rowsPerGroup;
    private readonly VectorPath _path;
    private readonly AlignedMemory<double> _results;
    private readonly List<(int First, AlignedMemory<double>? Segments)> _groups = [(0, null)];
    private AlignedMemory<double> _carried;
    private AlignedMemory<double> _next;
    private readonly Ports? _ports;
    private int _count;

    /// <param name="rows">Rows whose response is wanted.</param>
    /// <param name="columns">A multiple of 16.</param>
    /// <param name="withPorts">See <see cref="Drawn"/>; takes rows^3 columns / 6 more.</param>
    public RowResponses(int rows, int columns, VectorPath path, bool withPorts = false)
    {
        (_columns, _path, _stride) = (columns, path, ColumnNetwork.StrideOf(columns));
        _rowsPerGroup = withPorts || rows <= 3 * columns ? rows : columns;
        var carried = MatrixTiles.Padded(_rowsPerGroup, MatrixTiles.Rows) + (_rowsPerGroup < rows ? columns : 0);
        _carried = new AlignedMemory<double>(checked(carried * _stride));
        _next = new AlignedMemory<double>(carried * _stride);
        _results = new AlignedMemory<double>(checked(MatrixTiles.Padded(rows, MatrixTiles.Rows) * _stride));
        if (withPorts) _ports = new Ports(MatrixTiles.Padded(rows, MatrixTiles.Columns), columns, path);
    }

    private int First => _groups[^1].First;

    private int InGroup => _count - First;

    /// <summary>Rows of the carried matrix that are a group's segments.</summary>
    private int Segments => _groups.Count == 1 ? 0 : _columns;

    /// <summary>The response of a row, once <see cref="Finish"/> has been called.</summary>
    public ReadOnlySpan<double> this[int row] => _results.Span.Slice(row * _stride, _columns);

    /// <summary>The current into row i per volt of row k, i &lt;= k, columns at their virtual grounds; where it was asked for.</summary>
    public double Drawn(int i, int k) => _ports![i, k];

    /// <summary>The next row joins, at the column nodes beside its cells.</summary>
    public void Append(ReadOnlySpan<double> drive)
    {
        if (InGroup == _rowsPerGroup) BeginGroup();
        drive.CopyTo(_carried.Span[((Segments + InGroup) * _stride)..]);
        _ports?.Join(_count, drive);
        _count++;
    }

    /// <summary>All rows so far pass a segment: <c>X := X + X F</c>.</summary>
    /// <param name="segment"><c>F = -r W</c>.</param>
    /// <param name="resistance">r.</param>
    public void Pass(Span<double> segment, double resistance)
    {
        if (_count == 0) return;
        var rows = MatrixTiles.Padded(Segments + InGroup, MatrixTiles.Rows);
        MatrixTiles.Multiply(
            new Strided(_carried.Span, _stride), new Strided(segment, _stride), new Strided(_carried.Span, _stride), new Strided(_next.Span, _stride),
            rows, _columns, _columns, _path);
        (_carried, _next) = (_next, _carried);
        _ports?.Pass(_next.Span, _carried.Span, _stride, InGroup, resistance);
    }

    /// <summary>Every row has passed every segment.</summary>
    public void Finish()
    {
        Keep();
        if (_groups.Count == 1) return;
        var zeros = new double[_columns];
        var after = _groups[^1].Segments!;
        for (var n = _groups.Count - 2; n >= 0; n--)
        {
            var (first, end) = (_groups[n].First, _groups[n + 1].First);
            Follow(_results.Span.Slice(first * _stride, (end - first) * _stride), end - first, after.Span, zeros);
            if (_groups[n].Segments is not { } own) break;
            Follow(own.Span, _columns, after.Span, zeros);
            after = own;
        }
    }

    /// <summary>X := X S.</summary>
    private void Follow(Span<double> x, int rows, Span<double> segments, double[] zeros)
    {
        MatrixTiles.Multiply(new Strided(x, _stride), new Strided(segments, _stride), new Strided(zeros, 0), new Strided(_next.Span, _stride), rows, _columns, _columns, _path);
        _next.Span[..(rows * _stride)].CopyTo(x);
    }

    private void BeginGroup()
    {
        Keep();
        _groups.Add((_count, null));
        _carried.Span.Clear();
        for (var j = 0; j < _columns; j++) _carried.Span[j * _stride + j] = 1;
    }

    private void Keep()
    {
        var carried = _carried.Span;
        var segments = Segments * _stride;
        carried.Slice(segments, InGroup * _stride).CopyTo(_results.Span[(First * _stride)..]);
        if (segments == 0) return;
        var product = new AlignedMemory<double>(segments);
        carried[..segments].CopyTo(product.Span);
        _groups[^1] = (First, product);
    }
}
