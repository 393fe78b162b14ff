using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>Codes of a network's input that an array is driven with as they are, its zero point among them.</summary>
internal static class DrivenZero
{
    /// <summary>Where zero is at least this share of the largest code, errors of cells are multiplied by it in earnest.</summary>
    private const int Share = 4;

    /// <summary>The warning of a layer whose cells err and that reads such codes; null of others.</summary>
    public static Diagnostic? Warning(NetworkModel network, LayerModel layer)
    {
        if (layer is not { Tile: { } tile, Slicing.Inputs: { } inputs } || layer.Operation is not (LayerOperation.Dense or LayerOperation.Convolution) || !ReadsInput(network, layer)) return null;
        if (!tile.Device.HasProgrammingError && !tile.Device.HasReadNoise && !tile.Device.HasNoisePerCell) return null;
        var (input, isUnsigned) = (network.Input, inputs.Signedness == Signedness.Unsigned);
        var (lowest, highest) = input.Type == ElementType.Int8 ? (-128, 127) : (0, 255);
        // What else is driven is real values made codes anew, of which zero is 0.
        var isAsItIs = inputs.Bits == 8 && input.Type switch { ElementType.UInt8 => isUnsigned, ElementType.Int8 => inputs.Signedness != Signedness.Symmetric, _ => false };
        if (!isAsItIs || (!isUnsigned && lowest - input.ZeroPoint >= inputs.Lowest && highest - input.ZeroPoint <= inputs.Highest)) return null;
        var zero = Math.Abs(isUnsigned ? input.ZeroPoint - lowest : input.ZeroPoint);
        if (Share * zero < inputs.Highest) return null;
        var bits = Math.Max(highest - input.ZeroPoint, input.ZeroPoint - lowest) > 127 ? 9 : 8;
        return new Diagnostic(
            PlanRules.ZeroIsDriven, layer.Origin.Span, $"layer {layer.Name}", input.ZeroPoint, inputs.Bits, isUnsigned ? "without a sign" : "with a sign", zero, inputs.Highest, bits);
    }

    /// <summary>Whether it reads the network's input, or that in another shape.</summary>
    private static bool ReadsInput(NetworkModel network, LayerModel layer)
    {
        var value = layer.Operands[0];
        while (value > 0 && network.Layers[value - 1] is { Operation: LayerOperation.Flatten, Activation.Kind: Activation.None } flat) value = flat.Operands[0];
        return value == 0;
    }
}
