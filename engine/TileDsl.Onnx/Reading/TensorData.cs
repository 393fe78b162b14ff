using System.Buffers.Binary;
using System.Runtime.InteropServices;
using TileDsl.Onnx.Format;

namespace TileDsl.Onnx;

/// <summary>The values of a TensorProto as float32, whichever of its fields they are in.</summary>
internal static class TensorData
{
    private const int Float32 = 1, Float16 = 10, Float64 = 11, BFloat16 = 16;
    private const int UInt4 = 21, Int4 = 22;
    private const int External = 1;

    /// <summary>Extents, and their product, which fits the data.</summary>
    /// <exception cref="TileException">A dimension or a product that cannot be.</exception>
    public static int Count(string path, TensorProto tensor)
    {
        long count = 1;
        foreach (var extent in tensor.Dims)
        {
            if (extent < 0 || (extent != 0 && count > int.MaxValue / extent)) throw Bad(path, tensor, "is too large or has a negative extent");
            count *= extent;
        }
        return (int)count;
    }

    /// <summary>The values, row-major.</summary>
    /// <exception cref="TileException">Data elsewhere, of another type, or not as much as the shape says.</exception>
    public static float[] Decode(string path, TensorProto tensor)
    {
        var count = Count(path, tensor);
        if (tensor.DataLocation == External || tensor.ExternalData.Count > 0)
        {
            var file = tensor.ExternalData.FirstOrDefault(e => e.Key == "location")?.Value ?? "?";
            throw Bad(path, tensor, $"keeps its data in another file ('{file}'); save the model with its data inside");
        }
        return tensor.DataType switch
        {
            Float32 => FromFloat32(path, tensor, count),
            Float64 => FromFloat64(path, tensor, count),
            Float16 => FromHalves(path, tensor, count, bits => (float)BitConverter.UInt16BitsToHalf(bits)),
            BFloat16 => FromHalves(path, tensor, count, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
            _ => throw Bad(path, tensor, $"has element type {tensor.DataType}; weights are float32 (1), float16 (10), float64 (11) or bfloat16 (16)"),
        };
    }

    private static float[] FromFloat32(string path, TensorProto tensor, int count)
    {
        if (tensor.RawData.IsEmpty)
        {
            Expect(path, tensor, count, tensor.FloatData.Count);
            return [.. tensor.FloatData];
        }
        ExpectRaw(path, tensor, count, sizeof(float));
        var values = new float[count];
        var raw = tensor.RawData.Span;
        for (var i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
        return values;
    }

    private static float[] FromFloat64(string path, TensorProto tensor, int count)
    {
        var values = new float[count];
        if (tensor.RawData.IsEmpty)
        {
            Expect(path, tensor, count, tensor.DoubleData.Count);
            for (var i = 0; i < count; i++) values[i] = (float)tensor.DoubleData[i];
            return values;
        }
        ExpectRaw(path, tensor, count, sizeof(double));
        var raw = tensor.RawData.Span;
        for (var i = 0; i < count; i++) values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(raw[(i * sizeof(double))..]);
        return values;
    }

    private static float[] FromHalves(string path, TensorProto tensor, int count, Func<ushort, float> convert)
    {
        var values = new float[count];
        if (tensor.RawData.IsEmpty)
        {
            Expect(path, tensor, count, tensor.Int32Data.Count);
            for (var i = 0; i < count; i++) values[i] = convert((ushort)tensor.Int32Data[i]);
            return values;
        }
        ExpectRaw(path, tensor, count, sizeof(ushort));
        var raw = tensor.RawData.Span;
        for (var i = 0; i < count; i++) values[i] = convert(BinaryPrimitives.ReadUInt16LittleEndian(raw[(i * sizeof(ushort))..]));
        return values;
    }

    private static void Expect(string path, TensorProto tensor, int count, int found)
    {
        if (found != count) throw Bad(path, tensor, $"needs {count} values for its shape [{Shape(tensor)}], and has {found}");
    }

    private static void ExpectRaw(string path, TensorProto tensor, int count, int size)
    {
        if (tensor.RawData.Length != (long)count * size)
            throw Bad(path, tensor, $"needs {(long)count * size} bytes for its shape [{Shape(tensor)}], and has {tensor.RawData.Length}");
    }

    /// <summary>Whether its elements are integers or booleans.</summary>
    public static bool IsInteger(TensorProto tensor) => tensor.DataType is >= 2 and <= 7 or 9 or 12 or 13 or UInt4 or Int4;

    /// <summary>Bytes of an element in raw data; 0 of a type without.</summary>
    public static int ElementSize(int type) => type switch { 2 or 3 or 9 => 1, 4 or 5 or 10 or 16 => 2, 1 or 6 or 12 => 4, 7 or 11 or 13 => 8, _ => 0 };

    /// <summary>The values of an integer tensor, row-major.</summary>
    /// <exception cref="TileException">Data elsewhere, of another type, or not as much as the shape says.</exception>
    public static long[] DecodeIntegers(string path, TensorProto tensor)
    {
        var count = Count(path, tensor);
        if (!IsInteger(tensor)) throw Bad(path, tensor, $"has element type {tensor.DataType}, where integers are due");
        if (tensor.DataType is UInt4 or Int4) return FromNibbles(path, tensor, count);
        if (!tensor.RawData.IsEmpty) return FromRaw(path, tensor, count);
        switch (tensor.DataType)
        {
            case 7:
                Expect(path, tensor, count, tensor.Int64Data.Count);
                return [.. tensor.Int64Data];
            case 12 or 13:
                Expect(path, tensor, count, tensor.Uint64Data.Count);
                return [.. tensor.Uint64Data.Select(v => unchecked((long)v))];
            default:
                Expect(path, tensor, count, tensor.Int32Data.Count);
                return [.. tensor.Int32Data.Select(v => (long)v)];
        }
    }

    /// <summary>Two to a byte, the first in its lower half.</summary>
    private static long[] FromNibbles(string path, TensorProto tensor, int count)
    {
        var bytes = (int)((count + 1L) / 2);
        byte[] packed = tensor.RawData.IsEmpty ? [.. tensor.Int32Data.Select(v => unchecked((byte)v))] : tensor.RawData.ToByteArray();
        if (packed.Length != bytes) throw Bad(path, tensor, $"needs {bytes} bytes, of two values each, for its shape [{Shape(tensor)}], and has {packed.Length}");
        return [.. Enumerable.Range(0, count).Select(i => packed[i / 2] >> (4 * (i % 2)) & 15).Select(v => tensor.DataType == Int4 && v > 7 ? v - 16L : v)];
    }

    private static long[] FromRaw(string path, TensorProto tensor, int count)
    {
        var size = ElementSize(tensor.DataType);
        ExpectRaw(path, tensor, count, size);
        var raw = tensor.RawData.Span;
        var values = new long[count];
        for (var i = 0; i < count; i++)
        {
            var at = raw[(i * size)..];
            values[i] = tensor.DataType switch
            {
                3 => (sbyte)at[0],
                4 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                5 => BinaryPrimitives.ReadInt16LittleEndian(at),
                6 => BinaryPrimitives.ReadInt32LittleEndian(at),
                12 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                7 or 13 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => at[0],
            };
        }
        return values;
    }

    public static string Shape(TensorProto tensor) => string.Join(",", tensor.Dims);

    private static TileException Bad(string path, TensorProto tensor, string what) => new($"{path}: tensor '{tensor.Name}' {what}");
}
