namespace TileDsl.Data;

/// <summary>
/// NumPy's .npy files, versions 1 to 3: little-endian u1 i1 u2 i2 u4 i4 u8 i8 f4 f8 and bool, C order (Fortran order is
/// transposed). Untrusted: the header is bounded, the length is checked against the file before anything is allocated.
/// </summary>
public sealed class NpyArray
{
    internal NpyArray(int[] shape, string type) => (Shape, Type) = (shape, type);

    /// <summary>Extents, outermost first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The element type as NumPy writes it, without the byte order: "u1", "f4".</summary>
    public string Type { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TileException">Not there, not an .npy file, truncated, a type that is not supported.</exception>
    public static NpyArray Read(string path) => throw new NotImplementedException();

    /// <summary>The elements as float64, exactly where they fit.</summary>
    public double[] ToDoubles() => throw new NotImplementedException();

    /// <summary>The elements as samples along the first axis: u1, i1, and every other type as float32.</summary>
    public Samples ToSamples() => throw new NotImplementedException();

    /// <summary>Writes a float64 array, by a temporary file and a rename.</summary>
    public static void Write(string path, double[] values, params int[] shape) => throw new NotImplementedException();
}
