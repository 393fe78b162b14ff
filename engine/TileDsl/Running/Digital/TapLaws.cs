using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Running.Digital;

/// <summary>What is added to a sum of a convolution for a weight and what a tap sees, and what becomes of the sum at the end; the same in lanes of every width.</summary>
/// <typeparam name="T">What maps hold.</typeparam>
internal interface ITapLaw<T>
    where T : unmanaged
{
    T Add(T w, T x, T sum);

    Vector<T> Add(Vector<T> w, Vector<T> x, Vector<T> sum);

    Vector512<T> Add(Vector512<T> w, Vector512<T> x, Vector512<T> sum);

    T Finish(T sum);

    Vector<T> Finish(Vector<T> sum);

    Vector512<T> Finish(Vector512<T> sum);
}

/// <summary>Products in float32, rounded once with their addition; sums are limited.</summary>
internal readonly struct FloatTapLaw(Clip clip) : ITapLaw<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Add(float w, float x, float sum) => MathF.FusedMultiplyAdd(w, x, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Add(Vector<float> w, Vector<float> x, Vector<float> sum) => Vector.FusedMultiplyAdd(w, x, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Add(Vector512<float> w, Vector512<float> x, Vector512<float> sum) => Vector512.FusedMultiplyAdd(w, x, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Finish(float sum) => clip.Of(sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Finish(Vector<float> sum) => clip.Of(sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Finish(Vector512<float> sum) => clip.Of(sum);
}

/// <summary>Products of <see cref="Pairs"/> of 16-bit numbers, exact while no sum leaves int32.</summary>
internal readonly struct PairTapLaw : ITapLaw<int>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int w, int x, int sum) => sum + Pairs.Dot(w, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<int> Add(Vector<int> w, Vector<int> x, Vector<int> sum) => sum + Pairs.Dot(w, x);

    /// <summary>With the instruction in place of <see cref="Pairs.Dot(Vector512{int}, Vector512{int})"/>: a loop of so many products leaves no room for another call to be inlined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Add(Vector512<int> w, Vector512<int> x, Vector512<int> sum) =>
        sum + (Avx512BW.IsSupported ? Avx512BW.MultiplyAddAdjacent(w.AsInt16(), x.AsInt16()) : Pairs.Dot(w, x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Finish(int sum) => sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<int> Finish(Vector<int> sum) => sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Finish(Vector512<int> sum) => sum;
}
