using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Tests;

/// <summary>Pools with every attribute.</summary>
internal static class PoolGraphs
{
    public static RandomGraph Max(Draws draws) => Pool(draws, "MaxPool");

    public static RandomGraph Average(Draws draws) => Pool(draws, "AveragePool");

    /// <summary>Averages whose last windows reach beyond the end, over padding that counts.</summary>
    public static RandomGraph CeiledAverage(Draws draws)
    {
        var axes = draws.In(1, 2);
        int[] shape = [1, 2, .. Enumerable.Range(0, axes).Select(_ => draws.In(6, 11))];
        long[] kernel = draws.Integers(axes, 2, 4), strides = [.. kernel.Select(k => (long)draws.In(2, (int)k))];
        var attributes = new List<AttributeProto> { Graph.Numbers("kernel_shape", kernel), Graph.Numbers("strides", strides), Graph.Number("ceil_mode", 1), Graph.Number("count_include_pad", 1) };
        if (draws.Coin()) attributes.Add(Graph.Numbers("pads", [.. kernel.Concat(kernel).Select(k => (long)draws.In(0, (int)k - 1))]));
        return draws.Begin(19).Sample(draws, shape).Node("AveragePool", "", ["x"], "p", [.. attributes]).Node("Relu", "", ["p"], "y").End("y", shape);
    }

    private static RandomGraph Pool(Draws draws, string type)
    {
        var axes = draws.In(1, 2);
        int[] shape = [1, draws.In(1, 3), .. Enumerable.Range(0, axes).Select(_ => draws.In(6, 11))];
        long[] kernel = draws.Integers(axes, 1, 4);
        var graph = draws.Begin(11).Sample(draws, shape);
        var attributes = new List<AttributeProto> { Graph.Numbers("kernel_shape", kernel) };
        // OnnxRuntime takes no stride beyond the kernel where it pads by itself.
        var strides = kernel.Select(k => (long)draws.In(1, Math.Min((int)k, 3))).ToArray();
        if (draws.Coin()) attributes.Add(Graph.Numbers("strides", strides));
        var padding = draws.Of("NOTSET", "explicit", "SAME_UPPER", "SAME_LOWER", "VALID");
        if (padding == "explicit") attributes.Add(Graph.Numbers("pads", [.. kernel.Concat(kernel).Select(k => (long)draws.In(0, (int)k - 1))]));
        else if (padding != "NOTSET") attributes.Add(Graph.Text("auto_pad", padding));
        var isCeiled = padding is "NOTSET" or "explicit" && draws.Coin();
        if (isCeiled) attributes.Add(Graph.Number("ceil_mode", 1));
        if (type == "AveragePool" && draws.Coin()) attributes.Add(Graph.Number("count_include_pad", 1));
        if (padding is "NOTSET" or "VALID" && draws.Coin() && (type == "MaxPool" || graph.OperatorSet >= 19)) attributes.Add(Graph.Numbers("dilations", draws.Integers(axes, 1, 2)));
        return graph.Node(type, "", ["x"], "p", [.. attributes]).Node("Relu", "", ["p"], "y").End("y", shape);
    }

    public static RandomGraph Global(Draws draws)
    {
        int[] shape = [1, 4, draws.In(3, 6), draws.In(3, 6)];
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w", 4, 4, 2, 2).Random(draws, "v", 4, 3).Node("Conv", "conv", ["x", "w"], "c");
        switch (draws.In(0, 3))
        {
            case 0:
                graph.Node("GlobalAveragePool", "", ["c"], "p");
                break;
            case 1:
                graph.Node("GlobalMaxPool", "", ["c"], "p");
                break;
            case 2:
                graph.Node("AveragePool", "", ["c"], "p", Graph.Numbers("kernel_shape", shape[2] - 1, shape[3] - 1));
                break;
            default:
                if (graph.OperatorSet < 18) graph.Node("ReduceMean", "", ["c"], "p", Graph.Numbers("axes", 2, -1), Graph.Number("keepdims", draws.In(0, 1)));
                else graph.Whole("axes", [2], -2, 3).Node("ReduceMean", "", ["c", "axes"], "p", Graph.Number("keepdims", draws.In(0, 1)));
                break;
        }
        return graph.Node("Flatten", "", ["p"], "f").Node("MatMul", "fc", ["f", "v"], "y").End("y", shape);
    }
}
