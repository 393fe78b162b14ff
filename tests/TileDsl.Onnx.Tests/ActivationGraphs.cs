namespace TileDsl.Onnx.Tests;

/// <summary>Activations, attached to a layer and on their own.</summary>
internal static class ActivationGraphs
{
    public static RandomGraph Single(Draws draws)
    {
        var graph = draws.Begin().Sample(draws, 1, 5).Tensor("w", [5, 8], draws.Reals(40, 4)).Node("MatMul", "fc", ["x", "w"], "m");
        Activation(graph, draws, "m", "a");
        if (draws.Coin()) return graph.Node("Add", "", ["m", "a"], "y").End("y", 1, 5);
        Activation(graph, draws, "a", "y");
        return graph.End("y", 1, 5);
    }

    private static void Activation(Graph graph, Draws draws, string from, string to)
    {
        var type = draws.Of("Relu", "Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid", "HardSwish", "Clip", "Clip", "Clip");
        if (type == "HardSwish" && graph.OperatorSet < 14) type = "Relu";
        if (type == "Clip")
        {
            var (low, high) = draws.Of<(float?, float?)>((0, 6), (-0.5f, 0.75f), (0, null), (null, 0.25f));
            if (graph.OperatorSet < 11)
            {
                List<Format.AttributeProto> limits = [];
                if (low is { } l) limits.Add(Graph.Number("min", l));
                if (high is { } h) limits.Add(Graph.Number("max", h));
                graph.Node("Clip", "", [from], to, [.. limits]);
                return;
            }
            if (low is { } min) graph.Tensor(to + "min", [], min);
            if (high is { } max) graph.Tensor(to + "max", [], max);
            graph.Node("Clip", "", high is null ? [from, to + "min"] : [from, low is null ? "" : to + "min", to + "max"], to);
            return;
        }
        graph.Node(type, "", [from], to, type switch
        {
            "LeakyRelu" => [Graph.Number("alpha", 0.3f)],
            "HardSigmoid" => draws.Coin() ? [Graph.Number("alpha", 1f / 6)] : [Graph.Number("alpha", 0.3f), Graph.Number("beta", 0.4f)],
            _ => [],
        });
    }

    /// <summary>As exporters wrote it before there was an operator.</summary>
    public static RandomGraph DecomposedHardSwish(Draws draws)
    {
        var graph = draws.Begin(11).Sample(draws, 1, 5).Tensor("w", [5, 8], draws.Reals(40, 4)).Node("MatMul", "fc", ["x", "w"], "m");
        if (draws.Coin()) graph.Node("HardSigmoid", "", ["m"], "g", Graph.Number("alpha", 1f / 6));
        else graph.Tensor("three", [], 3).Tensor("six", [], 6).Tensor("zero", [], 0).Node("Add", "", ["m", "three"], "a").Node("Clip", "", ["a", "zero", "six"], "c").Node("Div", "", ["c", "six"], "g");
        graph.Node("Mul", "", draws.Coin() ? ["m", "g"] : ["g", "m"], "y");
        // A third reader of what is multiplied, so that nothing may be attached to it.
        return draws.Coin() ? graph.End("y", 1, 5) : graph.Node("Sub", "", ["m", "y"], "z").End("z", 1, 5);
    }

    public static RandomGraph Softmax(Draws draws)
    {
        var graph = draws.Begin().Sample(draws, 1, 5).Tensor("w", [5, 8], draws.Reals(40, 4)).Node("MatMul", "fc", ["x", "w"], "m");
        if (draws.Coin()) graph.Node("Relu", "", ["m"], "r").Node("Softmax", "", ["r"], "y", Graph.Number("axis", graph.OperatorSet >= 13 ? draws.Of(1L, -1L) : 1L));
        else graph.Node("Softmax", "", ["m"], "y");
        return graph.End("y", 1, 5);
    }
}
