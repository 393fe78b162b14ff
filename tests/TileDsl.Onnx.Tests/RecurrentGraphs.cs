namespace TileDsl.Onnx.Tests;

/// <summary>LSTM and GRU, whole sequences and last steps.</summary>
internal static class RecurrentGraphs
{
    public static RandomGraph Lstm(Draws draws) => Sequence(draws, "LSTM", 4);

    public static RandomGraph Gru(Draws draws) => Sequence(draws, "GRU", 3, Graph.Number("linear_before_reset", draws.In(0, 1)));

    private static RandomGraph Sequence(Draws draws, string type, int gates, params Format.AttributeProto[] attributes)
    {
        var (steps, features, hidden) = (draws.In(2, 6), draws.In(2, 5), draws.In(2, 5));
        var direction = draws.Of("forward", "reverse", "bidirectional");
        var directions = direction == "bidirectional" ? 2 : 1;
        var width = directions * hidden;
        var isBatchFirst = draws.Coin();
        int[] shape = isBatchFirst ? [1, steps, features] : [steps, 1, features];
        var graph = draws.Begin().Input("x", isBatchFirst ? [0, steps, features] : [steps, 0, features]).Random(draws, "w", directions, gates * hidden, features).Random(draws, "r", directions, gates * hidden, hidden)
            .Random(draws, "b", directions, 2 * gates * hidden).Tensor("zero", [directions, 1, hidden], new float[width]).Random(draws, "h0", directions, 1, hidden).Random(draws, "c0", directions, 1, hidden)
            .Random(draws, "v", width, 3);
        if (isBatchFirst) graph.Node("Transpose", "", ["x"], "t", Graph.Numbers("perm", 1, 0, 2));
        else graph.Node("Identity", "", ["x"], "t");
        string[] inputs = draws.Of<string[]>(["t", "w", "r"], ["t", "w", "r", "b"], ["t", "w", "r", "b", "", "zero"], ["t", "w", "r", "b", "", "h0"]);
        if (type == "LSTM" && inputs.Length > 5 && draws.Coin()) inputs = [.. inputs, "c0"];
        Format.AttributeProto[] all = [Graph.Number("hidden_size", (long)hidden), .. attributes, .. direction == "forward" && draws.Coin() ? Array.Empty<Format.AttributeProto>() : [Graph.Text("direction", direction)]];
        switch (draws.In(0, 3))
        {
            case 0:
                return graph.Node(type, "/rnn/" + type, inputs, "y h", all).Whole("to", [2], 1, width).Node("Reshape", "", ["h", "to"], "f").Node("MatMul", "fc", ["f", "v"], "z").End("z", shape);
            case 1:
                return graph.Node(type, "/rnn/" + type, inputs, "y", all).End("y", shape);
            case 2:
                // As PyTorch takes the last step of a batch-first sequence.
                return Joined(graph.Node(type, "/rnn/" + type, inputs, "y", all), "y", "s", steps, width).Node("Transpose", "", ["s"], "u", Graph.Numbers("perm", 1, 0, 2))
                    .Whole("at", [], draws.Of(-1L, steps - 1L, 0L)).Node("Gather", "", ["u", "at"], "f", Graph.Number("axis", 1)).Node("MatMul", "fc", ["f", "v"], "z").End("z", shape);
            default:
                // Two layers, then a product for each step.
                Joined(graph.Node(type, "/rnn/" + type, inputs, "y", all), "y", "s", steps, width);
                graph.Random(draws, "w2", directions, gates * hidden, width).Node(type, "/rnn2/" + type, ["s", "w2", "r"], "y2", all);
                return Joined(graph, "y2", "s2", steps, width).Node("MatMul", "fc", ["s2", "v"], "z").End("z", shape);
        }
    }

    /// <summary>Steps x directions x 1 x hidden to steps x 1 x both, as exporters do.</summary>
    private static Graph Joined(Graph graph, string from, string to, int steps, int width) => graph
        .Node("Transpose", "", [from], from + "_t", Graph.Numbers("perm", 0, 2, 1, 3)).Whole(to + "_to", [3], steps, 1, width).Node("Reshape", "", [from + "_t", to + "_to"], to);

    /// <summary>The same layer with the batch first and behind: <c>layout</c> 1, which OnnxRuntime does not run, and 0 with its inputs and results turned.</summary>
    public static (byte[] BatchFirst, byte[] Turned, int[] Shape) Layouts(Draws draws)
    {
        var (steps, features, hidden) = (draws.In(2, 5), draws.In(2, 4), draws.In(2, 4));
        var (type, gates) = draws.Of(("LSTM", 4), ("GRU", 3));
        Graph Begin()
        {
            var same = new Draws(1, (uint)(steps * features * hidden));
            return new Graph(14).Input("x", [0, steps, features]).Random(same, "w", 2, gates * hidden, features).Random(same, "r", 2, gates * hidden, hidden).Random(same, "b", 2, 2 * gates * hidden).Random(same, "h0", 2, 1, hidden).Random(same, "v", 2 * hidden, 3);
        }
        Format.AttributeProto[] all = [Graph.Number("hidden_size", (long)hidden), Graph.Text("direction", "bidirectional")];
        var takesLast = draws.Coin();
        var (first, behind) = (Begin(), Begin());
        first.Node("Transpose", "", ["h0"], "h1", Graph.Numbers("perm", 1, 0, 2)).Node(type, "rnn", ["x", "w", "r", "b", "", "h1"], "y h", [.. all, Graph.Number("layout", 1L)]);
        behind.Node("Transpose", "", ["x"], "t", Graph.Numbers("perm", 1, 0, 2)).Node(type, "rnn", ["t", "w", "r", "b", "", "h0"], "y0 g", all)
            .Node("Transpose", "", ["y0"], "y", Graph.Numbers("perm", 2, 0, 1, 3)).Node("Transpose", "", ["g"], "h", Graph.Numbers("perm", 1, 0, 2));
        foreach (var graph in new[] { first, behind })
            graph.Whole("to", [2], takesLast ? 1 : steps, 2 * hidden).Node("Reshape", "", [takesLast ? "h" : "y", "to"], "f").Node("MatMul", "fc", ["f", "v"], "z").Output("z");
        return (first.ToBytes(), behind.ToBytes(), [1, steps, features]);
    }
}
