namespace TileDsl.Running;

/// <summary>
/// Where a window stands: the values of every place it takes, channel, kernel row, kernel column, out of an input with its
/// padding around it. Immutable.
/// </summary>
internal sealed class Patches
{
    private readonly int _channels;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _paddedRows;
    private readonly int _paddedColumns;
    private readonly int[] _offsets;
    private readonly WindowSpec _window;

    /// <param name="shape">Channels, rows, columns; rows are left out in one dimension.</param>
    public Patches(WindowSpec window, int[] shape)
    {
        _window = window;
        (_channels, _rows, _columns) = (shape[0], shape.Length > 2 ? shape[1] : 1, shape[^1]);
        (_paddedRows, _paddedColumns) = (_rows + window.PadBegin[0] + window.PadEnd[0], _columns + window.PadBegin[1] + window.PadEnd[1]);
        Rows = Places(_paddedRows, 0);
        Columns = Places(_paddedColumns, 1);
        PaddedLength = Kernels.Planes.CheckedLength((long)_channels * _paddedRows * _paddedColumns);
        _offsets = new int[window.Kernel[0] * window.Kernel[1]];
        for (var n = 0; n < _offsets.Length; n++)
            _offsets[n] = n / window.Kernel[1] * window.Dilation[0] * _paddedColumns + n % window.Kernel[1] * window.Dilation[1];
    }

    /// <summary>Rows of places.</summary>
    public int Rows { get; }

    /// <summary>Columns of places.</summary>
    public int Columns { get; }

    /// <summary>Places of the window.</summary>
    public int Positions => Rows * Columns;

    /// <summary>Values of a window in one channel.</summary>
    public int Size => _offsets.Length;

    /// <summary>Values of the input with its padding.</summary>
    public int PaddedLength { get; }

    /// <summary>Puts the padding around an input.</summary>
    /// <param name="x">Channels by rows by columns.</param>
    /// <param name="padding">What stands outside.</param>
    /// <param name="padded"><see cref="PaddedLength"/> values.</param>
    public void Pad<T>(ReadOnlySpan<T> x, T padding, Span<T> padded)
    {
        if (padded.Length == x.Length)
        {
            x.CopyTo(padded);
            return;
        }
        padded.Fill(padding);
        for (var channel = 0; channel < _channels; channel++)
        {
            for (var row = 0; row < _rows; row++)
            {
                var at = (channel * _paddedRows + row + _window.PadBegin[0]) * _paddedColumns + _window.PadBegin[1];
                x.Slice((channel * _rows + row) * _columns, _columns).CopyTo(padded[at..]);
            }
        }
    }

    /// <summary>The window's values at a place, of neighbouring channels.</summary>
    /// <param name="padded">The input with its padding.</param>
    /// <param name="position">Row by row.</param>
    /// <param name="patch">Channels times <see cref="Size"/>.</param>
    public void Gather<T>(ReadOnlySpan<T> padded, int firstChannel, int position, Span<T> patch)
    {
        var plane = _paddedRows * _paddedColumns;
        var at = firstChannel * plane + position / Columns * _window.Stride[0] * _paddedColumns + position % Columns * _window.Stride[1];
        for (var n = 0; n < patch.Length; at += plane)
        {
            foreach (var offset in _offsets) patch[n++] = padded[at + offset];
        }
    }

    /// <summary>The rows of the input, not of its padding, that a place covers, and likewise its columns: how many values are real.</summary>
    public int Inside(int position) =>
        Inside(position / Columns, 0, _rows) * Inside(position % Columns, 1, _columns);

    private int Inside(int place, int axis, int extent)
    {
        var first = place * _window.Stride[axis] - _window.PadBegin[axis];
        var count = 0;
        for (var k = 0; k < _window.Kernel[axis]; k++)
        {
            var at = first + k * _window.Dilation[axis];
            if (at >= 0 && at < extent) count++;
        }
        return count;
    }

    private int Places(int padded, int axis) => (padded - _window.Dilation[axis] * (_window.Kernel[axis] - 1) - 1) / _window.Stride[axis] + 1;
}
