namespace TileDsl.Onnx.Tests;

/// <summary>LSTM and GRU, whole sequences and last steps.</summary>
internal static class RecurrentGraphs
{
    public static RandomGraph Lstm(Draws draws) => Sequence(draws, "LSTM", 4);

    public static RandomGraph Gru(Draws draws) => Sequence(draws, "GRU", 3, Graph.Number("linear_before_reset", draws.In(0, 1)));

    private static RandomGraph Sequence(Draws draws, string type, int gates, params Format.AttributeProto[] attributes)
    {
        var (steps, features, hidden) = (draws.In(2, 6), draws.In(2, 5), draws.In(2, 5));
        var isBatchFirst = draws.Coin();
        int[] shape = isBatchFirst ? [1, steps, features] : [steps, 1, features];
        var graph = draws.Begin().Input("x", isBatchFirst ? [0, steps, features] : [steps, 0, features]).Random(draws, "w", 1, gates * hidden, features).Random(draws, "r", 1, gates * hidden, hidden)
            .Random(draws, "b", 1, 2 * gates * hidden).Tensor("h0", [1, 1, hidden], new float[hidden]).Random(draws, "v", hidden, 3);
        if (isBatchFirst) graph.Node("Transpose", "", ["x"], "t", Graph.Numbers("perm", 1, 0, 2));
        else graph.Node("Identity", "", ["x"], "t");
        string[] inputs = draws.Of<string[]>(["t", "w", "r"], ["t", "w", "r", "b"], ["t", "w", "r", "b", "", "h0"]);
        Format.AttributeProto[] all = [Graph.Number("hidden_size", (long)hidden), .. attributes];
        switch (draws.In(0, 3))
        {
            case 0:
                return graph.Node(type, "/rnn/" + type, inputs, "y h", all).Whole("to", [2], 1, hidden).Node("Reshape", "", ["h", "to"], "f").Node("MatMul", "fc", ["f", "v"], "z").End("z", shape);
            case 1:
                return graph.Node(type, "/rnn/" + type, inputs, "y", all).End("y", shape);
            case 2:
                // As PyTorch takes the last step of a batch-first sequence.
                return graph.Node(type, "/rnn/" + type, inputs, "y", all).Whole("to", [3], steps, 1, hidden).Node("Reshape", "", ["y", "to"], "s").Node("Transpose", "", ["s"], "u", Graph.Numbers("perm", 1, 0, 2))
                    .Whole("at", [], draws.Of(-1L, steps - 1L)).Node("Gather", "", ["u", "at"], "f", Graph.Number("axis", 1)).Node("MatMul", "fc", ["f", "v"], "z").End("z", shape);
            default:
                // Two layers, then a product for each step.
                return graph.Node(type, "/rnn/" + type, inputs, "y", all).Whole("to", [3], steps, 1, hidden).Node("Reshape", "", ["y", "to"], "s")
                    .Random(draws, "w2", 1, gates * hidden, hidden).Node(type, "/rnn2/" + type, ["s", "w2", "r"], "y2", all).Node("Reshape", "", ["y2", "to"], "s2").Node("MatMul", "fc", ["s2", "v"], "z").End("z", shape);
        }
    }
}
