using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>The weights of a layer on arrays: one matrix, or one for a number of groups of channels.</summary>
internal sealed class LayerWeights
{
    private readonly LayerModel _model;
    private readonly WeightTensor _tensor;
    private readonly double[] _scales;
    private readonly double[] _targets;
    private readonly List<(int FirstGroup, int Groups)> _parts = [];
    private readonly List<MatrixInterpreter> _matrices = [];

    public LayerWeights(LayerModel model, WeightTensor tensor)
    {
        (_model, _tensor) = (model, tensor);
        var slicing = model.Slicing!.Weights;
        var highest = slicing.IsAnalog ? 1 : (1 << (slicing.Bits - 1)) - 1;
        _scales = new double[tensor.Outputs];
        _targets = new double[tensor.Values.Length];
        for (var j = 0; j < tensor.Outputs; j++)
        {
            var row = tensor.Values.AsSpan(j * tensor.Inputs, tensor.Inputs).ToArray();
            var largest = (slicing.PerColumnScale ? row : tensor.Values).Max(Math.Abs);
            _scales[j] = largest == 0 ? 1 : (double)largest / highest;
            for (var i = 0; i < row.Length; i++)
                _targets[j * tensor.Inputs + i] = slicing.IsAnalog ? row[i] : Math.Round(row[i] / _scales[j], MidpointRounding.ToEven);
        }
        var groups = Groups;
        var together = groups > 1 && model.Window is not null && model.InputShape[0] == groups ? ChannelsOfAnArray() : 1;
        for (var first = 0; first < groups; first += together) _parts.Add((first, Math.Min(together, groups - first)));
    }

    public InputQuantiser Input { get; private set; } = null!;

    /// <summary>Whether every vector is scaled by its own largest value.</summary>
    public bool AbsMax => _model.Tile!.Dac is { AbsMax: true };

    /// <summary>Groups of channels in each matrix.</summary>
    public IReadOnlyList<(int FirstGroup, int Groups)> Parts => _parts;

    /// <summary>Parts of the outputs that are apart from each other: groups of channels, directions of a sequence.</summary>
    private int Groups => _model.Window?.Groups ?? _model.Directions;

    public void SetInput(InputQuantiser input) => Input = input;

    /// <summary>The exact product of the target weights, which no converter has a part in.</summary>
    public InterpretedMatrix[] Exact() =>
        [.. Enumerable.Range(0, _parts.Count).Select(Part).Select(part =>
            new InterpretedMatrix(new MatrixTargets(_model.Tile!, _model.Slicing!, part.Inputs, part.Outputs, part.Weights, part.Scales), null, null, null, null, floatCodes: false, isLone: false))];

    /// <param name="codes">What each matrix is given, products one behind the other; null where there are no data.</param>
    /// <param name="law">Gives laws of devices that are written in C#.</param>
    public void Calibrate(List<int>[]? codes, Func<string, DeviceLaw?>? law)
    {
        for (var m = 0; m < _parts.Count; m++)
        {
            var (inputs, outputs, weights, scales) = Part(m);
            _matrices.Add(new MatrixInterpreter(_model.Tile!, _model.Slicing!, inputs, outputs, weights, scales, codes?[m].ToArray(), isLone: false, law));
        }
    }

    public InterpretedMatrix[] Program(
        ulong seed, int chip, int layer, Noise noise, ReadNoise readNoise, ReadClock clock, DriftCompensation compensation, DeviceHistory history, Dictionary<string, int> arrays)
    {
        var programmed = new InterpretedMatrix[_matrices.Count];
        for (var m = 0; m < programmed.Length; m++)
        {
            // A map's arrays are counted through the matrices whose devices name it.
            var map = _model.Tile!.Device.FaultMap?.Text ?? "";
            var first = arrays.GetValueOrDefault(map);
            programmed[m] = _matrices[m].Program(seed, chip, layer, m, noise, readNoise, clock, compensation, new DevicePast(history, first));
            arrays[map] = first + _matrices[m].Arrays;
        }
        return programmed;
    }

    /// <summary>The product of codes; repeated at half the input scale where a conversion clips and the converter asks for it.</summary>
    /// <param name="matrix">A programmed matrix of the layer's.</param>
    /// <param name="codes">Its input codes.</param>
    /// <param name="sample">Index of the product.</param>
    /// <param name="scale">Real value of a code; of the product that is returned when it returns.</param>
    public double[] Multiply(InterpretedMatrix matrix, int[] codes, long sample, ref double scale)
    {
        // In units of the scale, so that half a code is exactly that.
        var times = 1.0;
        var results = matrix.Repeating([.. codes.Select(code => (double)(code - Input.ZeroPoint))], codes, Input.ZeroPoint, sample, ref times);
        scale *= times;
        return results;
    }

    /// <summary>The real value of an output's product, bias included.</summary>
    public double Finish(int output, double product, double inputScale)
    {
        var accumulator = product - Input.ZeroPoint * SumOfWeights(output);
        return accumulator * (_scales[output] * inputScale) + (_tensor.Bias?[output] ?? 0);
    }

    private (int Inputs, int Outputs, double[] Weights, double[] Scales) Part(int m)
    {
        var (first, groups) = _parts[m];
        var outputsOfGroup = _tensor.Outputs / Groups;
        var (inputs, outputs) = (_tensor.Inputs * groups, outputsOfGroup * groups);
        var weights = new double[inputs * outputs];
        for (var j = 0; j < outputs; j++)
        {
            // The rows of its own channels; the others hold zeros.
            for (var i = 0; i < _tensor.Inputs; i++)
                weights[j * inputs + j / outputsOfGroup * _tensor.Inputs + i] = _targets[(first * outputsOfGroup + j) * _tensor.Inputs + i];
        }
        return (inputs, outputs, weights, _scales.AsSpan(first * outputsOfGroup, outputs).ToArray());
    }

    private int ChannelsOfAnArray()
    {
        var slicing = _model.Slicing!.Weights;
        var columns = slicing.AcrossColumns ? _model.Tile!.Columns / slicing.SliceBits.Count : _model.Tile!.Columns;
        var byRows = _model.Tile.Rows / _tensor.Inputs;
        var byColumns = columns / (_tensor.Outputs / _model.InputShape[0]);
        return Math.Max(1, Math.Min(byRows, byColumns));
    }

    private double SumOfWeights(int output)
    {
        var sum = 0.0;
        for (var i = 0; i < _tensor.Inputs; i++)
        {
            var target = _targets[output * _tensor.Inputs + i];
            sum += _model.Slicing!.Weights.IsAnalog ? target / _scales[output] : target;
        }
        return sum;
    }
}
