using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>A network of dense layers on arrays, by the meaning of a program in its plainest form.</summary>
public sealed class NetworkInterpreter
{
    private readonly NetworkModel _model;
    private readonly List<Layer> _layers = [];

    /// <summary>Quantises the weights, then calibrates activation scales and converter ranges.</summary>
    /// <param name="model">The network.</param>
    /// <param name="source">Weight tensors in topological order.</param>
    /// <param name="calibration">Samples; null only where the program needs none.</param>
    /// <exception cref="TileException">A tensor of the wrong shape or a name that is not there, or missing calibration.</exception>
    public NetworkInterpreter(NetworkModel model, IWeightSource source, Samples? calibration)
    {
        _model = model;
        var samples = calibration is null ? null : Enumerable.Range(0, calibration.Count).Select(i => Values(calibration, i)).ToList();
        // A tensor that a layer names is that layer's; the other layers take the rest in order.
        var rest = new Queue<WeightTensor>(source.Tensors.Where(t => !model.Layers.Any(l => l.From is not null && t.IsNamed(l.From))));
        foreach (var layer in model.Layers) _layers.Add(new Layer(layer, Bind(layer, rest, source)));

        // Activation scales, of the float64 network.
        var real = samples?.ConvertAll(Real);
        for (var l = 0; l < _layers.Count; l++)
        {
            _layers[l].SetInput(l == 0 ? FirstInput(real) : ByLargest(_layers[l], real));
            real = real?.ConvertAll(_layers[l].RunFloat);
        }

        // Converter ranges, with the inputs that the exact quantised network gives.
        var inputs = samples?.ConvertAll(Codes);
        for (var l = 0; l < _layers.Count; l++)
        {
            _layers[l].Calibrate(inputs?.SelectMany(x => x.Codes).ToArray());
            if (inputs is null || l == _layers.Count - 1) continue;
            var exact = _layers[l].Program(0, 0, l, Noise.Ideal, default);
            inputs = inputs.ConvertAll(x => _layers[l + 1].Quantise(_layers[l].Run(exact, x, 0)));
        }
    }

    /// <summary>Programs one chip.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="chip">Number of the chip.</param>
    /// <param name="noise">Which errors are in force.</param>
    /// <param name="readNoise">How read noise is drawn, where there is any.</param>
    /// <param name="history">What devices bring with them.</param>
    public InterpretedChip Program(ulong seed = 0, int chip = 0, Noise noise = Noise.On, ReadNoise readNoise = ReadNoise.Folded, Devices.DeviceHistory? history = null)
    {
        // A map's arrays are counted through the layers whose devices name it.
        int First(int index) => _layers.Take(index).Where(layer => layer.FaultMap == _layers[index].FaultMap).Sum(layer => layer.Arrays);
        return new(this, [.. _layers.Select((layer, index) => layer.Program(seed, chip, index, noise, readNoise, history, First(index)))]);
    }

    /// <summary>The network in float64 with the trained weights.</summary>
    public double[] RunFloat(Samples samples, int index) =>
        _layers.Aggregate(Real(Values(samples, index)), (values, layer) => layer.RunFloat(values));

    internal double[] Run(InterpretedMatrix[] chip, Samples samples, int index, long sample)
    {
        var input = Codes(Values(samples, index));
        for (var l = 0; ; l++)
        {
            var values = _layers[l].Run(chip[l], input, sample);
            if (l == _layers.Count - 1) return values;
            input = _layers[l + 1].Quantise(values);
        }
    }

    private static double[] Values(Samples samples, int index)
    {
        var values = new double[samples.Length];
        samples.CopyTo(index, values);
        return values;
    }

    private static WeightTensor Bind(LayerModel layer, Queue<WeightTensor> rest, IWeightSource source)
    {
        var tensor = layer.From is null ? rest.TryDequeue(out var next) ? next : null : source.Tensors.FirstOrDefault(t => t.IsNamed(layer.From));
        if (tensor is null || tensor.Inputs != layer.Inputs || tensor.Outputs != layer.Outputs)
            throw new TileException($"layer {layer.Name} needs weights of {layer.Outputs} outputs by {layer.Inputs} inputs; {source.Description} has none for it");
        return tensor;
    }

    private bool HasScale => _model.Input.Type != ElementType.Float32 || _model.Input.Scale is not null;

    private double Scale => _model.Input.Scale?.ToDouble() ?? 1;

    /// <summary>Whether a sample's values are codes of the first layer's inputs, but for int8's 128.</summary>
    private bool SamplesAreCodes(out int shift)
    {
        var inputs = _model.Layers[0].Slicing.Inputs;
        shift = _model.Input.Type == ElementType.Int8 && inputs.Signedness == Signedness.Unsigned ? 128 : 0;
        return inputs.Bits == 8 && _model.Input.Type switch
        {
            ElementType.UInt8 => inputs.Signedness == Signedness.Unsigned,
            ElementType.Int8 => inputs.Signedness is Signedness.Signed or Signedness.Unsigned,
            _ => false,
        };
    }

    private InputQuantiser FirstInput(List<double[]>? real)
    {
        var slicing = _layers[0].Slicing;
        if (SamplesAreCodes(out var shift)) return new InputQuantiser(slicing, Scale, _model.Input.ZeroPoint + shift);
        if (_model.Input.Type == ElementType.Float32 && HasScale) return new InputQuantiser(slicing, Scale, _model.Input.ZeroPoint);
        return ByLargest(_layers[0], real);
    }

    private double[] Real(double[] sample) => _model.Input.Type == ElementType.Float32
        ? sample
        : [.. sample.Select(q => (q - _model.Input.ZeroPoint) * Scale)];

    private LayerInput Codes(double[] sample)
    {
        var inputs = _layers[0].Slicing.Inputs;
        return SamplesAreCodes(out var shift)
            ? new LayerInput([.. sample.Select(q => (int)Math.Clamp(q + shift, inputs.Lowest, inputs.Highest))], Scale)
            : _layers[0].Quantise(Real(sample)) with { Values = null };
    }

    /// <summary>Codes whose highest stands for the largest value of the data, or of each vector.</summary>
    private static InputQuantiser ByLargest(Layer layer, List<double[]>? real)
    {
        if (layer.AbsMax) return new InputQuantiser(layer.Slicing, null, 0);
        if (real is null) throw new TileException("activation scales need calibration data");
        return new InputQuantiser(layer.Slicing, InputQuantiser.ScaleOf(layer.Slicing, real.SelectMany(values => values)), 0);
    }
}
