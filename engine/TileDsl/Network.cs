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
    private readonly InputStage _input;
    private readonly QuantisedLayer[] _layers;

    /// <summary>Binds and quantises the weights, then calibrates activation scales and converter ranges.</summary>
    /// <param name="spec">The generated description.</param>
    /// <param name="weights">Weight tensors in topological order.</param>
    /// <param name="calibration">Samples for activation scales and calibrated ranges; null only where the program needs none.</param>
    /// <exception cref="TileException">Shapes that do not fit, a name that is not there, data that is missing or of the wrong type.</exception>
    protected Network(NetworkSpec spec, IWeightSource weights, Samples? calibration)
    {
        Spec = spec;
        _input = new InputStage(spec);
        var binding = WeightBinding.Bind(spec, weights);
        Binding = binding;
        _layers = [.. spec.Layers.Select((layer, n) => new QuantisedLayer(layer, binding[n], $"network '{spec.Name}', layer '{layer.Name}'"))];
        new NetworkCalibration(spec, _input, _layers).Run(calibration);
    }

    /// <summary>What the compiler knew.</summary>
    public NetworkSpec Spec { get; }

    /// <summary>Length of a sample.</summary>
    public int InputLength => _layers[0].Inputs;

    /// <summary>Length of a result.</summary>
    public int OutputLength => _layers[^1].Outputs;

    /// <summary>Which tensor each layer was bound to, in layer order.</summary>
    public IReadOnlyList<WeightTensor> Binding { get; }

    /// <summary>Conversions and cell reads of one inference (driver pulses depend on the data and are counted as it runs).</summary>
    public EventCounts EventsPerInference =>
        _layers.Aggregate(default(EventCounts), (sum, layer) => sum + layer.Matrix.Geometry.EventsPerProduct) with { Inferences = 1 };

    /// <summary>Seconds after programming for which there is measured data of every device.</summary>
    public double MeasuredSpan => _layers.Min(layer => layer.Matrix.Geometry.Physics.MeasuredSpan);

    /// <summary>How long so many inferences read arrays, seconds, layers one after the other: cycles times the read time of each device, where it is known.</summary>
    /// <param name="samples">Inferences.</param>
    public double ReadSpan(long samples) => samples * _layers.Sum(layer => layer.Matrix.Geometry.Cycles.All.Length * layer.Spec.Matrix.Device.ReadTime);

    /// <summary>Programs one physical chip: one seed and chip number are one set of errors.</summary>
    /// <param name="seed">Any number; the same one gives the same chips.</param>
    /// <param name="chip">Which chip of the seed, from 0.</param>
    /// <param name="noise">Which errors are in force.</param>
    /// <param name="history">What devices bring with them: earlier writes, and maps of faults where devices name one.</param>
    /// <exception cref="TileException">The errors of this chip make sums that the hardware's grid does not hold; a map of faults that is missing or does not fit.</exception>
    public Chip Program(ulong seed = 0, int chip = 0, Noise noise = Noise.On, DeviceHistory? history = null)
    {
        var devices = history ?? DeviceHistory.None;
        devices.Check();
        var firstArrays = GivenFaults.FirstArrays([.. _layers.Select(layer => layer.Matrix.Geometry)], devices, noise);
        return new Chip(
            this, new ChipOrigin(seed, chip, noise, devices.Writes),
            [.. _layers.Select((layer, n) => layer.Matrix.Program(new ChipIdentity(seed, chip, n), noise, devices, firstArrays[n]))], default, DriftCompensation.None);
    }

    /// <summary>A chip that was saved: the same devices, and the same results to the bit.</summary>
    /// <param name="path">What <see cref="Chip.Save"/> has written.</param>
    /// <exception cref="TileException">Not there, damaged, or a chip of another network.</exception>
    public Chip Load(string path) => Load(ChipFile.Read(path));

    /// <summary>A chip that was saved: the same devices, and the same results to the bit.</summary>
    /// <exception cref="TileException">A chip of another network.</exception>
    public Chip Load(ChipFile file) => new(this, file.Origin, SavedChip.Devices(this, [.. _layers.Select(layer => layer.Matrix)], file), default, DriftCompensation.None);

    /// <summary>The layers with a chip's devices as they are at a time.</summary>
    internal LayerChain Chain(MatrixDevices[] devices, in ReadClock clock, DriftCompensation compensation)
    {
        var products = new MatrixProduct[_layers.Length];
        for (var n = 0; n < products.Length; n++) products[n] = CompensatedProduct.Of(devices[n], _layers[n].Matrix.Geometry, clock, compensation);
        return new LayerChain(_input, _layers, products);
    }

    /// <summary>What one measurement of all matrices takes.</summary>
    internal EventCounts EventsPerCompensation => _layers.Aggregate(default(EventCounts), (sum, layer) =>
    {
        var geometry = layer.Matrix.Geometry;
        var products = CompensatedProduct.Products(geometry);
        var one = geometry.EventsPerProduct;
        return sum + new EventCounts(0, products * one.Conversions, products * one.CellReads, products * geometry.Cycles.Pulses(geometry.Cycles.Highest) * geometry.Layout.ArraysPerRow);
    });

    /// <summary>The network in float64 with the trained weights: result i of sample i, outputs in a row.</summary>
    /// <param name="samples">Of the network's input type and shape.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="TileException">Samples of another type or length.</exception>
    public double[] RunFloat(Samples samples, CancellationToken cancellation = default)
    {
        CheckSamples(Spec, samples, InputLength);
        var results = new double[Planes.CheckedLength((long)samples.Count * OutputLength)];
        SampleLoop.Run(samples.Count, 0, () => new FloatScratch(_layers), (first, count, scratch) =>
        {
            for (var sample = first; sample < first + count; sample++)
            {
                samples.CopyTo(sample, scratch.Values);
                FloatPass.Run(_input, _layers, scratch).CopyTo(results.AsSpan(sample * OutputLength, OutputLength));
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
        var chain = new LayerChain(_input, _layers, [.. _layers.Select((layer, n) => layer.Matrix.Program(new ChipIdentity(0, 0, n), Noise.Off).At(default))]);
        var counters = _layers.Select(layer => layer.Matrix.Clipping()).ToArray();
        var clipped = new long[_layers.Length];
        SampleLoop.Run(samples.Count, 0, () => (Run: NewScratch(SampleLoop.Batch), Sums: new PartialSumScratch()), (first, count, scratch) =>
        {
            chain.Encode(samples, first, count, scratch.Run);
            return chain.Run(count, scratch.Run, [], 0, VectorPath.Auto, (layer, codes) =>
            {
                if (counters[layer] is not { } counter) return;
                var inputs = _layers[layer].Inputs;
                var clamped = 0L;
                for (var n = 0; n < count; n++) clamped += counter.Count(codes.Slice(n * inputs, inputs), scratch.Sums);
                Interlocked.Add(ref clipped[layer], clamped);
            });
        }, cancellation: cancellation);
        return [.. _layers.Select((layer, n) => new ClippingCount(layer.Spec.Name, clipped[n], samples.Count * layer.Matrix.Geometry.EventsPerProduct.Conversions))];
    }

    internal RunScratch NewScratch(int samples = SampleLoop.Batch) => new(_layers, samples);

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
