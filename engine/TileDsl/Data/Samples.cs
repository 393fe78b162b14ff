using System.Runtime.InteropServices;
using TileDsl.Kernels;

namespace TileDsl.Data;

/// <summary>A batch of samples of one shape and element type; immutable. Arrays that are given are not copied and must not change.</summary>
public sealed class Samples
{
    private readonly Array _values;
    private readonly int _first;
    private readonly int[] _shape;

    private Samples(ElementType type, Array values, int first, int count, int[] shape)
    {
        (Type, _values, _first, Count, _shape) = (type, values, first, count, shape);
        Length = shape.Aggregate(1, (product, n) => product * n);
    }

    /// <summary>The element type.</summary>
    public ElementType Type { get; }

    /// <summary>How many samples.</summary>
    public int Count { get; }

    /// <summary>Shape of one sample.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>Elements of one sample.</summary>
    public int Length { get; }

    /// <summary>uint8 samples, one behind the other.</summary>
    /// <param name="values">All elements.</param>
    /// <param name="shape">Shape of one sample; extents are positive.</param>
    /// <exception cref="TileException">A length that is not a multiple of the sample's.</exception>
    public static Samples Of(byte[] values, params int[] shape) => Create(ElementType.UInt8, values, shape);

    /// <summary>int8 samples, one behind the other.</summary>
    /// <param name="values">All elements.</param>
    /// <param name="shape">Shape of one sample; extents are positive.</param>
    /// <exception cref="TileException">A length that is not a multiple of the sample's.</exception>
    public static Samples Of(sbyte[] values, params int[] shape) => Create(ElementType.Int8, values, shape);

    /// <summary>float32 samples, one behind the other.</summary>
    /// <param name="values">All elements, finite.</param>
    /// <param name="shape">Shape of one sample; extents are positive.</param>
    /// <exception cref="TileException">A length that is not a multiple of the sample's, a value that is not finite.</exception>
    public static Samples Of(float[] values, params int[] shape)
    {
        var samples = Create(ElementType.Float32, values, shape);
        for (var n = 0; n < values.Length; n++)
        {
            if (!float.IsFinite(values[n])) throw new TileException($"sample {n / samples.Length}, value {n % samples.Length} is not a finite number");
        }
        return samples;
    }

    /// <summary>Samples first .. first + count - 1.</summary>
    /// <exception cref="TileException">There are fewer.</exception>
    public Samples Slice(int first, int count)
    {
        if (first < 0 || count < 0 || first > Count - count) throw new TileException($"samples {first} .. {(long)first + count - 1} were asked for, and there are {Count}, numbered from 0");
        return new Samples(Type, _values, _first + first, count, _shape);
    }

    /// <summary>The samples of all parts, in order.</summary>
    /// <exception cref="TileException">No parts, or parts of different types or shapes.</exception>
    public static Samples Concatenate(IReadOnlyList<Samples> parts)
    {
        if (parts.Count == 0) throw new TileException("no samples to put together");
        if (parts.Count == 1) return parts[0];
        var head = parts[0];
        foreach (var part in parts)
        {
            if (part.Type != head.Type || !part._shape.SequenceEqual(head._shape))
                throw new TileException($"samples of {NameOf(part.Type)} [{string.Join(" x ", part.Shape)}] do not follow samples of {NameOf(head.Type)} [{string.Join(" x ", head.Shape)}]");
        }
        var total = Kernels.Planes.CheckedLength(parts.Sum(part => (long)part.Count * head.Length));
        Array values = head.Type switch { ElementType.UInt8 => new byte[total], ElementType.Int8 => new sbyte[total], _ => new float[total] };
        var at = 0;
        foreach (var part in parts)
        {
            Array.Copy(part._values, part._first * head.Length, values, at, part.Count * head.Length);
            at += part.Count * head.Length;
        }
        return new Samples(head.Type, values, 0, total / head.Length, head._shape);
    }

    /// <summary>The values of a sample as they are (uint8, int8 or float32).</summary>
    /// <param name="sample">From 0.</param>
    /// <param name="values">Receives <see cref="Length"/> values at its beginning.</param>
    public void CopyTo(int sample, Span<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        var first = (_first + sample) * Length;
        switch (_values)
        {
            case float[] floats:
                for (var n = 0; n < Length; n++) values[n] = floats[first + n];
                break;
            // A byte[] is an sbyte[] to the runtime, and the other way round: the element type says which it is.
            case byte[] codes when Type == ElementType.UInt8:
                for (var n = 0; n < Length; n++) values[n] = codes[first + n];
                break;
            default:
                var signed = (sbyte[])_values;
                for (var n = 0; n < Length; n++) values[n] = signed[first + n];
                break;
        }
    }

    /// <summary>A sample of 8-bit integers, byte by byte.</summary>
    internal ReadOnlySpan<byte> Bytes(int sample)
    {
        var bytes = Type == ElementType.UInt8 ? ((byte[])_values).AsSpan() : MemoryMarshal.AsBytes(((sbyte[])_values).AsSpan());
        return bytes.Slice((_first + sample) * Length, Length);
    }

    internal static string NameOf(ElementType type) => type switch { ElementType.UInt8 => "uint8", ElementType.Int8 => "int8", _ => "float32" };

    private static Samples Create(ElementType type, Array values, int[] shape)
    {
        var length = 1L;
        foreach (var extent in shape)
        {
            if (extent <= 0) throw new TileException($"the shape of a sample is {string.Join(" x ", shape)}: extents are positive");
            length *= extent;
            if (length > int.MaxValue) throw new TileException($"the shape of a sample is {string.Join(" x ", shape)}: more than {int.MaxValue} elements");
        }
        if (values.Length % length != 0) throw new TileException($"{values.Length} values are not samples of {length} ({string.Join(" x ", shape)})");
        return new Samples(type, values, 0, (int)(values.Length / length), [.. shape]);
    }
}
