using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>The inner loop of a depthwise convolution in float32.</summary>
internal static class FloatLine
{
    private const int Step = Taps.Positions;

    /// <summary><c>line[n] = clip(bias + sum over k of weights[k] * x[offsets[k] + n])</c>.</summary>
    /// <param name="x">What the offsets count in; the caller proves that all that they lead to is there.</param>
    /// <param name="offsets">By tap.</param>
    /// <param name="weights">By tap.</param>
    /// <param name="bias">Of the channel.</param>
    /// <param name="clip">Limits of the results.</param>
    /// <param name="line">The result, a multiple of 16 long.</param>
    /// <param name="path">The width of the vectors.</param>
    public static void Sum(ReadOnlySpan<float> x, ReadOnlySpan<int> offsets, ReadOnlySpan<float> weights, float bias, Clip clip, Span<float> line, VectorPath path)
    {
        switch (TilePath.Resolve(path))
        {
            case VectorPath.Wide: SumWide(ref MemoryMarshal.GetReference(x), offsets, ref MemoryMarshal.GetReference(weights), bias, clip, line); break;
            case VectorPath.Portable: SumPortable(ref MemoryMarshal.GetReference(x), offsets, ref MemoryMarshal.GetReference(weights), bias, clip, line); break;
            default:
                line.Fill(bias);
                for (var k = 0; k < offsets.Length; k++)
                {
                    for (var n = 0; n < line.Length; n++) line[n] = MathF.FusedMultiplyAdd(weights[k], x[offsets[k] + n], line[n]);
                }
                foreach (ref var sum in line) sum = clip.Of(sum);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumWide(ref float x, ReadOnlySpan<int> taps, ref float weights, float bias, Clip clip, Span<float> line)
    {
        ref var y = ref MemoryMarshal.GetReference(line);
        ref var offsets = ref MemoryMarshal.GetReference(taps);
        nint n = 0;
        for (; n + 4 * Step <= line.Length; n += 4 * Step)
        {
            var s0 = Vector512.Create(bias);
            var (s1, s2, s3) = (s0, s0, s0);
            for (nint k = 0; k < taps.Length; k++)
            {
                ref var source = ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n);
                var w = Vector512.Create(Unsafe.Add(ref weights, k));
                s0 = Vector512.FusedMultiplyAdd(w, Vector512.LoadUnsafe(ref source), s0);
                s1 = Vector512.FusedMultiplyAdd(w, Vector512.LoadUnsafe(ref source, 16), s1);
                s2 = Vector512.FusedMultiplyAdd(w, Vector512.LoadUnsafe(ref source, 32), s2);
                s3 = Vector512.FusedMultiplyAdd(w, Vector512.LoadUnsafe(ref source, 48), s3);
            }
            clip.Of(s0).StoreUnsafe(ref Unsafe.Add(ref y, n));
            clip.Of(s1).StoreUnsafe(ref Unsafe.Add(ref y, n + 16));
            clip.Of(s2).StoreUnsafe(ref Unsafe.Add(ref y, n + 32));
            clip.Of(s3).StoreUnsafe(ref Unsafe.Add(ref y, n + 48));
        }
        for (; n < line.Length; n += Step)
        {
            var s = Vector512.Create(bias);
            for (nint k = 0; k < taps.Length; k++)
                s = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref weights, k)), Vector512.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n)), s);
            clip.Of(s).StoreUnsafe(ref Unsafe.Add(ref y, n));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPortable(ref float x, ReadOnlySpan<int> taps, ref float weights, float bias, Clip clip, Span<float> line)
    {
        ref var y = ref MemoryMarshal.GetReference(line);
        ref var offsets = ref MemoryMarshal.GetReference(taps);
        for (nint n = 0; n < line.Length; n += Vector<float>.Count)
        {
            var s = new Vector<float>(bias);
            for (nint k = 0; k < taps.Length; k++)
                s = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref weights, k)), Vector.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n)), s);
            clip.Of(s).StoreUnsafe(ref Unsafe.Add(ref y, n));
        }
    }
}
