using TileDsl.Data;

namespace TileDsl.Devices;

/// <summary>
/// Which devices of the arrays are stuck, as measured: -1 at g_min, 1 at g_max, 0 sound. Rows by columns of an array, the same for all;
/// or [array][polarity][device][row][column], where an axis of length 1 holds for all of its places. Immutable.
/// </summary>
public sealed class FaultMap
{
    private readonly sbyte[] _faults;
    private readonly int _arrays, _polarities, _devices;

    private FaultMap(string name, sbyte[] faults, IReadOnlyList<int> shape)
    {
        (Name, _faults) = (name, faults);
        (_arrays, _polarities, _devices) = shape.Count == 2 ? (1, 1, 1) : (shape[0], shape[1], shape[2]);
        (Rows, Columns) = (shape[^2], shape[^1]);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Rows of an array.</summary>
    public int Rows { get; }

    /// <summary>Columns of an array: its own and, behind them, those of references and offsets, where it has them.</summary>
    public int Columns { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">An .npy file of integers -1, 0 and 1.</param>
    /// <exception cref="TileException">Not there, not such a file, another shape or other numbers.</exception>
    public static FaultMap Read(string path) => Of(NpyArray.Read(path), path);

    /// <summary>A map from an array.</summary>
    /// <param name="array">Integers -1, 0 and 1, [row][column] or [array][polarity][device][row][column].</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="TileException">Another shape or other numbers.</exception>
    public static FaultMap Of(NpyArray array, string name)
    {
        if (array.Shape.Count is not (2 or 5) || array.Shape.Any(n => n == 0))
            throw new TileException($"{name}: a map of faults has the axes [row][column], or [array][polarity][device][row][column]; this one has the shape [{string.Join(", ", array.Shape)}]");
        if (array.Type is "f4" or "f8") throw new TileException($"{name}: a map of faults holds integers (int8: -1 stuck at g_min, 1 at g_max, 0 sound), not {array.Type}");
        var values = array.ToIntegers(name);
        var faults = new sbyte[values.Length];
        for (var n = 0; n < faults.Length; n++)
        {
            if (values[n] is < -1 or > 1) throw new TileException($"{name}: element {n} is {values[n]}; a fault is -1 (stuck at g_min) or 1 (at g_max), a sound device 0");
            faults[n] = (sbyte)values[n];
        }
        return new FaultMap(name, faults, array.Shape);
    }

    /// <summary>Refuses a map that does not fit the arrays.</summary>
    /// <param name="arrays">Arrays of the chip whose devices name the map.</param>
    /// <param name="polarities">2 for pairs.</param>
    /// <param name="devices">Devices of a unit cell, of each polarity.</param>
    /// <param name="rows">Rows of an array.</param>
    /// <param name="columns">Columns of an array, those of references and offsets counted.</param>
    /// <exception cref="TileException">It does not.</exception>
    public void Check(int arrays, int polarities, int devices, int rows, int columns)
    {
        if ((Rows, Columns) == (rows, columns) && Fits(_arrays, arrays) && Fits(_polarities, polarities) && Fits(_devices, devices)) return;
        throw new TileException(
            $"{Name}: the map has the shape [{_arrays}, {_polarities}, {_devices}, {Rows}, {Columns}] (array, polarity, device, row, column), and the arrays [{arrays}, {polarities}, {devices}, {rows}, {columns}]; "
            + "rows and columns have to agree, the other axes may be 1");
    }

    /// <summary>-1, 0 or 1.</summary>
    public sbyte this[int array, int polarity, int device, int row, int column]
    {
        get
        {
            var place = ((_arrays == 1 ? 0 : array) * (long)_polarities + (_polarities == 1 ? 0 : polarity)) * _devices + (_devices == 1 ? 0 : device);
            return _faults[(place * Rows + row) * Columns + column];
        }
    }

    private static bool Fits(int extent, int due) => extent == 1 || extent == due;
}
