using System.Collections.Concurrent;
using System.Numerics;
using TileDsl.Chips;
using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl;

/// <summary>A programmed matrix; thread-safe but for its event counters, which are summed under a lock.</summary>
public sealed class ProgrammedMatrix
{
    private readonly Matrix _matrix;
    private readonly MatrixDevices _devices;
    private readonly Lazy<MatrixProduct> _product;
    private readonly EventCounter _events;
    private readonly ConcurrentBag<KernelScratch> _scratch = [];

    internal ProgrammedMatrix(Matrix matrix, MatrixDevices devices, ChipOrigin origin, ReadClock clock, DriftCompensation compensation)
    {
        (_matrix, _devices, Origin, Clock, Compensation) = (matrix, devices, origin, clock, compensation);
        // A chip is mostly read later than at once: what is packed then waits, unless packing may refuse the chip.
        _product = new Lazy<MatrixProduct>(() => CompensatedProduct.Of(devices, clock, compensation));
        if (clock.Time != 0 || compensation != DriftCompensation.None || !devices.IsPackedLater) _ = _product.Value;
        _events = new EventCounter(matrix.EventsPerProduct);
    }

    /// <summary>How it was programmed.</summary>
    public ChipOrigin Origin { get; }

    /// <summary>When it is read, counted from the end of its programming.</summary>
    public ReadClock Clock { get; }

    /// <summary>How its results are corrected for drift.</summary>
    public DriftCompensation Compensation { get; }

    /// <summary>What measuring it for <see cref="Compensation"/> takes at this time; the measurement just after programming takes as much.</summary>
    public EventCounts CompensationEvents => Compensation == DriftCompensation.None ? default : CompensatedProduct.Events(_matrix.Geometry);

    /// <summary>Whether it is read at a time beyond what was measured of the device.</summary>
    public bool IsExtrapolated => Clock.Time > _matrix.Geometry.Physics.MeasuredSpan;

    /// <summary>What programming its devices took.</summary>
    public ProgrammingTally Programming => _devices.Tally;

    /// <summary>What programming took, by array; empty where cells are ideal.</summary>
    public IReadOnlyList<ArrayProgramming> ProgrammingOfArrays => ArrayProgramming.Of(_devices.Cells);

    /// <summary>Writes it to a file, by a temporary file and a rename: what every device holds, and all that identifies it.</summary>
    /// <param name="path">Where; a file that is there is replaced. The file is that of a chip; see dsl/docs/devices.md for what is in it.</param>
    /// <param name="labels">Where the matrix comes from; kept, and not looked at.</param>
    /// <exception cref="TileException">The file cannot be written, or there are no errors to keep.</exception>
    public void Save(string path, ChipLabels? labels = null) => SavedChip.Of(_devices, Origin, labels).Write(path);

    /// <summary>The same devices at another time.</summary>
    /// <param name="seconds">Since the end of programming, 0 or more.</param>
    /// <param name="span">How long the reads that follow last, seconds: flicker noise slower than that is the same for all of them.</param>
    /// <param name="extrapolate">Whether a time beyond what was measured of the device is allowed.</param>
    /// <exception cref="TileException">A time that is not 0 or more, or beyond what was measured.</exception>
    public ProgrammedMatrix At(double seconds, double span = 0, bool extrapolate = false) => new(_matrix, _devices, Origin, new ReadClock(seconds, span, extrapolate), Compensation);

    /// <summary>The same devices at the same time, results corrected for drift.</summary>
    public ProgrammedMatrix Compensated(DriftCompensation compensation) => new(_matrix, _devices, Origin, Clock, compensation);

    /// <summary>What checks of sums, by checksum columns or code words, have found in its products.</summary>
    public DetectionCounts Detection => _product.IsValueCreated ? _product.Value.Detection : default;

    /// <summary>What has happened since it was programmed; an inference is a product.</summary>
    public EventCounts Events => _events.Total;

    /// <summary>y = W x.</summary>
    /// <param name="x">N input codes, in the range of the slicing's inputs.</param>
    /// <param name="y">Receives M results, in weight units times input codes.</param>
    /// <param name="index">Global index of the product, the key of its read noise; 0 to 2^32 - 1.</param>
    /// <param name="path">The vector width; anything but Auto is for tests.</param>
    /// <exception cref="TileException">A wrong length, a code out of range.</exception>
    public void Multiply(ReadOnlySpan<int> x, Span<double> y, long index = 0, VectorPath path = VectorPath.Auto)
    {
        var (inputs, outputs) = (_matrix.Spec.Inputs, _matrix.Spec.Outputs);
        if (x.Length != inputs || y.Length != outputs) throw new TileException($"a product takes {inputs} codes and gives {outputs} results; got {x.Length} codes and room for {y.Length}");
        _matrix.CheckInputs(x);
        SampleIndex.Check(index, 1);
        var scratch = TakeScratch();
        var pulses = MultiplyUnchecked(x, y, scratch, index, path);
        _scratch.Add(scratch);
        _events.Add(1, pulses);
    }

    /// <summary>y = W x.</summary>
    /// <param name="x">N input codes, in the range of the slicing's inputs.</param>
    /// <param name="index">Global index of the product, the key of its read noise; 0 to 2^32 - 1.</param>
    /// <returns>M results, in weight units times input codes.</returns>
    /// <exception cref="TileException">A wrong length, a code out of range.</exception>
    public double[] Multiply(int[] x, long index = 0)
    {
        var y = new double[_matrix.Spec.Outputs];
        Multiply(x, y, index);
        return y;
    }

    /// <summary>Y = X W^T for a batch of inputs; sample i has global index <paramref name="firstIndex"/> + i.</summary>
    /// <param name="x">Input codes, samples by N row-major.</param>
    /// <param name="threads">Worker threads; 0 for one per core.</param>
    /// <param name="firstIndex">Global index of the first sample; indices stay below 2^32.</param>
    /// <param name="path">The vector width; anything but Auto is for tests.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <returns>Results, samples by M row-major.</returns>
    /// <exception cref="TileException">A wrong length, a code out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is counted.</exception>
    public double[] MultiplyBatch(int[] x, int threads = 0, long firstIndex = 0, VectorPath path = VectorPath.Auto, CancellationToken cancellation = default)
    {
        var (inputs, outputs) = (_matrix.Spec.Inputs, _matrix.Spec.Outputs);
        _matrix.CheckInputs(x);
        var results = new double[Planes.CheckedLength((long)(x.Length / inputs) * outputs)];
        MultiplyInto(x, results, threads, firstIndex, path, cancellation);
        return results;
    }

    /// <summary>Y = X W^T for a batch of inputs, into memory of the caller's; sample i has global index <paramref name="firstIndex"/> + i.</summary>
    /// <param name="x">Input codes, samples by N row-major.</param>
    /// <param name="y">Receives the results, samples by M row-major.</param>
    /// <param name="threads">Worker threads; 0 for one per core.</param>
    /// <param name="firstIndex">Global index of the first sample; indices stay below 2^32.</param>
    /// <param name="path">The vector width; anything but Auto is for tests.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="TileException">A wrong length, a code out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is counted.</exception>
    public void MultiplyBatch(int[] x, double[] y, int threads = 0, long firstIndex = 0, VectorPath path = VectorPath.Auto, CancellationToken cancellation = default)
    {
        var (inputs, outputs) = (_matrix.Spec.Inputs, _matrix.Spec.Outputs);
        if (y.Length != (long)x.Length / inputs * outputs) throw new TileException($"{x.Length / inputs} samples give {(long)x.Length / inputs * outputs} results, and there is room for {y.Length}");
        _matrix.CheckInputs(x);
        MultiplyInto(x, y, threads, firstIndex, path, cancellation);
    }

    /// <summary>Y = X W^T for a batch of real inputs, each scaled by its own largest value so that this is the highest code; results in the unit of the inputs.</summary>
    /// <param name="x">Finite inputs, samples by N row-major.</param>
    /// <param name="y">Receives the results, samples by M row-major.</param>
    /// <param name="threads">Worker threads; 0 for one per core.</param>
    /// <param name="firstIndex">Global index of the first sample; indices stay below 2^32.</param>
    /// <param name="path">The vector width; anything but Auto is for tests.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="TileException">A wrong length, a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is counted.</exception>
    public void MultiplyBatch(float[] x, double[] y, int threads = 0, long firstIndex = 0, VectorPath path = VectorPath.Auto, CancellationToken cancellation = default)
    {
        var (inputs, outputs) = (_matrix.Spec.Inputs, _matrix.Spec.Outputs);
        var samples = x.Length / inputs;
        if (x.Length % inputs != 0 || y.Length != (long)samples * outputs) throw new TileException($"{x.Length} inputs and room for {y.Length} results: a product takes {inputs} and gives {outputs}");
        CheckFinite(x);
        SampleIndex.Check(firstIndex, samples);
        var pulses = SampleLoop.Run(samples, threads, TakeScratch, (first, count, scratch) =>
            MultiplyReal(x.AsSpan(first * inputs, count * inputs), y.AsSpan(first * outputs, count * outputs), scratch, firstIndex + first, path), _scratch.Add, cancellation: cancellation);
        _events.Add(samples, pulses);
    }

    /// <summary>y = W x of real inputs, scaled by their largest value so that this is the highest code; results in the unit of the inputs.</summary>
    /// <param name="x">N finite inputs.</param>
    /// <param name="y">Receives M results.</param>
    /// <param name="index">Global index of the product, the key of its noise; 0 to 2^32 - 1.</param>
    /// <param name="path">The vector width; anything but Auto is for tests.</param>
    /// <exception cref="TileException">A wrong length, a value that is not finite.</exception>
    public void Multiply(ReadOnlySpan<float> x, Span<double> y, long index = 0, VectorPath path = VectorPath.Auto)
    {
        var (inputs, outputs) = (_matrix.Spec.Inputs, _matrix.Spec.Outputs);
        if (x.Length != inputs || y.Length != outputs) throw new TileException($"a product takes {inputs} inputs and gives {outputs} results; got {x.Length} inputs and room for {y.Length}");
        CheckFinite(x);
        SampleIndex.Check(index, 1);
        var scratch = TakeScratch();
        var pulses = MultiplyReal(x, y, scratch, index, path);
        _scratch.Add(scratch);
        _events.Add(1, pulses);
    }

    private static void CheckFinite(ReadOnlySpan<float> x)
    {
        // A sum of products with 0 is 0 unless one of them is not finite; two sums take turns, as each waits for the one before.
        var (n, width, sum, other) = (0, Vector<float>.Count, Vector<float>.Zero, Vector<float>.Zero);
        for (; n <= x.Length - 2 * width; n += 2 * width)
        {
            sum += new Vector<float>(x[n..]) * Vector<float>.Zero;
            other += new Vector<float>(x[(n + width)..]) * Vector<float>.Zero;
        }
        for (; n <= x.Length - width; n += width) sum += new Vector<float>(x[n..]) * Vector<float>.Zero;
        sum += other;
        var all = Vector.EqualsAll(sum, Vector<float>.Zero);
        for (; n < x.Length; n++) all &= float.IsFinite(x[n]);
        if (all) return;
        for (n = 0; float.IsFinite(x[n]);) n++;
        throw new TileException($"input {n} is not finite");
    }

    private void MultiplyInto(int[] x, double[] y, int threads, long firstIndex, VectorPath path, CancellationToken cancellation)
    {
        var (inputs, outputs) = (_matrix.Spec.Inputs, _matrix.Spec.Outputs);
        var samples = x.Length / inputs;
        SampleIndex.Check(firstIndex, samples);
        var pulses = SampleLoop.Run(samples, threads, TakeScratch, (first, count, scratch) =>
            MultiplyUnchecked(x.AsSpan(first * inputs, count * inputs), y.AsSpan(first * outputs, count * outputs), scratch, firstIndex + first, path), _scratch.Add, cancellation: cancellation);
        _events.Add(samples, pulses);
    }

    private KernelScratch TakeScratch() => _scratch.TryTake(out var scratch) ? scratch : new KernelScratch();

    /// <summary>
    /// Conductances (uS) of every used device at the time of <see cref="Clock"/>, before they are rounded to a grid: [polarity][slice][input][output]
    /// row-major, polarities 2 for pairs and 1 for single cells; reference and offset columns are not included. Fresh read noise is not.
    /// </summary>
    public double[] Conductances() => _devices.Conductances(Clock);

    private long MultiplyUnchecked(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long index, VectorPath path)
    {
        var pulses = _product.Value.Multiply(x, y, scratch, index, path);
        if (_product.Value.RepeatsClipped) pulses += RepeatClipped(x, y, scratch, index, path);
        _matrix.ToWeightUnits(y);
        return pulses;
    }

    /// <summary>Repeats what clipped: codes are real inputs of scale 1.</summary>
    private long RepeatClipped(ReadOnlySpan<int> x, Span<double> y, KernelScratch scratch, long index, VectorPath path)
    {
        var scales = scratch.Scales(x.Length / _matrix.Spec.Inputs);
        scales.Fill(1);
        scratch.Repetitions = 0;
        var pulses = ClipRepetition.Run(_product.Value, _matrix.Quantiser, x, scales, y, scratch, index, path);
        if (scratch.Repetitions == 0) return pulses;
        var outputs = _matrix.Spec.Outputs;
        for (var n = 0; n < scales.Length; n++)
        {
            if (scales[n] != 1) Scaling.Multiply(y.Slice(n * outputs, outputs), scales[n]);
        }
        CountRepetitions(scratch);
        return pulses;
    }

    private long MultiplyReal(ReadOnlySpan<float> x, Span<double> y, KernelScratch scratch, long index, VectorPath path)
    {
        var (product, inputs, outputs, quantiser) = (_product.Value, _matrix.Spec.Inputs, _matrix.Spec.Outputs, _matrix.Quantiser);
        var scales = scratch.Scales(x.Length / inputs);
        var codes = scratch.Codes(x.Length);
        for (var n = 0; n < scales.Length; n++)
        {
            var sample = x.Slice(n * inputs, inputs);
            scales[n] = Quantiser.ScaleOf(Quantiser.Largest(sample, _matrix.Spec.InputSignedness), quantiser.Highest);
            (quantiser with { Scale = scales[n] }).Codes(sample, codes.Slice(n * inputs, inputs));
        }
        var pulses = product.Multiply(codes, y, scratch, index, path);
        if (product.RepeatsClipped)
        {
            scratch.Repetitions = 0;
            pulses += ClipRepetition.Run(product, quantiser, x, scales, y, scratch, index, path);
            CountRepetitions(scratch);
        }
        for (var n = 0; n < scales.Length; n++) _matrix.ToWeightUnits(y.Slice(n * outputs, outputs), scales[n]);
        return pulses;
    }

    private void CountRepetitions(KernelScratch scratch)
    {
        if (scratch.Repetitions == 0) return;
        var one = _matrix.EventsPerProduct;
        _events.Add(new EventCounts(0, scratch.Repetitions * one.Conversions, scratch.Repetitions * one.CellReads, 0));
    }
}
