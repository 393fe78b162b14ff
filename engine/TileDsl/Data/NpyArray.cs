using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TileDsl.Data;

/// <summary>
/// NumPy's .npy files, versions 1 to 3: little-endian u1 i1 u2 i2 u4 i4 u8 i8 f4 f8 and bool, C order (Fortran order is
/// transposed). Untrusted: the header is bounded, the length is checked against the file before anything is allocated.
/// </summary>
public sealed class NpyArray
{
    private readonly byte[] _data;
    private readonly int[] _shape;

    /// <param name="data">Little-endian, in C order.</param>
    internal NpyArray(int[] shape, string type, byte[] data) => (_shape, Type, _data) = (shape, type, data);

    /// <summary>Extents, outermost first; empty for a single number.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>The element type as NumPy writes it, without the byte order: "u1", "f4"; "b1" for bool.</summary>
    public string Type { get; }

    /// <summary>Elements.</summary>
    public int Length => _data.Length / ElementSize;

    private int ElementSize => Type[1] - '0';

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="TileException">Not there, not an .npy file, truncated, a type that is not supported.</exception>
    public static NpyArray Read(string path) => WholeFile.Read(path, file => Read(file, path));

    /// <summary>Reads an array from a stream that can seek, from its position to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="TileException">Not an .npy array, truncated, a type that is not supported.</exception>
    public static NpyArray Read(Stream stream, string name)
    {
        var header = NpyHeader.Read(stream, name);
        var size = header.Type[1] - '0';
        var count = 1L;
        foreach (var extent in header.Shape)
        {
            if (extent != 0 && count > Array.MaxLength / extent) throw Large(name, header.Shape);
            count *= extent;
        }
        if (count * size > Array.MaxLength) throw Large(name, header.Shape);
        var remaining = stream.Length - stream.Position;
        if (remaining != count * size)
        {
            throw new TileException(
                $"{name}: {(remaining < count * size ? "truncated" : "longer than its header says")}: {count} elements of {size} bytes are {count * size} bytes, and {remaining} follow the header");
        }
        var data = new byte[count * size];
        stream.ReadExactly(data);
        if (header.IsFortranOrder) data = ToCOrder(data, header.Shape, size);
        return new NpyArray(header.Shape, header.Type, data);
    }

    /// <summary>The elements as float64, exactly where they fit (8-byte integers are rounded).</summary>
    public double[] ToDoubles()
    {
        var values = new double[Length];
        for (var n = 0; n < values.Length; n++) values[n] = Element(n);
        return values;
    }

    /// <summary>The elements as float32 (wider ones are rounded).</summary>
    public float[] ToSingles() => Array.ConvertAll(ToDoubles(), value => (float)value);

    /// <summary>The elements as integers: labels, weight levels, input codes.</summary>
    /// <param name="name">What messages call the array.</param>
    /// <exception cref="TileException">An element is not an integer of 32 bits.</exception>
    public int[] ToIntegers(string name)
    {
        var values = new int[Length];
        for (var n = 0; n < values.Length; n++)
        {
            var value = Element(n);
            if (value != Math.Round(value) || value < int.MinValue || value > int.MaxValue)
                throw new TileException($"{name}: element {n} is {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}, not an integer of 32 bits");
            values[n] = (int)value;
        }
        return values;
    }

    /// <summary>The elements as samples along the first axis: u1, i1, and every other type as float32.</summary>
    /// <exception cref="TileException">There is no axis, or none behind the first with elements, or a value that is not finite.</exception>
    public Samples ToSamples()
    {
        if (_shape.Length == 0) throw new TileException("a single number is not samples: the first axis counts them");
        var shape = _shape[1..];
        return Type switch
        {
            "u1" => Samples.Of(_data, shape),
            "i1" => Samples.Of(MemoryMarshal.Cast<byte, sbyte>(_data).ToArray(), shape),
            _ => Samples.Of(ToSingles(), shape),
        };
    }

    /// <summary>Writes a float64 array, by a temporary file and a rename.</summary>
    /// <param name="path">Where; a file that is there is replaced.</param>
    /// <param name="values">Elements in C order.</param>
    /// <param name="shape">Extents, whose product is their number.</param>
    /// <exception cref="TileException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The shape does not fit the values.</exception>
    public static void Write(string path, double[] values, params int[] shape)
    {
        if (shape.Aggregate(1L, (product, n) => product * n) != values.Length) throw new ArgumentException($"{values.Length} values do not have the shape {string.Join(" x ", shape)}.", nameof(shape));
        WholeFile.Write(path, file =>
        {
            file.Write(NpyHeader.Bytes("<f8", shape));
            Span<byte> element = stackalloc byte[8];
            foreach (var value in values)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(element, value);
                file.Write(element);
            }
        });
    }

    private static TileException Large(string name, int[] shape) =>
        new($"{name}: an array of {string.Join(" x ", shape)} elements is larger than memory can hold");

    private double Element(int n)
    {
        var bytes = _data.AsSpan(n * ElementSize, ElementSize);
        return Type switch
        {
            "u1" => bytes[0],
            "b1" => bytes[0] == 0 ? 0 : 1,
            "i1" => (sbyte)bytes[0],
            "u2" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            "i2" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            "u4" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            "i4" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            "u8" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            "i8" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            "f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };
    }

    /// <summary>First axis fastest to last axis fastest.</summary>
    private static byte[] ToCOrder(byte[] data, int[] shape, int size)
    {
        var result = new byte[data.Length];
        var index = new int[shape.Length];
        for (var to = 0; to < data.Length; to += size)
        {
            long from = 0;
            for (var axis = shape.Length - 1; axis >= 0; axis--) from = from * shape[axis] + index[axis];
            data.AsSpan((int)from * size, size).CopyTo(result.AsSpan(to));
            for (var axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }
        return result;
    }
}
