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

/// <summary>
/// A kernel for one signature (shape, slicing, converter, strategy); emitted by the compiler. Stateless and thread-safe:
/// what it reads is in <see cref="MatrixState"/>, what it writes in the caller's buffers and the scratch.
/// </summary>
public abstract class MatrixKernel
{
    /// <summary>What it computes.</summary>
    public abstract KernelStrategy Strategy { get; }

    /// <summary>Columns of the packed planes: outputs and offset columns, rounded up to a multiple of 16.</summary>
    public abstract int PaddedColumns { get; }

    /// <summary>Whether the packed planes hold float32 (else int32). Integers are exact either way.</summary>
    public abstract bool FloatPlanes { get; }

    /// <summary>int32 elements of scratch one product needs; see <see cref="KernelScratch"/>.</summary>
    public abstract int ScratchIntegers { get; }

    /// <summary>float32 elements of scratch one product needs.</summary>
    public abstract int ScratchFloats { get; }

    /// <summary>
    /// One product. <paramref name="x"/> holds N input codes in the signed or unsigned range of the spec; <paramref name="y"/>
    /// receives M values in weight lsb times input lsb (analog weights: w_max times input lsb), the pedestal and the weight
    /// offset removed, a zero point not. Returns the driver pulses: rows driven with a value that is not zero, counted per
    /// cycle for every array the row crosses.
    /// </summary>
    /// <param name="state">A matrix packed for this kernel.</param>
    /// <param name="x">Input codes, length N.</param>
    /// <param name="y">Results, length M.</param>
    /// <param name="scratch">Buffers of the calling thread.</param>
    /// <param name="sample">Global index of the sample: the key of its read noise.</param>
    /// <param name="path">The width; anything but Auto is for tests.</param>
    public abstract long Multiply(MatrixState state, ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long sample, VectorPath path);
}

/// <summary>A thread's buffers, grown to the largest kernel it runs.</summary>
public sealed class KernelScratch
{
    /// <summary>At least <see cref="MatrixKernel.ScratchIntegers"/> long; contents undefined.</summary>
    public int[] Integers { get; private set; } = [];

    /// <summary>At least <see cref="MatrixKernel.ScratchFloats"/> long; contents undefined.</summary>
    public float[] Floats { get; private set; } = [];

    /// <summary>Makes the buffers large enough for a kernel.</summary>
    public void Fit(MatrixKernel kernel)
    {
        if (Integers.Length < kernel.ScratchIntegers) Integers = new int[kernel.ScratchIntegers];
        if (Floats.Length < kernel.ScratchFloats) Floats = new float[kernel.ScratchFloats];
    }
}

/// <summary>
/// One weight matrix, programmed and packed for one kernel; immutable.
/// </summary>
/// <remarks>
/// <para>Collapsed: one plane of N rows by <see cref="MatrixKernel.PaddedColumns"/>, the signed target weights
/// <c>plane[i * padded + j]</c>.</para>
/// <para>Sliced and Programmed: for every row block, weight slice (least significant first) and polarity (two where the
/// pair is converted digitally apart: + then -; else one), a plane of that block's rows by the padded columns, one behind
/// the other in that order. Columns M .. M + column blocks - 1 are the offset columns where there are any; the rest of the
/// padding is zero. An element is the conductance a unit input sees, after an analog subtraction (of the other polarity, or
/// of the reference column): an integer in units of the plan's choice, or a float32 in units of g_max.</para>
/// <para>Sampled: no planes; <see cref="Cells"/>.</para>
/// </remarks>
public sealed class MatrixState
{
    /// <summary>Planes of kernels that want int32; else empty.</summary>
    public int[] IntPlanes { get; init; } = [];

    /// <summary>Planes of kernels that want float32; else empty.</summary>
    public float[] FloatPlanes { get; init; } = [];

    /// <summary>Converters found at calibration, one per weight slice; empty where the compiler knew them.</summary>
    public CalibratedConverter[] Converters { get; init; } = [];

    /// <summary>The programmed conductances and noise keys of a matrix that is sampled; else null.</summary>
    public SampledCells? Cells { get; init; }
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

    /// <summary>The float32 of -lo/step; see <see cref="NoisyA"/>.</summary>
    public required float[] NoisyB { get; init; }
}
