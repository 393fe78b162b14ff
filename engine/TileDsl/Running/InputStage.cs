using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>How a sample becomes the first layer's codes, and the float network's real values.</summary>
internal sealed class InputStage
{
    private readonly NetworkSpec _network;
    private readonly int _shift;

    public InputStage(NetworkSpec network)
    {
        _network = network;
        var matrix = network.Layers[0].Matrix;
        IsCode = matrix.InputBits == 8 && (network.InputType, matrix.InputSignedness) is
            (ElementType.UInt8, Signedness.Unsigned) or (ElementType.Int8, Signedness.Signed) or (ElementType.Int8, Signedness.Unsigned);
        if (IsCode && network.InputType == ElementType.Int8 && matrix.InputSignedness == Signedness.Unsigned) _shift = 128;
    }

    /// <summary>Whether the values of a sample are codes of the first layer's inputs.</summary>
    public bool IsCode { get; }

    /// <summary>Whether codes have a scale of the file; else it is found like an activation's, and their zero point is 0.</summary>
    public bool HasScale => IsCode || (_network.InputType == ElementType.Float32 && _network.InputScale is not null);

    /// <summary>Real value of one code of the file; 1 where it gives none.</summary>
    public double Scale => _network.InputScale ?? 1;

    /// <summary>The code of zero, as the first layer carries it.</summary>
    public int ZeroPoint => HasScale ? _network.InputZeroPoint + _shift : 0;

    /// <summary>The real values of a sample, in place.</summary>
    public void ToReal(Span<double> sample)
    {
        if (_network.InputType == ElementType.Float32) return;
        foreach (ref var v in sample) v = (v - _network.InputZeroPoint) * Scale;
    }

    /// <summary>The code of a value as it is in the file.</summary>
    public int Code(double value, in Quantiser quantiser) => IsCode
        ? Math.Clamp((int)value + _shift, quantiser.Lowest, quantiser.Highest)
        : quantiser.Code(_network.InputType == ElementType.Float32 ? value : (value - _network.InputZeroPoint) * Scale);

    /// <summary>The code of every byte of a file of 8-bit integers; null where samples are float32.</summary>
    public int[]? CodeTable(Quantiser quantiser) => _network.InputType switch
    {
        ElementType.UInt8 => [.. Enumerable.Range(0, 256).Select(v => Code(v, quantiser))],
        ElementType.Int8 => [.. Enumerable.Range(0, 256).Select(v => Code((sbyte)v, quantiser))],
        _ => null,
    };
}
