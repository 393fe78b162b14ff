using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Running;

/// <summary>Results times a factor, float64.</summary>
internal static class Scaling
{
    /// <summary>y = (y * first) * second.</summary>
    public static void Multiply(Span<double> y, double first, double second)
    {
        var done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref var start = ref MemoryMarshal.GetReference(y);
            for (; done <= y.Length - Vector512<double>.Count; done += Vector512<double>.Count)
                (Vector512.LoadUnsafe(ref start, (nuint)done) * Vector512.Create(first) * Vector512.Create(second)).StoreUnsafe(ref start, (nuint)done);
        }
        Multiply(y[done..], first);
        Multiply(y[done..], second);
    }

    /// <summary>y *= factor.</summary>
    public static void Multiply(Span<double> y, double factor)
    {
        var j = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref var first = ref MemoryMarshal.GetReference(y);
            for (; j <= y.Length - Vector512<double>.Count; j += Vector512<double>.Count)
                (Vector512.LoadUnsafe(ref first, (nuint)j) * Vector512.Create(factor)).StoreUnsafe(ref first, (nuint)j);
        }
        else
        {
            for (; j <= y.Length - Vector<double>.Count; j += Vector<double>.Count) (new Vector<double>(y[j..]) * factor).CopyTo(y[j..]);
        }
        for (; j < y.Length; j++) y[j] *= factor;
    }
}
