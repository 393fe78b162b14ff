using TileDsl.Data;
using TileDsl.Onnx.Format;

namespace TileDsl.Onnx;

/// <summary>Finds the dense layers of a graph and turns their weights outputs by inputs.</summary>
internal sealed class DenseLayers
{
    private readonly string _path;
    private readonly Constants _constants;
    private readonly ILookup<string, NodeProto> _consumers;
    private readonly List<WeightTensor> _tensors = [];
    private readonly SortedDictionary<string, int> _others = new(StringComparer.Ordinal);
    private readonly HashSet<NodeProto> _biases = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorProto, Dictionary<(bool Turned, float Factor), float[]>> _decoded = new(ReferenceEqualityComparer.Instance);
    private long _valuesLeft;

    /// <param name="path">For messages.</param>
    /// <param name="graph">The graph, its nodes in topological order as the format demands.</param>
    /// <param name="valueLimit">How many values may be decoded: tied weights must not make much of a small file.</param>
    public DenseLayers(string path, GraphProto graph, long valueLimit)
    {
        (_path, _constants, _valuesLeft) = (path, new Constants(graph), valueLimit);
        _consumers = graph.Node.SelectMany(n => n.Input.Distinct(), (node, input) => (node, input)).ToLookup(pair => pair.input, pair => pair.node);
        RefuseDisorder(graph);
        foreach (var node in graph.Node)
        {
            if (TryGemm(node) || TryMatMul(node)) continue;
            if (HasOtherWeights(node)) _others[node.OpType] = _others.GetValueOrDefault(node.OpType) + 1;
        }
    }

    public IReadOnlyList<WeightTensor> Tensors => _tensors;

    /// <summary>" (its Conv weights are not read …)", or nothing: why a binding may not find what it looks for.</summary>
    public string Remark => _others.Count == 0
        ? ""
        : $" (it also has weights in {string.Join(", ", _others.Select(o => $"{o.Value} {o.Key} {(o.Value == 1 ? "node" : "nodes")}"))}: only those of Gemm and MatMul are read where a graph cannot be imported)";

    private void RefuseDisorder(GraphProto graph)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Node) made.UnionWith(node.Output);
        made.Remove("");
        foreach (var node in graph.Node)
        {
            if (node.Input.FirstOrDefault(made.Contains) is { } early)
                throw new TileException($"{_path}: node '{Name(node)}' uses '{early}' before it is made; the nodes of a graph must be in topological order");
            made.ExceptWith(node.Output);
        }
    }

    private bool TryGemm(NodeProto node)
    {
        if (node.OpType != "Gemm" || node.Input.Count < 2 || node.Output.Count < 1) return false;
        if (_constants.Find(node.Input[0]) is not null || _constants.Find(node.Input[1]) is not { } weights || Integer(node, "transA") != 0) return false;
        var bias = node.Input.Count > 2 && node.Input[2].Length > 0
            ? _constants.Find(node.Input[2]) ?? throw Bad(node, $"has a bias '{node.Input[2]}' that is not a constant")
            : (Constant?)null;
        // B is inputs by outputs unless it is transposed.
        Add(node, node.Input[1], weights, turned: Integer(node, "transB") == 0, Float(node, "alpha"), bias, Float(node, "beta"));
        return true;
    }

    private bool TryMatMul(NodeProto node)
    {
        if (node.OpType != "MatMul" || node.Input.Count < 2 || node.Output.Count < 1) return false;
        if (_constants.Find(node.Input[0]) is not null || _constants.Find(node.Input[1]) is not { Rank: 2 } weights) return false;
        Add(node, node.Input[1], weights, turned: true, 1, BiasBehind(node.Output[0], weights.Extents[1]), 1);
        return true;
    }

    /// <summary>The constant that the only consumer of a product adds to it.</summary>
    private Constant? BiasBehind(string product, long outputs)
    {
        var consumers = _consumers[product].Take(2).ToArray();
        if (consumers is not [{ OpType: "Add", Input.Count: 2 } add]) return null;
        var added = _constants.Find(add.Input[0] == product ? add.Input[1] : add.Input[0]);
        if (added is not { } bias || !bias.IsBias(outputs)) return null;
        _biases.Add(add);
        return bias;
    }

    private void Add(NodeProto node, string weightName, Constant weights, bool turned, float alpha, Constant? bias, float beta)
    {
        if (weights.Rank != 2) throw Bad(node, $"has weights '{weightName}' of shape [{TensorData.Shape(weights.Tensor)}]; a dense layer's have two dimensions");
        var (rows, columns) = (weights.Extents[0], weights.Extents[1]);
        var (outputs, inputs) = turned ? (columns, rows) : (rows, columns);
        if (outputs < 1 || inputs < 1) throw Bad(node, $"has weights '{weightName}' of shape [{TensorData.Shape(weights.Tensor)}], without values");
        var values = Values(weights.Tensor, turned ^ weights.Transposed, alpha);
        var name = weights.Tensor.Name.Length > 0 ? weights.Tensor.Name : Name(node);
        var names = new[] { weightName, node.Name, node.Output[0] }.Where(n => n.Length > 0 && n != name).Distinct().ToArray();
        var biases = Bias(node, bias, (int)outputs, beta);
        try
        {
            _tensors.Add(new WeightTensor(name, (int)outputs, (int)inputs, values, biases) { OtherNames = names });
        }
        catch (TileException e)
        {
            throw new TileException($"{_path}: {e.Message}", e);
        }
    }

    private float[]? Bias(NodeProto node, Constant? bias, int outputs, float beta)
    {
        if (bias is not { } constant || beta == 0) return null;
        if (!constant.IsBias(outputs))
            throw Bad(node, $"has a bias of shape [{TensorData.Shape(constant.Tensor)}]; {outputs} outputs need [{outputs}]");
        var values = Values(constant.Tensor, turned: false, beta);
        if (values.Length == outputs) return values;
        Take(outputs);
        return Enumerable.Repeat(values[0], outputs).ToArray();
    }

    private float[] Values(TensorProto tensor, bool turned, float factor)
    {
        if (!_decoded.TryGetValue(tensor, out var forms)) _decoded.Add(tensor, forms = []);
        if (forms.TryGetValue((turned, factor), out var known)) return known;
        Take(TensorData.Count(_path, tensor));
        var values = TensorData.Decode(_path, tensor);
        if (turned) values = Turn(values, (int)tensor.Dims[0], (int)tensor.Dims[1]);
        if (factor != 1) for (var i = 0; i < values.Length; i++) values[i] *= factor;
        return forms[(turned, factor)] = values;
    }

    private void Take(int values)
    {
        _valuesLeft -= values;
        if (_valuesLeft < 0) throw new TileException($"{_path}: the weights of its layers are larger than the file: one tensor is used in too many ways");
    }

    private static float[] Turn(float[] values, int rows, int columns)
    {
        var turned = new float[values.Length];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                turned[j * rows + i] = values[i * columns + j];
        return turned;
    }

    private bool HasOtherWeights(NodeProto node) =>
        !_biases.Contains(node) && !Constants.IsFolded(node.OpType) &&
        (node.OpType == "BatchNormalization" || node.Input.Any(name => _constants.Find(name) is { Rank: > 1 }));

    private static long Integer(NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? 0;

    private static float Float(NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name)?.F ?? 1;

    private static string Name(NodeProto node) => node.Name.Length > 0 ? node.Name : node.Output.Count > 0 ? node.Output[0] : node.OpType;

    private TileException Bad(NodeProto node, string what) => new($"{_path}: {node.OpType} node '{Name(node)}' {what}");
}
