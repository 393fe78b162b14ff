namespace TileDsl.Onnx.Tests;

/// <summary>Nodes that only change how elements are seen.</summary>
internal static class ShapeGraphs
{
    public static RandomGraph Reshape(Draws draws)
    {
        int[] shape = [1, 2, 4, 3];
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w", 3, 2, 1, 1).Random(draws, "v", 36, 4).Random(draws, "k", 2, 3, 3).Node("Conv", "conv", ["x", "w"], "c");
        switch (draws.In(0, 4))
        {
            case 0:
                graph.Node("Flatten", "", ["c"], "f");
                break;
            case 1:
                graph.Whole("to", [2], draws.Of(0L, 1L), -1).Node("Reshape", "", ["c", "to"], "f");
                break;
            case 2:
                // As exporters reckon the batch.
                graph.Node("Shape", "", ["c"], "s").Whole("zero", [], 0).Whole("rest", [1], -1).Node("Gather", "", ["s", "zero"], "n");
                if (graph.OperatorSet < 13) graph.Node("Unsqueeze", "", ["n"], "n1", Graph.Numbers("axes", 0));
                else graph.Whole("axis", [1], 0).Node("Unsqueeze", "", ["n", "axis"], "n1");
                graph.Node("Concat", "", ["n1", "rest"], "to", Graph.Number("axis", 0)).Node("Reshape", "", ["c", "to"], "f");
                break;
            case 3:
                // Another shape for a convolution: a layer of its own.
                graph.Whole("to", [3], 1, 3, 12).Node("Reshape", "", ["c", "to"], "r").Node("Conv", "again", ["r", "k"], "y");
                return graph.End("y", shape);
            default:
                graph.Node("Dropout", "", ["c"], "d").Node("Identity", "", ["d"], "i").Whole("to", [4], 1, 36, 1, 1).Node("Reshape", "", ["i", "to"], "r");
                if (graph.OperatorSet < 13) graph.Node("Squeeze", "", ["r"], "f", Graph.Numbers("axes", 2, 3));
                else graph.Whole("axes", [2], 2, 3).Node("Squeeze", "", ["r", "axes"], "f");
                break;
        }
        return graph.Node("MatMul", "fc", ["f", "v"], "m").Node("Relu", "", ["m"], "y").End("y", shape);
    }

    /// <summary>As exporters of TensorFlow models write it: samples and sums with the channels last.</summary>
    public static RandomGraph ChannelsLast(Draws draws)
    {
        int[] shape = [1, 5, 4, 3];
        long[] forth = [0, 3, 1, 2], back = [0, 2, 3, 1];
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "mean", 3).Random(draws, "bias", 4).Random(draws, "w", 4, 3, 3, 3).Random(draws, "w2", 4, 4, 1, 1);
        graph.Node("Sub", "", ["x", "mean"], "x0").Node("Transpose", "", ["x0"], "t", Graph.Numbers("perm", forth)).Node("Conv", "conv", ["t", "w"], "c", Graph.Numbers("pads", 1, 1, 1, 1))
            .Node("Transpose", "", ["c"], "u", Graph.Numbers("perm", back)).Node("Add", "", ["u", "bias"], "v").Node("Relu", "", ["v"], "r");
        if (draws.Coin()) graph.Node("Transpose", "", ["r"], "t2", Graph.Numbers("perm", forth)).Node("Conv", "conv2", ["t2", "w2"], "c2").Node("Transpose", "", ["c2"], "u2", Graph.Numbers("perm", back)).Node("Add", "", ["r", "u2"], "s");
        else graph.Node("Concat", "", ["r", "v"], "s", Graph.Number("axis", draws.Of(3L, -1L)));
        switch (draws.In(0, 2))
        {
            case 0:
                // The columns of the weights follow.
                graph.Whole("to", [2], 1, -1).Node("Reshape", "", ["s", "to"], "f").Random(draws, "fc", 80, 3).Random(draws, "fc2", 160, 3);
                break;
            case 1:
                if (graph.OperatorSet < 18) graph.Node("ReduceMean", "", ["s"], "f", Graph.Numbers("axes", 1, 2), Graph.Number("keepdims", 0));
                else graph.Whole("axes", [2], 1, 2).Node("ReduceMean", "", ["s", "axes"], "f", Graph.Number("keepdims", 0));
                break;
            default:
                graph.Node("Tanh", "", ["s"], "y");
                return graph.End("y", shape);
        }
        return graph.Node("Sigmoid", "", ["f"], "y").End("y", shape);
    }

    /// <summary>Axes in an order that cannot be folded away.</summary>
    public static RandomGraph Transpose(Draws draws)
    {
        int[] shape = [1, 4, 6];
        if (draws.In(0, 3) == 0)
        {
            // Two operands that see their layers in different orders.
            return draws.Begin().Sample(draws, shape).Random(draws, "square", 4, 4, 3).Node("Conv", "conv", ["x", "square"], "c").Node("Transpose", "", ["c"], "ct", Graph.Numbers("perm", 0, 2, 1))
                .Node("Tanh", "", ["c"], "d").Node("Sub", "", draws.Coin() ? ["ct", "d"] : ["d", "ct"], "y").End("y", shape);
        }
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w", 5, 4, 3).Random(draws, "v", 3, 4, 2).Node("Conv", "first", ["x", "w"], "c").Node("Relu", "", ["c"], "r")
            .Node("Transpose", "", ["r"], "t", Graph.Numbers("perm", 0, 2, 1)).Node("Conv", "second", ["t", "v"], "d");
        if (draws.Coin()) return graph.End("d", shape);
        return graph.Node("Transpose", "", ["d"], "u", Graph.Numbers("perm", 0, 2, 1)).Node("Flatten", "", ["u"], "f").Random(draws, "fc", 12, 2).Node("MatMul", "fc", ["f", "fc"], "y").End("y", shape);
    }
}
