using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TileDsl.Running.Digital;

/// <summary>A table of 256 bytes in registers, looked up 64 at a time; where <see cref="IsSupported"/>.</summary>
internal readonly struct ByteLookup512
{
    private readonly Vector512<byte> _t0, _t1, _t2, _t3;

    public ByteLookup512(byte[] table)
    {
        ref var first = ref MemoryMarshal.GetReference(table.AsSpan(0, 256));
        (_t0, _t1) = (Vector512.LoadUnsafe(ref first), Vector512.LoadUnsafe(ref first, 64));
        (_t2, _t3) = (Vector512.LoadUnsafe(ref first, 128), Vector512.LoadUnsafe(ref first, 192));
    }

    public static bool IsSupported => Avx512Vbmi.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> Of(Vector512<byte> index)
    {
        var low = Avx512Vbmi.PermuteVar64x8x2(_t0, index, _t1);
        var high = Avx512Vbmi.PermuteVar64x8x2(_t2, index, _t3);
        return Avx512BW.BlendVariable(low.AsSByte(), high.AsSByte(), Vector512.LessThan(index.AsSByte(), Vector512<sbyte>.Zero)).AsByte();
    }
}
