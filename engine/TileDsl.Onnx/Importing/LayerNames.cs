using System.Text;

namespace TileDsl.Onnx.Importing;

/// <summary>
/// Short identifiers for layers, from what exporters call their nodes: the last step of a path that is not the operator,
/// longer where that is taken; else the kind of the layer and a number.
/// </summary>
internal static class LayerNames
{
    private const int Longest = 40;

    /// <summary>Words that would read as something else in a layer's line.</summary>
    private static readonly HashSet<string> s_reserved = new(StringComparer.Ordinal) { "input", "of", "and", "from", "place", "on", "using", "layer", "digital", "all" };

    /// <summary>Steps that TensorFlow adds to say what is computed.</summary>
    private static readonly HashSet<string> s_operations = new(StringComparer.OrdinalIgnoreCase)
    {
        "Conv2D", "Conv1D", "DepthwiseConv2dNative", "depthwise", "BiasAdd", "MatMul", "AvgPool", "MaxPool", "Mean", "Max", "FusedBatchNormV3", "FusedBatchNorm", "Relu", "Relu6", "add", "AddV2", "sub", "mul",
        "StatefulPartitionedCall", "Tensordot", "Softmax", "Reshape", "concat", "batchnorm", "add_1", "mul_1",
    };

    public static Dictionary<Draft, string> Of(IReadOnlyList<Draft> layers)
    {
        var names = new Dictionary<Draft, string>((IEqualityComparer<Draft>)ReferenceEqualityComparer.Instance);
        var taken = new HashSet<string>(s_reserved, StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            // What was put before a node, to turn its operand, is not called by its name.
            if (!IsAdded(layer) && Candidates(layer.Node!).FirstOrDefault(c => taken.Add(c)) is { } name) names.Add(layer, name);
        }
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers.Where(l => !names.ContainsKey(l)))
        {
            var word = Word(layer);
            string name;
            do name = word + (counts[word] = counts.GetValueOrDefault(word) + 1);
            while (!taken.Add(name));
            names.Add(layer, name);
        }
        return names;
    }

    private static bool IsAdded(Draft layer) =>
        layer.Kind is LayerKind.Transpose or LayerKind.Flatten || (layer.Kind is LayerKind.Last or LayerKind.Quantize && layer.Node!.Type is not ("Gather" or "Slice" or "QuantizeLinear"));

    private static IEnumerable<string> Candidates(Node node)
    {
        var steps = node.Name.Split(';')[0].Split('/', ':').Where(s => s.Length > 0).ToList();
        while (steps.Count > 0 && IsOperation(node, steps[^1])) steps.RemoveAt(steps.Count - 1);
        for (var first = steps.Count - 1; first >= 0; first--)
        {
            var name = Identifier(string.Join('_', steps.Skip(first)));
            if (name.Length is > 0 and <= Longest && !char.IsAsciiDigit(name[0])) yield return name;
        }
    }

    /// <summary>"Conv", "Conv_12", "BiasAdd".</summary>
    private static bool IsOperation(Node node, string step)
    {
        var word = step;
        if (step.LastIndexOf('_') is var bar and > 0 && step[(bar + 1)..].All(char.IsAsciiDigit)) word = step[..bar];
        return word.Equals(node.Type, StringComparison.Ordinal) || s_operations.Contains(step) || (word.EndsWith("__", StringComparison.Ordinal) && word.StartsWith(node.Type, StringComparison.Ordinal));
    }

    private static string Identifier(string text)
    {
        var name = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c)) name.Append(c);
            else if (name.Length > 0 && name[^1] != '_') name.Append('_');
        }
        return name.ToString().TrimEnd('_');
    }

    private static string Word(Draft layer) => layer.Kind switch
    {
        LayerKind.Conv1D or LayerKind.Conv2D => "conv",
        LayerKind.BatchNorm => "norm",
        LayerKind.MaxPool or LayerKind.AveragePool or LayerKind.GlobalMaxPool or LayerKind.GlobalAveragePool => "pool",
        LayerKind.Activation => layer.Activation!.Word,
        _ => layer.Kind.ToString().ToLowerInvariant(),
    };
}
