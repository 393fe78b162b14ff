using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary><see cref="ILine{T}"/> over 16-bit numbers in the low half of each element, exact while no sum leaves int32.</summary>
internal readonly struct IntegerLine : ILine<int>
{
    private const int Step = Taps.Positions;

    /// <inheritdoc/>
    public void Sum(ReadOnlySpan<int> x, ReadOnlySpan<int> offsets, ReadOnlySpan<int> weights, int bias, Span<int> line, VectorPath path)
    {
        switch (TilePath.Resolve(path))
        {
            case VectorPath.Wide: SumWide(ref MemoryMarshal.GetReference(x), offsets, ref MemoryMarshal.GetReference(weights), bias, line); break;
            case VectorPath.Portable: SumPortable(ref MemoryMarshal.GetReference(x), offsets, ref MemoryMarshal.GetReference(weights), bias, line); break;
            default:
                line.Fill(bias);
                for (var k = 0; k < offsets.Length; k++)
                {
                    for (var n = 0; n < line.Length; n++) line[n] += Pairs.Dot(weights[k], x[offsets[k] + n]);
                }
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumWide(ref int x, ReadOnlySpan<int> taps, ref int weights, int bias, Span<int> line)
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
                s0 += Pairs.Dot(w, Vector512.LoadUnsafe(ref source));
                s1 += Pairs.Dot(w, Vector512.LoadUnsafe(ref source, 16));
                s2 += Pairs.Dot(w, Vector512.LoadUnsafe(ref source, 32));
                s3 += Pairs.Dot(w, Vector512.LoadUnsafe(ref source, 48));
            }
            s0.StoreUnsafe(ref Unsafe.Add(ref y, n));
            s1.StoreUnsafe(ref Unsafe.Add(ref y, n + 16));
            s2.StoreUnsafe(ref Unsafe.Add(ref y, n + 32));
            s3.StoreUnsafe(ref Unsafe.Add(ref y, n + 48));
        }
        for (; n < line.Length; n += Step)
        {
            var s = Vector512.Create(bias);
            for (nint k = 0; k < taps.Length; k++)
                s += Pairs.Dot(Vector512.Create(Unsafe.Add(ref weights, k)), Vector512.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n)));
            s.StoreUnsafe(ref Unsafe.Add(ref y, n));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPortable(ref int x, ReadOnlySpan<int> taps, ref int weights, int bias, Span<int> line)
    {
        ref var y = ref MemoryMarshal.GetReference(line);
        ref var offsets = ref MemoryMarshal.GetReference(taps);
        for (nint n = 0; n < line.Length; n += Vector<int>.Count)
        {
            var s = new Vector<int>(bias);
            for (nint k = 0; k < taps.Length; k++)
                s += Pairs.Dot(new Vector<int>(Unsafe.Add(ref weights, k)), Vector.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n)));
            s.StoreUnsafe(ref Unsafe.Add(ref y, n));
        }
    }
}
