namespace TileDsl.Model;

/// <summary>Samples and their labels; a list of files is concatenated.</summary>
public sealed record DataModel(string Name, ValueList<DataPart> Inputs, ValueList<DataPart> Labels, Origin Origin);

/// <summary>A file, relative to the .tile file, and the samples taken of it.</summary>
/// <param name="First">First sample, from 0; with <paramref name="Last"/> null where the whole file is taken.</param>
/// <param name="Last">Last sample, inclusive.</param>
public sealed record DataPart(string Path, int? First, int? Last, Origin Origin);

/// <summary>What a network is given.</summary>
/// <param name="Scale">Real value of one code; null for float inputs without one (then it is calibrated).</param>
public sealed record NetworkInput(ElementType Type, ValueList<int> Shape, Rational? Scale, int ZeroPoint, Origin Origin)
{
    public int Length => Shape.Aggregate(1, (product, n) => product * n);
}

/// <summary>A dense layer on arrays: y = activation(W x + bias), W outputs by inputs.</summary>
/// <param name="ActivationParameter">The slope of leaky_relu; 0 otherwise.</param>
/// <param name="From">Name of the weight node in the ONNX graph where it is given; else bound in topological order.</param>
public sealed record LayerModel(
    string Name,
    int Inputs,
    int Outputs,
    Activation Activation,
    Rational ActivationParameter,
    TileModel Tile,
    SlicingModel Slicing,
    string? From,
    Origin Origin);

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
