using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Kernels;

/// <summary>Memory that begins on a cache line and stays there, so that no vector crosses one.</summary>
public sealed class AlignedMemory<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    private readonly T[] _array;
    private readonly int _start;

    /// <summary>Zeroed memory, unless all of it will be written.</summary>
    /// <param name="length">Elements.</param>
    /// <param name="isWritten">Whether the caller writes every element before any is read.</param>
    public AlignedMemory(int length, bool isWritten = false)
    {
        Length = length;
        if (length == 0)
        {
            _array = [];
            return;
        }
        // Pinned, so that the address found here is kept.
        var all = checked(length + CacheLine / Unsafe.SizeOf<T>());
        _array = isWritten ? GC.AllocateUninitializedArray<T>(all, pinned: true) : GC.AllocateArray<T>(all, pinned: true);
        var beyond = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0) % CacheLine);
        _start = (CacheLine - beyond) % CacheLine / Unsafe.SizeOf<T>();
    }

    /// <summary>Elements.</summary>
    public int Length { get; }

    /// <summary>All of it.</summary>
    public Span<T> Span => _array.AsSpan(_start, Length);
}
