using TileDsl.Kernels;

namespace TileDsl;

/// <summary>A network as generated code describes it.</summary>
public sealed record NetworkSpec
{
    /// <summary>The network's name in the .tile file.</summary>
    public required string Name { get; init; }

    /// <summary>Element type of a sample.</summary>
    public required ElementType InputType { get; init; }

    /// <summary>Shape of a sample.</summary>
    public required int[] InputShape { get; init; }

    /// <summary>Real value of one input code; null where it is to be calibrated (float inputs).</summary>
    public double? InputScale { get; init; }

    /// <summary>The input code that means zero.</summary>
    public int InputZeroPoint { get; init; }

    /// <summary>The layers, first to last.</summary>
    public required LayerSpec[] Layers { get; init; }
}

/// <summary>A layer as generated code describes it. Values are channel, row, column; steps of a sequence are first.</summary>
public sealed record LayerSpec
{
    /// <summary>The layer's name in the .tile file.</summary>
    public required string Name { get; init; }

    /// <summary>What it computes.</summary>
    public LayerOperation Operation { get; init; }

    /// <summary>The values it reads: 0 the network's input, n the result of layer n - 1. Empty: the result of the layer above alone.</summary>
    public int[] Operands { get; init; } = [];

    /// <summary>Shape of the first operand, as this layer reads it.</summary>
    public required int[] InputShape { get; init; }

    /// <summary>Shape of the result.</summary>
    public required int[] OutputShape { get; init; }

    /// <summary>The window of a convolution or a pool.</summary>
    public WindowSpec? Window { get; init; }

    /// <summary>Of a gated recurrent unit: the state is reset before its product, which is then a second one of each step.</summary>
    public bool ResetFirst { get; init; }

    /// <summary>Of a recurrent layer: the order of its steps; of <see cref="LayerOperation.Last"/>: that of the layer whose last step is meant.</summary>
    public RecurrentDirection Direction { get; init; }

    /// <summary>How many ways a recurrent layer goes through its steps, with a matrix for each; else 1.</summary>
    internal int Directions => Direction == RecurrentDirection.Bidirectional ? 2 : 1;

    /// <summary>Of a transposition: the operand's axis that each of the result's is.</summary>
    public int[] Axes { get; init; } = [];

    /// <summary>Of values that are rounded to those of codes.</summary>
    public CodesSpec? Codes { get; init; }

    /// <summary>Its weights on arrays, shape by shape; empty where it is digital.</summary>
    public PlacedMatrix[] Matrices { get; init; } = [];

    /// <summary>What follows.</summary>
    public Activation Activation { get; init; }

    /// <summary>The slope of leaky_relu, the lower limit of clip, the factor of hard_sigmoid where one is given.</summary>
    public double ActivationParameter { get; init; }

    /// <summary>The upper limit of clip, the summand of hard_sigmoid.</summary>
    public double ActivationSecondParameter { get; init; }

    /// <summary>
    /// The input of every sample is scaled by its own largest value (magnitude, where inputs are signed) instead of one found at
    /// calibration. Network inputs that are codes, or have a scale in the file, are not.
    /// </summary>
    public bool AbsMaxInputs { get; init; }

    /// <summary>Name of the weight tensor to bind, where the file gives one.</summary>
    public string? From { get; init; }
}

/// <summary>Codes and what they stand for: <c>q = clip(rint(v/scale) + zero_point)</c>.</summary>
public sealed record CodesSpec
{
    /// <summary>The lowest code.</summary>
    public required int Lowest { get; init; }

    /// <summary>The highest code.</summary>
    public required int Highest { get; init; }

    /// <summary>Real value of one code.</summary>
    public required double Scale { get; init; }

    /// <summary>The code of zero.</summary>
    public int ZeroPoint { get; init; }
}

/// <summary>Matrices of one shape on arrays.</summary>
public sealed record PlacedMatrix
{
    /// <summary>One of them.</summary>
    public required MatrixSpec Matrix { get; init; }

    /// <summary>The kernel of noise-free runs (Collapsed, Sliced, or Programmed for analog weights).</summary>
    public required MatrixKernel NoiseFree { get; init; }

    /// <summary>The kernel where programming error or read noise is in force; null where the device has neither.</summary>
    public MatrixKernel? Noisy { get; init; }

    /// <summary>How many, one behind the other: for groups of channels.</summary>
    public int Count { get; init; } = 1;
}

/// <summary>The window of a convolution or a pool: of every pair, rows and then columns; one dimension is a single row.</summary>
public sealed record WindowSpec
{
    /// <summary>Extents.</summary>
    public required int[] Kernel { get; init; }

    /// <summary>Steps from one place to the next.</summary>
    public required int[] Stride { get; init; }

    /// <summary>Steps from one value of the window to the next.</summary>
    public required int[] Dilation { get; init; }

    /// <summary>Padding before the first row and column.</summary>
    public required int[] PadBegin { get; init; }

    /// <summary>Padding behind the last row and column.</summary>
    public required int[] PadEnd { get; init; }

    /// <summary>Groups of channels that are kept apart.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Averages count the padding.</summary>
    public bool CountPadding { get; init; }

    /// <summary>What the padding of a pad is.</summary>
    public PadMode PadMode { get; init; }
}
