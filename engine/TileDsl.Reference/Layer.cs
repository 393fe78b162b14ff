using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>Input codes of a layer, and the real value of one code.</summary>
/// <param name="Codes">N of them.</param>
/// <param name="Scale">Real value of one.</param>
/// <param name="Values">What they are the codes of; null where they are all there is, as of the network's input.</param>
internal sealed record LayerInput(int[] Codes, double Scale, double[]? Values = null);

/// <summary>How real values become a layer's input codes.</summary>
/// <param name="Slicing">The range of the codes.</param>
/// <param name="Scale">Null where every vector has its own.</param>
/// <param name="ZeroPoint">The code of zero.</param>
internal sealed record InputQuantiser(SlicingModel Slicing, double? Scale, int ZeroPoint)
{
    public LayerInput Quantise(double[] values)
    {
        var scale = Scale ?? ScaleOf(Slicing, values);
        return new LayerInput(
            [.. values.Select(v => (int)Math.Clamp(Math.Round(v / scale, MidpointRounding.ToEven) + ZeroPoint, Slicing.Inputs.Lowest, Slicing.Inputs.Highest))],
            scale,
            values);
    }

    /// <summary>The scale of codes whose highest stands for the largest value.</summary>
    public static double ScaleOf(SlicingModel slicing, IEnumerable<double> values)
    {
        var isUnsigned = slicing.Inputs.Signedness == Signedness.Unsigned;
        var largest = values.Select(v => isUnsigned ? v : Math.Abs(v)).Append(0).Max();
        return largest == 0 ? 1 : largest / slicing.Inputs.Highest;
    }
}

/// <summary>A dense layer: quantised weights on arrays, bias, activation.</summary>
internal sealed class Layer
{
    private readonly LayerModel _model;
    private readonly WeightTensor _tensor;
    private readonly double[] _weightScales;
    private readonly double[] _targets;
    private InputQuantiser? _input;
    private MatrixInterpreter? _matrix;

    public Layer(LayerModel model, WeightTensor tensor)
    {
        (_model, _tensor) = (model, tensor);
        var slicing = model.Slicing.Weights;
        var highest = slicing.IsAnalog ? 1 : (1 << (slicing.Bits - 1)) - 1;
        _weightScales = new double[model.Outputs];
        _targets = new double[tensor.Values.Length];
        for (var j = 0; j < model.Outputs; j++)
        {
            var row = tensor.Values.AsSpan(j * model.Inputs, model.Inputs).ToArray();
            var largest = (slicing.PerColumnScale ? row : tensor.Values).Max(Math.Abs);
            _weightScales[j] = largest == 0 ? 1 : (double)largest / highest;
            for (var i = 0; i < row.Length; i++)
            {
                _targets[j * model.Inputs + i] = slicing.IsAnalog ? row[i] : Math.Round(row[i] / _weightScales[j], MidpointRounding.ToEven);
            }
        }
    }

    public SlicingModel Slicing => _model.Slicing;

    /// <summary>The map of faults its devices name; null where they name none.</summary>
    public string? FaultMap => _model.Tile.Device.FaultMap;

    /// <summary>How many arrays it stands on.</summary>
    public int Arrays
    {
        get
        {
            var map = new ArrayMap(_model.Tile, Slicing.Weights, _model.Inputs, _model.Outputs);
            return map.RowBlocks.Count * map.ArraysPerRowBlock;
        }
    }

    /// <summary>Whether every vector is scaled by its own largest value.</summary>
    public bool AbsMax => _model.Tile.Dac is { AbsMax: true };

    public void SetInput(InputQuantiser input) => _input = input;

    public void Calibrate(int[]? codes) =>
        _matrix = new MatrixInterpreter(_model.Tile, Slicing, _model.Inputs, _model.Outputs, _targets, _weightScales, codes, isLone: false);

    public InterpretedMatrix Program(ulong seed, int chip, int index, Noise noise, ReadNoise readNoise, Devices.DeviceHistory? history = null, int firstArray = 0) =>
        _matrix!.Program(seed, chip, index, noise, readNoise, history: history, firstArray: firstArray);

    public LayerInput Quantise(double[] values) => _input!.Quantise(values);

    /// <summary>The layer's activations for input codes.</summary>
    public double[] Run(InterpretedMatrix matrix, LayerInput input, long sample)
    {
        var scale = input.Scale;
        var values = input.Values ?? [.. input.Codes.Select(code => (code - _input!.ZeroPoint) * scale)];
        var y = matrix.Repeating(values, input.Codes, _input!.ZeroPoint, sample, ref scale);
        for (var j = 0; j < y.Length; j++)
        {
            var accumulator = y[j] - _input!.ZeroPoint * SumOfWeights(j);
            y[j] = accumulator * (_weightScales[j] * scale) + Bias(j);
        }
        return Activations.Apply(_model.Activation, _model.ActivationParameter.ToDouble(), y);
    }

    /// <summary>The layer in float64 with the trained weights.</summary>
    public double[] RunFloat(double[] x)
    {
        var y = new double[_model.Outputs];
        for (var j = 0; j < y.Length; j++)
        {
            for (var i = 0; i < x.Length; i++) y[j] += _tensor.Values[j * x.Length + i] * x[i];
            y[j] += Bias(j);
        }
        return Activations.Apply(_model.Activation, _model.ActivationParameter.ToDouble(), y);
    }

    private double Bias(int output) => _tensor.Bias?[output] ?? 0;

    private double SumOfWeights(int output)
    {
        var sum = 0.0;
        for (var i = 0; i < _model.Inputs; i++)
        {
            var target = _targets[output * _model.Inputs + i];
            sum += Slicing.Weights.IsAnalog ? target / _weightScales[output] : target;
        }
        return sum;
    }
}
