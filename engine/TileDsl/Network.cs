using TileDsl.Chips;
using TileDsl.Converters;
using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Running;

namespace TileDsl;

/// <summary>
/// A trained, quantised and calibrated network, before any chip; immutable and thread-safe. A generated <c>Digits</c> and a
/// script's <c>program.Network("Digits", …)</c> are both this type.
/// </summary>
public abstract class Network
{
    private readonly NetworkLayers _layers;

    /// <summary>Where no layer is on arrays; else null.</summary>
    private readonly FloatNetwork? _float;

    /// <summary>Binds and quantises the weights, then calibrates activation scales and converter ranges.</summary>
    /// <param name="spec">The generated description.</param>
    /// <param name="weights">Weight tensors in topological order.</param>
    /// <param name="calibration">Samples for activation scales and calibrated ranges; null only where the program needs none.</param>
    /// <exception cref="TileException">Shapes that do not fit, a name that is not there, data that is missing or of the wrong type.</exception>
    protected Network(NetworkSpec spec, IWeightSource weights, Samples? calibration)
    {
        Spec = spec;
        var binding = WeightBinding.Bind(spec, weights);
        Binding = binding;
        _layers = new NetworkLayers(spec, binding);
        if (_layers.Placed.Length == 0) _float = new FloatNetwork(_layers, binding);
        new NetworkCalibration(spec, _layers).Run(calibration);
    }

    /// <summary>What the compiler knew.</summary>
    public NetworkSpec Spec { get; }

    /// <summary>Length of a sample.</summary>
    public int InputLength => _layers.InputLength;

    /// <summary>Length of a result.</summary>
    public int OutputLength => _layers.OutputLength;

    /// <summary>Which tensor each layer was bound to, in layer order; null of a layer without weights.</summary>
    public IReadOnlyList<WeightTensor?> Binding { get; }

    /// <summary>Conversions and cell reads of one inference (driver pulses depend on the data and are counted as it runs).</summary>
    public EventCounts EventsPerInference => _layers.EventsPerInference;

    /// <summary>Seconds after programming for which there is measured data of every device.</summary>
    public double MeasuredSpan => _layers.Matrices.Select(matrix => matrix.Geometry.Physics.MeasuredSpan).DefaultIfEmpty(double.PositiveInfinity).Min();

    /// <summary>Refuses a map of faults that does not fit the arrays whose devices name it, as <see cref="Program"/> would; nothing is programmed.</summary>
    /// <param name="name">As devices name it.</param>
    /// <param name="map">The map.</param>
    /// <exception cref="TileException">It does not fit.</exception>
    public void Check(string name, FaultMap map) => GivenFaults.Check(_layers.Geometries, name, map);

    /// <summary>Programs one physical chip: one seed and chip number are one set of errors.</summary>
    /// <param name="seed">Any number; the same one gives the same chips.</param>
    /// <param name="chip">Which chip of the seed, from 0.</param>
    /// <param name="noise">Which errors are in force.</param>
    /// <param name="history">What devices bring with them: earlier writes, and maps of faults where devices name one.</param>
    /// <param name="clock">When it is read, and for how long; <see cref="Chip.At"/> gives the same chip at another time.</param>
    /// <exception cref="TileException">The errors of this chip make sums that the hardware's grid does not hold; a map of faults that is missing or does not fit; a time beyond what was measured.</exception>
    public Chip Program(ulong seed = 0, int chip = 0, Noise noise = Noise.On, DeviceHistory? history = null, ReadClock clock = default)
    {
        var devices = history ?? DeviceHistory.None;
        devices.Check();
        return new Chip(this, new ChipOrigin(seed, chip, noise, devices.Writes).Checked(), _layers.Program(seed, chip, noise, devices), clock, DriftCompensation.None, _float);
    }

    /// <summary>A chip that was saved: the same devices, and the same results to the bit.</summary>
    /// <param name="path">What <see cref="Chip.Save"/> has written.</param>
    /// <exception cref="TileException">Not there, damaged, or a chip of another network.</exception>
    public Chip Load(string path) => Load(ChipFile.Read(path));

    /// <summary>A chip that was saved: the same devices, and the same results to the bit.</summary>
    /// <exception cref="TileException">A chip of another network.</exception>
    public Chip Load(ChipFile file) => new(this, file.Origin, SavedChip.Devices(this, _layers, file), default, DriftCompensation.None, _float);

    /// <summary>The layers with a chip's devices as they are at a time.</summary>
    internal LayerGraph Graph(MatrixDevices[][] devices, ReadClock clock, DriftCompensation compensation) =>
        new(_layers, Array.ConvertAll(devices, layer => Array.ConvertAll(layer, matrix => CompensatedProduct.Of(matrix, clock, compensation))));

    /// <summary>How long so many inferences read arrays, seconds, layers one after the other: cycles times the read time of each device, where it is known.</summary>
    /// <param name="samples">Inferences.</param>
    public double ReadSpan(long samples) => samples * _layers.Placed.Sum(layer => layer.Quantised!.ReadTime * NetworkLayers.ProductsOf(layer));

    /// <summary>What one measurement of all matrices takes.</summary>
    internal EventCounts EventsPerCompensation => _layers.Placed.SelectMany(layer => layer.Quantised!.Matrices)
        .Aggregate(default(EventCounts), (sum, matrix) => sum + CompensatedProduct.Events(matrix.Matrix.Geometry));

    /// <summary>
    /// The network in float64 with the trained weights: result i of sample i, outputs in a row. In float32 where every layer is
    /// digital.
    /// </summary>
    /// <param name="samples">Of the network's input type and shape.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="TileException">Samples of another type or length.</exception>
    public double[] RunFloat(Samples samples, CancellationToken cancellation = default)
    {
        CheckSamples(Spec, samples, InputLength);
        var results = new double[Planes.CheckedLength((long)samples.Count * OutputLength)];
        if (_float is { } network)
        {
            SampleLoop.Run(samples.Count, 0, network.NewScratch, (first, count, scratch) =>
            {
                network.Run(samples, first, count, scratch, results.AsSpan(first * OutputLength, count * OutputLength), VectorPath.Auto);
                return 0;
            }, cancellation: cancellation);
            return results;
        }
        SampleLoop.Run(samples.Count, 0, () => new FloatScratch(_layers), (first, count, scratch) =>
        {
            for (var sample = first; sample < first + count; sample++)
            {
                samples.CopyTo(sample, scratch.Input);
                FloatPass.Run(_layers, scratch).CopyTo(results.AsSpan(sample * OutputLength, OutputLength));
            }
            return 0;
        }, cancellation: cancellation);
        return results;
    }

    /// <summary>Per layer, how many noise-free conversions of the samples are clamped, and how many there are.</summary>
    /// <param name="samples">Of the network's input type and shape.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="TileException">Samples of another type or length.</exception>
    public IReadOnlyList<ClippingCount> CountClipping(Samples samples, CancellationToken cancellation = default)
    {
        CheckSamples(Spec, samples, InputLength);
        var graph = Graph(_layers.Program(0, 0, Noise.Off, DeviceHistory.None), default, DriftCompensation.None);
        var counters = Array.ConvertAll(_layers.All, layer => Array.ConvertAll(layer.Quantised?.Matrices ?? [], matrix => matrix.Matrix.Clipping()));
        var clipped = new long[_layers.All.Length];
        SampleLoop.Run(samples.Count, 0, () => (Run: NewScratch(_layers.Batch), Sums: new PartialSumScratch()), (first, count, scratch) =>
        {
            graph.Load(samples, first, count, scratch.Run);
            return graph.Run(count, scratch.Run, [], 0, VectorPath.Auto, (layer, matrix, _, codes) =>
            {
                if (counters[layer][matrix] is not { } counter) return;
                var inputs = _layers.All[layer].Quantised!.Matrices[matrix].Inputs;
                var clamped = 0L;
                for (; codes.Length > 0; codes = codes[inputs..]) clamped += counter.Count(codes[..inputs], scratch.Sums);
                Interlocked.Add(ref clipped[layer], clamped);
            });
        }, cancellation: cancellation, most: _layers.Batch);
        return [.. _layers.Placed.Select(layer => new ClippingCount(
            layer.Spec.Name, clipped[layer.Index], samples.Count * layer.Quantised!.EventsPerProduct.Conversions * NetworkLayers.ProductsOf(layer)))];
    }

    /// <summary>Samples that are done together at most.</summary>
    internal int Batch => _layers.Batch;

    internal RunScratch NewScratch(int samples) => new(_layers, samples);

    /// <summary>The indices of products are 32 bits of a counter, those of a layer's places and steps included.</summary>
    internal void CheckIndices(long first, int count)
    {
        SampleIndex.Check(first, count);
        var products = _layers.MostProducts;
        if ((first + count) * products > 1L << 32)
            throw new TileException($"samples {first} .. {first + count - 1}: a layer of network '{Spec.Name}' makes {products} products of a sample, so that indices are from 0 to {(1L << 32) / products - 1}");
    }

    internal static void CheckSamples(NetworkSpec spec, Samples samples, int length)
    {
        if (samples.Type != spec.InputType || samples.Length != length)
        {
            throw new TileException(
                $"network '{spec.Name}' takes {Samples.NameOf(spec.InputType)} samples of {length} values ({string.Join(" x ", spec.InputShape)}), " +
                $"and these are {Samples.NameOf(samples.Type)} samples of {samples.Length} ({string.Join(" x ", samples.Shape)})");
        }
    }
}

/// <summary>Clamped conversions of a layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Clipped">Conversions whose sum was beyond the converter's codes.</param>
/// <param name="Conversions">All conversions.</param>
public sealed record ClippingCount(string Layer, long Clipped, long Conversions);
