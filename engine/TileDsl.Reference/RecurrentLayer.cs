using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>An LSTM or a GRU, by the equations of ONNX.</summary>
internal sealed class RecurrentLayer : Layer
{
    private readonly WeightTensor _tensor;

    public RecurrentLayer(LayerModel model, WeightTensor tensor)
        : base(model)
    {
        _tensor = tensor;
        if (model.Tile is not null) Arrays = new LayerWeights(model, tensor);
    }

    public LayerWeights? Arrays { get; }

    private int Steps => Model.InputShape[0];

    private int Features => Model.InputShape[1];

    private int Hidden => Model.OutputShape[1];

    public double[] Run(InterpretedMatrix matrix, double[] x, long sample, Action<int, int[]>? seen = null)
    {
        var index = sample * Model.Products;
        return Activations.Apply(Model.Activation, Sequence(x, vector =>
        {
            var input = Arrays!.Input.Quantise(vector);
            seen?.Invoke(0, input.Codes);
            var scale = input.Scale;
            return [.. Arrays.Multiply(matrix, input.Codes, index++, ref scale).Select((product, j) => Arrays.Finish(j, product, scale))];
        }));
    }

    protected override double[] Compute(double[][] x, Action<double[]>? seen) => Sequence(x[0], vector =>
    {
        seen?.Invoke(vector);
        var y = new double[_tensor.Outputs];
        for (var j = 0; j < y.Length; j++)
        {
            for (var i = 0; i < vector.Length; i++) y[j] += _tensor.Values[j * vector.Length + i] * vector[i];
            y[j] += _tensor.Bias?[j] ?? 0;
        }
        return y;
    });

    private double[] Sequence(double[] x, Func<double[], double[]> product)
    {
        var (state, cell) = (new double[Hidden], new double[Hidden]);
        var y = new List<double>();
        for (var step = 0; step < Steps; step++)
        {
            var input = x.AsSpan(step * Features, Features).ToArray();
            state = Model.Operation == LayerOperation.Lstm ? Lstm(input, state, ref cell, product) : Gru(input, state, product);
            y.AddRange(state);
        }
        return [.. y];
    }

    private double[] Lstm(double[] input, double[] state, ref double[] cell, Func<double[], double[]> product)
    {
        var gates = product([.. input, .. state]).Chunk(Hidden).ToArray();
        var (i, o, f, c) = (gates[0].Select(Elementary.Sigmoid).ToArray(), gates[1].Select(Elementary.Sigmoid).ToArray(), gates[2].Select(Elementary.Sigmoid).ToArray(), gates[3].Select(Elementary.Tanh).ToArray());
        var before = cell;
        var now = new double[Hidden];
        for (var n = 0; n < Hidden; n++) now[n] = f[n] * before[n] + i[n] * c[n];
        cell = now;
        return [.. now.Select((value, n) => o[n] * Elementary.Tanh(value))];
    }

    private double[] Gru(double[] input, double[] state, Func<double[], double[]> product)
    {
        var gates = product([.. input, .. state]).Chunk(Hidden).ToArray();
        var (z, r) = (gates[0].Select(Elementary.Sigmoid).ToArray(), gates[1].Select(Elementary.Sigmoid).ToArray());
        var ofState = Model.ResetFirst
            ? product([.. new double[Features], .. state.Select((h, n) => r[n] * h)]).Chunk(Hidden).Last()
            : [.. gates[3].Select((h, n) => r[n] * h)];
        return [.. state.Select((h, n) => (1 - z[n]) * Elementary.Tanh(gates[2][n] + ofState[n]) + z[n] * h)];
    }
}
