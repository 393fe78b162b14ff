namespace TileDsl.Onnx.Importing;

/// <summary>Functions of single values, and softmax: attached to the layer before them where nothing else sees it.</summary>
internal static class Activations
{
    /// <summary>The function a node is; null for a Clip without limits, which is none.</summary>
    public static ImportedActivation? Read(ImportContext context, Node node) => node.Type switch
    {
        "Relu" => new("relu", []),
        "LeakyRelu" => Leaky(node),
        "Sigmoid" => new("sigmoid", []),
        "Tanh" => new("tanh", []),
        "HardSwish" => new("hard_swish", []),
        "HardSigmoid" => Hard(node.Real("alpha", 0.2f), node.Real("beta", 0.5f)),
        "Clip" => Clip(context, node),
        _ => throw new InvalidOperationException($"{node.Type} is no activation."),
    };

    public static void Activation(ImportContext context, Node node)
    {
        var x = context.Real(node, 0);
        context.Give(node, Read(context, node) is { } activation ? Of(context, node, x, activation) : x);
    }

    /// <summary>Softmax over all values of a sample.</summary>
    public static void Softmax(ImportContext context, Node node)
    {
        var x = context.Real(node, 0);
        var axis = Shapes.Axis(node, node.Int("axis", context.OperatorSet < 13 ? 1 : -1), x.Shape.Length);
        var over = context.OperatorSet < 13 ? Extents.Count(x.Shape[axis..]) : x.Shape[axis];
        if (over != x.Count) throw node.Unsupported($"softmax of {Extents.Say(x.Shape)} over axis {axis} only", "softmax over all values of a sample is imported; leave it away where it only feeds an argmax");
        if (!x.Order.IsOwn) x = x with { Source = context.Own(node, x), Order = ElementOrder.Own, Uses = 2 };
        context.Give(node, Of(context, node, x, new ImportedActivation("softmax", [])));
    }

    public static Value Of(ImportContext context, Node node, Value x, ImportedActivation activation)
    {
        if (x.IsExclusive && x.Source.TakesActivation)
        {
            x.Source.Activation = activation;
            x.Source.Origins.Add(node.Title);
            return x;
        }
        var shape = x.Source.Output;
        var layer = context.Add(new Draft(LayerKind.Activation, node, shape, shape, x.Source) { Activation = activation });
        return x with { Source = layer, Uses = 0 };
    }

    public static ImportedActivation Leaky(Node node)
    {
        var slope = node.Real("alpha", 0.01f);
        return slope is >= 0 and <= 1 ? new("leaky_relu", [slope]) : throw node.Unsupported($"a slope of {slope}", "slopes of 0..1 are imported");
    }

    private static ImportedActivation Hard(float alpha, float beta) =>
        HardSigmoids.IsSixth(alpha) && beta == 0.5f ? HardSigmoids.HardSigmoid : new("hard_sigmoid", [alpha, beta]);

    private static ImportedActivation? Clip(ImportContext context, Node node)
    {
        var low = Limit(context, node, 1, "min") ?? float.MinValue;
        var high = Limit(context, node, 2, "max") ?? float.MaxValue;
        if (float.IsNaN(low) || float.IsNaN(high) || low > high) throw node.Bad($"clips to {low}..{high}");
        (low, high) = (Math.Max(low, float.MinValue), Math.Min(high, float.MaxValue));
        return (low, high) switch
        {
            (float.MinValue, float.MaxValue) => null,
            (0, float.MaxValue) => new("relu", []),
            (0, 6) => new("relu6", []),
            _ => new("clip", [low, high]),
        };
    }

    private static float? Limit(ImportContext context, Node node, int input, string name)
    {
        if (node.Has(name)) return node.Real(name, 0);
        return context.Constant(node, input, "limit") is not { } limit ? null
            : limit.Count == 1 ? limit.Reals()[0]
            : throw node.Bad($"has {limit.Count} values for its limit");
    }
}
