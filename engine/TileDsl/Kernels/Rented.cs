using System.Buffers;

namespace TileDsl.Kernels;

/// <summary>Numbers for a moment, from the shared pool.</summary>
internal readonly ref struct Rented(int length)
{
    private readonly double[] _array = ArrayPool<double>.Shared.Rent(length);

    public Span<double> Span => _array.AsSpan(0, length);

    public void Dispose() => ArrayPool<double>.Shared.Return(_array);
}
