using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TileDsl.Kernels;

/// <summary>What a kernel computes, and so what it wants packed.</summary>
public enum KernelStrategy
{
    /// <summary>Lossless converters: one integer product with the signed target weights.</summary>
    Collapsed,

    /// <summary>Ideal cells, a lossy converter: integer sums per weight slice and cycle.</summary>
    Sliced,

    /// <summary>Programmed or analog conductances, fixed per chip: float32 sums per weight slice and cycle.</summary>
    Programmed,

    /// <summary>Read noise drawn for every cell and partial sum.</summary>
    Sampled,
}

/// <summary>The width a product runs at. All give the same bits.</summary>
public enum VectorPath
{
    /// <summary>The widest the hardware has.</summary>
    Auto,

    /// <summary>One column at a time.</summary>
    Scalar,

    /// <summary><see cref="System.Numerics.Vector{T}"/>.</summary>
    Portable,

    /// <summary><see cref="System.Runtime.Intrinsics.Vector512{T}"/>.</summary>
    Wide,
}

/// <summary>How a kernel wants the planes of a matrix packed; see <see cref="MatrixState"/>.</summary>
public enum PlaneForm
{
    /// <summary>No planes: cells are drawn as they are read.</summary>
    None,

    /// <summary>float32 elements.</summary>
    Float32,

    /// <summary>int32 elements: an element may not fit a float32.</summary>
    Int32,

    /// <summary>int16 elements, two rows side by side.</summary>
    Int16Pairs,

    /// <summary>The digits of a group of rows in a byte.</summary>
    Digits,
}

/// <summary>How digits of ideal cells stand in a byte, for kernels of <see cref="PlaneForm.Digits"/>.</summary>
/// <param name="RowsPerGroup">Rows whose digits share a byte; the first row's in the lowest bits.</param>
/// <param name="Bits">Bits of a digit; RowsPerGroup times Bits is at most 6.</param>
/// <param name="Lowest">The element that is stored as 0: negative where a pair is subtracted first.</param>
public readonly record struct DigitForm(int RowsPerGroup, int Bits, int Lowest)
{
    /// <summary>Groups of so many rows; the last may have fewer.</summary>
    public int Groups(int rows) => (rows + RowsPerGroup - 1) / RowsPerGroup;
}

/// <summary>
/// A kernel for one signature (shape, slicing, converter, strategy); emitted by the compiler. Stateless and thread-safe:
/// what it reads is in <see cref="MatrixState"/>, what it writes in the caller's buffers and the scratch.
/// </summary>
public abstract class MatrixKernel
{
    /// <summary>Columns of a panel: the planes of a matrix are cut into panels of so many neighbouring columns.</summary>
    public int PanelColumns => Elements == PlaneForm.Digits ? 128 : 64;

    /// <summary>What it computes.</summary>
    public abstract KernelStrategy Strategy { get; }

    /// <summary>Columns of the packed planes: outputs and offset columns, rounded up to a multiple of 16 (digits: of 64).</summary>
    public abstract int PaddedColumns { get; }

    /// <summary>How its planes are packed.</summary>
    public abstract PlaneForm Elements { get; }

    /// <summary>How digits stand in a byte where <see cref="Elements"/> says so.</summary>
    public virtual DigitForm Digits => default;

    /// <summary>Whether it reads <see cref="MatrixState.HalfPlanes"/> too, at half the memory.</summary>
    public virtual bool TakesHalfPlanes => false;

    /// <summary>Whether noise is drawn once per conversion and column, so that <see cref="MatrixState.Noise"/> is needed.</summary>
    public virtual bool DrawsNoise => false;

    /// <summary>Whether the noise of reads is summed by column from each cell's own, so that <see cref="MatrixState.VariancePlanes"/> is needed.</summary>
    public virtual bool TakesVariances => false;

    /// <summary>
    /// Of a kernel that draws clipped noise cell by cell: the one that takes reads by their moments, for chips whose columns' noise is
    /// nearly Gaussian; see <see cref="Devices.ClippedNoise"/>. Else null.
    /// </summary>
    public virtual MatrixKernel? ByMoments => null;

    /// <summary>Whether converters differ, or say that they clip, so that <see cref="MatrixState.Columns"/> is needed.</summary>
    public virtual bool HasPhysicalConverters => false;

    /// <summary>Whether it marks the samples of which a conversion clipped.</summary>
    public virtual bool DetectsClipping => false;

    /// <summary>Bytes of scratch a call needs, whatever its batch; see <see cref="KernelScratch"/>.</summary>
    public abstract int ScratchBytes { get; }

    /// <summary>
    /// Products of a batch. <paramref name="x"/> holds N input codes of each sample in the signed or unsigned range of the spec;
    /// <paramref name="y"/> receives M values of each in weight lsb times input lsb (analog weights: w_max times input lsb), the
    /// pedestal and the weight offset removed, a zero point not. Returns the driver pulses: rows driven with a value that is
    /// not zero, counted per cycle for every array the row crosses.
    /// </summary>
    /// <param name="state">A matrix packed for this kernel.</param>
    /// <param name="x">Input codes, samples by N.</param>
    /// <param name="y">Results, samples by M.</param>
    /// <param name="scratch">Buffers of the calling thread.</param>
    /// <param name="firstSample">Global index of the first sample: the key of its read noise.</param>
    /// <param name="path">The width; anything but Auto is for tests.</param>
    public abstract long Multiply(MatrixState state, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long firstSample, VectorPath path);

    /// <summary>The samples of a batch, once it is known that the state and the spans are this kernel's.</summary>
    /// <exception cref="ArgumentException">The matrix was packed for another kernel, or a span has a wrong length.</exception>
    protected int Count(MatrixState state, int elements, int calibrated, int x, int inputs, int y, int outputs)
    {
        var packed = Elements switch
        {
            PlaneForm.Float32 => state.FloatPlanes.Length + state.HalfPlanes.Length,
            PlaneForm.Int32 => state.IntPlanes.Length,
            PlaneForm.Int16Pairs => state.PairPlanes.Length,
            PlaneForm.Digits => state.DigitPlanes.Length,
            _ => state.Cells is null ? -1 : 0,
        };
        if (packed < elements || state.Converters.Length < calibrated || (DrawsNoise && state.Noise is null))
            throw new ArgumentException("A matrix that was packed for another kernel.", nameof(state));
        var count = x / inputs;
        if (x != count * inputs) throw new ArgumentException("Each sample has as many inputs as the matrix.", nameof(x));
        if (y != count * outputs) throw new ArgumentException("Each sample has as many results as the matrix has outputs.", nameof(y));
        return count;
    }
}

/// <summary>A thread's buffer, grown to the largest kernel it runs.</summary>
public sealed class KernelScratch
{
    private AlignedMemory<byte> _memory = new(0);
    private bool[] _clipped = [];
    private int[] _taken = [];
    private long[] _indices = [];
    private int[] _codes = [];
    private double[] _scales = [];

    /// <summary>How often the inputs have been halved because a conversion clipped: repeated products draw fresh noise.</summary>
    public int Pass { get; internal set; }

    /// <summary>Products repeated because one clipped, since it was last set to 0.</summary>
    internal long Repetitions { get; set; }

    /// <summary>The samples of the last product of which a conversion clipped.</summary>
    internal ReadOnlySpan<int> TakeClipped(int samples)
    {
        if (_taken.Length < samples) _taken = new int[samples];
        var count = 0;
        for (var n = 0; n < samples; n++)
        {
            if (_clipped[n]) _taken[count++] = n;
        }
        return _taken.AsSpan(0, count);
    }

    /// <summary>How many samples of a product are repeated: those of <see cref="TakeClipped"/>, in their order; 0 where samples are neighbours.</summary>
    internal int Repeated { get; set; }

    /// <summary>Of the samples just repeated, those that clipped again: what <see cref="TakeClipped"/> gave becomes them.</summary>
    internal ReadOnlySpan<int> KeepClipped()
    {
        var count = 0;
        for (var k = 0; k < Repeated; k++)
        {
            if (_clipped[k]) _taken[count++] = _taken[k];
        }
        return _taken.AsSpan(0, count);
    }

    /// <summary>Room for a product's input codes; contents undefined.</summary>
    internal Span<int> Codes(int length) => Grown(ref _codes, length);

    /// <summary>Room for the scales of a product's samples; contents undefined.</summary>
    internal Span<double> Scales(int length) => Grown(ref _scales, length);

    /// <summary>The global indices of a product's samples.</summary>
    /// <param name="firstSample">Of the first; of the first of the batch where some of it are repeated.</param>
    /// <param name="samples">How many.</param>
    public ReadOnlySpan<long> Indices(long firstSample, int samples)
    {
        if (_indices.Length < samples) _indices = new long[samples];
        for (var s = 0; s < samples; s++) _indices[s] = firstSample + (Repeated == 0 ? s : _taken[s]);
        return _indices.AsSpan(0, samples);
    }

    /// <summary>Room for the marks of a product's samples, none of them marked.</summary>
    /// <param name="samples">How many.</param>
    public Span<bool> BeginClipping(int samples)
    {
        if (_clipped.Length < samples) _clipped = new bool[samples];
        var marks = _clipped.AsSpan(0, samples);
        marks.Clear();
        return marks;
    }

    /// <summary>A buffer large enough for a kernel, on a cache line; contents undefined.</summary>
    public Span<byte> Fit(MatrixKernel kernel)
    {
        if (_memory.Length < kernel.ScratchBytes) _memory = new AlignedMemory<byte>(kernel.ScratchBytes);
        return _memory.Span;
    }

    /// <summary>A buffer of so many bytes, on a cache line; contents undefined.</summary>
    internal Span<byte> Fit(int bytes)
    {
        if (_memory.Length < bytes) _memory = new AlignedMemory<byte>(bytes);
        return _memory.Span;
    }

    /// <summary>The beginning of an array, made anew where it is too short; contents undefined.</summary>
    internal static Span<T> Grown<T>(ref T[] array, int length)
    {
        if (array.Length < length) array = new T[length];
        return array.AsSpan(0, length);
    }

    /// <summary>A buffer's part of another type.</summary>
    /// <param name="memory">A buffer.</param>
    /// <param name="at">Where it begins, in bytes.</param>
    /// <param name="length">Elements.</param>
    public static Span<T> Part<T>(Span<byte> memory, int at, int length)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(memory.Slice(at, length * Unsafe.SizeOf<T>()));
}

/// <summary>
/// One weight matrix, programmed and packed for one kernel; immutable.
/// </summary>
/// <remarks>
/// <para>Collapsed: one plane of N rows, the signed target weights.</para>
/// <para>Sliced and Programmed: for every row block, weight slice (least significant first) and polarity (two where the
/// pair is converted digitally apart: + then -; else one), a plane of that block's rows, one behind the other in that order.
/// Columns M .. M + column blocks - 1 are the offset columns where there are any; the rest of the padding is zero. An element
/// is the conductance a unit input sees, after an analog subtraction (of the other polarity, or of the reference column): an
/// integer in units of the plan's choice, or a float32 in units of g_max.</para>
/// <para>A plane is cut into panels of <see cref="MatrixKernel.PanelColumns"/> columns (the last may be narrower), one behind
/// the other; in a panel of width c, row r, column j is element <c>r * c + j</c>. Pairs of int16: row 2p + h is element
/// <c>(p * c + j) * 2 + h</c>, an odd last row followed by zeros. Digits: group g of rows is byte
/// <c>g * c + DigitTile.Position(j)</c>.</para>
/// <para>Sampled: no planes; <see cref="Cells"/>.</para>
/// </remarks>
public sealed class MatrixState
{
    /// <summary>Planes of <see cref="PlaneForm.Float32"/>; else empty.</summary>
    public AlignedMemory<float> FloatPlanes { get; init; } = new(0);

    /// <summary>
    /// In place of <see cref="FloatPlanes"/>, where a kernel of table sums allows it and every element fits: column j of row r is element
    /// <c>r * c + BitPlaneTile.Position(j)</c> of a panel.
    /// </summary>
    public AlignedMemory<ushort> HalfPlanes { get; init; } = new(0);

    /// <summary>Planes of <see cref="PlaneForm.Int32"/>; else empty.</summary>
    public AlignedMemory<int> IntPlanes { get; init; } = new(0);

    /// <summary>Planes of <see cref="PlaneForm.Int16Pairs"/>; else empty.</summary>
    public AlignedMemory<short> PairPlanes { get; init; } = new(0);

    /// <summary>Planes of <see cref="PlaneForm.Digits"/>; else empty.</summary>
    public AlignedMemory<byte> DigitPlanes { get; init; } = new(0);

    /// <summary>Converters found at calibration, one per weight slice; empty where the compiler knew them.</summary>
    public CalibratedConverter[] Converters { get; init; } = [];

    /// <summary>The programmed conductances and noise keys of a matrix that is sampled; else null.</summary>
    public SampledCells? Cells { get; init; }

    /// <summary>The draws of noise that is one Gaussian per conversion and column; else null.</summary>
    public FoldedNoise? Noise { get; init; }

    /// <summary>
    /// Of kernels that take variances, packed like <see cref="FloatPlanes"/>: the variance of what a unit input reads, in squared units of the
    /// sums; both cells' where a pair is subtracted first. Else empty.
    /// </summary>
    public AlignedMemory<float> VariancePlanes { get; init; } = new(0);

    /// <summary>The converters that columns meet, where they differ or say that they clip; else null.</summary>
    public ConverterColumns? Columns { get; init; }

    /// <summary>What the codes of checksum columns are compared with; null where there are none.</summary>
    public ChecksumColumns? Checksums { get; init; }

    /// <summary>What code words are checked with; null where weights are held as they are.</summary>
    public CodeWords? Words { get; init; }

    /// <summary>The same matrix with noise, physical converters, checksums and code words.</summary>
    internal MatrixState With(FoldedNoise? noise, AlignedMemory<float>? variances, ConverterColumns? columns, ChecksumColumns? checksums, CodeWords? words) => new()
    {
        Checksums = checksums,
        Words = words,
        Cells = Cells,
        VariancePlanes = variances ?? new(0),
        Columns = columns,
        FloatPlanes = FloatPlanes,
        HalfPlanes = HalfPlanes,
        IntPlanes = IntPlanes,
        PairPlanes = PairPlanes,
        DigitPlanes = DigitPlanes,
        Converters = Converters,
        Noise = noise,
    };
}

/// <summary>The converters of one weight slice whose ranges were calibrated; arrays are indexed by padded column.</summary>
public sealed class CalibratedConverter
{
    /// <summary>
    /// How integer sums are converted, as <see cref="ConverterArithmetic.Wide"/> says: WideDivide where that is exact for all
    /// columns, else Search. Unused for float32 sums.
    /// </summary>
    public required ConverterForm Form { get; init; }

    /// <summary>See <see cref="ConverterArithmetic.A"/>.</summary>
    public required double[] A { get; init; }

    /// <summary>See <see cref="ConverterArithmetic.B"/>.</summary>
    public required double[] B { get; init; }

    /// <summary>See <see cref="ConverterArithmetic.D"/>.</summary>
    public required double[] D { get; init; }

    /// <summary>Thresholds per column for <see cref="ConverterForm.Search"/>, element n - 1 for n; else empty.</summary>
    public required int[][] Thresholds { get; init; }

    /// <summary>Nearest double to the converter's lo, in lsb.</summary>
    public required double[] Lo { get; init; }

    /// <summary>Nearest double to the converter's step, in lsb.</summary>
    public required double[] Step { get; init; }

    /// <summary>Nearest double to lo in units of g_max times an input step: what float32 sums are converted with.</summary>
    public required double[] FloatLo { get; init; }

    /// <summary>Nearest double to the step in units of g_max times an input step.</summary>
    public required double[] FloatStep { get; init; }

    /// <summary>
    /// Of sums that folded read noise is in, in the unit of the kernel's sums (g_max times an input step where they are float32):
    /// <c>n = rint(fma(p, NoisyA, NoisyB))</c>, clamped. The float32 of 1/step.
    /// </summary>
    public required float[] NoisyA { get; init; }

    /// <summary>The float32 of the step, in the unit of <see cref="NoisyA"/>.</summary>
    public required float[] UnitStep { get; init; }

    /// <summary>The float32 of -lo/step; see <see cref="NoisyA"/>.</summary>
    public required float[] NoisyB { get; init; }
}
