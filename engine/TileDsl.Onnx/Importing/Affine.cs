namespace TileDsl.Onnx.Importing;

/// <summary>
/// Scales and shifts by constants: BatchNormalization, and arithmetic with a constant for each channel or element. They go into the
/// weights before them where nothing else sees these, else they are a layer of their own.
/// </summary>
internal static class Affine
{
    private const int EachElement = -1;

    public static void BatchNormalization(ImportContext context, Node node)
    {
        var x = context.Real(node, 0);
        if (node.Int("spatial", 1) == 0) throw node.Unsupported("statistics for each position (spatial = 0)", "export with statistics for each channel");
        if (node.Int("training_mode", 0) != 0) throw node.Unsupported("training_mode = 1", "export the model for inference (model.eval())");
        var parts = Enumerable.Range(1, 4).Select(n => context.Required(node, n, "constant").Reals()).ToArray();
        var channels = x.Shape.Length > 1 ? x.Shape[1] : 1;
        if (parts.Any(p => p.Length != channels)) throw node.Bad($"needs {channels} values of each kind for {channels} channels");
        var (scale, bias, mean, variance) = (parts[0], parts[1], parts[2], parts[3]);
        double epsilon = node.Real("epsilon", 1e-5f);
        var a = new float[channels];
        var b = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            var factor = scale[c] / Math.Sqrt(variance[c] + epsilon);
            (a[c], b[c]) = ((float)factor, (float)(bias[c] - mean[c] * factor));
        }
        context.Give(node, Of(context, node, x, a, b, x.Shape.Length > 1 ? 1 : null));
    }

    /// <summary>Add, Sub, Mul or Div with a constant.</summary>
    /// <param name="context">Where layers go.</param>
    /// <param name="node">The node.</param>
    /// <param name="x">Its other input.</param>
    /// <param name="constant">The constant.</param>
    /// <param name="isFirst">Whether the constant is the first input.</param>
    /// <param name="operation">Which of them.</param>
    public static Value Arithmetic(ImportContext context, Node node, Value x, Tensor constant, bool isFirst, string operation)
    {
        var (values, axis) = PerChannel(context, node, x, constant);
        if (axis == EachElement)
        {
            // Every element is a channel of its own, in the order of the source.
            var flat = new Value(context.Shaped(node, x with { Order = ElementOrder.Own }, [x.Count]), [1, x.Count], ElementOrder.Own, Uses: 2);
            return x with { Source = Combined(flat, 1).Source, Uses = 0 };
        }
        return Combined(x, axis);

        Value Combined(Value x, int? axis) => operation switch
        {
            "Add" => Of(context, node, x, [1], values, axis),
            "Sub" when isFirst => Of(context, node, x, [-1], values, axis),
            "Sub" => Of(context, node, x, [1], Array.ConvertAll(values, v => -v), axis),
            "Mul" => Of(context, node, x, values, [0], axis),
            "Div" when isFirst => throw node.Unsupported("a division by what depends on the network's input", "it is not imported"),
            _ => Of(context, node, x, Array.ConvertAll(values, v => 1 / v), [0], axis),
        };
    }

    /// <summary>
    /// A constant's values along the one axis it varies along; null where it is the same everywhere, and where it varies along several
    /// <see cref="EachElement"/>: then its values in the order of the source's elements.
    /// </summary>
    private static (float[] Values, int? Axis) PerChannel(ImportContext context, Node node, Value x, Tensor constant)
    {
        var values = constant.Reals();
        if (values.Length > 0 && Array.TrueForAll(values, v => v == values[0])) return ([values[0]], null);
        if (Extents.Broadcast(constant.Shape, x.Shape) is not { } whole || Extents.Count(whole) != x.Count)
            throw node.Unsupported($"a constant of shape [{string.Join(", ", constant.Shape)}] with values of {Extents.Say(x.Shape)}", "the result must have the shape of those values");
        int[] wide = [.. Enumerable.Range(0, constant.Shape.Length).Where(i => constant.Shape[i] > 1)];
        if (wide.Length == 1) return (values, wide[0] - constant.Shape.Length + x.Shape.Length);
        context.Constants.Take(4L * x.Count);
        var (from, at, own) = (Extents.Sources(constant.Shape, whole), x.Order.Sources(x.Count), new float[x.Count]);
        for (var n = 0; n < own.Length; n++) own[at[n]] = values[from[n]];
        return (own, EachElement);
    }

    /// <summary>a x + b.</summary>
    /// <param name="context">Where layers go.</param>
    /// <param name="node">For names.</param>
    /// <param name="x">The value.</param>
    /// <param name="a">One factor, or one for each element of the axis.</param>
    /// <param name="b">Likewise.</param>
    /// <param name="axis">Of the channels, as the graph sees them; null where there is one factor and one shift.</param>
    public static Value Of(ImportContext context, Node node, Value x, float[] a, float[] b, int? axis)
    {
        if (a.All(v => v == 1) && b.All(v => v == 0)) return x;
        if (!a.Concat(b).All(float.IsFinite)) throw node.Bad("multiplies or adds a value that is not finite");
        if (HardSigmoids.Completed(x, a, b) is { } hardSigmoid) return hardSigmoid;
        if (axis is { } channels && x.Shape[channels] > 1 && x.Order.StrideOf(x.Shape, channels) != x.Count / x.Shape[channels])
        {
            // Channels come first in a layer: a transposition, which nothing was folded into.
            int[] forth = [channels, .. Enumerable.Range(0, x.Shape.Length).Where(i => i != channels)];
            int[] back = [.. Enumerable.Range(0, x.Shape.Length).Select(i => Array.IndexOf(forth, i))];
            var turned = context.Permuted(node, x, forth);
            return context.Permuted(node, Of(context, node, turned with { Source = context.Own(node, turned), Order = ElementOrder.Own }, a, b, 0), back);
        }

        var count = Math.Max(a.Length, b.Length);
        var source = x.Source;
        if (x.IsExclusive && source.TakesScale && (count == 1 || source.Weights!.Outputs == count))
        {
            source.Weights!.Scale(a, b);
            source.Origins.Add(node.Title);
            return x;
        }
        int[] shape = count == 1 || source.Output[0] == count ? source.Output : [count, x.Count / count];
        var rows = shape[0];
        context.Constants.Take(4L * rows);
        var weights = new DraftWeights("", rows, 1, [.. Enumerable.Repeat(1f, rows)], null);
        weights.Scale(a, b);
        var layer = context.Add(new Draft(LayerKind.BatchNorm, node, shape, shape, source) { Weights = weights });
        return x with { Source = layer, Uses = 0 };
    }
}
