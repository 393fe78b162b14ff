using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>An LSTM or a GRU, by the equations of ONNX, in one direction or both.</summary>
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

    private int Hidden => Model.OutputShape[1] / Model.Directions;

    /// <summary>One sample on arrays, a matrix for each direction.</summary>
    public double[] Run(InterpretedMatrix[] matrices, double[] x, long sample, Action<int, int[]>? seen = null)
    {
        var index = new long[Model.Directions];
        Array.Fill(index, sample * Model.Products);
        return Activations.Apply(Model.Activation, Directed(x, direction => vector =>
        {
            var input = Arrays!.Input.Quantise(vector);
            seen?.Invoke(direction, input.Codes);
            var scale = input.Scale;
            return [.. Arrays.Multiply(matrices[direction], input.Codes, index[direction]++, ref scale).Select((product, j) => Arrays.Finish(direction * 4 * Hidden + j, product, scale))];
        }));
    }

    protected override double[] Compute(double[][] x, Action<double[]>? seen) => Directed(x[0], direction => vector =>
    {
        seen?.Invoke(vector);
        var y = new double[4 * Hidden];
        for (var j = 0; j < y.Length; j++)
        {
            var row = direction * y.Length + j;
            for (var i = 0; i < vector.Length; i++) y[j] += _tensor.Values[row * vector.Length + i] * vector[i];
            y[j] += _tensor.Bias?[row] ?? 0;
        }
        return y;
    });

    /// <summary>Step by step, what each direction gives there: a reversed one has been given the steps the other way round.</summary>
    private double[] Directed(double[] x, Func<int, Func<double[], double[]>> product)
    {
        var steps = x.Chunk(Features).ToArray();
        var results = new List<double[][]>();
        for (var direction = 0; direction < Model.Directions; direction++)
        {
            if (Model.Direction == RecurrentDirection.Forward || (Model.Direction == RecurrentDirection.Bidirectional && direction == 0)) results.Add(Sequence(steps, direction, product(direction)));
            else results.Add([.. Sequence([.. steps.Reverse()], direction, product(direction)).Reverse()]);
        }
        return [.. Enumerable.Range(0, Steps).SelectMany(step => results.SelectMany(ofDirection => ofDirection[step]))];
    }

    private double[][] Sequence(double[][] steps, int direction, Func<double[], double[]> product)
    {
        var begin = (_tensor.State ?? new float[2 * Model.OutputShape[1]]).Chunk(Hidden).Select(part => part.Select(v => (double)v).ToArray()).ToArray();
        var state = begin[direction];
        var cell = Model.Operation == LayerOperation.Lstm ? begin[Model.Directions + direction] : [];
        var y = new List<double[]>();
        foreach (var input in steps)
        {
            state = Model.Operation == LayerOperation.Lstm ? Lstm(input, state, ref cell, product) : Gru(input, state, product);
            y.Add(state);
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
