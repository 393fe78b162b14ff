namespace TileDsl.Onnx.Tests;

/// <summary>Gemm and MatMul, weights on either side and turned either way.</summary>
internal static class DenseGraphs
{
    public static RandomGraph Gemm(Draws draws)
    {
        var (inputs, outputs) = (draws.In(2, 9), draws.In(2, 7));
        var graph = draws.Begin();
        var (turnsWeights, turnsInput, isLeft) = (draws.Coin(), draws.Coin(), draws.Coin());
        // y = A B: x is a row in front of the weights, or a column behind them.
        int[] shape = isLeft == turnsInput ? [1, inputs] : [inputs, 1];
        // An open or leading batch of one, seen as a column by a transposition.
        graph.Input("x", [1, inputs]);
        if (shape[0] != 1) graph.Node("Transpose", "", ["x"], "t", Graph.Numbers("perm", 1, 0));
        else graph.Node("Identity", "", ["x"], "t");
        int[] weights = (isLeft ? !turnsWeights : turnsWeights) ? [outputs, inputs] : [inputs, outputs];
        graph.Random(draws, "w", weights);
        int[] bias = draws.Of<int[]>([1], isLeft ? [outputs, 1] : [outputs], isLeft ? [1, 1] : [1, outputs]);
        graph.Random(draws, "b", bias);
        var (transA, transB) = isLeft ? (turnsWeights, turnsInput) : (turnsInput, turnsWeights);
        string[] operands = isLeft ? ["w", "t", "b"] : ["t", "w", "b"];
        graph.Node("Gemm", "fc", operands, "y", Graph.Number("transA", transA ? 1 : 0L), Graph.Number("transB", transB ? 1 : 0L), Graph.Number("alpha", 0.5f), Graph.Number("beta", draws.Of(0f, 1f, 2f)));
        return graph.End("y", 1, inputs);
    }

    public static RandomGraph MatMul(Draws draws)
    {
        var (inputs, hidden, outputs) = (draws.In(2, 9), draws.In(2, 7), draws.In(2, 5));
        var graph = draws.Begin().Sample(draws, 1, inputs).Random(draws, "w", inputs, hidden).Random(draws, "b", draws.Of<int[]>([hidden], [1, hidden]))
            .Node("MatMul", "first", ["x", "w"], "m").Node("Add", "", draws.Coin() ? ["m", "b"] : ["b", "m"], "h").Node("Tanh", "", ["h"], "t");
        if (draws.Coin())
        {
            graph.Random(draws, "v", hidden, outputs).Node("MatMul", "second", ["t", "v"], "y");
        }
        else
        {
            // Weights in front of a column.
            graph.Random(draws, "v", outputs, hidden).Node("Transpose", "", ["t"], "column").Node("MatMul", "second", ["v", "column"], "y");
        }
        return graph.End("y", 1, inputs);
    }

    /// <summary>A product for each row: of a sequence, or of the positions of an image.</summary>
    public static RandomGraph Rows(Draws draws)
    {
        int[] shape = draws.Coin() ? [1, draws.In(2, 6), draws.In(2, 6)] : [1, draws.In(2, 4), draws.In(2, 4), draws.In(2, 6)];
        var graph = draws.Begin().Sample(draws, shape);
        if (draws.Coin()) graph.Random(draws, "k", shape[1], shape[1], 1, 1);
        var outputs = draws.In(2, 5);
        graph.Random(draws, "w", shape[^1], outputs).Random(draws, "b", outputs).Node("MatMul", "rows", ["x", "w"], "m").Node("Add", "", ["m", "b"], "h").Node("Relu", "", ["h"], "r");
        graph.Random(draws, "v", outputs, 3).Node("MatMul", "again", ["r", "v"], "y");
        return graph.End("y", shape);
    }

    /// <summary>Weights that are computed of constants on their way.</summary>
    public static RandomGraph ComputedWeights(Draws draws)
    {
        var (inputs, outputs) = (draws.In(2, 6), draws.In(2, 6));
        var graph = draws.Begin(13).Sample(draws, 1, inputs)
            .Node("Constant", "", [], "c", new Format.AttributeProto { Name = "value", Type = 4, T = Graph.Float32("", [1, outputs, inputs], draws.Reals(outputs * inputs)) })
            .Whole("axes", [1], 0).Node("Squeeze", "", ["c", "axes"], "s").Node("Transpose", "", ["s"], "t", Graph.Numbers("perm", 1, 0))
            .Random(draws, "two", 1).Node("Mul", "", ["t", "two"], "scaled").Whole("shape", [2], 0, -1).Node("Reshape", "", ["scaled", "shape"], "w")
            .Whole("starts", [1], 0).Whole("ends", [1], outputs - 1).Whole("last", [1], 1).Node("Slice", "", ["w", "starts", "ends", "last"], "part")
            .Node("MatMul", "fc", ["x", outputs > 2 ? "part" : "w"], "y");
        return graph.End("y", 1, inputs);
    }
}
