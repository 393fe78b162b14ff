using System.Numerics;
using System.Runtime.InteropServices;

namespace TileDsl.Devices.Wires;

/// <summary>Vectors of float64, an element a lane: the same bits at any width.</summary>
internal static class Lanes
{
    /// <summary>to := fma(factor, from, to).</summary>
    public static void MultiplyAdd(double factor, ReadOnlySpan<double> from, Span<double> to)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(to);
        var fromVectors = MemoryMarshal.Cast<double, Vector<double>>(from)[..vectors.Length];
        var x = new Vector<double>(factor);
        for (var v = 0; v < vectors.Length; v++) vectors[v] = Vector.FusedMultiplyAdd(x, fromVectors[v], vectors[v]);
        for (var n = vectors.Length * Vector<double>.Count; n < to.Length; n++) to[n] = Math.FusedMultiplyAdd(factor, from[n], to[n]);
    }

    /// <summary>to := factor * from.</summary>
    public static void Multiply(double factor, ReadOnlySpan<double> from, Span<double> to)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(to);
        var fromVectors = MemoryMarshal.Cast<double, Vector<double>>(from)[..vectors.Length];
        var x = new Vector<double>(factor);
        for (var v = 0; v < vectors.Length; v++) vectors[v] = x * fromVectors[v];
        for (var n = vectors.Length * Vector<double>.Count; n < to.Length; n++) to[n] = factor * from[n];
    }
}
