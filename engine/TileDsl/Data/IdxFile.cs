using System.Buffers.Binary;
using System.IO.Compression;

namespace TileDsl.Data;

/// <summary>
/// IDX files, as the MNIST family of data sets has them, plain or compressed (<c>.gz</c>): two zeros, the element type, the number
/// of axes, each extent in four bytes, the elements; big-endian, last axis fastest. Untrusted: no more is allocated than the
/// file, or what a file of its length can be the compression of, holds.
/// </summary>
public static class IdxFile
{
    private const int MostAxes = 32;

    // What deflate makes of zeros: no stream holds more than 1032 bytes for each of its own.
    private const long MostExpansion = 1032;

    /// <summary>Reads a file as an array like those of .npy files.</summary>
    /// <param name="path">Its path; one that ends in <c>.gz</c> is decompressed.</param>
    /// <exception cref="TileException">Not there, not an IDX file, truncated, longer than its header says.</exception>
    public static NpyArray Read(string path) => WholeFile.Read(path, file =>
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return Read(file, file.Length, path);
        try
        {
            using var content = new GZipStream(file, CompressionMode.Decompress);
            return Read(content, Math.Min(long.MaxValue / MostExpansion, file.Length) * MostExpansion, path);
        }
        catch (InvalidDataException e)
        {
            throw new TileException($"{path}: cannot be decompressed: {e.Message}", e);
        }
    });

    /// <param name="most">Bytes the stream holds at most.</param>
    internal static NpyArray Read(Stream stream, long most, string name)
    {
        var start = Bytes(stream, 4, name);
        if (start[0] != 0 || start[1] != 0) throw new TileException($"{name}: not an IDX file: it does not begin with two zeros");
        var (type, size) = start[2] switch
        {
            0x08 => ("u1", 1),
            0x09 => ("i1", 1),
            0x0B => ("i2", 2),
            0x0C => ("i4", 4),
            0x0D => ("f4", 4),
            0x0E => ("f8", 8),
            var other => throw new TileException($"{name}: IDX element type 0x{other:X2} is not known; 08 uint8, 09 int8, 0B int16, 0C int32, 0D float32 and 0E float64 are"),
        };
        if (start[3] is 0 or > MostAxes) throw new TileException($"{name}: {start[3]} axes; IDX files have 1 to {MostAxes}");
        var shape = new int[start[3]];
        var count = 1L;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var extent = BinaryPrimitives.ReadUInt32BigEndian(Bytes(stream, 4, name));
            if (extent == 0) throw new TileException($"{name}: axis {axis} has no elements");
            if (extent > Array.MaxLength / size / count) throw new TileException($"{name}: its header asks for more elements than memory can hold");
            shape[axis] = (int)extent;
            count *= extent;
        }
        if (count * size > most) throw new TileException($"{name}: truncated: its header asks for {count} elements of {size} bytes, more than the file can hold");
        var data = Bytes(stream, (int)(count * size), name);
        if (stream.ReadByte() >= 0) throw new TileException($"{name}: longer than its header says: {count} elements of {size} bytes");
        for (var at = 0; size > 1 && at < data.Length; at += size) data.AsSpan(at, size).Reverse();
        return new NpyArray(shape, type, data);
    }

    private static byte[] Bytes(Stream stream, int count, string name)
    {
        var bytes = new byte[count];
        var read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return read == count ? bytes : throw new TileException($"{name}: truncated: {count} bytes were due, and {read} are there");
    }
}
