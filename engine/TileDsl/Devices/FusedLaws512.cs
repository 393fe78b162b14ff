using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Devices;

/// <summary>
/// Whole laws in one pass over a row, 32 devices at a time and nothing stored on the way: the steps of <see cref="ElementaryLanes"/> in
/// their order, and so their bits. Each does the first devices of a row and returns how many. Numbers are finite.
/// </summary>
internal static partial class ElementaryLanes512
{
    private const int Lanes = 8;
    private const int Together = 4 * Lanes;

    /// <summary>g += max(0, polynomial(target/g_max)) xi.</summary>
    public static int Deviate(Span<double> conductances, ReadOnlySpan<double> targets, double gMax, double[] coefficients, ReadOnlySpan<float> xi)
    {
        ref var g = ref MemoryMarshal.GetReference(conductances);
        ref var target = ref MemoryMarshal.GetReference(targets[..conductances.Length]);
        ref var draw = ref MemoryMarshal.GetReference(xi[..conductances.Length]);
        var below = Vector512.Create(gMax);
        var j = 0;
        for (; j <= conductances.Length - Lanes; j += Lanes)
        {
            var (state, size) = (Vector512.LoadUnsafe(ref target, (nuint)j) / below, Vector512<double>.Zero);
            for (var power = coefficients.Length - 1; power >= 0; power--) size = size * state + Vector512.Create(coefficients[power]);
            (Vector512.LoadUnsafe(ref g, (nuint)j) + Vector512.MaxNative(size, Vector512<double>.Zero) * Widen(ref draw, j)).StoreUnsafe(ref g, (nuint)j);
        }
        return j;
    }

    /// <summary>g *= e^(decay |mean + max(0, deviation) xi|), both <c>min(max(n0 ln x + n1, n2), n3)</c> of x = max(target/g_max, least).</summary>
    public static int Drift(Span<double> conductances, ReadOnlySpan<double> targets, double gMax, double least, double[] mean, double[] deviation, double decay, ReadOnlySpan<float> xi)
    {
        ref var g = ref MemoryMarshal.GetReference(conductances);
        ref var target = ref MemoryMarshal.GetReference(targets[..conductances.Length]);
        ref var draw = ref MemoryMarshal.GetReference(xi[..conductances.Length]);
        var (below, floor, most) = (Vector512.Create(gMax), Vector512.Create(least), Vector512.Create(700.0));
        var j = 0;
        for (; j <= conductances.Length - Together; j += Together)
        {
            var x0 = Vector512.MaxNative(Vector512.LoadUnsafe(ref target, (nuint)j + 0) / below, floor);
            var x1 = Vector512.MaxNative(Vector512.LoadUnsafe(ref target, (nuint)j + 8) / below, floor);
            var x2 = Vector512.MaxNative(Vector512.LoadUnsafe(ref target, (nuint)j + 16) / below, floor);
            var x3 = Vector512.MaxNative(Vector512.LoadUnsafe(ref target, (nuint)j + 24) / below, floor);
            Log(ref x0, ref x1, ref x2, ref x3);
            x0 = Exponent(x0, mean, deviation, decay, Widen(ref draw, j + 0));
            x1 = Exponent(x1, mean, deviation, decay, Widen(ref draw, j + 8));
            x2 = Exponent(x2, mean, deviation, decay, Widen(ref draw, j + 16));
            x3 = Exponent(x3, mean, deviation, decay, Widen(ref draw, j + 24));
            var largest = Vector512.MaxNative(Vector512.MaxNative(Vector512.Abs(x0), Vector512.Abs(x1)), Vector512.MaxNative(Vector512.Abs(x2), Vector512.Abs(x3)));
            if (!Vector512.LessThanAll(largest, most)) break;
            Exp(ref x0, ref x1, ref x2, ref x3);
            (Vector512.LoadUnsafe(ref g, (nuint)j + 0) * x0).StoreUnsafe(ref g, (nuint)j + 0);
            (Vector512.LoadUnsafe(ref g, (nuint)j + 8) * x1).StoreUnsafe(ref g, (nuint)j + 8);
            (Vector512.LoadUnsafe(ref g, (nuint)j + 16) * x2).StoreUnsafe(ref g, (nuint)j + 16);
            (Vector512.LoadUnsafe(ref g, (nuint)j + 24) * x3).StoreUnsafe(ref g, (nuint)j + 24);
        }
        return j;
    }

    /// <summary>g += |g| max(0, min(n0/max(x^n1, n2), n3)) root xi, x = programmed/g_max, of which logarithms are taken from <paramref name="least"/> on.</summary>
    public static int Flicker(Span<double> conductances, ReadOnlySpan<double> programmed, double gMax, double least, double[] size, double root, ReadOnlySpan<float> xi)
    {
        ref var g = ref MemoryMarshal.GetReference(conductances);
        ref var state = ref MemoryMarshal.GetReference(programmed[..conductances.Length]);
        ref var draw = ref MemoryMarshal.GetReference(xi[..conductances.Length]);
        var (below, floor, most, power) = (Vector512.Create(gMax), Vector512.Create(least), Vector512.Create(700.0), Vector512.Create(size[1]));
        var j = 0;
        for (; j <= conductances.Length - Together; j += Together)
        {
            var x0 = Vector512.MaxNative(Vector512.LoadUnsafe(ref state, (nuint)j + 0) / below, floor);
            var x1 = Vector512.MaxNative(Vector512.LoadUnsafe(ref state, (nuint)j + 8) / below, floor);
            var x2 = Vector512.MaxNative(Vector512.LoadUnsafe(ref state, (nuint)j + 16) / below, floor);
            var x3 = Vector512.MaxNative(Vector512.LoadUnsafe(ref state, (nuint)j + 24) / below, floor);
            Log(ref x0, ref x1, ref x2, ref x3);
            (x0, x1, x2, x3) = (x0 * power, x1 * power, x2 * power, x3 * power);
            var largest = Vector512.MaxNative(Vector512.MaxNative(Vector512.Abs(x0), Vector512.Abs(x1)), Vector512.MaxNative(Vector512.Abs(x2), Vector512.Abs(x3)));
            if (!Vector512.LessThanAll(largest, most)) break;
            Exp(ref x0, ref x1, ref x2, ref x3);
            Read(ref g, j + 0, x0, size, root, Widen(ref draw, j + 0));
            Read(ref g, j + 8, x1, size, root, Widen(ref draw, j + 8));
            Read(ref g, j + 16, x2, size, root, Widen(ref draw, j + 16));
            Read(ref g, j + 24, x3, size, root, Widen(ref draw, j + 24));
        }
        return j;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Exponent(Vector512<double> log, double[] mean, double[] deviation, double decay, Vector512<double> xi)
    {
        var centre = Vector512.MinNative(Vector512.MaxNative(Vector512.Create(mean[0]) * log + Vector512.Create(mean[1]), Vector512.Create(mean[2])), Vector512.Create(mean[3]));
        var spread = Vector512.MinNative(Vector512.MaxNative(Vector512.Create(deviation[0]) * log + Vector512.Create(deviation[1]), Vector512.Create(deviation[2])), Vector512.Create(deviation[3]));
        return Vector512.Abs(centre + Vector512.MaxNative(spread, Vector512<double>.Zero) * xi) * Vector512.Create(decay);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read(ref double g, int j, Vector512<double> power, double[] size, double root, Vector512<double> xi)
    {
        var relative = Vector512.MinNative(Vector512.Create(size[0]) / Vector512.MaxNative(power, Vector512.Create(size[2])), Vector512.Create(size[3]));
        var at = Vector512.LoadUnsafe(ref g, (nuint)j);
        (at + Vector512.Abs(at) * Vector512.MaxNative(relative, Vector512<double>.Zero) * Vector512.Create(root) * xi).StoreUnsafe(ref g, (nuint)j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(ref float x, int j)
    {
        var eight = Vector256.LoadUnsafe(ref x, (nuint)j);
        return Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(eight) : Vector512.Create(Vector256.WidenLower(eight), Vector256.WidenUpper(eight));
    }
}
