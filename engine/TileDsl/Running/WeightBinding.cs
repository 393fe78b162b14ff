using TileDsl.Data;

namespace TileDsl.Running;

/// <summary>Which tensor each layer gets: the one its <c>from</c> names, else the next in topological order that no layer names.</summary>
internal static class WeightBinding
{
    /// <exception cref="TileException">A name that is not there, too few or too many tensors, shapes that do not fit.</exception>
    public static WeightTensor[] Bind(NetworkSpec network, IWeightSource source)
    {
        var tensors = source.Tensors;
        var named = network.Layers.Select(layer => layer.From is null ? null : Find(network, layer, source)).ToArray();
        var rest = tensors.Where(t => !named.Contains(t)).ToArray();
        var unnamed = named.Count(t => t is null);
        if (rest.Length < unnamed || (unnamed == network.Layers.Length && rest.Length > unnamed))
        {
            throw new TileException(
                $"network '{network.Name}': {unnamed} of its layers take the weights of {source.Description} in order, and {rest.Length} {(unnamed < named.Length ? "are left" : "are there")}: {List(rest)}; " +
                "`from \"name\"` binds a layer to one of them");
        }
        var next = 0;
        var bound = named.Select(t => t ?? rest[next++]).ToArray();
        for (var n = 0; n < bound.Length; n++) CheckShape(network, network.Layers[n], bound[n], source);
        return bound;
    }

    private static WeightTensor Find(NetworkSpec network, LayerSpec layer, IWeightSource source) =>
        source.Tensors.FirstOrDefault(t => t.IsNamed(layer.From!))
        ?? throw new TileException($"network '{network.Name}', layer '{layer.Name}': {source.Description} has no weights named '{layer.From}'; it has {List(source.Tensors)}");

    private static void CheckShape(NetworkSpec network, LayerSpec layer, WeightTensor tensor, IWeightSource source)
    {
        var (outputs, inputs) = (layer.Matrix.Outputs, layer.Matrix.Inputs);
        if (tensor.Outputs == outputs && tensor.Inputs == inputs) return;
        var hint = tensor.Outputs == inputs && tensor.Inputs == outputs ? "; they seem to be transposed" : "";
        throw new TileException(
            $"network '{network.Name}', layer '{layer.Name}': dense({inputs} -> {outputs}) needs weights of {outputs} outputs by {inputs} inputs, " +
            $"and '{tensor.Name}' of {source.Description} has {tensor.Outputs} by {tensor.Inputs}{hint}");
    }

    private static string List(IEnumerable<WeightTensor> tensors)
    {
        const int Most = 12;
        var all = tensors.Select(t => $"'{t.Name}' ({t.Outputs} x {t.Inputs})").ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(Most)) + (all.Count > Most ? $" and {all.Count - Most} more" : "");
    }
}
