namespace TileDsl.Onnx.Tests;

/// <summary>Quantised graphs: values between layers rounded to codes, integer products.</summary>
internal static class QuantisedGraphs
{
    // Scales are crooked, so that sums seldom fall on a threshold; a code more or less where two ways of summing do.
    private const double OneCode = 0.05;

    private static Graph Scales(Graph graph, Draws draws, int codeType) => graph
        .Tensor("xs", [], 1f / 64).Integers("xz", codeType, [], codeType == 3 ? draws.In(-20, 20) : draws.In(100, 150))
        .Tensor("ys", [], 0.0337f).Integers("yz", codeType, [], codeType == 3 ? draws.In(-20, 20) : draws.In(100, 150));

    public static RandomGraph QuantiseDequantise(Draws draws)
    {
        int[] shape = [1, 2, 5, 5];
        var type = draws.In(2, 3);
        var graph = Scales(draws.Begin(13).Sample(draws, shape), draws, type);
        graph.Tensor("ws", [3], 0.01037f, 0.00513f, 0.01979f).Integers("wz", 3, [3], 0, 0, 0);
        // Weights as codes, or as quantisation-aware training leaves them.
        if (draws.Coin()) graph.Integers("wq", 3, [3, 2, 2, 2], draws.Integers(24, -127, 127));
        else graph.Random(draws, "wf", 3, 2, 2, 2).Node("QuantizeLinear", "", ["wf", "ws", "wz"], "wq", Graph.Number("axis", 0));
        graph
            .Node("QuantizeLinear", "", ["x", "xs", "xz"], "q").Node("DequantizeLinear", "", ["q", "xs", "xz"], "d")
            .Node("DequantizeLinear", "", ["wq", "ws", "wz"], "w", Graph.Number("axis", 0)).Node("Conv", "conv", ["d", "w"], "c").Node("Relu", "", ["c"], "r")
            .Node("QuantizeLinear", "", ["r", "ys", "yz"], "rq").Node(draws.Coin() ? "MaxPool" : "Identity", "", ["rq"], "p").Node("DequantizeLinear", "", ["p", "ys", "yz"], "e")
            .Tensor("zs", [], 0.0713f).Node("QuantizeLinear", "", ["e", "zs", "yz"], "eq").Node("DequantizeLinear", "", ["eq", "zs", "yz"], "y");
        foreach (var pool in graph.Nodes.Where(n => n.OpType == "MaxPool")) pool.Attribute.Add(Graph.Numbers("kernel_shape", 2, 2));
        return graph.End("y", shape) with { Tolerance = OneCode };
    }

    public static RandomGraph QLinear(Draws draws)
    {
        int[] shape = [1, 2, 4, 4];
        var type = draws.In(2, 3);
        var graph = Scales(draws.Begin(10).Input("x", [0, 2, 4, 4], type), draws, type);
        graph.Integers("w", 3, [3, 2, 2, 2], draws.Integers(24, -127, 127)).Tensor("ws", [3], 0.01037f, 0.00513f, 0.01979f).Integers("wz", 3, [3], 0, 0, 0).Integers("b", 6, [3], draws.Integers(3, -9000, 9000))
            .Node("QLinearConv", "conv", ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"], "c", Graph.Numbers("pads", 1, 1, 0, 0));
        graph.Node("Flatten", "", ["c"], "f").Integers("v", 3, [48, 4], draws.Integers(192, -127, 127)).Tensor("vs", [], 0.00417f).Integers("vz", 3, [], 0).Tensor("zs", [], 0.0613f);
        graph.Node("QLinearMatMul", "fc", ["f", "ys", "yz", "v", "vs", "vz", "zs", "yz"], "m").Node("DequantizeLinear", "", ["m", "zs", "yz"], "y");
        return new RandomGraph(graph.Output("y").ToBytes(), shape, type, OneCode);
    }

    public static RandomGraph Integer(Draws draws)
    {
        int[] shape = [1, 2, 4, 4];
        var graph = draws.Begin(10).Input("x", [0, 2, 4, 4], 2).Integers("xz", 2, [], draws.In(100, 150)).Integers("w", 2, [3, 2, 2, 2], draws.Integers(24, 0, 255)).Integers("wz", 2, [], 128)
            .Node("ConvInteger", "conv", ["x", "w", "xz", "wz"], "c", Graph.Numbers("pads", 0, 1, 1, 0)).Node("Cast", "", ["c"], "f", Graph.Number("to", 1)).Tensor("s", [], 0.000113f).Node("Mul", "", ["f", "s"], "m")
            .Node("Relu", "", ["m"], "r").Tensor("rs", [], 0.0613f).Integers("rz", 2, [], 10).Node("QuantizeLinear", "", ["r", "rs", "rz"], "q").Node("Flatten", "", ["q"], "g")
            .Integers("v", 3, [48, 4], draws.Integers(192, -127, 127)).Integers("vz", 3, [], 0).Node("MatMulInteger", "fc", ["g", "v", "rz", "vz"], "n").Node("Cast", "", ["n"], "y", Graph.Number("to", 1));
        return new RandomGraph(graph.Output("y").ToBytes(), shape, 2, OneCode);
    }

    /// <summary>Constants with a scale for each block, of eight bits or four.</summary>
    public static RandomGraph Blocks(Draws draws)
    {
        const int inputs = 6, outputs = 4;
        var graph = new Graph(21).Sample(draws, 1, inputs);
        var (axis, block) = (draws.In(0, 1), draws.In(2, 4));
        var (type, least, most) = draws.Of((2, 0, 255), (3, -128, 127), (21, 0, 15), (22, -8, 7));
        var blocks = ((axis == 0 ? inputs : outputs) + block - 1) / block;
        int[] scales = axis == 0 ? [blocks, outputs] : [inputs, blocks];
        var count = scales[0] * scales[1];
        graph.Integers("q", type, [inputs, outputs], draws.Integers(inputs * outputs, least, most)).Tensor("s", [.. scales.Select(n => (long)n)], draws.Reals(count).Select(v => MathF.Abs(v) / 64 + 0.01f).ToArray())
            .Integers("z", type, [.. scales.Select(n => (long)n)], draws.Integers(count, least, most));
        return graph.Node("DequantizeLinear", "", draws.Coin() ? ["q", "s", "z"] : ["q", "s"], "w", Graph.Number("axis", (long)axis), Graph.Number("block_size", (long)block)).Node("MatMul", "fc", ["x", "w"], "y").End("y", 1, inputs);
    }

    /// <summary>What OnnxRuntime's static quantisation writes between QLinearConv and QLinearMatMul.</summary>
    public static RandomGraph Runtime(Draws draws)
    {
        int[] shape = [1, 2, 4, 4];
        var type = draws.In(2, 3);
        var graph = Scales(draws.Begin(11).Input("x", [0, 2, 4, 4], type), draws, type);
        graph.Integers("k", type, [2, 1, 1], draws.Integers(2, 0, 100)).Tensor("zs", [], 0.0613f);
        graph.RuntimeNode(draws.Of("QLinearAdd", "QLinearMul"), draws.Coin() ? ["x", "xs", "xz", "k", "ys", "yz", "ys", "yz"] : ["x", "xs", "xz", "x", "xs", "xz", "ys", "yz"], "a");
        switch (draws.In(0, 3))
        {
            case 0: graph.RuntimeNode("QLinearSigmoid", ["a", "ys", "yz", "xs", "xz"], "b"); break;
            case 1: graph.RuntimeNode("QLinearLeakyRelu", ["a", "ys", "yz", "xs", "xz"], "b", Graph.Number("alpha", 0.2f)); break;
            case 2: graph.RuntimeNode("QLinearAveragePool", ["a", "ys", "yz", "xs", "xz"], "b", Graph.Numbers("kernel_shape", 3, 3), Graph.Numbers("pads", 1, 1, 1, 1)); break;
            default: graph.RuntimeNode("QLinearConcat", ["xs", "xz", "a", "ys", "yz", "x", "xs", "xz"], "b", Graph.Number("axis", 1L)); break;
        }
        graph.RuntimeNode("QLinearGlobalAveragePool", ["b", "xs", "xz", "ys", "yz"], "p").Node("Flatten", "", ["p"], "f");
        var inputs = graph.Nodes.Any(n => n.OpType == "QLinearConcat") ? 4 : 2;
        var turns = draws.In(0, 1);
        long[] dims = turns == 1 ? [3, inputs] : [inputs, 3];
        graph.Integers("v", type, dims, draws.Integers(inputs * 3, 0, 127)).Tensor("vs", [], 0.0137f).Integers("vz", type, [], type == 3 ? 0 : 60).Integers("c", 6, [3], draws.Integers(3, -300, 300));
        Format.AttributeProto[] attributes = [Graph.Number("transB", (long)turns), Graph.Number("alpha", draws.Of(1f, 0.5f))];
        if (draws.Coin()) graph.RuntimeNode("QGemm", ["f", "ys", "yz", "v", "vs", "vz", "c"], "y", attributes);
        else graph.RuntimeNode("QGemm", ["f", "ys", "yz", "v", "vs", "vz", "c", "zs", "yz"], "m", attributes).Node("DequantizeLinear", "", ["m", "zs", "yz"], "y");
        return new RandomGraph(graph.Output("y").ToBytes(), shape, type, OneCode);
    }
}
