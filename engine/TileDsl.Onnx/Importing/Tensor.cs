namespace TileDsl.Onnx.Importing;

/// <summary>A constant of the graph: an initializer, or what was computed from some.</summary>
/// <param name="Name">The initializer it comes from; empty where it comes from several or none.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Floats">Values, where its elements are real.</param>
/// <param name="Integers">Values, where they are integers or booleans.</param>
/// <param name="ElementType">ONNX's number of the type.</param>
internal sealed record Tensor(string Name, int[] Shape, float[]? Floats, long[]? Integers, int ElementType)
{
    public int Count => Floats?.Length ?? Integers!.Length;

    public static Tensor Real(string name, int[] shape, float[] values) => new(name, shape, values, null, 1);

    public static Tensor Whole(int[] shape, long[] values) => new("", shape, null, values, 7);

    /// <summary>The values as real numbers.</summary>
    public float[] Reals() => Floats ?? Array.ConvertAll(Integers!, v => (float)v);

    /// <summary>The values as they are held, either way, in another order.</summary>
    public Tensor Picked(int[] shape, int[] from) => this with
    {
        Shape = shape,
        Floats = Floats is null ? null : Array.ConvertAll(from, i => Floats[i]),
        Integers = Integers is null ? null : Array.ConvertAll(from, i => Integers[i]),
    };
}
