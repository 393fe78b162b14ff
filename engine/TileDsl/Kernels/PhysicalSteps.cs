using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>The steps of <see cref="PhysicalCodes"/> over a row: single float32 operations, and so the same bits at every width.</summary>
internal static class PhysicalSteps
{
    /// <summary>u = fma(p, a, b).</summary>
    public static void Scale(ReadOnlySpan<float> sums, float a, float b, Span<float> u, VectorPath path)
    {
        path = TilePath.Resolve(path);
        ref var p = ref MemoryMarshal.GetReference(sums);
        ref var to = ref MemoryMarshal.GetReference(u[..sums.Length]);
        var j = 0;
        if (path == VectorPath.Wide)
        {
            for (; j <= sums.Length - Vector512<float>.Count; j += Vector512<float>.Count)
                Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref p, (nuint)j), Vector512.Create(a), Vector512.Create(b)).StoreUnsafe(ref to, (nuint)j);
        }
        else if (path == VectorPath.Portable)
        {
            for (; j <= sums.Length - Vector<float>.Count; j += Vector<float>.Count)
                Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref p, (nuint)j), new Vector<float>(a), new Vector<float>(b)).StoreUnsafe(ref to, (nuint)j);
        }
        for (; j < sums.Length; j++) u[j] = MathF.FusedMultiplyAdd(sums[j], a, b);
    }

    /// <summary>u = fma(p, a, b), a and b by column.</summary>
    public static void Scale(ReadOnlySpan<float> sums, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> u, VectorPath path)
    {
        path = TilePath.Resolve(path);
        ref var p = ref MemoryMarshal.GetReference(sums);
        ref var slope = ref MemoryMarshal.GetReference(a[..sums.Length]);
        ref var origin = ref MemoryMarshal.GetReference(b[..sums.Length]);
        ref var to = ref MemoryMarshal.GetReference(u[..sums.Length]);
        var j = 0;
        if (path == VectorPath.Wide)
        {
            for (; j <= sums.Length - Vector512<float>.Count; j += Vector512<float>.Count)
                Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref p, (nuint)j), Vector512.LoadUnsafe(ref slope, (nuint)j), Vector512.LoadUnsafe(ref origin, (nuint)j)).StoreUnsafe(ref to, (nuint)j);
        }
        else if (path == VectorPath.Portable)
        {
            for (; j <= sums.Length - Vector<float>.Count; j += Vector<float>.Count)
                Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref p, (nuint)j), Vector.LoadUnsafe(ref slope, (nuint)j), Vector.LoadUnsafe(ref origin, (nuint)j)).StoreUnsafe(ref to, (nuint)j);
        }
        for (; j < sums.Length; j++) u[j] = MathF.FusedMultiplyAdd(sums[j], a[j], b[j]);
    }

    /// <summary>n = clamp(rint(u), 0, last); whether any was clamped.</summary>
    public static bool Round(ReadOnlySpan<float> u, float last, Span<float> codes, VectorPath path)
    {
        path = TilePath.Resolve(path);
        ref var from = ref MemoryMarshal.GetReference(u);
        ref var to = ref MemoryMarshal.GetReference(codes[..u.Length]);
        var j = 0;
        var clamped = false;
        if (path == VectorPath.Wide)
        {
            for (; j <= u.Length - Vector512<float>.Count; j += Vector512<float>.Count)
            {
                var rounded = Vector512.Round(Vector512.LoadUnsafe(ref from, (nuint)j));
                var code = Vector512.Min(Vector512.Max(rounded, Vector512<float>.Zero), Vector512.Create(last));
                clamped |= !Vector512.EqualsAll(rounded, code);
                code.StoreUnsafe(ref to, (nuint)j);
            }
        }
        else if (path == VectorPath.Portable)
        {
            for (; j <= u.Length - Vector<float>.Count; j += Vector<float>.Count)
            {
                var rounded = Vector.Round(Vector.LoadUnsafe(ref from, (nuint)j));
                var code = Vector.Min(Vector.Max(rounded, Vector<float>.Zero), new Vector<float>(last));
                clamped |= !Vector.EqualsAll(rounded, code);
                code.StoreUnsafe(ref to, (nuint)j);
            }
        }
        for (; j < u.Length; j++)
        {
            var rounded = MathF.Round(u[j], MidpointRounding.ToEven);
            codes[j] = MathF.Min(MathF.Max(rounded, 0f), last);
            clamped |= rounded != codes[j];
        }
        return clamped;
    }
}
