using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>What random numbers are drawn for.</summary>
public enum NoisePurpose
{
    /// <summary>Device-to-device variability, once per chip and cell.</summary>
    Variability = 1,

    /// <summary>The error of programming, once per chip and cell.</summary>
    Programming = 2,

    /// <summary>Read noise, for every cell and partial sum.</summary>
    ReadNoise = 3,

    /// <summary>The read noise of a partial sum as a whole: of a column, for every conversion.</summary>
    PartialSumNoise = 4,

    /// <summary>The read noise that a reference column's sum brings to all columns of its array.</summary>
    ReferenceNoise = 5,

    /// <summary>The exponent, or the offset, by which a device drifts: once per chip and cell.</summary>
    Drift = 6,

    /// <summary>The slow share of flicker noise: once per chip, cell and evaluation time.</summary>
    FrozenFlicker = 7,

    /// <summary>What retention adds to a device's error in time: once per chip and cell.</summary>
    Retention = 8,

    /// <summary>Whether a device is stuck: once per chip and cell.</summary>
    Faults = 9,

    /// <summary>How many writes a device survives: once per chip and cell.</summary>
    Wear = 10,

    /// <summary>The noise of reading back, for every pulse of a verified programming.</summary>
    ReadBack = 11,

    /// <summary>What a pulse does apart from its mean, for every pulse.</summary>
    Pulse = 12,

    /// <summary>A device's own step: upward, downward; cycle 0 and 1.</summary>
    PulseStep = 13,

    /// <summary>A device's own bounds: upper, lower; cycle 0 and 1.</summary>
    PulseBound = 14,

    /// <summary>For laws of a user: programming.</summary>
    LawProgramming = 17,

    /// <summary>For laws of a user: what comes with time.</summary>
    LawTime = 18,

    /// <summary>The noise of reading back to find faults; cycle 0 at first, 1 after a pair was countered, 2 of spare columns.</summary>
    FaultLocation = 19,

    /// <summary>The offset of a converter, once per chip.</summary>
    ConverterOffset = 20,

    /// <summary>The error of a converter's gain, once per chip.</summary>
    ConverterGain = 21,

    /// <summary>The capacitors or the oscillator of a converter, once per chip.</summary>
    ConverterElement = 22,

    /// <summary>The comparators of a converter, once per chip.</summary>
    ConverterComparator = 23,

    /// <summary>The measured thresholds of a converter, once per chip.</summary>
    ConverterThreshold = 24,

    /// <summary>The error of a digit of a driver, once per chip.</summary>
    DriverDigit = 26,

    /// <summary>The offset of a driver, once per chip.</summary>
    DriverOffset = 27,

    /// <summary>The error of a driver's gain, once per chip.</summary>
    DriverGain = 28,

    /// <summary>Noise of a driver, for every pulse.</summary>
    DriverNoise = 29,
}

/// <summary>
/// The Gaussians of one chip, purpose and layer. A draw is a function of where and when it is used, so that it does not matter
/// who draws first, on which thread, or whether a neighbour was drawn at all.
/// </summary>
/// <remarks>
/// The stream's key is words 0 and 1 of <c>Philox(key = seed (low word first), counter = (chip, purpose, layer, matrix | use &lt;&lt; 28))</c>; a draw
/// is lane <c>cell &amp; 3</c> of <c>Philox(key = stream, counter = (cell >> 2, tile, cycle | polarity &lt;&lt; 30, sample))</c>.
/// </remarks>
public readonly struct NoiseStream
{
    private readonly uint[] _keys;

    /// <summary>The stream of a purpose.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="chip">Which physical chip.</param>
    /// <param name="purpose">What the draws are for.</param>
    /// <param name="layer">Index of the layer in its network; 0 for a lone matrix.</param>
    /// <param name="matrix">Which matrix of the layer; 0 where it has one.</param>
    /// <param name="use">0 for the products of results, others for measurements of a chip.</param>
    public NoiseStream(ulong seed, int chip, NoisePurpose purpose, int layer, int matrix = 0, int use = 0)
    {
        var block = Philox.Block((uint)chip, (uint)purpose, (uint)layer, (uint)matrix | (uint)use << 28, (uint)seed, (uint)(seed >> 32));
        _keys = Philox.RoundKeys(block.W0, block.W1);
    }

    /// <summary>The keys of the stream's rounds; see <see cref="Philox.RoundKeys"/>.</summary>
    internal uint[] Keys => _keys;

    /// <summary>One standard Gaussian.</summary>
    /// <param name="cell">The cell's number in its array; see <see cref="ArrayLayout.Cell"/>.</param>
    /// <param name="tile">Number of the array in its layer.</param>
    /// <param name="cycle">Cycle within the product; 0 for programming.</param>
    /// <param name="polarity">0 for + or single cells, 1 for -.</param>
    /// <param name="sample">Global index of the sample; 0 for programming.</param>
    public float Gaussian(long cell, int tile, int cycle = 0, int polarity = 0, long sample = 0)
    {
        var block = Block(cell >> 2, tile, cycle, polarity, sample);
        var (first, second) = (cell & 2) == 0 ? Gaussians(block.W0, block.W1) : Gaussians(block.W2, block.W3);
        return (cell & 1) == 0 ? first : second;
    }

    /// <summary>The Gaussians of neighbouring cells: element n is <see cref="Gaussian"/> of cell <paramref name="firstCell"/> + n.</summary>
    /// <param name="path">The width; anything but Auto is for tests. All give the same bits.</param>
    [SkipLocalsInit]
    public void Fill(Span<float> gaussians, long firstCell, int tile, int cycle = 0, int polarity = 0, long sample = 0, VectorPath path = VectorPath.Auto)
    {
        Span<float> lanes = stackalloc float[GaussianLanes.Group];
        Span<float> cut = stackalloc float[GaussianLanes.Group];
        var skipped = (int)(firstCell & 3);
        var first = (uint)(firstCell >> 2);
        if (skipped == 0 && path is VectorPath.Auto or VectorPath.Wide && Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            var whole = gaussians.Length / GaussianLanes.Group * GaussianLanes.Group;
            GaussianLanes512.FillCells(_keys, first, (uint)tile, Third(cycle, polarity), (uint)sample, gaussians[..whole]);
            gaussians = gaussians[whole..];
            first += (uint)whole / 4;
        }
        for (var block = first; !gaussians.IsEmpty; block += GaussianLanes.Blocks)
        {
            GaussianLanes.Fill(_keys, block, (uint)tile, Third(cycle, polarity), (uint)sample, lanes, path);
            var count = Math.Min(GaussianLanes.Group - skipped, gaussians.Length);
            if (count == GaussianLanes.Group)
            {
                Interleave(lanes, gaussians);
            }
            else
            {
                Interleave(lanes, cut);
                cut.Slice(skipped, count).CopyTo(gaussians);
            }
            gaussians = gaussians[count..];
            skipped = 0;
        }
    }

    /// <summary>Box and Muller: two words become two independent standard Gaussians, the cosine's first.</summary>
    public static (float First, float Second) Gaussians(uint radius, uint angle)
    {
        var r = MathF.Sqrt(-2f * Elementary.Log(radius));
        var (sin, cos) = Elementary.SinCos(angle);
        return (r * cos, r * sin);
    }

    /// <summary>The lanes of a group, one behind the other, into the order of cells: block by block.</summary>
    private static void Interleave(ReadOnlySpan<float> lanes, Span<float> cells)
    {
        var b = 0;
        for (; Sse.IsSupported && b < GaussianLanes.Blocks; b += 4)
        {
            // Four blocks, a lane of them to a register: a block to a register.
            var (w0, w1) = (Vector128.Create(lanes.Slice(b, 4)), Vector128.Create(lanes.Slice(GaussianLanes.Blocks + b, 4)));
            var (w2, w3) = (Vector128.Create(lanes.Slice(2 * GaussianLanes.Blocks + b, 4)), Vector128.Create(lanes.Slice(3 * GaussianLanes.Blocks + b, 4)));
            var (low01, low23, high01, high23) = (Sse.UnpackLow(w0, w1), Sse.UnpackLow(w2, w3), Sse.UnpackHigh(w0, w1), Sse.UnpackHigh(w2, w3));
            var to = cells.Slice(4 * b, 16);
            Sse.MoveLowToHigh(low01, low23).CopyTo(to);
            Sse.MoveHighToLow(low23, low01).CopyTo(to[4..]);
            Sse.MoveLowToHigh(high01, high23).CopyTo(to[8..]);
            Sse.MoveHighToLow(high23, high01).CopyTo(to[12..]);
        }
        for (; b < GaussianLanes.Blocks; b++)
        {
            var four = cells.Slice(4 * b, 4);
            four[0] = lanes[b];
            four[1] = lanes[GaussianLanes.Blocks + b];
            four[2] = lanes[2 * GaussianLanes.Blocks + b];
            four[3] = lanes[3 * GaussianLanes.Blocks + b];
        }
    }

    /// <summary>Word 2 of a counter.</summary>
    internal static uint Third(int cycle, int polarity) => (uint)cycle | (uint)polarity << 30;

    private PhiloxBlock Block(long group, int tile, int cycle, int polarity, long sample) =>
        Philox.Block((uint)group, (uint)tile, Third(cycle, polarity), (uint)sample, _keys[0], _keys[1]);
}
