using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TileDsl.Kernels;

namespace TileDsl.Running.Digital;

/// <summary>
/// <see cref="Depthwise{T, TLine}"/> of codes, exact while no sum leaves int32. Planes stay 16 bits wide; what two taps see is interleaved as it is read, so that one instruction
/// multiplies and adds both.
/// </summary>
internal sealed class IntegerDepthwise
{
    private const int Step = 32;

    private readonly MapShape _output;
    private readonly int _multiplier;
    private readonly int _pitch;
    private readonly int _channelStride;
    private readonly int _line;
    private readonly int[] _offsets;
    private readonly int[] _weights;
    private readonly int[] _constants;

    /// <param name="planes">Copies, with slack.</param>
    /// <param name="output">The map that is written.</param>
    /// <param name="multiplier">Output channels of an input channel.</param>
    /// <param name="weights">By output channel, then tap.</param>
    /// <param name="constants">By output channel: what is added.</param>
    public IntegerDepthwise(PhasePlanes planes, MapShape output, int multiplier, ReadOnlySpan<short> weights, int[] constants)
    {
        (_output, _multiplier, _pitch, _channelStride, _constants) = (output, multiplier, planes.Pitch, planes.ChannelStride, constants);
        _line = checked((output.Height - 1) * planes.Pitch + output.Width + Step - 1) / Step * Step;
        var taps = planes.TapOffsets.Length;
        var pairs = (taps + 1) / 2;
        // The last of an odd number is read twice, the second time times 0.
        _offsets = [.. Enumerable.Range(0, 2 * pairs).Select(tap => planes.TapOffsets[Math.Min(tap, taps - 1)])];
        _weights = new int[checked(output.Channels * pairs)];
        for (var n = 0; n < _weights.Length; n++)
        {
            var (channel, tap) = (n / pairs, 2 * (n % pairs));
            _weights[n] = Pairs.Of(weights[channel * taps + tap], tap + 1 < taps ? weights[channel * taps + tap + 1] : 0);
        }
    }

    /// <summary>Elements of scratch.</summary>
    public int ScratchLength => _line;

    /// <summary>All channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(ReadOnlySpan<short> planes, Span<int> y, Span<int> scratch, VectorPath path)
    {
        var line = scratch[.._line];
        var pairs = _offsets.Length / 2;
        var resolved = TilePath.Resolve(path);
        for (var m = 0; m < _output.Channels; m++)
        {
            var channel = planes[(m / _multiplier * _channelStride)..];
            var weights = _weights.AsSpan(m * pairs, pairs);
            if (resolved == VectorPath.Wide && Avx512BW.IsSupported) SumWide(ref MemoryMarshal.GetReference(channel), ref MemoryMarshal.GetReference(weights), _constants[m], line);
            else if (resolved != VectorPath.Scalar) SumPortable(ref MemoryMarshal.GetReference(channel), weights, _constants[m], line);
            else SumScalar(channel, weights, _constants[m], line);
            Rows.Copy<int>(line, _pitch, y.Slice(m * _output.Positions, _output.Positions), _output.Width, _output.Width, _output.Height);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumWide(ref short x, ref int weights, int constant, Span<int> line)
    {
        ref var y = ref MemoryMarshal.GetReference(line);
        ref var offsets = ref MemoryMarshal.GetArrayDataReference(_offsets);
        nint n = 0;
        for (; n + 2 * Step <= line.Length; n += 2 * Step)
        {
            var (low0, high0, low1, high1) = (Vector512.Create(constant), Vector512.Create(constant), Vector512.Create(constant), Vector512.Create(constant));
            for (nint k = 0; k < _offsets.Length; k += 2)
            {
                ref var first = ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n);
                ref var second = ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k + 1) + n);
                var w = Vector512.Create(Unsafe.Add(ref weights, k >> 1)).AsInt16();
                var (a, b) = (Vector512.LoadUnsafe(ref first), Vector512.LoadUnsafe(ref second));
                low0 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(a, b), w);
                high0 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(a, b), w);
                (a, b) = (Vector512.LoadUnsafe(ref first, Step), Vector512.LoadUnsafe(ref second, Step));
                low1 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(a, b), w);
                high1 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(a, b), w);
            }
            Store(low0, high0, ref Unsafe.Add(ref y, n));
            Store(low1, high1, ref Unsafe.Add(ref y, n + Step));
        }
        for (; n < line.Length; n += Step)
        {
            var (low, high) = (Vector512.Create(constant), Vector512.Create(constant));
            for (nint k = 0; k < _offsets.Length; k += 2)
            {
                var w = Vector512.Create(Unsafe.Add(ref weights, k >> 1)).AsInt16();
                var a = Vector512.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k) + n));
                var b = Vector512.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref offsets, k + 1) + n));
                low += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(a, b), w);
                high += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(a, b), w);
            }
            Store(low, high, ref Unsafe.Add(ref y, n));
        }
    }

    /// <summary>Interleaving is by 128 bits: the low and high sums of each go side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> low, Vector512<int> high, ref int y)
    {
        Avx512F.PermuteVar8x64x2(low.AsInt64(), Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), high.AsInt64()).AsInt32().StoreUnsafe(ref y);
        Avx512F.PermuteVar8x64x2(low.AsInt64(), Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), high.AsInt64()).AsInt32().StoreUnsafe(ref y, 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPortable(ref short x, ReadOnlySpan<int> weights, int constant, Span<int> line)
    {
        ref var y = ref MemoryMarshal.GetReference(line);
        for (nint n = 0; n < line.Length; n += Vector<short>.Count)
        {
            var (low, high) = (new Vector<int>(constant), new Vector<int>(constant));
            for (var k = 0; k < _offsets.Length; k++)
            {
                var w = new Vector<int>(k % 2 == 0 ? (short)weights[k / 2] : weights[k / 2] >> 16);
                Vector.Widen(Vector.LoadUnsafe(ref Unsafe.Add(ref x, _offsets[k] + n)), out var first, out var second);
                low += first * w;
                high += second * w;
            }
            low.StoreUnsafe(ref Unsafe.Add(ref y, n));
            high.StoreUnsafe(ref Unsafe.Add(ref y, n + Vector<int>.Count));
        }
    }

    private void SumScalar(ReadOnlySpan<short> x, ReadOnlySpan<int> weights, int constant, Span<int> line)
    {
        for (var n = 0; n < line.Length; n++)
        {
            var sum = constant;
            for (var k = 0; k < weights.Length; k++) sum += Pairs.Dot(weights[k], Pairs.Of(x[_offsets[2 * k] + n], x[_offsets[2 * k + 1] + n]));
            line[n] = sum;
        }
    }
}
