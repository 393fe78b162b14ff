using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>A network of layers, on arrays or digital, by the meaning of a program in its plainest form.</summary>
public sealed class NetworkInterpreter
{
    private readonly NetworkModel _model;
    private readonly Layer[] _layers;

    /// <summary>Whether a value is the network's input: 0, and what flattens it.</summary>
    private readonly bool[] _isInput;

    /// <summary>Quantises the weights, then calibrates activation scales and converter ranges.</summary>
    /// <param name="model">The network.</param>
    /// <param name="source">Weight tensors in topological order.</param>
    /// <param name="calibration">Samples; null only where the program needs none.</param>
    /// <param name="law">Gives a law of a device written in C# by its full name; needed for devices that name one.</param>
    /// <exception cref="TileException">A tensor of the wrong shape or a name that is not there, or missing calibration.</exception>
    public NetworkInterpreter(NetworkModel model, IWeightSource source, Samples? calibration, Func<string, DeviceLaw?>? law = null)
    {
        _model = model;
        // A tensor that a layer names is that layer's; the other layers take the rest in order.
        var rest = new Queue<WeightTensor>(source.Tensors.Where(t => !model.Layers.Any(l => l.From is not null && t.IsNamed(l.From))));
        _layers = [.. model.Layers.Select(layer => Layer.Of(layer, layer.HasWeights ? Bind(layer, rest, source) : null))];
        _isInput = new bool[_layers.Length + 1];
        _isInput[0] = true;
        for (var l = 0; l < _layers.Length; l++)
            _isInput[l + 1] = model.Layers[l] is { Operation: LayerOperation.Flatten, Activation.Kind: Activation.None } && _isInput[model.Layers[l].Operands[0]];

        var samples = calibration is null ? null : Enumerable.Range(0, calibration.Count).Select(i => Values(calibration, i)).ToList();
        SetScales(samples);
        SetRanges(samples, law);
    }

    /// <summary>Programs one chip.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="chip">Number of the chip.</param>
    /// <param name="noise">Which errors are in force.</param>
    /// <param name="readNoise">How read noise is drawn, where there is any.</param>
    /// <param name="clock">When the chip is read.</param>
    /// <param name="compensation">How results are corrected for drift.</param>
    /// <param name="history">What devices bring with them.</param>
    public InterpretedChip Program(
        ulong seed = 0, int chip = 0, Noise noise = Noise.On, ReadNoise readNoise = ReadNoise.Folded, ReadClock clock = default, DriftCompensation compensation = DriftCompensation.None,
        DeviceHistory? history = null)
    {
        var (programmed, arrays) = (new InterpretedMatrix[_layers.Length][], new Dictionary<string, int>());
        for (var l = 0; l < _layers.Length; l++)
            programmed[l] = Arrays(_layers[l])?.Program(seed, chip, l, noise, readNoise, clock, compensation, history ?? DeviceHistory.None, arrays) ?? [];
        return new InterpretedChip(this, programmed);
    }

    /// <summary>The network in float64 with the trained weights.</summary>
    public double[] RunFloat(Samples samples, int index) => FloatValues(Values(samples, index), (_, _) => { })[^1];

    internal double[] Run(InterpretedMatrix[][] chip, Samples samples, int index, long sample)
    {
        var values = new List<double[]> { Values(samples, index) };
        for (var l = 0; l < _layers.Length; l++) values.Add(RunLayer(l, chip[l], values, sample));
        return values[^1];
    }

    /// <summary>Activation scales, of the float64 network.</summary>
    private void SetScales(List<double[]>? samples)
    {
        var seen = _layers.Select(_ => new List<double>()).ToArray();
        foreach (var sample in samples ?? []) FloatValues(sample, (layer, vector) => seen[layer].AddRange(vector));
        for (var l = 0; l < _layers.Length; l++)
        {
            if (Arrays(_layers[l]) is { } weights) weights.SetInput(InputOf(l, weights, samples is null ? null : seen[l]));
        }
    }

    /// <summary>Converter ranges, with the inputs that the exact quantised network gives.</summary>
    private void SetRanges(List<double[]>? samples, Func<string, DeviceLaw?>? law)
    {
        var values = samples?.ConvertAll(sample => new List<double[]> { sample });
        for (var l = 0; l < _layers.Length; l++)
        {
            if (Arrays(_layers[l]) is not { } weights)
            {
                foreach (var sample in values ?? []) sample.Add(RunLayer(l, [], sample, 0));
                continue;
            }
            var ideal = weights.Exact();
            var codes = weights.Parts.Select(_ => new List<int>()).ToArray();
            foreach (var sample in values ?? []) sample.Add(RunLayer(l, ideal, sample, 0, (matrix, x) => codes[matrix].AddRange(x)));
            weights.Calibrate(values is null ? null : codes, law);
        }
    }

    private double[] RunLayer(int l, InterpretedMatrix[] matrices, List<double[]> values, long sample, Action<int, int[]>? seen = null)
    {
        double[][] x() => [.. _model.Layers[l].Operands.Select(value => _isInput[value] ? Real(values[0]) : values[value])];
        return _layers[l] switch
        {
            ProductLayer { Arrays: { } weights } layer => layer.Run(matrices, _isInput[layer.Model.Operands[0]] ? Codes(layer.Model, weights, values[0]) : weights.Input.Quantise(x()[0]), sample, seen),
            RecurrentLayer { Arrays: not null } layer => layer.Run(matrices, x()[0], sample, seen),
            var layer => layer.RunFloat(x()),
        };
    }

    private List<double[]> FloatValues(double[] sample, Action<int, double[]> seen)
    {
        var values = new List<double[]> { Real(sample) };
        for (var l = 0; l < _layers.Length; l++)
        {
            var layer = l;
            values.Add(_layers[l].RunFloat([.. _model.Layers[l].Operands.Select(value => values[value])], vector => seen(layer, vector)));
        }
        return values;
    }

    private static LayerWeights? Arrays(Layer layer) => layer switch
    {
        ProductLayer product => product.Arrays,
        RecurrentLayer recurrent => recurrent.Arrays,
        _ => null,
    };

    private static double[] Values(Samples samples, int index)
    {
        var values = new double[samples.Length];
        samples.CopyTo(index, values);
        return values;
    }

    private static WeightTensor Bind(LayerModel layer, Queue<WeightTensor> rest, IWeightSource source)
    {
        var tensor = layer.From is null ? rest.TryDequeue(out var next) ? next : null : source.Tensors.FirstOrDefault(t => t.IsNamed(layer.From));
        if (tensor is null || tensor.Inputs != layer.WeightInputs || tensor.Outputs != layer.WeightOutputs)
            throw new TileException($"layer {layer.Name} needs weights of {layer.WeightOutputs} outputs by {layer.WeightInputs} inputs; {source.Description} has none for it");
        return tensor;
    }

    private double Scale => _model.Input.Scale?.ToDouble() ?? 1;

    /// <summary>Whether a sample's values are codes of a layer's inputs, but for int8's 128 or the zero point.</summary>
    private bool SamplesAreCodes(LayerModel layer, out int shift)
    {
        var inputs = layer.Slicing!.Inputs;
        var codes = Enumerable.Range(_model.Input.Type == ElementType.Int8 ? -128 : 0, 256).Select(q => q - _model.Input.ZeroPoint);
        if (_model.Input.Type != ElementType.Float32 && inputs.Signedness != Signedness.Unsigned && inputs.Bits is 8 or 9 && codes.All(q => q >= inputs.Lowest && q <= inputs.Highest))
        {
            shift = -_model.Input.ZeroPoint;
            return true;
        }
        shift = _model.Input.Type == ElementType.Int8 && inputs.Signedness == Signedness.Unsigned ? 128 : 0;
        return inputs.Bits == 8 && _model.Input.Type switch
        {
            ElementType.UInt8 => inputs.Signedness == Signedness.Unsigned,
            ElementType.Int8 => inputs.Signedness is Signedness.Signed or Signedness.Unsigned,
            _ => false,
        };
    }

    /// <summary>The file's scale where the layer reads the input and there is one; else codes whose highest stands for the largest value of the data, or of each vector.</summary>
    private InputQuantiser InputOf(int l, LayerWeights weights, List<double>? seen)
    {
        var layer = _model.Layers[l];
        var slicing = layer.Slicing!;
        if (_layers[l] is ProductLayer && _isInput[layer.Operands[0]])
        {
            if (SamplesAreCodes(layer, out var shift)) return new InputQuantiser(slicing, Scale, _model.Input.ZeroPoint + shift);
            if (_model.Input is { Type: ElementType.Float32, Scale: not null }) return new InputQuantiser(slicing, Scale, _model.Input.ZeroPoint);
        }
        if (weights.AbsMax) return new InputQuantiser(slicing, null, 0);
        if (seen is null) throw new TileException("activation scales need calibration data");
        return new InputQuantiser(slicing, InputQuantiser.ScaleOf(slicing, seen), 0);
    }

    private double[] Real(double[] sample) => _model.Input.Type == ElementType.Float32
        ? sample
        : [.. sample.Select(q => (q - _model.Input.ZeroPoint) * Scale)];

    private LayerInput Codes(LayerModel layer, LayerWeights weights, double[] sample)
    {
        var inputs = layer.Slicing!.Inputs;
        return SamplesAreCodes(layer, out var shift)
            ? new LayerInput([.. sample.Select(q => (int)Math.Clamp(q + shift, inputs.Lowest, inputs.Highest))], Scale)
            : weights.Input.Quantise(Real(sample));
    }
}
