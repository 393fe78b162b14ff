using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Tests;

/// <summary>Convolutions with every kind of padding, stride, dilation and grouping, and Pad before them.</summary>
internal static class ConvolutionGraphs
{
    public static RandomGraph TwoDimensional(Draws draws) => Convolution(draws, 2, draws.In(1, 3), isDepthwise: false);

    public static RandomGraph OneDimensional(Draws draws) => Convolution(draws, 1, draws.In(1, 3), isDepthwise: false);

    public static RandomGraph Depthwise(Draws draws) => Convolution(draws, draws.In(1, 2), draws.In(2, 5), isDepthwise: true);

    private static RandomGraph Convolution(Draws draws, int axes, int groups, bool isDepthwise)
    {
        var channels = isDepthwise ? groups : groups * draws.In(1, 3);
        var outputs = groups * draws.In(1, 3);
        int[] kernel = [.. Enumerable.Range(0, axes).Select(_ => draws.In(1, 4))];
        int[] extents = [.. Enumerable.Range(0, axes).Select(_ => draws.In(7, 12))];
        int[] shape = [1, channels, .. extents];
        var attributes = new List<AttributeProto> { Graph.Number("group", (long)groups) };
        if (draws.Coin()) attributes.Add(Graph.Numbers("kernel_shape", [.. kernel.Select(k => (long)k)]));
        if (draws.Coin()) attributes.Add(Graph.Numbers("strides", draws.Integers(axes, 1, 3)));
        var padding = draws.Of("NOTSET", "explicit", "SAME_UPPER", "SAME_LOWER", "VALID");
        if (padding == "explicit") attributes.Add(Graph.Numbers("pads", draws.Integers(2 * axes, 0, 3)));
        else if (padding != "NOTSET") attributes.Add(Graph.Text("auto_pad", padding));
        // OnnxRuntime does not dilate where it pads by itself.
        if (!padding.StartsWith("SAME", StringComparison.Ordinal) && draws.Coin()) attributes.Add(Graph.Numbers("dilations", draws.Integers(axes, 1, 2)));
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w", [outputs, channels / groups, .. kernel]);
        var hasBias = draws.Coin();
        if (hasBias) graph.Random(draws, "b", outputs);
        graph.Node("Conv", "/block/c1/Conv", hasBias ? ["x", "w", "b"] : ["x", "w"], "c", [.. attributes]);
        if (draws.Coin()) graph.Node("Relu", "/block/Relu", ["c"], "y");
        else graph.Node("Identity", "", ["c"], "y");
        return graph.End("y", shape);
    }

    public static RandomGraph Padded(Draws draws)
    {
        int[] shape = [1, 2, draws.In(6, 9), draws.In(6, 9)];
        var graph = draws.Begin().Sample(draws, shape).Random(draws, "w", 3, 2, 3, 2);
        var pads = draws.Integers(4, 0, 2);
        long[] all = [0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]];
        var mode = Graph.Text("mode", draws.Of("constant", "constant", "reflect", "edge"));
        if (graph.OperatorSet < 11) graph.Node("Pad", "pad", ["x"], "p", Graph.Numbers("pads", all), mode);
        else if (graph.OperatorSet >= 18 && draws.Coin()) graph.Whole("pads", [4], pads).Whole("axes", [2], 2, -1).Node("Pad", "pad", ["x", "pads", "", "axes"], "p", mode);
        else graph.Whole("pads", [8], all).Node("Pad", "pad", ["x", "pads"], "p", mode);
        switch (draws.In(0, 2))
        {
            case 0:
                graph.Node("Conv", "conv", ["p", "w"], "y", Graph.Numbers("pads", draws.Integers(4, 0, 1)));
                break;
            case 1:
                graph.Node("MaxPool", "pool", ["p"], "y", Graph.Numbers("kernel_shape", 2, 3));
                break;
            default:
                // Two take it, so that it stays a layer of its own.
                graph.Node("Conv", "left", ["p", "w"], "l").Node("Conv", "right", ["p", "w"], "r").Node("Mul", "", ["l", "r"], "y");
                break;
        }
        return graph.End("y", shape);
    }
}
