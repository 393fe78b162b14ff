namespace TileDsl.Model;

/// <summary>Samples and their labels; a list of files is concatenated.</summary>
public sealed record DataModel(string Name, ValueList<DataPart> Inputs, ValueList<DataPart> Labels, Origin Origin)
{
    /// <summary>The files hold samples with their channels last, <c>layout NHWC</c>; they are turned round where they are read.</summary>
    public bool IsChannelsLast { get; init; }
}

/// <summary>A file, relative to the .tile file, and the samples taken of it.</summary>
/// <param name="First">First sample, from 0; with <paramref name="Last"/> null where the whole file is taken.</param>
/// <param name="Last">Last sample, inclusive.</param>
public sealed record DataPart(string Path, int? First, int? Last, Origin Origin)
{
    /// <summary>First column taken of a table, from 0; with <see cref="LastColumn"/> null where all are.</summary>
    public int? FirstColumn { get; init; }

    /// <summary>Last column taken of a table, inclusive.</summary>
    public int? LastColumn { get; init; }
}

/// <summary>What a network is given.</summary>
/// <param name="Scale">Real value of one code; null for float inputs without one (then it is calibrated).</param>
public sealed record NetworkInput(ElementType Type, ValueList<int> Shape, Rational? Scale, int ZeroPoint, Origin Origin)
{
    public int Length => Shape.Aggregate(1, (product, n) => product * n);
}

/// <summary>The window of a convolution or a pool: row, then column of each pair; one dimension is a single row.</summary>
/// <param name="CountPadding">Averages count the padding.</param>
/// <param name="PadMode">What the padding of a pad is.</param>
public sealed record WindowModel(
    ValueList<int> Kernel, ValueList<int> Stride, ValueList<int> Dilation, ValueList<int> PadBegin, ValueList<int> PadEnd, int Groups = 1, bool CountPadding = false,
    PadMode PadMode = PadMode.Zeros);

/// <summary>Codes and what they stand for: <c>q = clip(rint(v/scale) + zero_point)</c>.</summary>
public sealed record CodesModel(int Lowest, int Highest, Rational Scale, int ZeroPoint);

/// <summary>What follows a layer's result.</summary>
/// <param name="First">The slope of leaky_relu, the lower limit of clip, the factor of hard_sigmoid where one is given; else 0.</param>
/// <param name="Second">The upper limit of clip, the summand of hard_sigmoid; else 0.</param>
public sealed record ActivationModel(Activation Kind, Rational First, Rational Second)
{
    public static ActivationModel None { get; } = new(Activation.None, 0, 0);
}

/// <summary>A layer: what it computes of which values, on a tile or digitally.</summary>
/// <param name="Operands">The values it reads: 0 is the network's input, n the result of layer n - 1.</param>
/// <param name="InputShape">Of its first operand, as this layer reads it.</param>
/// <param name="Window">Of convolutions and pools.</param>
/// <param name="Tile">Where its weights stand; null where it is digital.</param>
/// <param name="Slicing">Null where it is digital.</param>
/// <param name="From">Name of the weight node in the ONNX graph where it is given; else bound in topological order.</param>
public sealed record LayerModel(
    string Name,
    LayerOperation Operation,
    ValueList<int> Operands,
    ValueList<int> InputShape,
    ValueList<int> OutputShape,
    WindowModel? Window,
    ActivationModel Activation,
    TileModel? Tile,
    SlicingModel? Slicing,
    string? From,
    Origin Origin)
{
    /// <summary>Of a gated recurrent unit: the state is reset before its product, not after.</summary>
    public bool ResetFirst { get; init; }

    /// <summary>Of a recurrent layer: the order of its steps; of <see cref="LayerOperation.Last"/>: that of the layer whose last step is meant.</summary>
    public RecurrentDirection Direction { get; init; }

    /// <summary>Of a transposition: the operand's axis that each of the result's is.</summary>
    public ValueList<int> Axes { get; init; } = ValueList<int>.Empty;

    /// <summary>Of values that are rounded to those of codes.</summary>
    public CodesModel? Codes { get; init; }

    /// <summary>Values of the first operand.</summary>
    public int Inputs => Length(InputShape);

    /// <summary>Values of the result.</summary>
    public int Outputs => Length(OutputShape);

    /// <summary>Whether weights belong to it; those of a scale stay digital.</summary>
    public bool HasWeights => Operation is LayerOperation.Dense or LayerOperation.Convolution or LayerOperation.Lstm or LayerOperation.Gru or LayerOperation.Scale;

    /// <summary>Weights of one output: N of a dense layer, channels of a group times the kernel, features and hidden values.</summary>
    public int WeightInputs => Operation switch
    {
        LayerOperation.Dense => Inputs,
        LayerOperation.Convolution => InputShape[0] / Window!.Groups * Length(Window.Kernel),
        LayerOperation.Lstm or LayerOperation.Gru => InputShape[1] + OutputShape[1] / Directions,
        LayerOperation.Scale => 1,
        _ => 0,
    };

    /// <summary>How many ways a recurrent layer goes through its steps, with a matrix for each; else 1.</summary>
    public int Directions => Direction == RecurrentDirection.Bidirectional ? 2 : 1;

    /// <summary>Outputs of the weights: M, channels, or four gates of hidden values, direction by direction.</summary>
    public int WeightOutputs => Operation switch
    {
        LayerOperation.Dense => Outputs,
        LayerOperation.Convolution or LayerOperation.Scale => OutputShape[0],
        LayerOperation.Lstm or LayerOperation.Gru => 4 * OutputShape[1],
        _ => 0,
    };

    /// <summary>Products of a matrix for one sample: one for every place of the window, or step.</summary>
    public int Products => Operation switch
    {
        LayerOperation.Convolution => Outputs / OutputShape[0],
        LayerOperation.Lstm => OutputShape[0],
        LayerOperation.Gru => OutputShape[0] * (ResetFirst ? 2 : 1),
        _ => 1,
    };

    /// <summary>A dense layer on a tile.</summary>
    public static LayerModel Dense(
        string name, int operand, int inputs, int outputs, ActivationModel activation, TileModel? tile, SlicingModel? slicing, string? from = null, Origin origin = default) =>
        new(name, LayerOperation.Dense, new([operand]), new([inputs]), new([outputs]), null, activation, tile, slicing, from, origin);

    private static int Length(ValueList<int> shape) => shape.Aggregate(1, (product, n) => product * n);
}

/// <param name="Weights">Path of the weights, relative to the .tile file, where the file names one.</param>
/// <param name="CalibrateOn">Data that sets activation scales and calibrated ranges.</param>
/// <param name="EvaluateOn">Data that judges the network, by accuracy.</param>
public sealed record NetworkModel(
    string Name,
    NetworkInput Input,
    string? Weights,
    ValueList<LayerModel> Layers,
    DataModel? CalibrateOn,
    DataModel? EvaluateOn,
    Origin Origin);

public sealed record CheckModel(string Network, ValueList<CheckItem> Items, Origin Origin);

public abstract record CheckItem(Origin Origin);

/// <summary>The noise-free program equals the exact integer product.</summary>
public sealed record ExactCheck(Origin Origin) : CheckItem(Origin);

/// <summary>No conversion of the noise-free program is clamped on the data.</summary>
public sealed record NoClippingCheck(DataModel Data, Origin Origin) : CheckItem(Origin);

/// <summary>Mean accuracy over chips is at least a fraction.</summary>
/// <param name="Time">Seconds since the end of programming.</param>
public sealed record AccuracyCheck(Rational AtLeast, DataModel Data, int Chips, Rational Time, Origin Origin) : CheckItem(Origin);
