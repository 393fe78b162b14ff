using TileDsl.Kernels;

namespace TileDsl.Onnx.Importing;

/// <summary>Nodes that only change how elements are seen, and padding.</summary>
internal static class ShapeNodes
{
    private const string StepsOnly = "only the last step of a sequence, or the first, is taken";

    public static void Pass(ImportContext context, Node node)
    {
        context.Give(node, context.Take(node, 0));
    }

    public static void Reshape(ImportContext context, Node node, ConstantFolding folding)
    {
        var x = context.Take(node, 0);
        int[] shape = node.Type switch
        {
            "Flatten" => Flat(node, x.Shape),
            "Squeeze" => Shapes.Squeeze(node, x.Shape, folding.Axes(node)),
            "Unsqueeze" => Shapes.Unsqueeze(node, x.Shape, folding.Axes(node) ?? throw node.Bad("names no axes")),
            _ => Shapes.Reshape(node, x.Shape, node.Ints("shape") ?? folding.Integers(node, 1)),
        };
        context.Give(node, x with { Shape = shape });
    }

    private static int[] Flat(Node node, int[] shape)
    {
        var axis = Shapes.Axis(node, node.Int("axis", 1), shape.Length + 1);
        return [Extents.Count(shape[..axis]), Extents.Count(shape[axis..])];
    }

    public static void Transpose(ImportContext context, Node node)
    {
        var x = context.Take(node, 0);
        context.Give(node, context.Permuted(node, x, Shapes.Permutation(node, x.Shape.Length)));
    }

    public static void Pad(ImportContext context, Node node, ConstantFolding folding)
    {
        var x = context.Real(node, 0);
        var mode = node.Text("mode", "constant") switch
        {
            "constant" => PadMode.Zeros,
            "reflect" => PadMode.Reflect,
            "edge" => PadMode.Edge,
            var other => throw node.Unsupported($"padding by '{other}'", "padding by constant zeros, reflect or edge is imported"),
        };
        var value = context.Constant(node, 2, "value") is { Count: > 0 } given ? given.Reals()[0] : node.Real("value", 0);
        if (mode == PadMode.Zeros && value != 0) throw node.Unsupported($"padding with {value}", "padding with zeros is imported, and with values of the layer (reflect, edge)");
        var pads = node.Ints("pads") ?? folding.Integers(node, 1);
        var rank = x.Shape.Length;
        if (node.Input(3).Length > 0)
        {
            var axes = folding.Integers(node, 3);
            if (pads.Length != 2 * axes.Length) throw node.Bad($"has {pads.Length} pads for {axes.Length} axes");
            var all = new int[2 * rank];
            for (var i = 0; i < axes.Length; i++)
            {
                var axis = Shapes.Axis(node, axes[i], rank);
                (all[axis], all[rank + axis]) = (pads[i], pads[axes.Length + i]);
            }
            pads = all;
        }
        if (pads.Length != 2 * rank || pads.Any(p => p > 1 << 16)) throw node.Bad($"has pads = [{string.Join(", ", pads)}]; {2 * rank} of at most {1 << 16} are due");
        if (pads.Any(p => p < 0)) throw node.Unsupported("pads below zero, which cut", "cropping is not imported");
        if (pads.All(p => p == 0))
        {
            context.Give(node, x);
            return;
        }

        // Channels before positions, whichever way the graph sees them.
        var isLast = rank >= 3 && pads[1] + pads[rank + 1] > 0 && pads[rank - 1] + pads[^1] == 0 && !x.Order.IsOwn;
        int[] forth = isLast ? [0, rank - 1, .. Enumerable.Range(1, rank - 2)] : [.. Enumerable.Range(0, rank)];
        int[] back = [.. Enumerable.Range(0, rank).Select(i => Array.IndexOf(forth, i))];
        int[] begin = [.. forth.Select(axis => pads[axis])];
        int[] end = [.. forth.Select(axis => pads[rank + axis])];
        if (rank is not (3 or 4) || begin[0] + begin[1] + end[0] + end[1] > 0)
            throw node.Unsupported($"padding of {Extents.Say(x.Shape)} by [{string.Join(", ", pads)}]", "padding of one or two axes of positions is imported");
        var turned = context.Permuted(node, x, forth);
        int[] input = turned.Shape[1..];
        if (mode == PadMode.Reflect && Enumerable.Range(1, input.Length - 1).Any(i => Math.Max(begin[i + 1], end[i + 1]) >= input[i])) throw node.Bad($"mirrors {Extents.Say(input)} by [{string.Join(", ", pads)}], which is more than there is");
        int[] output = Shapes.Checked(node, [.. input.Select((n, i) => n + begin[i + 1] + end[i + 1])]);
        int[] ones = [.. Enumerable.Repeat(1, rank - 2)];
        var layer = context.Add(new Draft(LayerKind.Pad, node, input, output, context.Shaped(node, turned, input)) { Window = new SlidingWindow(ones, ones, begin[2..], end[2..], ones), PadMode = mode });
        context.Give(node, context.Permuted(node, new Value(layer, [1, .. output], ElementOrder.Own), back));
    }

    /// <summary>The last step of a sequence, or the first: the only elements that are taken.</summary>
    public static void Gather(ImportContext context, Node node)
    {
        var x = context.Take(node, 0);
        var axis = Shapes.Axis(node, node.Int("axis", 0), x.Shape.Length);
        if (context.Constants.Find(node.Input(1)) is not { Count: 1, Integers: [var index] } at) throw node.Unsupported("elements of a layer", StepsOnly);
        End(context, node, x, axis, index, [.. x.Shape[..axis], .. at.Shape, .. x.Shape[(axis + 1)..]]);
    }

    public static void Slice(ImportContext context, Node node, ConstantFolding folding)
    {
        var x = context.Take(node, 0);
        var starts = node.Ints("starts") ?? folding.Integers(node, 1);
        var ends = node.Ints("ends") ?? folding.Integers(node, 2);
        var axes = node.Ints("axes") ?? (node.Input(3).Length > 0 ? folding.Integers(node, 3) : [.. Enumerable.Range(0, starts.Length)]);
        if (starts.Length != 1 || ends.Length != 1 || axes.Length != 1) throw node.Unsupported("a part of a layer", StepsOnly);
        var axis = Shapes.Axis(node, axes[0], x.Shape.Length);
        var extent = x.Shape[axis];
        var start = starts[0] < 0 ? starts[0] + (long)extent : starts[0];
        var end = Math.Min(ends[0] < 0 ? ends[0] + (long)extent : ends[0], extent);
        if (end - start != 1) throw node.Unsupported("a part of a layer", StepsOnly);
        End(context, node, x, axis, start, [.. x.Shape.Select((n, i) => i == axis ? 1 : n)]);
    }

    private static void End(ImportContext context, Node node, Value x, int axis, long index, int[] shape)
    {
        var extent = x.Shape[axis];
        if (index < 0) index += extent;
        if (index != 0 && index != extent - 1) throw node.Unsupported("elements of a layer", StepsOnly);
        if (extent == 1)
        {
            context.Give(node, x with { Shape = shape });
            return;
        }
        int[] forth = [axis, .. Enumerable.Range(0, x.Shape.Length).Where(i => i != axis)];
        var turned = context.Permuted(node, x, forth);
        int[] input = [extent, x.Count / extent];
        var layer = context.Add(new Draft(LayerKind.Last, node, input, [input[1]], context.Shaped(node, turned, input)) { Direction = index == 0 ? RecurrentDirection.Reverse : RecurrentDirection.Forward });
        context.Give(node, new Value(layer, shape, ElementOrder.Own, x.Codes));
    }
}
