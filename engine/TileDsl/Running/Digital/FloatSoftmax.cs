using System.Numerics;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>exp(y - max) over its sum, in float32 with the sum in float64.</summary>
public static class FloatSoftmax
{
    /// <summary>Over all values, in place.</summary>
    /// <param name="values">Overwritten.</param>
    /// <param name="path">The width of the vectors.</param>
    public static void Apply(Span<float> values, VectorPath path = VectorPath.Auto)
    {
        var largest = Lanes.Max(values);
        if (TilePath.Resolve(path) == VectorPath.Scalar)
        {
            foreach (ref var y in values) y = (float)Elementary.Exp(y - largest);
        }
        else
        {
            Lanes.Map(new ExponentialLanes(largest), values, values);
        }
        var scale = (float)(1 / Lanes.Sum(values));
        foreach (ref var y in values) y *= scale;
    }

    /// <summary>Over one axis of an array.</summary>
    /// <param name="x">Row-major: outer, axis, inner.</param>
    /// <param name="axis">Elements of the axis.</param>
    /// <param name="inner">Elements from one of the axis to the next.</param>
    /// <param name="y">As x; overwritten. May be x.</param>
    /// <param name="scratch">As many elements as the axis, or more.</param>
    /// <param name="path">The width of the vectors.</param>
    /// <exception cref="ArgumentException">The spans do not hold whole lines of the axis.</exception>
    public static void Run(ReadOnlySpan<float> x, int axis, int inner, Span<float> y, Span<float> scratch, VectorPath path = VectorPath.Auto)
    {
        if (axis < 1 || inner < 1 || x.Length % checked(axis * inner) != 0) throw new ArgumentException($"{x.Length} elements are not lines of {axis} with {inner} between.");
        Spans.Check(x.Length, x.Length, y.Length, x.Length, scratch.Length, axis);
        var line = scratch[..axis];
        for (var outer = 0; outer < x.Length; outer += axis * inner)
        {
            for (var first = outer; first < outer + inner; first++)
            {
                for (var i = 0; i < axis; i++) line[i] = x[first + i * inner];
                Apply(line, path);
                for (var i = 0; i < axis; i++) y[first + i * inner] = line[i];
            }
        }
    }

    private readonly struct ExponentialLanes(float largest) : ILaneFunction
    {
        public Vector<float> Of(Vector<float> x) => FloatFunctions.Exp(x - new Vector<float>(largest));
    }
}
