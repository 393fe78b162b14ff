using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>The sum of products: eight chains of fused multiply-adds, added in order, whatever the width.</summary>
    public static double Dot(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var firstVectors = MemoryMarshal.Cast<double, Vector512<double>>(first);
        var secondVectors = MemoryMarshal.Cast<double, Vector512<double>>(second)[..firstVectors.Length];
        var sums = Vector512<double>.Zero;
        for (var v = 0; v < firstVectors.Length; v++) sums = Vector512.FusedMultiplyAdd(firstVectors[v], secondVectors[v], sums);
        var sum = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++) sum += sums[lane];
        for (var n = firstVectors.Length * Vector512<double>.Count; n < first.Length; n++) sum = Math.FusedMultiplyAdd(first[n], second[n], sum);
        return sum;
    }

    /// <summary>The sum of elements, likewise.</summary>
    public static double Sum(ReadOnlySpan<double> elements)
    {
        var vectors = MemoryMarshal.Cast<double, Vector512<double>>(elements);
        var sums = Vector512<double>.Zero;
        for (var v = 0; v < vectors.Length; v++) sums += vectors[v];
        var sum = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++) sum += sums[lane];
        for (var n = vectors.Length * Vector512<double>.Count; n < elements.Length; n++) sum += elements[n];
        return sum;
    }

    /// <summary>to := first * second, element by element.</summary>
    public static void Multiply(ReadOnlySpan<double> first, ReadOnlySpan<double> second, Span<double> to)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(to);
        var firstVectors = MemoryMarshal.Cast<double, Vector<double>>(first)[..vectors.Length];
        var secondVectors = MemoryMarshal.Cast<double, Vector<double>>(second)[..vectors.Length];
        for (var v = 0; v < vectors.Length; v++) vectors[v] = firstVectors[v] * secondVectors[v];
        for (var n = vectors.Length * Vector<double>.Count; n < to.Length; n++) to[n] = first[n] * second[n];
    }

    /// <summary>to := fma(first, second, addend), element by element.</summary>
    public static void MultiplyAdd(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<double> addend, Span<double> to)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(to);
        var firstVectors = MemoryMarshal.Cast<double, Vector<double>>(first)[..vectors.Length];
        var secondVectors = MemoryMarshal.Cast<double, Vector<double>>(second)[..vectors.Length];
        var addendVectors = MemoryMarshal.Cast<double, Vector<double>>(addend)[..vectors.Length];
        for (var v = 0; v < vectors.Length; v++) vectors[v] = Vector.FusedMultiplyAdd(firstVectors[v], secondVectors[v], addendVectors[v]);
        for (var n = vectors.Length * Vector<double>.Count; n < to.Length; n++) to[n] = Math.FusedMultiplyAdd(first[n], second[n], addend[n]);
    }
}
