using TileDsl.Kernels;

namespace TileDsl.Onnx.Importing;

/// <summary>Conv, and the convolution that the quantised forms are.</summary>
internal static class Convolutions
{
    public static void Conv(ImportContext context, Node node) =>
        context.Give(node, Of(context, node, context.Real(node, 0), context.Required(node, 1, "weights"), context.Constant(node, 2, "bias")));

    /// <summary>Adds the layer; its value as the graph sees it.</summary>
    public static Value Of(ImportContext context, Node node, Value x, Tensor weights, Tensor? bias)
    {
        if (x.Shape.Length is not (3 or 4))
            throw node.Unsupported($"a convolution over {x.Shape.Length - 2} axes", "one and two-dimensional convolutions are imported");
        var (channels, extents) = (x.Shape[1], x.Shape[2..]);
        var groups = node.Int("group", 1);
        var shape = weights.Shape;
        if (groups < 1 || shape.Length != x.Shape.Length || shape.Any(n => n < 1) || channels % groups != 0 || shape[0] % groups != 0 || shape[1] != channels / groups)
            throw node.Bad($"has weights of shape [{string.Join(", ", shape)}] for {channels} channels of {Extents.Say(extents)} in {groups} groups");
        if (node.Ints("kernel_shape") is { Length: > 0 } kernel && !kernel.SequenceEqual(shape[2..]))
            throw node.Bad($"has kernel_shape = [{string.Join(", ", kernel)}] and weights of shape [{string.Join(", ", shape)}]");
        var window = Windows.Read(node, extents, shape[2..]);
        Draft? padding = null;
        if (x is { IsExclusive: true, Order.IsOwn: true, Source: { Kind: LayerKind.Pad, PadMode: PadMode.Zeros } pad } && pad.Output.SequenceEqual(x.Shape[1..]))
        {
            padding = pad;
            window = window with { Begin = Sum(window.Begin, pad.Window!.Begin), End = Sum(window.End, pad.Window.End) };
            extents = pad.Input[1..];
        }
        var outputs = Windows.Outputs(node, window, extents);
        int[] output = Shapes.Checked(node, [shape[0], .. outputs]);
        var source = padding is null ? context.Shaped(node, x, x.Shape[1..]) : padding.Operands[0];
        var kind = groups > 1 && groups == channels ? LayerKind.Depthwise : extents.Length == 1 ? LayerKind.Conv1D : LayerKind.Conv2D;
        var layer = new Draft(kind, node, [channels, .. extents], output, source)
        {
            Window = window,
            Groups = (int)groups,
            Weights = Products.Weights(context, node, weights, [shape[0], weights.Count / shape[0]], null, bias),
        };
        if (padding is not null) layer.Origins.AddRange(padding.Origins);
        return new Value(context.Add(layer), [1, .. output], ElementOrder.Own);
    }

    private static int[] Sum(IReadOnlyList<int> a, IReadOnlyList<int> b) => [.. a.Zip(b, (m, n) => m + n)];
}
