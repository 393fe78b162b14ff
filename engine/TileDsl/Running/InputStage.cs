using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>How a sample becomes the codes of a layer on arrays that reads it.</summary>
internal sealed class InputStage
{
    private readonly NetworkSpec _network;
    private readonly LayerSpec _layer;
    private readonly int _shift;

    /// <param name="cycles">Of the layer's inputs.</param>
    public InputStage(NetworkSpec network, LayerSpec layer, InputCycles cycles)
    {
        (_network, _layer) = (network, layer);
        var matrix = layer.Matrices[0].Matrix;
        if (HoldsDifferences(matrix, cycles))
        {
            (IsCode, _shift) = (true, -network.InputZeroPoint);
            return;
        }
        IsCode = matrix.InputBits == 8 && (network.InputType, matrix.InputSignedness) is
            (ElementType.UInt8, Signedness.Unsigned) or (ElementType.Int8, Signedness.Signed) or (ElementType.Int8, Signedness.Unsigned);
        if (IsCode && network.InputType == ElementType.Int8 && matrix.InputSignedness == Signedness.Unsigned) _shift = 128;
    }

    /// <summary>Whether inputs with a sign hold every code of the network's input less its zero point: then zero is not driven.</summary>
    private bool HoldsDifferences(MatrixSpec matrix, InputCycles cycles)
    {
        if (_network.InputType == ElementType.Float32 || matrix.InputSignedness == Signedness.Unsigned || matrix.InputBits is not (8 or 9)) return false;
        var (lowest, highest) = _network.InputType == ElementType.UInt8 ? (0, 255) : (-128, 127);
        return lowest - _network.InputZeroPoint >= cycles.Lowest && highest - _network.InputZeroPoint <= cycles.Highest;
    }

    /// <summary>Whether the values of a sample are codes of the layer's inputs, but for a number that is added.</summary>
    public bool IsCode { get; }

    /// <summary>Whether codes have a scale of the file; else it is found like an activation's, and their zero point is 0.</summary>
    public bool HasScale => IsCode || (_network.InputType == ElementType.Float32 && _network.InputScale is not null);

    /// <summary>Whether a code depends on a byte of the sample alone: samples are 8-bit integers, and not scaled one by one.</summary>
    public bool TakesBytes => _network.InputType != ElementType.Float32 && (HasScale || !_layer.AbsMaxInputs);

    /// <summary>Real value of one code of the file; 1 where it gives none.</summary>
    public double Scale => _network.InputScale ?? 1;

    /// <summary>The code of zero, as the layer carries it.</summary>
    public int ZeroPoint => HasScale ? _network.InputZeroPoint + _shift : 0;

    /// <summary>The code of every byte of a file of 8-bit integers.</summary>
    public ByteCodes CodesOfBytes(Quantiser quantiser) => new(_network.InputType == ElementType.UInt8
        ? [.. Enumerable.Range(0, 256).Select(v => Code(v, quantiser))]
        : [.. Enumerable.Range(0, 256).Select(v => Code((sbyte)v, quantiser))]);

    private int Code(double value, in Quantiser quantiser) => IsCode
        ? Math.Clamp((int)value + _shift, quantiser.Lowest, quantiser.Highest)
        : quantiser.Code((value - _network.InputZeroPoint) * Scale);
}
