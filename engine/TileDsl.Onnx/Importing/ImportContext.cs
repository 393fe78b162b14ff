namespace TileDsl.Onnx.Importing;

/// <summary>What is known of a graph while its nodes are walked through: constants, values by name, layers so far.</summary>
internal sealed class ImportContext(ModelFile file, int operatorSet, IReadOnlyDictionary<string, int> uses)
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<(Draft, ElementOrder), Draft> _transposed = [];
    private readonly Dictionary<(Draft, string), Draft> _flattened = [];
    private readonly List<Draft> _layers = [];

    public int OperatorSet { get; } = operatorSet;

    public ConstantValues Constants { get; } = new(file);

    /// <summary>In topological order; some may not be read in the end.</summary>
    public IReadOnlyList<Draft> Layers => _layers;

    /// <summary>Whether a node or the result takes it.</summary>
    public bool IsUsed(string name) => uses.ContainsKey(name);

    /// <summary>Input n of a node, which is not a constant.</summary>
    public Value Take(Node node, int n)
    {
        var name = node.Input(n);
        if (!_values.TryGetValue(name, out var value))
        {
            throw Constants.Has(name)
                ? node.Unsupported($"input '{name}' is a constant", "only the network's input and what is made of it can be taken there")
                : node.Bad($"needs an input {n}");
        }
        return value with { Uses = Math.Max(value.Uses, uses.GetValueOrDefault(name)) };
    }

    /// <summary>Input n as real numbers.</summary>
    public Value Real(Node node, int n)
    {
        var value = Take(node, n);
        return value.Codes is null ? value : throw node.Unsupported($"input '{node.Input(n)}' holds integer codes", "dequantise before this node (DequantizeLinear), or use the QLinear form of the operator");
    }

    /// <summary>Input n, which must be a constant; null where it is left out.</summary>
    public Tensor? Constant(Node node, int n, string what)
    {
        var name = node.Input(n);
        if (name.Length == 0) return null;
        return Constants.Find(name) ?? throw node.Unsupported($"{what} '{name}' depends on the network's input", "it must be a constant: export the trained model, with constants folded");
    }

    public Tensor Required(Node node, int n, string what) => Constant(node, n, what) ?? throw node.Bad($"has no {what}");

    public void Give(Node node, Value value, int output = 0)
    {
        if (node.Output(output) is { Length: > 0 } name) _values[name] = value;
    }

    /// <summary>What a node has given as its first output.</summary>
    public Value Given(Node node) => _values[node.Output(0)];

    public void GiveInput(string name, Value value) => _values[name] = value;

    public Value Result(string name) => _values[name] with { Uses = Math.Max(_values[name].Uses, uses.GetValueOrDefault(name)) };

    public Draft Add(Draft layer)
    {
        _layers.Add(layer);
        return layer;
    }

    /// <summary>The value with its axes permuted.</summary>
    public Value Permuted(Node node, Value value, int[] permutation)
    {
        int[] shape = [.. permutation.Select(axis => value.Shape[axis])];
        if (value.Order.Permuted(value.Shape, permutation) is { } order) return value with { Shape = shape, Order = order };
        var own = value with { Source = Own(node, value), Order = ElementOrder.Own, Uses = 2 };
        return own with { Shape = shape, Order = ElementOrder.Own.Permuted(own.Shape, permutation)! };
    }

    /// <summary>A layer that holds the elements in the order they are seen in: the source, or a transposition of it.</summary>
    public Draft Own(Node node, Value value)
    {
        if (value.Order.IsOwn) return value.Source;
        if (_transposed.TryGetValue((value.Source, value.Order), out var known)) return known;
        var (shape, axes) = value.Order.AsTransposition(value.Source.Output);
        int[] output = [.. axes.Select(axis => shape[axis])];
        var source = Shaped(node, value with { Order = ElementOrder.Own }, shape);
        var layer = Add(new Draft(LayerKind.Transpose, node, shape, output, source) { Axes = axes });
        return _transposed[(value.Source, value.Order)] = layer;
    }

    /// <summary>A layer that holds the elements in the order they are seen in, and has this shape but for extents of 1.</summary>
    public Draft Shaped(Node node, Value value, int[] shape)
    {
        var source = Own(node, value);
        if (Extents.Squeezed(source.Output).SequenceEqual(Extents.Squeezed(shape))) return source;
        var key = (source, Extents.Say(shape));
        if (_flattened.TryGetValue(key, out var known)) return known;
        return _flattened[key] = Add(new Draft(LayerKind.Flatten, node, source.Output, shape, source));
    }
}
