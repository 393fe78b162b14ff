using TileDsl.Onnx.Format;

namespace TileDsl.Onnx;

/// <summary>A tensor that does not depend on the model's input, perhaps transposed on its way.</summary>
internal readonly record struct Constant(TensorProto Tensor, bool Transposed)
{
    public int Rank => Tensor.Dims.Count;

    /// <summary>Extents as they are seen.</summary>
    public IReadOnlyList<long> Extents => Transposed ? [Tensor.Dims[1], Tensor.Dims[0]] : Tensor.Dims;

    /// <summary>Whether it can be added to every sample: one value per output along the last axis, or a single value.</summary>
    public bool IsBias(long outputs) => Extents.All(n => n == 1) || (Extents[^1] == outputs && Extents.SkipLast(1).All(n => n == 1));
}

/// <summary>
/// The constants of a graph by name: initializers, Constant nodes, and what Identity, Cast and Transpose make of them.
/// </summary>
internal sealed class Constants
{
    private readonly Dictionary<string, Constant> _byName = new(StringComparer.Ordinal);

    /// <summary>Folds in one pass: the nodes are in topological order.</summary>
    public Constants(GraphProto graph)
    {
        foreach (var tensor in graph.Initializer) _byName.TryAdd(tensor.Name, new Constant(tensor, false));
        foreach (var node in graph.Node) Fold(node);
    }

    public Constant? Find(string name) => name.Length > 0 && _byName.TryGetValue(name, out var found) ? found : null;

    /// <summary>Whether a node of this type only passes its input on.</summary>
    public static bool IsFolded(string opType) => opType is "Constant" or "Identity" or "Cast" or "Transpose";

    private void Fold(NodeProto node)
    {
        if (node.Output.Count == 0) return;
        var folded = node.OpType switch
        {
            "Constant" => node.Attribute.FirstOrDefault(a => a.Name == "value" && a.T is not null) is { } value ? new Constant(value.T, false) : null,
            "Identity" or "Cast" => Input(node),
            "Transpose" => Transpose(node),
            _ => (Constant?)null,
        };
        if (folded is { } constant) _byName.TryAdd(node.Output[0], constant);
    }

    private Constant? Transpose(NodeProto node)
    {
        if (Input(node) is not { Rank: 2 } input) return null;
        var permutation = node.Attribute.FirstOrDefault(a => a.Name == "perm")?.Ints;
        var swaps = permutation is null || (permutation.Count == 2 && permutation[0] == 1 && permutation[1] == 0);
        return swaps ? input with { Transposed = !input.Transposed } : input;
    }

    private Constant? Input(NodeProto node) => node.Input.Count > 0 ? Find(node.Input[0]) : null;
}
