namespace TileDsl.Onnx.Importing;

/// <summary>Pools, global ones, and means over all positions.</summary>
internal static class Pools
{
    public static void MaxPool(ImportContext context, Node node)
    {
        if (node.Output(1).Length > 0) throw node.Unsupported("its second output, the places of the largest values", "unpooling is not imported");
        Pool(context, node, context.Take(node, 0), LayerKind.MaxPool);
    }

    public static void AveragePool(ImportContext context, Node node) => Pool(context, node, context.Real(node, 0), LayerKind.AveragePool);

    public static void Pool(ImportContext context, Node node, Value x, LayerKind kind)
    {
        if (x.Shape.Length is not (3 or 4)) throw node.Unsupported($"a pool over {x.Shape.Length - 2} axes", "one and two-dimensional pools are imported");
        var (channels, extents) = (x.Shape[1], x.Shape[2..]);
        if (node.Ints("kernel_shape") is null) throw node.Bad("has no kernel_shape");
        var window = Windows.Read(node, extents, node.Ints("kernel_shape", extents.Length, 1, 1, 1 << 16));
        var counts = kind == LayerKind.AveragePool && node.Int("count_include_pad", 0) != 0;
        for (var i = 0; i < extents.Length; i++)
        {
            if (Math.Max(window.Begin[i], window.End[i]) >= Windows.Span(window.Kernel[i], window.Dilations[i]))
                throw node.Bad("has a window that lies in the padding altogether");
        }
        if (node.Int("ceil_mode", 0) != 0)
        {
            var ceiled = Windows.Ceiled(window, extents);
            if (counts && window.Begin.Concat(window.End).Any(p => p > 0) && !ceiled.End.SequenceEqual(window.End))
            {
                // The node's own padding counts, and what lies beyond it does not: the one becomes values.
                int[] padded = [.. extents.Select((n, i) => n + window.Begin[i] + window.End[i])];
                int[] ones = [.. extents.Select(_ => 1)], none = new int[extents.Length];
                var pad = context.Add(new Draft(LayerKind.Pad, node, [channels, .. extents], [channels, .. padded], context.Shaped(node, x, [channels, .. extents])) { Window = new SlidingWindow(ones, ones, window.Begin, window.End, ones) });
                ceiled = ceiled with { Begin = none, End = [.. ceiled.End.Zip(window.End, (all, own) => all - own)] };
                (x, extents) = (new Value(pad, [1, channels, .. padded], ElementOrder.Own), padded);
                counts = false;
            }
            else
            {
                counts &= ceiled.End.SequenceEqual(window.End);
            }
            window = ceiled;
        }
        int[] output = [channels, .. Windows.Outputs(node, window, extents)];
        int[] input = [channels, .. extents];
        if (window.Kernel.SequenceEqual(extents) && window.Begin.Concat(window.End).All(p => p == 0))
        {
            Global(context, node, x, kind == LayerKind.MaxPool ? LayerKind.GlobalMaxPool : LayerKind.GlobalAveragePool, [1, .. output]);
            return;
        }
        counts &= window.Begin.Concat(window.End).Any(p => p > 0);
        var layer = context.Add(new Draft(kind, node, input, output, context.Shaped(node, x, input)) { Window = window, CountsPadding = counts });
        context.Give(node, new Value(layer, [1, .. output], ElementOrder.Own, x.Codes));
    }

    public static void GlobalPool(ImportContext context, Node node, LayerKind kind) =>
        GlobalPool(context, node, kind == LayerKind.GlobalMaxPool ? context.Take(node, 0) : context.Real(node, 0), kind);

    public static void GlobalPool(ImportContext context, Node node, Value x, LayerKind kind)
    {
        if (x.Shape.Length < 3) throw node.Bad($"takes channels and positions, not {Extents.Say(x.Shape)}");
        Global(context, node, x, kind, [.. x.Shape.Select((n, axis) => axis < 2 ? n : 1)]);
    }

    /// <summary>ReduceMean and ReduceMax over everything but one axis.</summary>
    public static void Reduce(ImportContext context, Node node, ConstantFolding folding, LayerKind kind)
    {
        var x = context.Real(node, 0);
        var axes = (folding.Axes(node) ?? [.. Enumerable.Range(0, x.Shape.Length)]).Select(a => Shapes.Axis(node, a, x.Shape.Length)).ToHashSet();
        var keeps = node.Int("keepdims", 1) != 0;
        int[] shape = [.. x.Shape.Select((n, axis) => axes.Contains(axis) ? 1 : n).Where((_, axis) => keeps || !axes.Contains(axis))];
        int[] kept = [.. Enumerable.Range(0, x.Shape.Length).Where(axis => !axes.Contains(axis))];
        int[] channelsFirst = [.. kept, .. Enumerable.Range(0, x.Shape.Length).Where(axes.Contains)];
        if (kept.Count(axis => x.Shape[axis] > 1) > 1)
            throw node.Unsupported($"a reduction of {Extents.Say(x.Shape)} over axes {string.Join(", ", axes)} only", "reductions over all positions of each channel are imported");
        var turned = context.Permuted(node, x, channelsFirst);
        var channels = Extents.Count([.. kept.Select(axis => x.Shape[axis])]);
        Global(context, node, turned with { Shape = [1, channels, turned.Count / channels] }, kind, shape);
    }

    /// <param name="context">Where layers go.</param>
    /// <param name="node">The pool.</param>
    /// <param name="x">1 x channels x positions.</param>
    /// <param name="kind">A global pool.</param>
    /// <param name="shape">What the graph sees.</param>
    private static void Global(ImportContext context, Node node, Value x, LayerKind kind, int[] shape)
    {
        var channels = x.Shape[1];
        if (x.Count == channels)
        {
            context.Give(node, x with { Shape = shape });
            return;
        }
        // Written with the source's own shape where it has the channels first.
        int[] input = x.Order.IsOwn && x.Source.Output[0] == channels ? x.Source.Output : x.Shape[1..];
        var layer = context.Add(new Draft(kind, node, input, [channels], context.Shaped(node, x, input)));
        context.Give(node, new Value(layer, shape, ElementOrder.Own, x.Codes));
    }
}
