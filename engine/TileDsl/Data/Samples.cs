using TileDsl.Kernels;

namespace TileDsl.Data;

/// <summary>A batch of samples of one shape and element type; immutable.</summary>
public sealed class Samples
{
    internal Samples(ElementType type, int count, int[] shape) => (Type, Count, Shape) = (type, count, shape);

    /// <summary>The element type.</summary>
    public ElementType Type { get; }

    /// <summary>How many samples.</summary>
    public int Count { get; }

    /// <summary>Shape of one sample.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Elements of one sample.</summary>
    public int Length => Shape.Aggregate(1, (product, n) => product * n);

    /// <summary>uint8 samples, one behind the other.</summary>
    /// <exception cref="TileException">A length that is not a multiple of the sample's.</exception>
    public static Samples Of(byte[] values, params int[] shape) => throw new NotImplementedException();

    /// <summary>int8 samples.</summary>
    public static Samples Of(sbyte[] values, params int[] shape) => throw new NotImplementedException();

    /// <summary>float32 samples.</summary>
    public static Samples Of(float[] values, params int[] shape) => throw new NotImplementedException();

    /// <summary>Samples first .. first + count - 1.</summary>
    public Samples Slice(int first, int count) => throw new NotImplementedException();

    /// <summary>The samples of all parts, in order; types and shapes must be the same.</summary>
    public static Samples Concatenate(IReadOnlyList<Samples> parts) => throw new NotImplementedException();

    /// <summary>The values of sample i as they are (uint8, int8 or float32).</summary>
    public void CopyTo(int sample, Span<double> values) => throw new NotImplementedException();
}
