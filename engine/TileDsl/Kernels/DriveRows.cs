using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TileDsl.Kernels;

/// <summary>What rows are driven with: digits of their input codes, as the drives of a kernel want them.</summary>
public static class DriveRows
{
    /// <summary>The square of every drive: what variances are summed with.</summary>
    /// <param name="drives">Digits.</param>
    /// <param name="squares">As long.</param>
    public static void Square(ReadOnlySpan<float> drives, Span<float> squares)
    {
        var n = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(drives);
            ref var to = ref MemoryMarshal.GetReference(squares[..drives.Length]);
            for (; n <= drives.Length - Vector512<float>.Count; n += Vector512<float>.Count)
            {
                var x = Vector512.LoadUnsafe(ref from, (nuint)n);
                (x * x).StoreUnsafe(ref to, (nuint)n);
            }
        }
        for (; n <= drives.Length - Vector<float>.Count; n += Vector<float>.Count)
        {
            var x = new Vector<float>(drives[n..]);
            (x * x).CopyTo(squares[n..]);
        }
        for (; n < drives.Length; n++) squares[n] = drives[n] * drives[n];
    }

    /// <summary>The codes themselves.</summary>
    /// <param name="x">Input codes.</param>
    /// <param name="drives">Receives as many.</param>
    public static void Whole(ReadOnlySpan<int> x, Span<float> drives)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(x);
            ref var to = ref MemoryMarshal.GetReference(drives[..x.Length]);
            for (; i <= x.Length - Vector512<int>.Count; i += Vector512<int>.Count) Vector512.ConvertToSingle(Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }
        Fill(x[i..], drives[i..], new WholeDigit());
    }

    /// <summary>Bits of the two's complement pattern.</summary>
    /// <param name="x">Input codes.</param>
    /// <param name="shift">The lowest bit.</param>
    /// <param name="bits">How many.</param>
    /// <param name="drives">Receives as many digits as there are codes.</param>
    public static void Pattern(ReadOnlySpan<int> x, int shift, int bits, Span<float> drives) => Fill(x, drives, new PatternDigit(shift, bits));

    /// <summary>The sign times bits of the magnitude.</summary>
    /// <inheritdoc cref="Pattern(ReadOnlySpan{int}, int, int, Span{float})"/>
    public static void SignedMagnitude(ReadOnlySpan<int> x, int shift, int bits, Span<float> drives) => Fill(x, drives, new SignedDigit(shift, bits));

    /// <summary>Bits of max(x, 0).</summary>
    /// <inheritdoc cref="Pattern(ReadOnlySpan{int}, int, int, Span{float})"/>
    public static void Positive(ReadOnlySpan<int> x, int shift, int bits, Span<float> drives) => Fill(x, drives, new PositiveDigit(shift, bits));

    /// <summary>Bits of max(-x, 0).</summary>
    /// <inheritdoc cref="Pattern(ReadOnlySpan{int}, int, int, Span{float})"/>
    public static void Negative(ReadOnlySpan<int> x, int shift, int bits, Span<float> drives) => Fill(x, drives, new NegativeDigit(shift, bits));

    /// <summary>Bits of the two's complement pattern, up to eight.</summary>
    /// <inheritdoc cref="Pattern(ReadOnlySpan{int}, int, int, Span{float})"/>
    public static void Pattern(ReadOnlySpan<int> x, int shift, int bits, Span<byte> drives) => Fill(x, drives, new PatternDigit(shift, bits));

    /// <summary>Bits of max(x, 0), up to eight.</summary>
    /// <inheritdoc cref="Pattern(ReadOnlySpan{int}, int, int, Span{float})"/>
    public static void Positive(ReadOnlySpan<int> x, int shift, int bits, Span<byte> drives) => Fill(x, drives, new PositiveDigit(shift, bits));

    /// <summary>Bits of max(-x, 0), up to eight.</summary>
    /// <inheritdoc cref="Pattern(ReadOnlySpan{int}, int, int, Span{float})"/>
    public static void Negative(ReadOnlySpan<int> x, int shift, int bits, Span<byte> drives) => Fill(x, drives, new NegativeDigit(shift, bits));

    /// <summary>The sum of the codes, and of their squares.</summary>
    /// <param name="x">Input codes.</param>
    public static (long Sum, long Squares) WholeSums(ReadOnlySpan<int> x)
    {
        // Codes have 16 bits: so many vectors of them fit in a sum of 32.
        const int most = 16 << 14;
        if (!Vector512.IsHardwareAccelerated || x.Length > most) return Sums(x, new WholeDigit());
        var (i, sum, squares) = (0, Vector512<int>.Zero, Vector512<ulong>.Zero);
        ref var from = ref MemoryMarshal.GetReference(x);
        for (; i <= x.Length - Vector512<int>.Count; i += Vector512<int>.Count)
        {
            var code = Vector512.LoadUnsafe(ref from, (nuint)i);
            sum += code;
            // Squares have 32 bits and no sign: two stand in a lane of 64.
            var square = (code * code).AsUInt64();
            squares += (square & Vector512.Create((ulong)uint.MaxValue)) + (square >>> 32);
        }
        var (total, totalSquares) = Sums(x[i..], new WholeDigit());
        return (total + Vector512.Sum(Vector512.WidenLower(sum) + Vector512.WidenUpper(sum)), totalSquares + (long)Vector512.Sum(squares));
    }

    /// <summary>The sum of <see cref="Pattern(ReadOnlySpan{int}, int, int, Span{float})"/>, and of the squares.</summary>
    /// <param name="x">Input codes.</param>
    /// <param name="shift">The lowest bit.</param>
    /// <param name="bits">How many.</param>
    public static (long Sum, long Squares) PatternSums(ReadOnlySpan<int> x, int shift, int bits) => Sums(x, new PatternDigit(shift, bits));

    /// <summary>The sum of <see cref="SignedMagnitude"/>, and of the squares.</summary>
    /// <inheritdoc cref="PatternSums"/>
    public static (long Sum, long Squares) SignedMagnitudeSums(ReadOnlySpan<int> x, int shift, int bits) => Sums(x, new SignedDigit(shift, bits));

    /// <summary>The sum of <see cref="Positive(ReadOnlySpan{int}, int, int, Span{float})"/>, and of the squares.</summary>
    /// <inheritdoc cref="PatternSums"/>
    public static (long Sum, long Squares) PositiveSums(ReadOnlySpan<int> x, int shift, int bits) => Sums(x, new PositiveDigit(shift, bits));

    /// <summary>The sum of <see cref="Negative(ReadOnlySpan{int}, int, int, Span{float})"/>, and of the squares.</summary>
    /// <inheritdoc cref="PatternSums"/>
    public static (long Sum, long Squares) NegativeSums(ReadOnlySpan<int> x, int shift, int bits) => Sums(x, new NegativeDigit(shift, bits));

    /// <summary>Codes in 16 bits; zeros behind them.</summary>
    /// <param name="x">Input codes that fit.</param>
    /// <param name="inputs">As long, or longer by one.</param>
    public static void Narrow(ReadOnlySpan<int> x, Span<short> inputs)
    {
        var i = 0;
        for (; i <= x.Length - Vector<short>.Count; i += Vector<short>.Count)
            Vector.Narrow(new Vector<int>(x[i..]), new Vector<int>(x[(i + Vector<int>.Count)..])).CopyTo(inputs[i..]);
        for (; i < x.Length; i++) inputs[i] = (short)x[i];
        inputs[i..].Clear();
    }

    /// <summary>The sum of the codes.</summary>
    /// <param name="x">Input codes.</param>
    public static long Sum(ReadOnlySpan<int> x)
    {
        var (i, sum) = (0, 0L);
        while (i <= x.Length - Vector<int>.Count)
        {
            // Codes have 16 bits: a thousand of them fit in each lane.
            var lanes = Vector<int>.Zero;
            for (var end = Math.Min(x.Length, i + 1024 * Vector<int>.Count); i <= end - Vector<int>.Count; i += Vector<int>.Count) lanes += new Vector<int>(x[i..]);
            sum += Total(lanes);
        }
        for (; i < x.Length; i++) sum += x[i];
        return sum;
    }

    /// <summary>How many codes are not zero.</summary>
    /// <param name="x">Input codes.</param>
    public static long NotZero(ReadOnlySpan<int> x)
    {
        var (i, count) = (0, 0L);
        if (Vector512.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(x);
            for (; i <= x.Length - Vector512<int>.Count; i += Vector512<int>.Count)
                count += BitOperations.PopCount(~Vector512.Equals(Vector512.LoadUnsafe(ref from, (nuint)i), Vector512<int>.Zero).ExtractMostSignificantBits() & 0xFFFF);
        }
        else
        {
            var zeros = Vector<int>.Zero;
            for (; i <= x.Length - Vector<int>.Count; i += Vector<int>.Count) zeros -= Vector.Equals(new Vector<int>(x[i..]), Vector<int>.Zero);
            count = i - Total(zeros);
        }
        for (; i < x.Length; i++) count += x[i] != 0 ? 1 : 0;
        return count;
    }

    /// <summary>Cycles in which each row is driven, summed: digits of its code that are not zero.</summary>
    /// <param name="x">Input codes.</param>
    /// <param name="slices">Input bits of each cycle, least significant first.</param>
    /// <param name="magnitudes">Digits are those of the magnitude, else of the two's complement pattern.</param>
    public static long Pulses(ReadOnlySpan<int> x, ReadOnlySpan<int> slices, bool magnitudes)
    {
        var (isBits, width) = (true, 0);
        foreach (var bits in slices) (isBits, width) = (isBits && bits == 1, width + bits);
        var (mask, pulses) = ((1u << width) - 1, 0L);
        if (isBits && !magnitudes)
        {
            // Two codes to a count.
            var masks = (ulong)mask << 32 | mask;
            foreach (var pair in MemoryMarshal.Cast<int, ulong>(x)) pulses += BitOperations.PopCount(pair & masks);
            x = x[(x.Length / 2 * 2)..];
        }
        foreach (var code in x)
        {
            var value = (uint)(magnitudes ? Math.Abs(code) : code) & mask;
            if (isBits)
            {
                pulses += BitOperations.PopCount(value);
                continue;
            }
            foreach (var bits in slices)
            {
                pulses += (value & ((1u << bits) - 1)) != 0 ? 1 : 0;
                value >>= bits;
            }
        }
        return pulses;
    }

    private static void Fill<TDigit>(ReadOnlySpan<int> x, Span<float> drives, TDigit digit)
        where TDigit : struct, IDigit
    {
        var i = 0;
        for (; i <= x.Length - Vector<int>.Count; i += Vector<int>.Count) Vector.ConvertToSingle(digit.Of(new Vector<int>(x[i..]))).CopyTo(drives[i..]);
        for (; i < x.Length; i++) drives[i] = digit.Of(x[i]);
    }

    private static void Fill<TDigit>(ReadOnlySpan<int> x, Span<byte> drives, TDigit digit)
        where TDigit : struct, IDigit
    {
        for (var i = 0; i < x.Length; i++) drives[i] = (byte)digit.Of(x[i]);
    }

    private static (long Sum, long Squares) Sums<TDigit>(ReadOnlySpan<int> x, TDigit digit)
        where TDigit : struct, IDigit
    {
        var (i, sum, squares) = (0, Vector<long>.Zero, Vector<long>.Zero);
        for (; i <= x.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            // Digits have 16 bits, squares 32 and no sign.
            var digits = digit.Of(new Vector<int>(x[i..]));
            sum += Vector.WidenLower(digits) + Vector.WidenUpper(digits);
            var square = Vector.AsVectorUInt32(digits * digits);
            squares += Vector.AsVectorInt64(Vector.WidenLower(square) + Vector.WidenUpper(square));
        }
        var (total, totalSquares) = (Vector.Sum(sum), Vector.Sum(squares));
        for (; i < x.Length; i++)
        {
            long one = digit.Of(x[i]);
            total += one;
            totalSquares += one * one;
        }
        return (total, totalSquares);
    }

    private static long Total(Vector<int> lanes) => Vector.Sum(Vector.WidenLower(lanes) + Vector.WidenUpper(lanes));

    /// <summary>A digit of a code, one at a time or lane by lane.</summary>
    private interface IDigit
    {
        int Of(int x);

        Vector<int> Of(Vector<int> x);
    }

    private readonly struct WholeDigit : IDigit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Of(int x) => x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<int> Of(Vector<int> x) => x;
    }

    private readonly struct PatternDigit(int shift, int bits) : IDigit
    {
        private readonly int _mask = (1 << bits) - 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Of(int x) => x >> shift & _mask;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<int> Of(Vector<int> x) => (x >> shift) & new Vector<int>(_mask);
    }

    private readonly struct SignedDigit(int shift, int bits) : IDigit
    {
        private readonly int _mask = (1 << bits) - 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Of(int x) => Math.Sign(x) * (Math.Abs(x) >> shift & _mask);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<int> Of(Vector<int> x)
        {
            var sign = x >> 31;
            var digit = (((x ^ sign) - sign) >> shift) & new Vector<int>(_mask);
            return (digit ^ sign) - sign;
        }
    }

    private readonly struct PositiveDigit(int shift, int bits) : IDigit
    {
        private readonly int _mask = (1 << bits) - 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Of(int x) => Math.Max(x, 0) >> shift & _mask;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<int> Of(Vector<int> x) => (Vector.Max(x, Vector<int>.Zero) >> shift) & new Vector<int>(_mask);
    }

    private readonly struct NegativeDigit(int shift, int bits) : IDigit
    {
        private readonly int _mask = (1 << bits) - 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Of(int x) => Math.Max(-x, 0) >> shift & _mask;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<int> Of(Vector<int> x) => (Vector.Max(-x, Vector<int>.Zero) >> shift) & new Vector<int>(_mask);
    }
}
