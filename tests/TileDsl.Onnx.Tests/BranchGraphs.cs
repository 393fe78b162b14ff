namespace TileDsl.Onnx.Tests;

/// <summary>Graphs that branch and meet.</summary>
internal static class BranchGraphs
{
    public static RandomGraph Residual(Draws draws)
    {
        int[] shape = [1, 3, 6, 5];
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w1", 3, 3, 3, 3).Random(draws, "w2", 3, 3, 1, 1);
        graph.Node("Conv", "a", ["x", "w1"], "a", Graph.Numbers("pads", 1, 1, 1, 1)).Node("Relu", "", ["a"], "ar").Node("Conv", "b", ["ar", "w2"], "b");
        var skip = draws.Of("x", "ar");
        return graph.Node(draws.Of("Add", "Sub", "Mul"), "", draws.Coin() ? [skip, "b"] : ["b", skip], "s").Node("Relu", "", ["s"], "sr").Node("Conv", "c", ["sr", "w2"], "c").Node("Add", "", ["c", "sr"], "y").End("y", shape);
    }

    public static RandomGraph SqueezeExcite(Draws draws)
    {
        int[] shape = [1, 4, 5, 5];
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w", 4, 4, 3, 3).Random(draws, "s1", 2, 4, 1, 1).Random(draws, "s2", 4, 2, 1, 1);
        graph.Node("Conv", "a", ["x", "w"], "a").Node("GlobalAveragePool", "", ["a"], "p").Node("Conv", "down", ["p", "s1"], "d").Node("Relu", "", ["d"], "dr")
            .Node("Conv", "up", ["dr", "s2"], "u").Node("Sigmoid", "", ["u"], "g");
        return graph.Node("Mul", "", draws.Coin() ? ["a", "g"] : ["g", "a"], "y").End("y", shape);
    }

    public static RandomGraph Concat(Draws draws)
    {
        int[] shape = [1, 2, 5, 4];
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w1", 3, 2, 1, 1).Random(draws, "w2", 1, 2, 1, 1).Random(draws, "v", 4, 6, 2, 2);
        graph.Node("Conv", "a", ["x", "w1"], "a").Node("Conv", "b", ["x", "w2"], "b").Node("Relu", "", ["a"], "ar");
        return graph.Node("Concat", "", ["ar", "x", "b"], "s", Graph.Number("axis", draws.Of(1L, -3L))).Node("Conv", "c", ["s", "v"], "y").End("y", shape);
    }
}
