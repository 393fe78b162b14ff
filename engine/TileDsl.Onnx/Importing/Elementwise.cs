namespace TileDsl.Onnx.Importing;

/// <summary>Sums, differences, products and concatenations of what several layers give.</summary>
internal static class Elementwise
{
    public static void Binary(ImportContext context, Node node)
    {
        Operand Read(int input) => context.Constants.Find(node.Input(input)) is { } constant ? new(null, constant) : new(context.Real(node, input), null);
        context.Give(node, Of(context, node, node.Type, Read(0), Read(1)));
    }

    /// <summary>Add, Sub, Mul or Div of two operands, one of which may be a constant.</summary>
    public static Value Of(ImportContext context, Node node, string operation, Operand first, Operand second) => (first, second) switch
    {
        ({ Constant: { } constant }, { Value: { } x }) => Affine.Arithmetic(context, node, x, constant, isFirst: true, operation),
        ({ Value: { } x }, { Constant: { } constant }) => Affine.Arithmetic(context, node, x, constant, isFirst: false, operation),
        _ => Combined(context, node, operation, first.Value!, second.Value!),
    };

    private static Value Combined(ImportContext context, Node node, string operation, Value x, Value y)
    {
        var kind = operation switch { "Add" => LayerKind.Add, "Sub" => LayerKind.Sub, "Mul" => LayerKind.Mul, _ => throw node.Unsupported("a quotient of two layers", "it is not imported") };
        if (kind == LayerKind.Mul && HardSigmoids.Swish(context, node, x, y) is { } swish) return swish;
        if (Extents.Broadcast(x.Shape, y.Shape) is not { } shape) throw node.Bad($"combines {Extents.Say(x.Shape)} and {Extents.Say(y.Shape)}");
        if (x.Count == y.Count && Extents.Count(shape) == x.Count)
        {
            if (!x.Order.Equals(y.Order))
            {
                x = x with { Source = context.Own(node, x), Order = ElementOrder.Own };
                y = y with { Source = context.Own(node, y), Order = ElementOrder.Own };
            }
            var output = x.Source.Output;
            var other = context.Shaped(node, y with { Order = ElementOrder.Own }, output);
            var layer = context.Add(new Draft(kind, node, output, output, x.Source, other));
            return new Value(layer, shape, x.Order);
        }

        // One of them has a value for each channel.
        var (whole, part) = x.Count > y.Count ? (x, y) : (y, x);
        int[] wide = [.. Enumerable.Range(0, part.Shape.Length).Where(i => part.Shape[i] > 1)];
        if (whole.Count != Extents.Count(shape) || wide.Length != 1)
            throw node.Unsupported($"{Extents.Say(x.Shape)} and {Extents.Say(y.Shape)}", "operands have the same shape, or one has a value for each channel");
        var axis = wide[0] - part.Shape.Length + whole.Shape.Length;
        if (whole.Order.StrideOf(whole.Shape, axis) != whole.Count / part.Count || whole.Source.Output[0] != part.Count)
            throw node.Unsupported($"{Extents.Say(part.Shape)} broadcast to {Extents.Say(whole.Shape)}", "only values for each channel, the first extent of a layer, are broadcast");
        Draft[] operands = ReferenceEquals(whole, x) ? [whole.Source, context.Own(node, part)] : [context.Own(node, part), whole.Source];
        var broadcast = context.Add(new Draft(kind, node, whole.Source.Output, whole.Source.Output, operands));
        return new Value(broadcast, whole.Shape, whole.Order);
    }

    public static void Concat(ImportContext context, Node node) =>
        context.Give(node, Joined(context, node, [.. Enumerable.Range(0, node.Inputs.Count).Select(n => context.Take(node, n))]));

    /// <summary>Values one behind the other, along the node's axis.</summary>
    public static Value Joined(ImportContext context, Node node, Value[] parts)
    {
        if (parts.Length == 1) return parts[0];
        var rank = parts[0].Shape.Length;
        var axis = Shapes.Axis(node, node.Int("axis", 1), rank);
        if (parts.Any(p => p.Shape.Length != rank || p.Shape.Where((n, i) => i != axis && n != parts[0].Shape[i]).Any()))
            throw node.Bad($"puts {string.Join(", ", parts.Select(p => Extents.Say(p.Shape)))} together along axis {axis}");
        if (parts.Any(p => p.Codes != parts[0].Codes)) throw node.Unsupported("codes of different scales", "give its inputs one scale, or dequantise before it");
        // Channels first in every part; what the graph sees is turned back behind it.
        int[] forth = [axis, .. Enumerable.Range(0, rank).Where(i => i != axis)];
        int[] back = [.. Enumerable.Range(0, rank).Select(i => Array.IndexOf(forth, i))];
        var turned = parts.Select(p => context.Permuted(node, p, forth)).ToArray();
        int[] positions = [.. Extents.Squeezed(turned[0].Shape[1..])];
        var operands = turned.Select(p => context.Shaped(node, p, [p.Shape[0], .. positions])).ToArray();
        int[] output = Shapes.Checked(node, [parts.Sum(p => p.Shape[axis]), .. Rest(operands[0].Output, positions)]);
        var layer = context.Add(new Draft(LayerKind.Concat, node, operands[0].Output, output, operands));
        int[] shape = [output[0], .. turned[0].Shape[1..]];
        return context.Permuted(node, new Value(layer, shape, ElementOrder.Own, parts[0].Codes), back);
    }

    /// <summary>A layer's positions with the extents of 1 it is written with.</summary>
    private static int[] Rest(int[] first, int[] positions) => Extents.Count(first[1..]) == Extents.Count(positions) ? first[1..] : positions;
}

/// <summary>What a node combines: a value of the graph, or a constant.</summary>
internal readonly record struct Operand(Value? Value, Tensor? Constant);
