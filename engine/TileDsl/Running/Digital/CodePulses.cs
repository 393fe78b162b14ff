using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>Counts the driver pulses of codes, each of which is given to so many products. Immutable.</summary>
internal sealed class CodePulses
{
    /// <summary>Codes after which no lane of 32 bits is full: 2^13 of at most 32 pulses, 2^15 times, in eight lanes of two.</summary>
    private const int Block = 1 << 13;

    private readonly int _lowest;
    private readonly byte[] _pulses;

    /// <summary>By the low eight bits of a code, where codes have no more; else empty.</summary>
    private readonly byte[] _ofByte;

    /// <summary>By cycle, the bits of a code, or of its magnitude, some of which a pulse needs.</summary>
    private readonly short[] _digits;
    private readonly bool _areOfMagnitude;

    public CodePulses(InputCycles cycles)
    {
        (_lowest, _areOfMagnitude) = (cycles.Lowest, cycles.AreOfMagnitude);
        _digits = [.. cycles.DigitBits.Select(bits => unchecked((short)bits))];
        _pulses = [.. Enumerable.Range(cycles.Lowest, cycles.Highest - cycles.Lowest + 1).Select(code => (byte)cycles.Pulses(code))];
        _ofByte = [];
        if (_pulses.Length > 256) return;
        _ofByte = new byte[256];
        for (var n = 0; n < _pulses.Length; n++) _ofByte[(byte)(_lowest + n)] = _pulses[n];
    }

    /// <summary>Of one code.</summary>
    public int Of(int code) => _pulses[code - _lowest];

    /// <summary>Of many.</summary>
    /// <param name="codes">Within the range of the cycles.</param>
    /// <param name="times">As many: how often each is given.</param>
    /// <param name="path">The width of the vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Count(ReadOnlySpan<short> codes, ReadOnlySpan<short> times, VectorPath path)
    {
        var resolved = TilePath.Resolve(path);
        var isWide = resolved == VectorPath.Wide && ByteLookup512.IsSupported && _ofByte.Length > 0;
        var whole = resolved == VectorPath.Scalar ? 0 : codes.Length & -(isWide ? Vector512<short>.Count : Vector256<short>.Count);
        var total = 0L;
        for (var n = 0; n < whole; n += Block)
        {
            var count = Math.Min(Block, whole - n);
            total += isWide ? CountWide(codes.Slice(n, count), times.Slice(n, count)) : CountNarrow(codes.Slice(n, count), times.Slice(n, count));
        }
        for (var n = whole; n < codes.Length; n++) total += (long)_pulses[codes[n] - _lowest] * times[n];
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long CountWide(ReadOnlySpan<short> codes, ReadOnlySpan<short> times)
    {
        var lookup = new ByteLookup512(_ofByte);
        ref var x = ref MemoryMarshal.GetReference(codes);
        ref var w = ref MemoryMarshal.GetReference(times);
        var sums = Vector512<int>.Zero;
        for (var n = 0; n < codes.Length; n += Vector512<short>.Count)
        {
            // Bytes that are not the low one of a code are looked up too, and dropped.
            var pulses = lookup.Of(Vector512.LoadUnsafe(ref x, (nuint)n).AsByte()).AsInt16() & Vector512.Create((short)0xFF);
            sums += Avx512BW.MultiplyAddAdjacent(pulses, Vector512.LoadUnsafe(ref w, (nuint)n));
        }
        return Vector512.Sum(Vector512.WidenLower(sums) + Vector512.WidenUpper(sums));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long CountNarrow(ReadOnlySpan<short> codes, ReadOnlySpan<short> times)
    {
        ref var x = ref MemoryMarshal.GetReference(codes);
        ref var w = ref MemoryMarshal.GetReference(times);
        ref var digits = ref MemoryMarshal.GetArrayDataReference(_digits);
        var (cycles, areOfMagnitude) = (_digits.Length, _areOfMagnitude);
        var sums = Vector256<int>.Zero;
        for (var n = 0; n < codes.Length; n += Vector256<short>.Count)
        {
            var code = Vector256.LoadUnsafe(ref x, (nuint)n);
            if (areOfMagnitude) code = Vector256.Abs(code);
            // In every cycle, but -1 where the digit is 0.
            var pulses = Vector256.Create((short)cycles);
            for (nint k = 0; k < cycles; k++) pulses += Vector256.Equals(code & Vector256.Create(Unsafe.Add(ref digits, k)), Vector256<short>.Zero);
            sums += Pairs.Dot(pulses.AsInt32(), Vector256.LoadUnsafe(ref w, (nuint)n).AsInt32());
        }
        return Vector256.Sum(Vector256.WidenLower(sums) + Vector256.WidenUpper(sums));
    }
}
