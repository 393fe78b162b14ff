using System.Numerics;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>An operation on two maps.</summary>
public enum ElementwiseOperation
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a b.</summary>
    Multiply,
}

/// <summary>Two maps, element by element, and an activation (ONNX Add, Sub and Mul). One map may have fewer elements, see <see cref="Run"/>.</summary>
public static class FloatElementwise
{
    /// <summary><c>y = activation(a op b)</c>.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="a">All elements of the result; one for each channel; or one for all.</param>
    /// <param name="b">Likewise; a or b has all.</param>
    /// <param name="channels">Channels of the result, outermost.</param>
    /// <param name="y">The result; may be a or b where that has all elements.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="first">The activation's first number: the slope of LeakyRelu, the factor of HardSigmoid (0 for 1/6 and 1/2).</param>
    /// <param name="second">Its second: what HardSigmoid adds.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit.</exception>
    public static void Run(ElementwiseOperation operation, ReadOnlySpan<float> a, ReadOnlySpan<float> b, int channels, Span<float> y, Activation activation = Activation.None, double first = 0, double second = 0, VectorPath path = VectorPath.Auto)
    {
        var length = Math.Max(a.Length, b.Length);
        if (channels < 1 || length % channels != 0 || y.Length < length || !Fits(a.Length) || !Fits(b.Length))
            throw new ArgumentException($"{a.Length} and {b.Length} elements do not give {y.Length} in {channels} channels.");
        y = y[..length];
        var (clip, remaining) = Clip.Of(activation);
        switch (operation)
        {
            case ElementwiseOperation.Add: Map(new Sum(), clip, a, b, channels, y, path); break;
            case ElementwiseOperation.Subtract: Map(new Difference(), clip, a, b, channels, y, path); break;
            case ElementwiseOperation.Multiply: Map(new Product(), clip, a, b, channels, y, path); break;
            default: throw new ArgumentOutOfRangeException(nameof(operation));
        }
        FloatActivation.Apply(remaining, ((float)first, (float)second), y, path);

        bool Fits(int elements) => elements == length || elements == channels || elements == 1;
    }

    private static void Map<F>(F f, Clip clip, ReadOnlySpan<float> a, ReadOnlySpan<float> b, int channels, Span<float> y, VectorPath path)
        where F : struct, IOperation
    {
        if (a.Length == b.Length)
        {
            if (TilePath.Resolve(path) != VectorPath.Scalar) Lanes.Map(new Limited<F>(f, clip), a, b, y);
            else for (var i = 0; i < y.Length; i++) y[i] = clip.Of(f.Of(a[i], b[i]));
            return;
        }
        var run = y.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            var target = y.Slice(channel * run, run);
            if (a.Length == y.Length) Lanes.Map(new SecondIs<F>(f, clip, b.Length == 1 ? b[0] : b[channel]), a.Slice(channel * run, run), target);
            else Lanes.Map(new FirstIs<F>(f, clip, a.Length == 1 ? a[0] : a[channel]), b.Slice(channel * run, run), target);
        }
    }

    private interface IOperation : ILaneFunction2
    {
        float Of(float a, float b);
    }

    private readonly struct Sum : IOperation
    {
        public Vector<float> Of(Vector<float> a, Vector<float> b) => a + b;

        public float Of(float a, float b) => a + b;
    }

    private readonly struct Difference : IOperation
    {
        public Vector<float> Of(Vector<float> a, Vector<float> b) => a - b;

        public float Of(float a, float b) => a - b;
    }

    private readonly struct Product : IOperation
    {
        public Vector<float> Of(Vector<float> a, Vector<float> b) => a * b;

        public float Of(float a, float b) => a * b;
    }

    private readonly struct Limited<F>(F f, Clip clip) : ILaneFunction2
        where F : struct, ILaneFunction2
    {
        public Vector<float> Of(Vector<float> a, Vector<float> b) => clip.Of(f.Of(a, b));
    }

    private readonly struct SecondIs<F>(F f, Clip clip, float b) : ILaneFunction
        where F : struct, ILaneFunction2
    {
        public Vector<float> Of(Vector<float> x) => clip.Of(f.Of(x, new Vector<float>(b)));
    }

    private readonly struct FirstIs<F>(F f, Clip clip, float a) : ILaneFunction
        where F : struct, ILaneFunction2
    {
        public Vector<float> Of(Vector<float> x) => clip.Of(f.Of(new Vector<float>(a), x));
    }
}
