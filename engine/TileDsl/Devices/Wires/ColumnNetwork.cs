using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>
/// The rows so far as the next ones see them: the admittance Y between the column nodes at the bottom of what has been
/// eliminated, rows at 0 V. Only the upper half of Y is kept. Conductances in uS, resistances in megohm.
/// </summary>
internal sealed class ColumnNetwork
{
    private const int Block = 16;

    private readonly int _columns;
    private readonly VectorPath _path;
    private readonly AlignedMemory<double> _admittance;
    private readonly AlignedMemory<double> _panel;
    private readonly AlignedMemory<double> _negative;
    private readonly double[] _factor = new double[Block * Block];

    /// <param name="columns">A multiple of 16.</param>
    public ColumnNetwork(int columns, VectorPath path)
    {
        (_columns, _path, Stride) = (columns, path, StrideOf(columns));
        _admittance = new AlignedMemory<double>(checked(columns * Stride));
        _panel = new AlignedMemory<double>(Block * Stride);
        _negative = new AlignedMemory<double>(Block * Stride);
    }

    public int Stride { get; }

    public Span<double> Admittance => _admittance.Span;

    /// <summary>Rows a power of two apart would share cache sets.</summary>
    public static int StrideOf(int columns) => columns + 8;

    /// <summary>
    /// Puts a resistance r in series with every column: <c>Y := Y - Y r (I + r Y)^-1 Y</c>, sixteen columns at a time, each step
    /// <c>Y -= T' T</c> with <c>T = sqrt(r) L^-1 Y[block, all]</c>, <c>L L' = I + r Y[block, block]</c>.
    /// </summary>
    public void AddSeries(double resistance)
    {
        if (resistance == 0) return;
        var root = Math.Sqrt(resistance);
        for (var first = 0; first < _columns; first += Block)
        {
            Gather(first);
            Factor(first, resistance);
            Substitute(root);
            MatrixTiles.Multiply(
                new Strided(_negative.Span, 1, Stride), new Strided(_panel.Span, Stride),
                new Strided(_admittance.Span, Stride), new Strided(_admittance.Span, Stride), _columns, _columns, Block, _path, upper: true);
        }
    }

    /// <summary>The whole of Y times a factor, both halves.</summary>
    public void CopyTo(Span<double> full, double factor)
    {
        var y = _admittance.Span;
        var stride = Stride;
        for (var m = 0; m < _columns; m += 8)
        {
            for (var n = m; n < _columns; n += 8)
            {
                for (var i = m; i < m + 8; i++)
                {
                    for (var j = Math.Max(n, i); j < n + 8; j++) full[i * stride + j] = full[j * stride + i] = factor * y[i * stride + j];
                }
            }
        }
    }

    /// <summary>The block's rows of Y, whole.</summary>
    private void Gather(int first)
    {
        var y = _admittance.Span;
        var panel = _panel.Span;
        var stride = Stride;
        for (var n = 0; n < first; n++)
        {
            var row = y.Slice(n * stride + first, Block);
            for (var k = 0; k < Block; k++) panel[k * stride + n] = row[k];
        }
        for (var k = 0; k < Block; k++)
        {
            for (var l = 0; l < k; l++) panel[k * stride + first + l] = y[(first + l) * stride + first + k];
            y.Slice((first + k) * stride + first + k, _columns - first - k).CopyTo(panel[(k * stride + first + k)..]);
        }
    }

    private void Factor(int first, double resistance)
    {
        var y = _admittance.Span;
        var (factor, stride) = (_factor, Stride);
        for (var j = 0; j < Block; j++)
        {
            for (var i = j; i < Block; i++)
            {
                var sum = resistance * y[(first + j) * stride + first + i];
                if (i == j) sum += 1;
                for (var k = 0; k < j; k++) sum = Math.FusedMultiplyAdd(-factor[i * Block + k], factor[j * Block + k], sum);
                factor[i * Block + j] = i == j ? Math.Sqrt(sum) : sum / factor[j * Block + j];
            }
        }
    }

    private void Substitute(double root)
    {
        for (var k = 0; k < Block; k++)
        {
            var row = _panel.Span.Slice(k * Stride, _columns);
            // What is above in the panel already holds its root of r.
            Lanes.Multiply(root, row, row);
            for (var l = 0; l < k; l++) Lanes.MultiplyAdd(-_factor[k * Block + l], _panel.Span.Slice(l * Stride, _columns), row);
            Lanes.Multiply(1 / _factor[k * Block + k], row, row);
            Lanes.Multiply(-1, row, _negative.Span.Slice(k * Stride, _columns));
        }
    }
}
