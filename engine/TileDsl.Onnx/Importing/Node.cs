using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Importing;

/// <summary>A node of the graph with its attributes read by type, and what is wrong with it said by its name.</summary>
internal sealed class Node
{
    private const int MostInts = 4096;
    private readonly string _path;
    private readonly NodeProto _node;
    private readonly Dictionary<string, AttributeProto> _attributes = new(StringComparer.Ordinal);

    public Node(string path, NodeProto node)
    {
        (_path, _node) = (path, node);
        foreach (var attribute in node.Attribute) _attributes.TryAdd(attribute.Name, attribute);
    }

    public string Type => _node.OpType;

    public string Domain => _node.Domain;

    /// <summary>As the file says; may be empty.</summary>
    public string Name => _node.Name;

    /// <summary>The node as people find it: by its name, else by what it makes.</summary>
    public string Title => $"{Type} '{(Name.Length > 0 ? Name : _node.Output.Count > 0 ? _node.Output[0] : "")}'";

    public IReadOnlyList<string> Inputs => _node.Input;

    public IReadOnlyList<string> Outputs => _node.Output;

    /// <summary>The name of an input; empty where it is left out.</summary>
    public string Input(int n) => n < _node.Input.Count ? _node.Input[n] : "";

    public string Output(int n) => n < _node.Output.Count ? _node.Output[n] : "";

    public bool Has(string attribute) => _attributes.ContainsKey(attribute);

    public long Int(string name, long fallback) => _attributes.TryGetValue(name, out var a) ? a.I : fallback;

    public float Real(string name, float fallback)
    {
        if (!_attributes.TryGetValue(name, out var a)) return fallback;
        return float.IsFinite(a.F) ? a.F : throw Bad($"has the attribute {name} = {a.F}; a finite number is due");
    }

    public string Text(string name, string fallback) => _attributes.TryGetValue(name, out var a) ? a.S.ToStringUtf8() : fallback;

    public string[] Texts(string name) => _attributes.TryGetValue(name, out var a) ? [.. a.Strings.Select(s => s.ToStringUtf8())] : [];

    public float[]? Reals(string name) => _attributes.TryGetValue(name, out var a) ? [.. a.Floats] : null;

    public TensorProto? Tensor(string name) => _attributes.TryGetValue(name, out var a) ? a.T : null;

    /// <summary>A list of integers; null where there is none.</summary>
    public int[]? Ints(string name)
    {
        if (!_attributes.TryGetValue(name, out var a)) return null;
        if (a.Ints.Count > MostInts) throw Bad($"has the attribute {name} with {a.Ints.Count} entries");
        return [.. a.Ints.Select(v => v is >= int.MinValue and <= int.MaxValue ? (int)v : throw Bad($"has the attribute {name} with the entry {v}"))];
    }

    /// <summary>A list of so many integers in a range, or a fallback for each.</summary>
    public int[] Ints(string name, int count, int fallback, int least, int most)
    {
        var values = Ints(name) is { Length: > 0 } given ? given : [.. Enumerable.Repeat(fallback, count)];
        if (values.Length != count || values.Any(v => v < least || v > most))
            throw Bad($"has {name} = [{string.Join(", ", values)}]; {count} integers in {least}..{most} are due");
        return values;
    }

    /// <summary>The file contradicts itself.</summary>
    public TileException Bad(string what) => new($"{_path}: {Title} {what}");

    /// <summary>The file may be in order, but this is not imported.</summary>
    public NotImportableException Unsupported(string what, string advice) =>
        new($"{_path}: {Title}, inputs {(Inputs.Count == 0 ? "none" : string.Join(", ", Inputs.Select(i => $"'{i}'")))}: {what}; {advice}");
}
