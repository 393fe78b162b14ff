using System.Globalization;
using TileDsl.Kernels;

namespace TileDsl.Onnx.Text;

/// <summary>One layer as a line of a .tile file, without its name.</summary>
internal static class LayerText
{
    private const string InputName = "input";

    /// <param name="layer">The layer.</param>
    /// <param name="above">The layer above, which is not named as an operand; <c>input</c> for the first.</param>
    public static string Of(ImportedLayer layer, string above = InputName)
    {
        var text = Call(layer);
        if (layer.Operands.Count > 1 || layer.Operands[0] != above) text += ", of " + string.Join(" and ", layer.Operands);
        if (layer.Kind != LayerKind.Activation && layer.Activation is { } activation) text += ", " + Word(activation, null);
        return text;
    }

    private static string Call(ImportedLayer layer)
    {
        var (input, output) = (Shape(layer.Input), Shape(layer.Output));
        var change = $"{input} -> {output}";
        return layer.Kind switch
        {
            LayerKind.Dense => $"dense({change})",
            LayerKind.Conv1D => $"conv1d({change}{Window(layer)})",
            LayerKind.Conv2D => $"conv2d({change}{Window(layer)})",
            LayerKind.Depthwise => $"depthwise({change}{Window(layer)})",
            LayerKind.MaxPool => $"max_pool({change}{Window(layer)})",
            LayerKind.AveragePool => $"average_pool({change}{Window(layer)}{(layer.CountsPadding ? ", count_padding" : "")})",
            LayerKind.GlobalMaxPool => $"global_max_pool({change})",
            LayerKind.GlobalAveragePool => $"global_average_pool({change})",
            LayerKind.BatchNorm => $"batch_norm({input})",
            LayerKind.Pad => $"pad({change}, pad {Padding(layer.Window!)}{(layer.PadMode == PadMode.Zeros ? "" : layer.PadMode == PadMode.Edge ? ", edge" : ", reflect")})",
            LayerKind.Add => $"add({output})",
            LayerKind.Sub => $"sub({output})",
            LayerKind.Mul => $"mul({output})",
            LayerKind.Concat => $"concat({output})",
            LayerKind.Flatten => $"flatten({change})",
            LayerKind.Transpose => layer.Axes!.SequenceEqual([1, 0]) ? $"transpose({change})" : $"transpose({change}, axes {Shape(layer.Axes!)})",
            LayerKind.Activation => Word(layer.Activation!, input),
            LayerKind.Quantize => string.Create(CultureInfo.InvariantCulture, $"quantize({input}, {layer.Codes!.Word}, scale {Number(layer.Codes.Scale)}, zero_point {layer.Codes.ZeroPoint})"),
            LayerKind.Lstm => $"lstm({change}{Direction(layer)})",
            LayerKind.Gru => $"gru({change}{Direction(layer)}{(layer.ResetsFirst ? ", reset_first" : "")})",
            LayerKind.Last => $"last({change}{Direction(layer)})",
            _ => throw new ArgumentOutOfRangeException(nameof(layer)),
        };
    }

    private static string Direction(ImportedLayer layer) => layer.Direction switch
    {
        RecurrentDirection.Reverse => ", reverse",
        RecurrentDirection.Bidirectional => ", bidirectional",
        _ => "",
    };

    private static string Window(ImportedLayer layer)
    {
        var window = layer.Window!;
        var text = $", kernel {Shape(window.Kernel)}";
        if (window.Strides.Any(s => s != 1)) text += $", stride {Shape(window.Strides)}";
        if (IsSame(layer, window)) text += ", pad same";
        else if (window.Begin.Concat(window.End).Any(p => p != 0)) text += $", pad {Padding(window)}";
        if (window.Dilations.Any(d => d != 1)) text += $", dilation {Shape(window.Dilations)}";
        if (layer.Groups > 1 && layer.Kind != LayerKind.Depthwise) text += string.Create(CultureInfo.InvariantCulture, $", groups {layer.Groups}");
        return text;
    }

    /// <summary>Whether the padding is that of ONNX's SAME_UPPER, and there is some.</summary>
    private static bool IsSame(ImportedLayer layer, SlidingWindow window)
    {
        var any = false;
        var positions = layer.Input.Skip(layer.Input.Count - window.Kernel.Count).ToArray();
        for (var i = 0; i < positions.Length; i++)
        {
            var total = Importing.Windows.Same(positions[i], window.Kernel[i], window.Strides[i], window.Dilations[i]);
            if (window.Begin[i] != total / 2 || window.End[i] != total - total / 2) return false;
            any |= total > 0;
        }
        return any;
    }

    private static string Padding(SlidingWindow window) => window.Begin.SequenceEqual(window.End) ? Shape(window.Begin) : $"{Shape(window.Begin)}..{Shape(window.End)}";

    private static string Word(ImportedActivation activation, string? shape)
    {
        var parameters = activation.Word == "clip"
            ? [$"{Number(activation.Parameters[0])}..{Number(activation.Parameters[1])}"]
            : activation.Parameters.Select(Number);
        string[] arguments = [.. shape is null ? [] : new[] { shape }, .. parameters];
        return arguments.Length == 0 ? activation.Word : $"{activation.Word}({string.Join(", ", arguments)})";
    }

    private static string Shape(IReadOnlyList<int> shape) => Importing.Extents.Say(shape);

    /// <summary>A float32 in the fewest digits that give it back.</summary>
    public static string Number(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture)
        .Replace("E+", "e", StringComparison.Ordinal).Replace("E-0", "e-", StringComparison.Ordinal).Replace('E', 'e');
}
