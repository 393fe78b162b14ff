using System.Buffers;

namespace TileDsl.Kernels;

/// <summary>Planes row by row, int32 or float32: rows by padded columns, plane behind plane.</summary>
internal sealed class Planes : IDisposable
{
    private readonly int[] _integers = [];
    private readonly float[] _floats = [];
    private readonly int _length;
    private readonly int _padded;

    public Planes(int paddedColumns, bool isFloat, long rows)
    {
        _padded = paddedColumns;
        var length = CheckedLength(rows * _padded);
        // Conductances are packed anew for every chip and time, and thrown away at once.
        if (isFloat)
        {
            (_floats, _length) = (ArrayPool<float>.Shared.Rent(length), length);
            _floats.AsSpan(0, length).Clear();
        }
        else
        {
            _integers = new int[length];
        }
    }

    public ReadOnlySpan<float> Floats => _floats.AsSpan(0, _length);

    /// <summary>Where a row begins.</summary>
    public int this[long row] => (int)(row * _padded);

    public void Set(int row, int column, int value)
    {
        if (_floats.Length > 0) _floats[row + column] = value;
        else _integers[row + column] = value;
    }

    /// <summary>Whether every element is an integer of 16 bits.</summary>
    public bool AreHalf
    {
        get
        {
            foreach (var value in Floats)
            {
                if (value is not (>= 0 and <= ushort.MaxValue)) return false;
            }
            return true;
        }
    }

    public double Get(int row, int column) => _floats.Length > 0 ? _floats[row + column] : _integers[row + column];

    /// <summary>The row of float32 elements that begins there.</summary>
    public Span<float> Row(int row) => _floats.AsSpan(row, _padded);

    public void Set(int row, int column, float value) => _floats[row + column] = value;

    /// <summary>The magnitudes of a column from a row on, summed: what the largest inputs of one sign make of it.</summary>
    public long ColumnMagnitude(long firstRow, int rows, int column)
    {
        var sum = 0L;
        for (var row = firstRow; row < firstRow + rows; row++)
        {
            var index = this[row] + column;
            sum += Math.Abs(_floats.Length > 0 ? (long)_floats[index] : _integers[index]);
        }
        return sum;
    }

    /// <summary>Gives the memory of float32 elements back: nothing may read them after.</summary>
    public void Dispose()
    {
        if (_length > 0) ArrayPool<float>.Shared.Return(_floats);
    }

    /// <summary>A number of elements that an array can have.</summary>
    /// <exception cref="TileException">There are more.</exception>
    public static int CheckedLength(long length) => length <= Array.MaxLength
        ? (int)length
        : throw new TileException($"one matrix would need {length} elements in memory, more than {Array.MaxLength}: split the layer");
}
