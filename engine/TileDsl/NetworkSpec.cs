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

/// <summary>A dense layer as generated code describes it.</summary>
public sealed record LayerSpec
{
    /// <summary>The layer's name in the .tile file.</summary>
    public required string Name { get; init; }

    /// <summary>Its matrix on arrays.</summary>
    public required MatrixSpec Matrix { get; init; }

    /// <summary>The kernel of noise-free runs (Collapsed, Sliced, or Programmed for analog weights).</summary>
    public required MatrixKernel NoiseFree { get; init; }

    /// <summary>The kernel where programming error or read noise is in force; null where the device has neither.</summary>
    public MatrixKernel? Noisy { get; init; }

    /// <summary>What follows the product.</summary>
    public Activation Activation { get; init; }

    /// <summary>The slope of leaky_relu.</summary>
    public double ActivationParameter { get; init; }

    /// <summary>
    /// The input of every sample is scaled by its own largest value (magnitude, where inputs are signed) instead of one found at
    /// calibration. Network inputs that are codes, or have a scale in the file, are not.
    /// </summary>
    public bool AbsMaxInputs { get; init; }

    /// <summary>Name of the weight tensor to bind, where the file gives one.</summary>
    public string? From { get; init; }
}
