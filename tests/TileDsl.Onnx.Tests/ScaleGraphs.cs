namespace TileDsl.Onnx.Tests;

/// <summary>BatchNormalization and arithmetic with constants, where it can be folded and where it cannot.</summary>
internal static class ScaleGraphs
{
    private static Graph Norm(Graph graph, Draws draws, string input, string output, int channels)
    {
        var variance = draws.Reals(channels).Select(v => v * v + 0.1f).ToArray();
        return graph.Random(draws, output + "s", channels).Random(draws, output + "b", channels).Random(draws, output + "m", channels).Tensor(output + "v", [channels], variance)
            .Node("BatchNormalization", output, [input, output + "s", output + "b", output + "m", output + "v"], output, Graph.Number("epsilon", 1e-3f));
    }

    public static RandomGraph BatchNorm(Draws draws)
    {
        if (draws.In(0, 3) == 0)
        {
            var graph = Norm(draws.Begin(11).Sample(draws, 1, 6).Random(draws, "w", 5, 6).Node("Gemm", "fc", ["x", "w"], "g", Graph.Number("transB", 1)), draws, "g", "n", 5);
            return Norm(graph.Node("Relu", "", ["n"], "r"), draws, "r", "y", 5).End("y", 1, 6);
        }
        int[] shape = [1, 3, 6, 5];
        var begin = draws.Begin().Sample(draws, shape).Random(draws, "w", 4, 3, 2, 2);
        var first = draws.Coin() ? Norm(begin, draws, "x", "n0", 3) : begin.Node("Identity", "", ["x"], "n0");
        var folded = Norm(first.Node("Conv", "conv", ["n0", "w"], "c"), draws, "c", "n1", 4);
        // Behind an activation, or beside another use, it stays a layer.
        if (draws.Coin()) return Norm(folded.Node("Relu", "", ["n1"], "r"), draws, "r", "y", 4).End("y", shape);
        return Norm(folded, draws, "n1", "n2", 4).Node("Add", "", ["n1", "n2"], "y").End("y", shape);
    }

    public static RandomGraph Arithmetic(Draws draws)
    {
        int[] shape = [1, 3, 5, 4];
        if (draws.In(0, 2) == 0) return OfEachElement(draws);
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "mean", 3, 1, 1).Tensor("std", [1, 3, 1, 1], 0.5f, 0.25f, 2f).Tensor("one", [], 1.5f).Random(draws, "w", 4, 3, 3, 3);
        graph.Node("Sub", "centre", draws.Coin() ? ["x", "mean"] : ["mean", "x"], "a").Node("Div", "spread", ["a", "std"], "b").Node("Conv", "conv", ["b", "w"], "c")
            .Node(draws.Of("Add", "Sub", "Mul", "Div"), "", ["c", "one"], "d").Random(draws, "k", draws.Of<int[]>([4, 1, 1], [1, 4, 1, 1], [2]))
            .Node("LeakyRelu", "", ["d"], "e", Graph.Number("alpha", 0.2f))
            .Node("Mul", "", ["e", "k"], "y");
        return graph.End("y", shape);
    }

    /// <summary>A constant that varies along several axes, of samples seen either way.</summary>
    private static RandomGraph OfEachElement(Draws draws)
    {
        int[] shape = [1, 3, 5, 4];
        var operation = draws.Of("Add", "Sub", "Mul");
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w", 2, 3, 2, 2).Random(draws, "each", draws.Of<int[]>([2, 4, 3], [1, 2, 1, 3], [4, 3])).Random(draws, "turned", 3, 4, 2).Random(draws, "v", 24, 3)
            .Node("Conv", "conv", ["x", "w"], "c");
        if (draws.Coin()) graph.Node(operation, "each", draws.Coin() ? ["c", "each"] : ["each", "c"], "e").Node("Relu", "", ["e"], "f");
        else graph.Node("Transpose", "", ["c"], "t", Graph.Numbers("perm", 0, 3, 2, 1)).Node(operation, "each", ["t", "turned"], "e").Node("Transpose", "", ["e"], "u", Graph.Numbers("perm", 0, 3, 2, 1)).Node("Tanh", "", ["u"], "f");
        if (draws.Coin()) return graph.Random(draws, "k", 3, 2, 2, 2).Node("Conv", "again", ["f", "k"], "y").End("y", shape);
        return graph.Node("Flatten", "", ["f"], "g").Node("MatMul", "fc", ["g", "v"], "y").End("y", shape);
    }
}
