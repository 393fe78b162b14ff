using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>A dense layer or a convolution.</summary>
internal sealed class ProductLayer : Layer
{
    private readonly WeightTensor _tensor;
    private readonly Window? _window;

    public ProductLayer(LayerModel model, WeightTensor tensor)
        : base(model)
    {
        _tensor = tensor;
        _window = model.Window is null ? null : new Window(model);
        if (model.Tile is not null) Arrays = new LayerWeights(model, tensor);
    }

    public LayerWeights? Arrays { get; }

    public int Positions => _window?.Positions ?? 1;

    /// <summary>The layer's activations for input codes; <paramref name="seen"/> is told what every matrix is given.</summary>
    public double[] Run(InterpretedMatrix[] matrices, LayerInput input, long sample, Action<int, int[]>? seen = null)
    {
        var y = new double[Model.Outputs];
        for (var position = 0; position < Positions; position++)
        {
            for (var m = 0; m < matrices.Length; m++)
            {
                var (first, groups) = Arrays!.Parts[m];
                var x = Enumerable.Range(first, groups).SelectMany(group => Patch(input.Codes, group, position, Arrays.Input.Zero)).ToArray();
                seen?.Invoke(m, x);
                var scale = input.Scale;
                var product = Arrays.Multiply(matrices[m], x, sample * Positions + position, ref scale);
                for (var j = 0; j < product.Length; j++)
                {
                    var output = first * OutputsOfGroup + j;
                    y[output * Positions + position] = Arrays.Finish(output, product[j], scale);
                }
            }
        }
        return Activations.Apply(Model.Activation, y);
    }

    protected override double[] Compute(double[][] x, Action<double[]>? seen)
    {
        seen?.Invoke(x[0]);
        var y = new double[Model.Outputs];
        for (var output = 0; output < _tensor.Outputs; output++)
        {
            for (var position = 0; position < Positions; position++)
            {
                var patch = Patch(x[0], output / OutputsOfGroup, position, 0.0);
                var sum = 0.0;
                for (var i = 0; i < patch.Length; i++) sum += _tensor.Values[output * _tensor.Inputs + i] * patch[i];
                y[output * Positions + position] = sum + (_tensor.Bias?[output] ?? 0);
            }
        }
        return y;
    }

    private int Groups => Model.Window?.Groups ?? 1;

    private int OutputsOfGroup => _tensor.Outputs / Groups;

    /// <summary>What one group of channels sees of the input: channel, kernel row, kernel column.</summary>
    private T[] Patch<T>(T[] x, int group, int position, T padding)
    {
        if (_window is null) return x;
        var channels = Model.InputShape[0] / Groups;
        var first = group * channels;
        return
        [
            .. from channel in Enumerable.Range(first, channels)
               from value in Enumerable.Range(0, _window.Size)
               select _window.Index(channel, position, value) is { } at ? x[at] : padding,
        ];
    }
}
