using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl;

/// <summary>A dense layer as generated code describes it.</summary>
public sealed record LayerSpec
{
    /// <summary>The layer's name in the .tile file.</summary>
    public required string Name { get; init; }

    /// <summary>Its matrix on arrays.</summary>
    public required MatrixSpec Matrix { get; init; }

    /// <summary>The kernel of noise-free runs (Collapsed, Sliced, or Programmed for analog weights).</summary>
    public required MatrixKernel NoiseFree { get; init; }

    /// <summary>The kernel where programming error or read noise is in force; null where the device has neither.</summary>
    public MatrixKernel? Noisy { get; init; }

    /// <summary>What follows the product.</summary>
    public Activation Activation { get; init; }

    /// <summary>The slope of leaky_relu.</summary>
    public double ActivationParameter { get; init; }

    /// <summary>Name of the weight tensor to bind, where the file gives one.</summary>
    public string? From { get; init; }
}

/// <summary>A network as generated code describes it.</summary>
public sealed record NetworkSpec
{
    /// <summary>The network's name in the .tile file.</summary>
    public required string Name { get; init; }

    /// <summary>Element type of a sample.</summary>
    public required ElementType InputType { get; init; }

    /// <summary>Shape of a sample.</summary>
    public required int[] InputShape { get; init; }

    /// <summary>Real value of one input code; null where it is to be calibrated (float inputs).</summary>
    public double? InputScale { get; init; }

    /// <summary>The input code that means zero.</summary>
    public int InputZeroPoint { get; init; }

    /// <summary>The layers, first to last.</summary>
    public required LayerSpec[] Layers { get; init; }
}

/// <summary>Which errors are in force.</summary>
public enum Noise
{
    /// <summary>All the program declares.</summary>
    On,

    /// <summary>Every random draw is zero; rounding and clamping stay.</summary>
    Off,

    /// <summary>The exact product of the quantised inputs and the target weights.</summary>
    Ideal,
}

/// <summary>
/// A trained, quantised and calibrated network, before any chip; immutable and thread-safe. A generated <c>Digits</c> and a
/// script's <c>program.Network("Digits", …)</c> are both this type.
/// </summary>
public abstract class Network
{
    /// <summary>Binds and quantises the weights, then calibrates activation scales and converter ranges.</summary>
    /// <param name="spec">The generated description.</param>
    /// <param name="weights">Weight tensors in topological order.</param>
    /// <param name="calibration">Samples for activation scales and calibrated ranges; null only where the program needs none.</param>
    /// <exception cref="TileException">Shapes that do not fit, a name that is not there, data that is missing or of the wrong type.</exception>
    protected Network(NetworkSpec spec, IWeightSource weights, Samples? calibration) => throw new NotImplementedException();

    /// <summary>What the compiler knew.</summary>
    public NetworkSpec Spec => throw new NotImplementedException();

    /// <summary>Length of a sample.</summary>
    public int InputLength => throw new NotImplementedException();

    /// <summary>Length of a result.</summary>
    public int OutputLength => throw new NotImplementedException();

    /// <summary>Which tensor each layer was bound to, in layer order.</summary>
    public IReadOnlyList<WeightTensor> Binding => throw new NotImplementedException();

    /// <summary>Conversions and cell reads of one inference (driver pulses depend on the data and are counted as it runs).</summary>
    public EventCounts EventsPerInference => throw new NotImplementedException();

    /// <summary>Programs one physical chip: one seed and chip number are one set of errors.</summary>
    public Chip Program(ulong seed = 0, int chip = 0, Noise noise = Noise.On) => throw new NotImplementedException();

    /// <summary>The network in float64 with the trained weights: result i of sample i, outputs in a row.</summary>
    public double[] RunFloat(Samples samples, CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>Per layer, how many noise-free conversions of the samples are clamped, and how many there are.</summary>
    public IReadOnlyList<ClippingCount> CountClipping(Samples samples, CancellationToken cancellation = default) => throw new NotImplementedException();
}

/// <summary>Clamped conversions of a layer.</summary>
public sealed record ClippingCount(string Layer, long Clipped, long Conversions);

/// <summary>What happened on a chip: the events that energy and time are computed from.</summary>
/// <param name="Inferences">Samples run.</param>
/// <param name="Conversions">Output conversions, reference columns excluded, offset columns included.</param>
/// <param name="CellReads">Devices read: used rows times devices of the used columns, per cycle; reference and offset columns included.</param>
/// <param name="DriverPulses">Rows driven with a value that is not zero, per cycle and array.</param>
public readonly record struct EventCounts(long Inferences, long Conversions, long CellReads, long DriverPulses)
{
    /// <summary>Sums the counts.</summary>
    public static EventCounts operator +(EventCounts a, EventCounts b) =>
        new(a.Inferences + b.Inferences, a.Conversions + b.Conversions, a.CellReads + b.CellReads, a.DriverPulses + b.DriverPulses);
}

/// <summary>
/// A programmed chip; immutable and thread-safe but for its event counters, which are summed under a lock after each call.
/// Results do not depend on threads, batch split or vector width.
/// </summary>
public sealed class Chip
{
    internal Chip()
    {
    }

    /// <summary>The network it was programmed from.</summary>
    public Network Network => throw new NotImplementedException();

    /// <summary>What has happened since it was programmed.</summary>
    public EventCounts Events => throw new NotImplementedException();

    /// <summary>Runs one uint8 sample of <see cref="Network.InputLength"/> values; <paramref name="index"/> keys its read noise.</summary>
    /// <exception cref="TileException">A wrong length or element type.</exception>
    public void Run(ReadOnlySpan<byte> sample, Span<double> result, long index = 0) => throw new NotImplementedException();

    /// <summary>Runs one int8 sample.</summary>
    public void Run(ReadOnlySpan<sbyte> sample, Span<double> result, long index = 0) => throw new NotImplementedException();

    /// <summary>Runs one float32 sample.</summary>
    public void Run(ReadOnlySpan<float> sample, Span<double> result, long index = 0) => throw new NotImplementedException();

    /// <summary>Runs one uint8 sample.</summary>
    public double[] Run(byte[] sample, long index = 0) => throw new NotImplementedException();

    /// <summary>Runs one int8 sample.</summary>
    public double[] Run(sbyte[] sample, long index = 0) => throw new NotImplementedException();

    /// <summary>Runs one float32 sample.</summary>
    public double[] Run(float[] sample, long index = 0) => throw new NotImplementedException();

    /// <summary>Runs a batch; result i of sample i, outputs in a row. Sample i has global index <paramref name="firstIndex"/> + i.</summary>
    /// <param name="samples">The batch.</param>
    /// <param name="threads">Worker threads; 0 for one per core.</param>
    /// <param name="firstIndex">Global index of the first sample.</param>
    /// <param name="path">The vector width; anything but Auto is for tests.</param>
    /// <param name="progress">Told how many samples are done.</param>
    /// <param name="cancellation">Stops between samples.</param>
    public double[] RunBatch(Samples samples, int threads = 0, long firstIndex = 0, VectorPath path = VectorPath.Auto, IProgress<int>? progress = null, CancellationToken cancellation = default) => throw new NotImplementedException();
}

/// <summary>
/// One weight matrix on a programmed array: what a bare <c>tile</c> in a file becomes, and what <c>tiledsl mvm</c> runs.
/// Inputs and weights are integers (analog weights: real) and are not rescaled.
/// </summary>
public abstract class Matrix
{
    /// <summary>Binds the weights, M by N row-major: integers in range for sliced encodings, any finite reals for analog ones.</summary>
    /// <param name="spec">The generated description.</param>
    /// <param name="noiseFree">Kernel of noise-free runs.</param>
    /// <param name="noisy">Kernel where errors are in force, or null.</param>
    /// <param name="weights">W, outputs by inputs.</param>
    /// <param name="analogFullScale">The weight at g_max for analog encodings; 0 for the largest magnitude in the matrix.</param>
    /// <param name="calibration">Input codes, samples by N, for a calibrated range; else null.</param>
    /// <exception cref="TileException">A wrong length, a value out of range, missing calibration.</exception>
    protected Matrix(MatrixSpec spec, MatrixKernel noiseFree, MatrixKernel? noisy, double[] weights, double analogFullScale = 0, int[]? calibration = null) => throw new NotImplementedException();

    /// <summary>What the compiler knew.</summary>
    public MatrixSpec Spec => throw new NotImplementedException();

    /// <summary>Programs one physical array set.</summary>
    public ProgrammedMatrix Program(ulong seed = 0, int chip = 0, Noise noise = Noise.On) => throw new NotImplementedException();
}

/// <summary>A programmed matrix; thread-safe but for its event counters, which are summed under a lock.</summary>
public sealed class ProgrammedMatrix
{
    internal ProgrammedMatrix()
    {
    }

    /// <summary>What has happened since it was programmed; an inference is a product.</summary>
    public EventCounts Events => throw new NotImplementedException();

    /// <summary>y = W x: N input codes in, M results out, in weight units times input codes.</summary>
    public void Multiply(ReadOnlySpan<int> x, Span<double> y, long index = 0, VectorPath path = VectorPath.Auto) => throw new NotImplementedException();

    /// <summary>y = W x.</summary>
    public double[] Multiply(int[] x, long index = 0) => throw new NotImplementedException();

    /// <summary>Y = X W^T for a batch of inputs, samples by N; sample i has global index <paramref name="firstIndex"/> + i.</summary>
    public double[] MultiplyBatch(int[] x, int threads = 0, long firstIndex = 0, VectorPath path = VectorPath.Auto, CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>
    /// Conductances (uS) of every used device after programming: [polarity][slice][input][output] row-major, polarities 2
    /// for pairs and 1 for single cells; reference and offset columns are not included.
    /// </summary>
    public double[] Conductances() => throw new NotImplementedException();
}
