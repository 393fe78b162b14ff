using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>A layer of a network.</summary>
internal abstract class Layer(LayerModel model)
{
    public LayerModel Model { get; } = model;

    /// <summary>The layer in float64 with the trained weights.</summary>
    /// <param name="x">Its operands.</param>
    /// <param name="seen">Told every vector that is multiplied by weights.</param>
    public double[] RunFloat(double[][] x, Action<double[]>? seen = null) => Activations.Apply(Model.Activation, Compute(x, seen));

    protected abstract double[] Compute(double[][] x, Action<double[]>? seen);

    /// <summary>A layer with its weights; the tensor is null of one without.</summary>
    public static Layer Of(LayerModel model, WeightTensor? tensor) => model.Operation switch
    {
        LayerOperation.Dense or LayerOperation.Convolution => new ProductLayer(model, tensor!),
        LayerOperation.Lstm or LayerOperation.Gru => new RecurrentLayer(model, tensor!),
        _ => new PlainLayer(model, tensor),
    };
}

/// <summary>A layer that is always digital.</summary>
internal sealed class PlainLayer(LayerModel model, WeightTensor? tensor) : Layer(model)
{
    protected override double[] Compute(double[][] x, Action<double[]>? seen) => Model.Operation switch
    {
        LayerOperation.AveragePool => Pool(x[0], (values, size) => values.Aggregate(0.0, (sum, v) => sum + v) / (Model.Window!.CountPadding ? size : values.Count)),
        LayerOperation.MaxPool => Pool(x[0], (values, _) => values.Max()),
        LayerOperation.Add => x.Skip(1).Aggregate(Whole(x[0]), (sum, other) => [.. sum.Zip(Whole(other), (a, b) => a + b)]),
        LayerOperation.Subtract => [.. Whole(x[0]).Zip(Whole(x[1]), (a, b) => a - b)],
        LayerOperation.Multiply => [.. Whole(x[0]).Zip(Whole(x[1]), (a, b) => a * b)],
        LayerOperation.Concatenate => [.. x.SelectMany(values => values)],
        LayerOperation.Last => LastStep(x[0]),
        LayerOperation.Scale => [.. x[0].Select((v, n) => tensor!.Values[ChannelOf(n)] * v + (tensor.Bias?[ChannelOf(n)] ?? 0.0))],
        LayerOperation.Transpose => [.. Enumerable.Range(0, Model.Outputs).Select(n => x[0][SourceOf(n)])],
        LayerOperation.Pad => Padded(x[0]),
        LayerOperation.Quantize => [.. x[0].Select(Rounded)],
        LayerOperation.Flatten or LayerOperation.Activation => x[0],
        _ => throw new InvalidOperationException($"{Model.Operation}"),
    };

    private double[] Pool(double[] x, Func<List<double>, int, double> of)
    {
        var window = new Window(Model);
        return
        [
            .. from channel in Enumerable.Range(0, Model.InputShape[0])
               from position in Enumerable.Range(0, window.Positions)
               select of([.. Enumerable.Range(0, window.Size).Select(v => window.Index(channel, position, v)).Where(at => at is not null).Select(at => x[at!.Value])], window.Size),
        ];
    }

    private double[] LastStep(double[] x)
    {
        var (first, last) = (x.Take(Model.Outputs), x.TakeLast(Model.Outputs));
        var half = Model.Outputs / 2;
        return Model.Direction switch
        {
            RecurrentDirection.Forward => [.. last],
            RecurrentDirection.Reverse => [.. first],
            _ => [.. last.Take(half), .. first.Skip(half)],
        };
    }

    private int ChannelOf(int n) => n / (Model.Outputs / Model.OutputShape[0]);

    private double Rounded(double v)
    {
        var codes = Model.Codes!;
        var code = Math.Clamp(Math.Round(v / codes.Scale.ToDouble(), MidpointRounding.ToEven) + codes.ZeroPoint, codes.Lowest, codes.Highest);
        return (code - codes.ZeroPoint) * codes.Scale.ToDouble();
    }

    /// <summary>The operand's value that a value of the transposed result is.</summary>
    private int SourceOf(int n)
    {
        var place = new int[Model.InputShape.Count];
        for (var axis = place.Length - 1; axis >= 0; axis--)
        {
            place[Model.Axes[axis]] = n % Model.OutputShape[axis];
            n /= Model.OutputShape[axis];
        }
        return place.Select((at, axis) => at * Model.InputShape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent)).Sum();
    }

    private double[] Padded(double[] x)
    {
        var window = Model.Window!;
        var (rows, columns) = Model.InputShape.Count > 2 ? (Model.InputShape[1], Model.InputShape[2]) : (1, Model.InputShape[1]);
        var (allRows, allColumns) = (window.PadBegin[0] + rows + window.PadEnd[0], window.PadBegin[1] + columns + window.PadEnd[1]);
        var y = new double[Model.InputShape[0] * allRows * allColumns];
        for (var n = 0; n < y.Length; n++)
        {
            var (channel, row, column) = (n / (allRows * allColumns), Inside(n / allColumns % allRows - window.PadBegin[0], rows), Inside(n % allColumns - window.PadBegin[1], columns));
            if (row is not null && column is not null) y[n] = x[(channel * rows + row.Value) * columns + column.Value];
        }
        return y;
    }

    /// <summary>The place inside whose value stands at one of the padding, or at itself; null where a zero does.</summary>
    private int? Inside(int at, int extent)
    {
        if (at >= 0 && at < extent) return at;
        var nearest = at < 0 ? 0 : extent - 1;
        return Model.Window!.PadMode switch
        {
            PadMode.Zeros => null,
            PadMode.Edge => nearest,
            _ => nearest + (nearest - at),
        };
    }

    /// <summary>A value for each channel stands at all places of it.</summary>
    private double[] Whole(double[] x) => [.. Enumerable.Range(0, Model.Outputs).Select(n => x[n / (Model.Outputs / x.Length)])];
}
