using System.Collections.Concurrent;
using System.Numerics;
using TileDsl.Chips;
using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl;

/// <summary>
/// A programmed chip; immutable and thread-safe but for its event counters, which are summed under a lock after each call.
/// Results do not depend on threads, batch split or vector width.
/// </summary>
public sealed class Chip
{
    private readonly MatrixDevices[][] _devices;
    private readonly LayerGraph _graph;
    private readonly FloatNetwork? _float;
    private readonly ConcurrentBag<FloatNetworkScratch> _floatScratch = [];
    private readonly EventCounter _events;
    private readonly ConcurrentBag<RunScratch> _scratch = [];
    private readonly ConcurrentBag<RunScratch> _batchScratch = [];

    /// <param name="digital">Where no layer is on arrays: what runs in place of the graph.</param>
    internal Chip(Network network, ChipOrigin origin, MatrixDevices[][] devices, ReadClock clock, DriftCompensation compensation, FloatNetwork? digital)
    {
        (Network, Origin, _devices, Clock, Compensation, _float) = (network, origin, devices, clock, compensation, digital);
        _graph = network.Graph(devices, clock, compensation);
        _events = new EventCounter(network.EventsPerInference);
        if (compensation != DriftCompensation.None) CompensationEvents = network.EventsPerCompensation;
    }

    /// <summary>How it was programmed.</summary>
    public ChipOrigin Origin { get; }

    /// <summary>When it is read, counted from the end of its programming.</summary>
    public ReadClock Clock { get; }

    /// <summary>How its results are corrected for drift.</summary>
    public DriftCompensation Compensation { get; }

    /// <summary>What measuring it for <see cref="Compensation"/> has taken at this time; the measurement just after programming took as much.</summary>
    public EventCounts CompensationEvents { get; }

    /// <summary>What programming its devices took.</summary>
    public ProgrammingTally Programming => _devices.SelectMany(layer => layer).Aggregate(default(ProgrammingTally), (sum, matrix) => sum + matrix.Tally);

    /// <summary>Whether it is read at a time beyond what was measured of a device.</summary>
    public bool IsExtrapolated => Clock.Time > Network.MeasuredSpan;

    /// <summary>What programming a layer took, by array; empty where its cells are ideal.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="matrix">Which matrix of it; 0 where it has one.</param>
    public IReadOnlyList<ArrayProgramming> ProgrammingOf(int layer, int matrix = 0) => ArrayProgramming.Of(_devices[layer][matrix].Cells);

    /// <summary>Writes a layer's devices in force have seen when programming ended, earlier ones and those of repair included: in the order of <see cref="ChipLayer.Conductances"/>.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="matrix">Which matrix of it; 0 where it has one.</param>
    public double[] Writes(int layer, int matrix = 0) => SavedChip.Layer("", _devices[layer][matrix]).Writes(Origin.Writes);

    /// <summary>The same of devices that are not in force, in the order of <see cref="ChipRepair.Spares"/>; empty where arrays have no columns for repair.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="matrix">Which matrix of it; 0 where it has one.</param>
    public double[] SpareWrites(int layer, int matrix = 0) => SavedChip.Layer("", _devices[layer][matrix]).Repair?.Writes(Origin.Writes) ?? [];

    /// <summary>Writes the chip to a file, by a temporary file and a rename: what every device holds, and all that identifies it.</summary>
    /// <param name="path">Where; a file that is there is replaced. See dsl/docs/devices.md for what is in it.</param>
    /// <param name="labels">Where the network comes from; kept, and not looked at.</param>
    /// <exception cref="TileException">The file cannot be written, or the chip has no errors to keep.</exception>
    public void Save(string path, ChipLabels? labels = null) => SavedChip.Of(this, _devices, labels).Write(path);

    /// <summary>The same chip at another time.</summary>
    /// <param name="seconds">Since the end of programming, 0 or more.</param>
    /// <param name="span">How long the reads that follow last, seconds: flicker noise slower than that is the same for all of them.</param>
    /// <param name="extrapolate">Whether a time beyond what was measured of the device is allowed.</param>
    /// <exception cref="TileException">A time that is not 0 or more, or beyond what was measured.</exception>
    public Chip At(double seconds, double span = 0, bool extrapolate = false) => new(Network, Origin, _devices, new ReadClock(seconds, span, extrapolate), Compensation, _float);

    /// <summary>The same chip at the same time, its results corrected for drift; see <see cref="CompensationEvents"/> for what that takes.</summary>
    public Chip Compensated(DriftCompensation compensation) => new(Network, Origin, _devices, Clock, compensation, _float);

    /// <summary>What the devices of a layer hold now, in uS: [polarity][slice][input][output] row-major, polarities 2 for pairs; read noise is not in it.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="matrix">Which matrix of it; 0 where it has one.</param>
    public double[] Conductances(int layer, int matrix = 0) => _devices[layer][matrix].Conductances(Clock);

    /// <summary>The network it was programmed from.</summary>
    public Network Network { get; }

    /// <summary>What checks of sums, by checksum columns or code words, have found in its inferences.</summary>
    public DetectionCounts Detection => _graph.Detection;

    /// <summary>What has happened since it was programmed.</summary>
    public EventCounts Events => _events.Total;

    /// <summary>Runs one uint8 sample.</summary>
    /// <param name="sample"><see cref="Network.InputLength"/> codes.</param>
    /// <param name="result">Receives <see cref="Network.OutputLength"/> values.</param>
    /// <param name="index">Global index of the sample, the key of its read noise; 0 to 2^32 - 1.</param>
    /// <exception cref="TileException">A wrong length or element type.</exception>
    public void Run(ReadOnlySpan<byte> sample, Span<double> result, long index = 0) => RunOne(sample, result, ElementType.UInt8, index);

    /// <summary>Runs one int8 sample.</summary>
    /// <param name="sample"><see cref="Network.InputLength"/> codes.</param>
    /// <param name="result">Receives <see cref="Network.OutputLength"/> values.</param>
    /// <param name="index">Global index of the sample, the key of its read noise; 0 to 2^32 - 1.</param>
    /// <exception cref="TileException">A wrong length or element type.</exception>
    public void Run(ReadOnlySpan<sbyte> sample, Span<double> result, long index = 0) => RunOne(sample, result, ElementType.Int8, index);

    /// <summary>Runs one float32 sample.</summary>
    /// <param name="sample"><see cref="Network.InputLength"/> finite values.</param>
    /// <param name="result">Receives <see cref="Network.OutputLength"/> values.</param>
    /// <param name="index">Global index of the sample, the key of its read noise; 0 to 2^32 - 1.</param>
    /// <exception cref="TileException">A wrong length or element type, a value that is not finite.</exception>
    public void Run(ReadOnlySpan<float> sample, Span<double> result, long index = 0) => RunOne(sample, result, ElementType.Float32, index);

    /// <summary>Runs one uint8 sample.</summary>
    /// <param name="sample"><see cref="Network.InputLength"/> codes.</param>
    /// <param name="index">Global index of the sample, the key of its read noise; 0 to 2^32 - 1.</param>
    /// <returns><see cref="Network.OutputLength"/> values.</returns>
    /// <exception cref="TileException">A wrong length or element type.</exception>
    public double[] Run(byte[] sample, long index = 0)
    {
        var result = new double[Network.OutputLength];
        Run(sample.AsSpan(), result, index);
        return result;
    }

    /// <summary>Runs one int8 sample.</summary>
    /// <param name="sample"><see cref="Network.InputLength"/> codes.</param>
    /// <param name="index">Global index of the sample, the key of its read noise; 0 to 2^32 - 1.</param>
    /// <returns><see cref="Network.OutputLength"/> values.</returns>
    /// <exception cref="TileException">A wrong length or element type.</exception>
    public double[] Run(sbyte[] sample, long index = 0)
    {
        var result = new double[Network.OutputLength];
        Run(sample.AsSpan(), result, index);
        return result;
    }

    /// <summary>Runs one float32 sample.</summary>
    /// <param name="sample"><see cref="Network.InputLength"/> finite values.</param>
    /// <param name="index">Global index of the sample, the key of its read noise; 0 to 2^32 - 1.</param>
    /// <returns><see cref="Network.OutputLength"/> values.</returns>
    /// <exception cref="TileException">A wrong length or element type, a value that is not finite.</exception>
    public double[] Run(float[] sample, long index = 0)
    {
        var result = new double[Network.OutputLength];
        Run(sample.AsSpan(), result, index);
        return result;
    }

    /// <summary>Runs a batch; result i of sample i, outputs in a row. Sample i has global index <paramref name="firstIndex"/> + i.</summary>
    /// <param name="samples">The batch.</param>
    /// <param name="threads">Worker threads; 0 for one per core.</param>
    /// <param name="firstIndex">Global index of the first sample; indices stay below 2^32.</param>
    /// <param name="path">The vector width; anything but Auto is for tests.</param>
    /// <param name="progress">Told how many samples are done.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="TileException">Samples of another type or length than the network's.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is counted.</exception>
    public double[] RunBatch(Samples samples, int threads = 0, long firstIndex = 0, VectorPath path = VectorPath.Auto, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        Network.CheckSamples(Network.Spec, samples, Network.InputLength);
        Network.CheckIndices(firstIndex, samples.Count);
        var outputs = Network.OutputLength;
        var results = new double[Planes.CheckedLength((long)samples.Count * outputs)];
        if (_float is { } digital)
        {
            SampleLoop.Run(samples.Count, threads, () => _floatScratch.TryTake(out var scratch) ? scratch : digital.NewScratch(), (first, count, scratch) =>
            {
                digital.Run(samples, first, count, scratch, results.AsSpan(first * outputs, count * outputs), path);
                return 0;
            }, _floatScratch.Add, progress, cancellation);
            _events.Add(samples.Count, 0);
            return results;
        }
        var pulses = SampleLoop.Run(samples.Count, threads, () => _batchScratch.TryTake(out var scratch) ? scratch : Network.NewScratch(Network.Batch), (first, count, scratch) =>
            _graph.Run(samples, first, count, scratch, results.AsSpan(first * outputs, count * outputs), firstIndex + first, path), scratch => Release(scratch, _batchScratch), progress, cancellation, Network.Batch);
        _events.Add(samples.Count, pulses);
        return results;
    }

    private void RunOne<T>(ReadOnlySpan<T> sample, Span<double> result, ElementType type, long index)
        where T : struct, INumber<T>
    {
        var spec = Network.Spec;
        if (type != spec.InputType) throw new TileException($"network '{spec.Name}' takes {Samples.NameOf(spec.InputType)} samples, and this one is {Samples.NameOf(type)}");
        if (sample.Length != Network.InputLength) throw new TileException($"network '{spec.Name}' takes samples of {Network.InputLength} values, and this one has {sample.Length}");
        if (result.Length != Network.OutputLength) throw new TileException($"network '{spec.Name}' gives results of {Network.OutputLength} values, and there is room for {result.Length}");
        Network.CheckIndices(index, 1);
        Span<double> values = sample.Length <= 1024 ? stackalloc double[sample.Length] : new double[sample.Length];
        for (var i = 0; i < sample.Length; i++)
        {
            if (!T.IsFinite(sample[i])) throw new TileException($"value {i} of the sample is not finite");
            values[i] = double.CreateChecked(sample[i]);
        }
        var pulses = RunOne(values, result, index);
        _events.Add(1, pulses);
    }

    private long RunOne(ReadOnlySpan<double> sample, Span<double> result, long index)
    {
        if (_float is { } digital)
        {
            if (!_floatScratch.TryTake(out var buffers)) buffers = digital.NewScratch();
            sample.CopyTo(buffers.Sample);
            digital.Run(buffers, result, VectorPath.Auto);
            _floatScratch.Add(buffers);
            return 0;
        }
        if (!_scratch.TryTake(out var scratch)) scratch = Network.NewScratch(samples: 1);
        _graph.LoadOne(sample, scratch);
        var pulses = _graph.Run(1, scratch, result, index, VectorPath.Auto);
        Release(scratch, _scratch);
        return pulses;
    }

    /// <summary>Takes a thread's buffers back, and what they have counted.</summary>
    private void Release(RunScratch scratch, ConcurrentBag<RunScratch> to)
    {
        if (scratch.Repeated != default) _events.Add(scratch.Repeated);
        scratch.Repeated = default;
        to.Add(scratch);
    }
}
