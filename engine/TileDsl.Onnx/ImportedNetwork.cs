using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Onnx;

/// <summary>What a layer computes. The names are those of the .tile language.</summary>
public enum LayerKind
{
    /// <summary>y = W x + b.</summary>
    Dense,

    /// <summary>A convolution over channels x length.</summary>
    Conv1D,

    /// <summary>A convolution over channels x rows x columns.</summary>
    Conv2D,

    /// <summary>A convolution, one or two-dimensional, with a group for each channel.</summary>
    Depthwise,

    /// <summary>A scale and a shift for each channel (of a vector: each element).</summary>
    BatchNorm,

    /// <summary>The largest value under a window; padding is never the largest.</summary>
    MaxPool,

    /// <summary>The mean of the values under a window.</summary>
    AveragePool,

    /// <summary>The largest value of each channel.</summary>
    GlobalMaxPool,

    /// <summary>The mean of each channel.</summary>
    GlobalAveragePool,

    /// <summary>The sum of operands; one that has a value for each channel is broadcast over positions.</summary>
    Add,

    /// <summary>The first operand less the second.</summary>
    Sub,

    /// <summary>The product of operands, element by element.</summary>
    Mul,

    /// <summary>The channels of operands one behind the other.</summary>
    Concat,

    /// <summary>Another shape, the same elements in the same order.</summary>
    Flatten,

    /// <summary>Axes in another order.</summary>
    Transpose,

    /// <summary>Zeros about every channel, or its own values.</summary>
    Pad,

    /// <summary>An activation that follows no layer it could be attached to.</summary>
    Activation,

    /// <summary>Values rounded to codes of eight bits, as real numbers.</summary>
    Quantize,

    /// <summary>A long short-term memory over steps x features; every step's output.</summary>
    Lstm,

    /// <summary>A gated recurrent unit over steps x features; every step's output.</summary>
    Gru,

    /// <summary>The last step of a sequence; of a reversed one the first, of both directions half of each.</summary>
    Last,
}

/// <summary>An activation as the .tile language spells it.</summary>
/// <param name="Word"><c>relu</c>, <c>relu6</c>, <c>leaky_relu</c>, <c>clip</c>, <c>sigmoid</c>, <c>hard_sigmoid</c>, <c>hard_swish</c>, <c>tanh</c>, <c>softmax</c>.</param>
/// <param name="Parameters">The slope of leaky_relu; the limits of clip; alpha and beta of a hard_sigmoid that is not x/6 + 1/2.</param>
public sealed record ImportedActivation(string Word, IReadOnlyList<double> Parameters);

/// <summary>How a kernel goes over one or two spatial axes; all lists have an entry for each.</summary>
/// <param name="Kernel">Extents.</param>
/// <param name="Strides">Steps, at least 1.</param>
/// <param name="Begin">Padding before the first element.</param>
/// <param name="End">Padding behind the last one.</param>
/// <param name="Dilations">Distance of a kernel's elements, at least 1.</param>
public sealed record SlidingWindow(
    IReadOnlyList<int> Kernel, IReadOnlyList<int> Strides, IReadOnlyList<int> Begin, IReadOnlyList<int> End, IReadOnlyList<int> Dilations);

/// <summary>Codes of eight bits and what they stand for: (code - ZeroPoint) Scale.</summary>
public sealed record Codes(bool IsSigned, double Scale, int ZeroPoint)
{
    /// <summary>How the .tile language calls the type.</summary>
    public string Word => IsSigned ? "int8" : "uint8";
}

/// <summary>What the network is given: one sample, in the order channels x rows x columns.</summary>
/// <param name="Name">The graph's name of it.</param>
/// <param name="Shape">Extents, without the batch.</param>
/// <param name="Codes">Where the graph takes integers: what they stand for; null for real numbers.</param>
/// <param name="ModelShape">The shape the ONNX model takes, batch of one included.</param>
/// <param name="IsChannelsLast">Whether the ONNX model takes rows x columns x channels, so that samples are transposed for this network.</param>
public sealed record ImportedInput(string Name, IReadOnlyList<int> Shape, Codes? Codes, IReadOnlyList<int> ModelShape, bool IsChannelsLast);

/// <summary>A layer of an imported network.</summary>
public sealed record ImportedLayer
{
    /// <summary>An identifier, unique in the network.</summary>
    public required string Name { get; init; }

    /// <summary>What it computes.</summary>
    public required LayerKind Kind { get; init; }

    /// <summary>The shape it takes (its largest operand's), without a batch: channels first, or steps x features.</summary>
    public required IReadOnlyList<int> Input { get; init; }

    /// <summary>The shape it gives.</summary>
    public required IReadOnlyList<int> Output { get; init; }

    /// <summary>Names of the layers whose outputs it takes; <c>input</c> is the network's.</summary>
    public required IReadOnlyList<string> Operands { get; init; }

    /// <summary>Of convolutions and pools that are not global; of <see cref="LayerKind.Pad"/> its padding.</summary>
    public SlidingWindow? Window { get; init; }

    /// <summary>Of <see cref="LayerKind.Pad"/>: what stands around.</summary>
    public PadMode PadMode { get; init; }

    /// <summary>Groups of a convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether an average counts the padding as values of zero.</summary>
    public bool CountsPadding { get; init; }

    /// <summary>Of <see cref="LayerKind.Transpose"/>: which axis of the input comes where.</summary>
    public IReadOnlyList<int>? Axes { get; init; }

    /// <summary>Of <see cref="LayerKind.Quantize"/>.</summary>
    public Codes? Codes { get; init; }

    /// <summary>Of a GRU: the reset gate multiplies the state before the recurrent product (ONNX's linear_before_reset = 0).</summary>
    public bool ResetsFirst { get; init; }

    /// <summary>Of a recurrent layer: the order of its steps; of <see cref="LayerKind.Last"/>: that of the layer whose last step is meant.</summary>
    public RecurrentDirection Direction { get; init; }

    /// <summary>
    /// Weights with everything foldable folded, as the engine binds them: of a convolution outputs by (channel of the group,
    /// kernel row, kernel column); of an LSTM (4H) by (I + H), rows in ONNX's order i, o, f, c; of a GRU likewise z, r and the
    /// candidate's input and state parts; of both directions the rows of the second behind those of the first; of a batch_norm C by 1. Null for a layer without.
    /// </summary>
    public WeightTensor? Weights { get; init; }

    /// <summary>What follows.</summary>
    public ImportedActivation? Activation { get; init; }

    /// <summary>The ONNX nodes it was made of, for messages: "Conv '/c1/Conv', Relu '/Relu'".</summary>
    public required string Origin { get; init; }
}

/// <summary>A network read from an ONNX graph: its layers in topological order, the last one its result.</summary>
public sealed record ImportedNetwork
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>ONNX operator set of the file.</summary>
    public required int OperatorSet { get; init; }

    /// <summary>What it is given.</summary>
    public required ImportedInput Input { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<ImportedLayer> Layers { get; init; }

    /// <summary>What a person should know: outputs that are left out, a batch that is taken as 1.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>The graph's name of the result.</summary>
    public required string OutputName { get; init; }

    /// <summary>The weights of the layers that have some, in the layers' order.</summary>
    public IReadOnlyList<WeightTensor> Tensors => [.. Layers.Select(l => l.Weights).OfType<WeightTensor>()];

    /// <summary>Reads an ONNX model.</summary>
    /// <exception cref="TileException">A file that cannot be read or trusted, or an operator that is not supported; it says which and what to do.</exception>
    public static ImportedNetwork Read(string path)
    {
        try
        {
            return Importing.GraphImport.Of(ModelFile.Read(path));
        }
        catch (Importing.NotImportableException e)
        {
            throw new TileException(e.Message, e);
        }
    }
}
