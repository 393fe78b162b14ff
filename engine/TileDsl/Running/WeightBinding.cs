using TileDsl.Data;
using TileDsl.Kernels;

namespace TileDsl.Running;

/// <summary>Which tensor each layer gets: the one its <c>from</c> names, else the next in topological order that no layer names.</summary>
internal static class WeightBinding
{
    /// <exception cref="TileException">A name that is not there, too few or too many tensors, shapes that do not fit.</exception>
    public static WeightTensor?[] Bind(NetworkSpec network, IWeightSource source)
    {
        var tensors = source.Tensors;
        var layers = network.Layers.Where(HasWeights).ToArray();
        var named = layers.Select(layer => layer.From is null ? null : Find(network, layer, source)).ToArray();
        var rest = tensors.Where(t => !named.Contains(t)).ToArray();
        var unnamed = named.Count(t => t is null);
        if (rest.Length < unnamed || (unnamed == layers.Length && rest.Length > unnamed))
        {
            throw new TileException(
                $"network '{network.Name}': {unnamed} of its layers take the weights of {source.Description} in order, and {rest.Length} {(unnamed < named.Length ? "are left" : "are there")}: {List(rest)}; " +
                "`from \"name\"` binds a layer to one of them");
        }
        var next = 0;
        var bound = new Dictionary<LayerSpec, WeightTensor>(ReferenceEqualityComparer.Instance);
        for (var n = 0; n < layers.Length; n++)
        {
            var tensor = named[n] ?? rest[next++];
            CheckShape(network, layers[n], tensor, source);
            bound.Add(layers[n], tensor);
        }
        return Array.ConvertAll(network.Layers, layer => bound.GetValueOrDefault(layer));
    }

    private static bool HasWeights(LayerSpec layer) => layer.Operation is LayerOperation.Dense or LayerOperation.Convolution or LayerOperation.Lstm or LayerOperation.Gru or LayerOperation.Scale;

    /// <summary>The shape of a layer's weights, and what the layer is called in a message.</summary>
    private static (int Outputs, int Inputs, string Name) Due(LayerSpec layer)
    {
        var (given, result) = (string.Join("x", layer.InputShape), string.Join("x", layer.OutputShape));
        switch (layer.Operation)
        {
            case LayerOperation.Convolution:
                var window = layer.Window!;
                var inputs = layer.InputShape[0] / window.Groups * window.Kernel[0] * window.Kernel[1];
                return (layer.OutputShape[0], inputs, $"a convolution ({given} -> {result}, kernel {window.Kernel[0]}x{window.Kernel[1]}, groups {window.Groups})");
            case LayerOperation.Lstm or LayerOperation.Gru:
                return (4 * layer.OutputShape[1], layer.InputShape[1] + layer.OutputShape[1] / layer.Directions, $"{layer.Operation.ToString().ToLowerInvariant()}({given} -> {result})");
            case LayerOperation.Scale:
                return (layer.OutputShape[0], 1, $"batch_norm({given})");
            default:
                var length = layer.InputShape.Aggregate(1, (product, n) => product * n);
                return (layer.OutputShape.Aggregate(1, (product, n) => product * n), length, $"dense({length} -> {result})");
        }
    }

    private static int StateLength(LayerSpec layer) => layer.Operation switch
    {
        LayerOperation.Lstm => 2 * layer.OutputShape[1],
        LayerOperation.Gru => layer.OutputShape[1],
        _ => 0,
    };

    private static WeightTensor Find(NetworkSpec network, LayerSpec layer, IWeightSource source) =>
        source.Tensors.FirstOrDefault(t => t.IsNamed(layer.From!))
        ?? throw new TileException($"network '{network.Name}', layer '{layer.Name}': {source.Description} has no weights named '{layer.From}'; it has {List(source.Tensors)}");

    private static void CheckShape(NetworkSpec network, LayerSpec layer, WeightTensor tensor, IWeightSource source)
    {
        var (outputs, inputs, what) = Due(layer);
        if (tensor.State is { } state && state.Length != StateLength(layer))
            throw new TileException($"network '{network.Name}', layer '{layer.Name}': {what} begins with a state of {StateLength(layer)} values, and '{tensor.Name}' of {source.Description} has {state.Length}");
        if (tensor.Outputs == outputs && tensor.Inputs == inputs) return;
        var hint = tensor.Outputs == inputs && tensor.Inputs == outputs ? "; they seem to be transposed" : "";
        throw new TileException(
            $"network '{network.Name}', layer '{layer.Name}': {what} needs weights of {outputs} outputs by {inputs} inputs, " +
            $"and '{tensor.Name}' of {source.Description} has {tensor.Outputs} by {tensor.Inputs}{hint}");
    }

    private static string List(IEnumerable<WeightTensor> tensors)
    {
        const int Most = 12;
        var all = tensors.Select(t => $"'{t.Name}' ({t.Outputs} x {t.Inputs})").ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(Most)) + (all.Count > Most ? $" and {all.Count - Most} more" : "");
    }
}
