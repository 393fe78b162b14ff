using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Devices;

/// <summary>
/// Whole laws, some hundred devices at a time: the steps of <see cref="ElementaryLanes"/> in their order, and so their bits. Logarithm and
/// exponential have a loop each, for the chain of both is longer than a processor looks ahead; what lies between stays in the first cache.
/// Each law does the first devices of a row and returns how many. Numbers are finite.
/// </summary>
internal static partial class ElementaryLanes512
{
    private const int Lanes = 8;
    private const int Together = 4 * Lanes;
    private const int Kept = 512;

    /// <summary>g = aim + max(0, polynomial(target/g_max)) xi.</summary>
    public static int Deviate(ReadOnlySpan<double> aims, ReadOnlySpan<double> targets, double gMax, double[] coefficients, ReadOnlySpan<float> xi, Span<double> conductances)
    {
        ref var g = ref MemoryMarshal.GetReference(conductances);
        ref var aim = ref MemoryMarshal.GetReference(aims[..conductances.Length]);
        ref var target = ref MemoryMarshal.GetReference(targets[..conductances.Length]);
        ref var draw = ref MemoryMarshal.GetReference(xi[..conductances.Length]);
        var below = Vector512.Create(gMax);
        var j = 0;
        for (; j <= conductances.Length - Lanes; j += Lanes)
        {
            var (state, size) = (Vector512.LoadUnsafe(ref target, (nuint)j) / below, Vector512<double>.Zero);
            for (var power = coefficients.Length - 1; power >= 0; power--) size = size * state + Vector512.Create(coefficients[power]);
            (Vector512.LoadUnsafe(ref aim, (nuint)j) + Vector512.MaxNative(size, Vector512<double>.Zero) * Widen(ref draw, (nuint)j)).StoreUnsafe(ref g, (nuint)j);
        }
        return j;
    }

    /// <summary>g *= e^(decay |mean + max(0, deviation) xi|), both <c>min(max(n0 ln x + n1, n2), n3)</c> of x = max(target/g_max, least).</summary>
    [SkipLocalsInit]
    public static int Drift(Span<double> conductances, ReadOnlySpan<double> targets, double gMax, double least, double[] mean, double[] deviation, double decay, ReadOnlySpan<float> xi)
    {
        Span<double> work = stackalloc double[Kept];
        var done = 0;
        for (var whole = conductances.Length / Together * Together; done < whole;)
        {
            var x = work[..Math.Min(Kept, whole - done)];
            Logs(targets.Slice(done, x.Length), gMax, least, x);
            Exponents(x, mean, deviation, decay, xi.Slice(done, x.Length));
            var multiplied = MultiplyByPowers(conductances.Slice(done, x.Length), x);
            done += multiplied;
            if (multiplied < x.Length) break;
        }
        return done;
    }

    /// <summary>g += |g| max(0, min(n0/max(x^n1, n2), n3)) root xi, x = programmed/g_max, of which logarithms are taken from <paramref name="least"/> on.</summary>
    [SkipLocalsInit]
    public static int Flicker(Span<double> conductances, ReadOnlySpan<double> programmed, double gMax, double least, double[] size, double root, ReadOnlySpan<float> xi)
    {
        Span<double> work = stackalloc double[Kept];
        var done = 0;
        for (var whole = conductances.Length / Together * Together; done < whole;)
        {
            var x = work[..Math.Min(Kept, whole - done)];
            Logs(programmed.Slice(done, x.Length), gMax, least, x);
            var found = Sizes(x, size);
            AddRelative(conductances.Slice(done, found), x, root, xi.Slice(done, found));
            done += found;
            if (found < x.Length) break;
        }
        return done;
    }

    /// <summary>ln max(g/g_max, least).</summary>
    private static void Logs(ReadOnlySpan<double> conductances, double gMax, double least, Span<double> logs)
    {
        ref var g = ref MemoryMarshal.GetReference(conductances);
        ref var x = ref MemoryMarshal.GetReference(logs);
        var (below, floor) = (Vector512.Create(gMax), Vector512.Create(least));
        for (nuint j = 0; j < (nuint)logs.Length; j += Together)
        {
            var x0 = Vector512.MaxNative(Vector512.LoadUnsafe(ref g, j) / below, floor);
            var x1 = Vector512.MaxNative(Vector512.LoadUnsafe(ref g, j + 8) / below, floor);
            var x2 = Vector512.MaxNative(Vector512.LoadUnsafe(ref g, j + 16) / below, floor);
            var x3 = Vector512.MaxNative(Vector512.LoadUnsafe(ref g, j + 24) / below, floor);
            Log(ref x0, ref x1, ref x2, ref x3);
            x0.StoreUnsafe(ref x, j);
            x1.StoreUnsafe(ref x, j + 8);
            x2.StoreUnsafe(ref x, j + 16);
            x3.StoreUnsafe(ref x, j + 24);
        }
    }

    /// <summary>Logarithms become the exponents of <see cref="Drift"/>.</summary>
    private static void Exponents(Span<double> logs, double[] mean, double[] deviation, double decay, ReadOnlySpan<float> xi)
    {
        ref var x = ref MemoryMarshal.GetReference(logs);
        ref var draw = ref MemoryMarshal.GetReference(xi);
        var (m0, m1, m2, m3) = (Vector512.Create(mean[0]), Vector512.Create(mean[1]), Vector512.Create(mean[2]), Vector512.Create(mean[3]));
        var (d0, d1, d2, d3) = (Vector512.Create(deviation[0]), Vector512.Create(deviation[1]), Vector512.Create(deviation[2]), Vector512.Create(deviation[3]));
        var factor = Vector512.Create(decay);
        for (nuint j = 0; j < (nuint)logs.Length; j += Lanes)
        {
            var log = Vector512.LoadUnsafe(ref x, j);
            var centre = Vector512.MinNative(Vector512.MaxNative(m0 * log + m1, m2), m3);
            var spread = Vector512.MaxNative(Vector512.MinNative(Vector512.MaxNative(d0 * log + d1, d2), d3), Vector512<double>.Zero);
            (Vector512.Abs(centre + spread * Widen(ref draw, j)) * factor).StoreUnsafe(ref x, j);
        }
    }

    /// <summary>g *= e^x; stops where |x| is 700 or more, and returns how many were done.</summary>
    private static int MultiplyByPowers(Span<double> conductances, ReadOnlySpan<double> exponents)
    {
        ref var g = ref MemoryMarshal.GetReference(conductances);
        ref var x = ref MemoryMarshal.GetReference(exponents);
        for (nuint j = 0; j < (nuint)exponents.Length; j += Together)
        {
            var (x0, x1) = (Vector512.LoadUnsafe(ref x, j), Vector512.LoadUnsafe(ref x, j + 8));
            var (x2, x3) = (Vector512.LoadUnsafe(ref x, j + 16), Vector512.LoadUnsafe(ref x, j + 24));
            if (!AreBelow700(x0, x1, x2, x3)) return (int)j;
            Exp(ref x0, ref x1, ref x2, ref x3);
            (Vector512.LoadUnsafe(ref g, j) * x0).StoreUnsafe(ref g, j);
            (Vector512.LoadUnsafe(ref g, j + 8) * x1).StoreUnsafe(ref g, j + 8);
            (Vector512.LoadUnsafe(ref g, j + 16) * x2).StoreUnsafe(ref g, j + 16);
            (Vector512.LoadUnsafe(ref g, j + 24) * x3).StoreUnsafe(ref g, j + 24);
        }
        return exponents.Length;
    }

    /// <summary>Logarithms of x become min(n0/max(x^n1, n2), n3); stops where an exponent is 700 or more, and returns how many were done.</summary>
    private static int Sizes(Span<double> logs, double[] size)
    {
        ref var x = ref MemoryMarshal.GetReference(logs);
        var (above, power, least, most) = (Vector512.Create(size[0]), Vector512.Create(size[1]), Vector512.Create(size[2]), Vector512.Create(size[3]));
        for (nuint j = 0; j < (nuint)logs.Length; j += Together)
        {
            var (x0, x1) = (Vector512.LoadUnsafe(ref x, j) * power, Vector512.LoadUnsafe(ref x, j + 8) * power);
            var (x2, x3) = (Vector512.LoadUnsafe(ref x, j + 16) * power, Vector512.LoadUnsafe(ref x, j + 24) * power);
            if (!AreBelow700(x0, x1, x2, x3)) return (int)j;
            Exp(ref x0, ref x1, ref x2, ref x3);
            Vector512.MinNative(above / Vector512.MaxNative(x0, least), most).StoreUnsafe(ref x, j);
            Vector512.MinNative(above / Vector512.MaxNative(x1, least), most).StoreUnsafe(ref x, j + 8);
            Vector512.MinNative(above / Vector512.MaxNative(x2, least), most).StoreUnsafe(ref x, j + 16);
            Vector512.MinNative(above / Vector512.MaxNative(x3, least), most).StoreUnsafe(ref x, j + 24);
        }
        return logs.Length;
    }

    /// <summary>g += |g| max(0, size) root xi.</summary>
    private static void AddRelative(Span<double> conductances, ReadOnlySpan<double> sizes, double root, ReadOnlySpan<float> xi)
    {
        ref var g = ref MemoryMarshal.GetReference(conductances);
        ref var size = ref MemoryMarshal.GetReference(sizes);
        ref var draw = ref MemoryMarshal.GetReference(xi);
        var factor = Vector512.Create(root);
        for (nuint j = 0; j < (nuint)conductances.Length; j += Lanes)
        {
            var at = Vector512.LoadUnsafe(ref g, j);
            (at + Vector512.Abs(at) * Vector512.MaxNative(Vector512.LoadUnsafe(ref size, j), Vector512<double>.Zero) * factor * Widen(ref draw, j)).StoreUnsafe(ref g, j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreBelow700(Vector512<double> x0, Vector512<double> x1, Vector512<double> x2, Vector512<double> x3) => Vector512.LessThanAll(
        Vector512.MaxNative(Vector512.MaxNative(Vector512.Abs(x0), Vector512.Abs(x1)), Vector512.MaxNative(Vector512.Abs(x2), Vector512.Abs(x3))), Vector512.Create(700.0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(ref float x, nuint j)
    {
        var eight = Vector256.LoadUnsafe(ref x, j);
        return Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(eight) : Vector512.Create(Vector256.WidenLower(eight), Vector256.WidenUpper(eight));
    }
}
