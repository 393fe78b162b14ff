using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Importing;

/// <summary>The nodes a result needs, in an order in which each comes behind what it takes.</summary>
internal static class GraphOrder
{
    private const int MostNodes = 100_000;

    /// <exception cref="TileException">A name that is made twice or never, a circle, too many nodes.</exception>
    public static IReadOnlyList<Node> Of(ModelFile file, string result)
    {
        var graph = file.Graph;
        if (graph.Node.Count > MostNodes) throw new TileException($"{file.Path}: {graph.Node.Count} nodes; at most {MostNodes} are read");
        var given = graph.Initializer.Select(t => t.Name).Concat(graph.Input.Select(i => i.Name)).ToHashSet(StringComparer.Ordinal);
        var makers = new Dictionary<string, int>(StringComparer.Ordinal);
        Node[] nodes = [.. graph.Node.Select(n => new Node(file.Path, n))];
        for (var n = 0; n < nodes.Length; n++)
        {
            foreach (var output in nodes[n].Outputs.Where(o => o.Length > 0))
            {
                if (given.Contains(output) || !makers.TryAdd(output, n)) throw nodes[n].Bad($"makes '{output}', which is there already");
            }
        }
        var order = new List<Node>();
        var state = new byte[nodes.Length];
        var open = new Stack<(int Node, int Input)>();
        if (makers.TryGetValue(result, out var last)) open.Push((last, 0));
        else if (!given.Contains(result)) throw new TileException($"{file.Path}: nothing makes the result '{result}'");
        while (open.TryPop(out var top))
        {
            var node = nodes[top.Node];
            state[top.Node] = 1;
            if (top.Input == node.Inputs.Count)
            {
                state[top.Node] = 2;
                order.Add(node);
                continue;
            }
            open.Push((top.Node, top.Input + 1));
            var name = node.Inputs[top.Input];
            if (name.Length == 0 || given.Contains(name)) continue;
            if (!makers.TryGetValue(name, out var maker)) throw node.Bad($"takes '{name}', which nothing makes");
            if (state[maker] == 1) throw node.Bad($"takes '{name}', which is made of its own output: the graph has a circle");
            if (state[maker] == 0) open.Push((maker, 0));
        }
        // As the file has them, where that is an order; else as they were found.
        var place = nodes.Select((node, n) => (node, n)).ToDictionary(p => p.node, p => p.n, (IEqualityComparer<Node>)ReferenceEqualityComparer.Instance);
        var sorted = order.OrderBy(n => place[n]).ToList();
        var made = new HashSet<string>(given, StringComparer.Ordinal) { "" };
        foreach (var node in sorted)
        {
            if (!node.Inputs.All(made.Contains)) return order;
            made.UnionWith(node.Outputs);
        }
        return sorted;
    }
}
