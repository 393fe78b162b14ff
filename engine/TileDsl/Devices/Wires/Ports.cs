using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>
/// What the rows of an array draw from their drivers, followed down the array: a segment r takes
/// <c>r X (I + r Y)^-1 X'</c> off, X what the rows send into the columns above it. Only the upper half is kept.
/// </summary>
internal sealed class Ports
{
    private readonly int _columns;
    private readonly int _stride;
    private readonly VectorPath _path;
    private readonly AlignedMemory<double> _drawn;
    private readonly AlignedMemory<double> _turned;

    /// <param name="rows">A multiple of 16.</param>
    /// <param name="columns">Likewise.</param>
    public Ports(int rows, int columns, VectorPath path)
    {
        (_columns, _stride, _path) = (columns, ColumnNetwork.StrideOf(rows), path);
        _drawn = new AlignedMemory<double>(checked(rows * _stride));
        _turned = new AlignedMemory<double>(checked(columns * _stride));
    }

    /// <summary>The current into row i per volt of row k, i &lt;= k, uS.</summary>
    public double this[int i, int k] => _drawn.Span[i * _stride + k];

    /// <summary>A row joins: with the columns held, it draws what its cells carry.</summary>
    public void Join(int row, ReadOnlySpan<double> drive) => _drawn.Span[row * _stride + row] = Lanes.Sum(drive);

    /// <summary>All rows so far pass a segment.</summary>
    /// <param name="before">X above it, rows by columns.</param>
    /// <param name="after">X behind it.</param>
    public void Pass(Span<double> before, Span<double> after, int stride, int rows, double resistance)
    {
        var turned = _turned.Span;
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < _columns; j++) turned[j * _stride + i] = -resistance * before[i * stride + j];
        }
        MatrixTiles.Multiply(
            new Strided(after, stride), new Strided(turned, _stride), new Strided(_drawn.Span, _stride), new Strided(_drawn.Span, _stride),
            MatrixTiles.Padded(rows, MatrixTiles.Rows), MatrixTiles.Padded(rows, MatrixTiles.Columns), _columns, _path, upper: true);
    }
}
