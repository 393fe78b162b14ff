namespace TileDsl.Onnx.Importing;

/// <summary>Gemm and MatMul: dense layers, and convolutions with a kernel of 1 where there are several rows.</summary>
internal static class Products
{
    public static void Gemm(ImportContext context, Node node)
    {
        var (alpha, beta) = (node.Real("alpha", 1), node.Real("beta", 1));
        var left = context.Constants.Find(node.Input(0));
        var weights = left ?? context.Required(node, 1, "weights");
        var x = context.Real(node, left is null ? 0 : 1);
        if (weights.Shape.Length != 2 || x.Shape.Length != 2) throw node.Bad("takes matrices, of two axes each");
        var bias = beta == 0 ? null : context.Constant(node, 2, "bias");
        // As x^T or W^T where an attribute says so: x becomes rows x inputs, W outputs x inputs.
        var turnsLeft = node.Int("transA", 0) != 0;
        var turnsRight = node.Int("transB", 0) != 0;
        var turnsInput = left is null ? turnsLeft : !turnsRight;
        var turnsWeights = left is null ? !turnsRight : turnsLeft;
        if (turnsInput) x = context.Permuted(node, x, [1, 0]);
        if (left is not null && bias is { Shape.Length: 2 }) bias = bias with { Shape = [bias.Shape[1], bias.Shape[0]] };
        var result = Of(context, node, x, weights, turnsWeights, bias, alpha, beta);
        context.Give(node, left is null ? result : context.Permuted(node, result, [1, 0]));
    }

    public static void MatMul(ImportContext context, Node node)
    {
        if (context.Constants.Find(node.Input(0)) is { } left)
        {
            var right = context.Real(node, 1);
            if (left.Shape.Length != 2) throw Batched(node);
            var isVector = right.Shape.Length == 1;
            if (isVector)
            {
                context.Give(node, Of(context, node, right, left, turns: false, null));
                return;
            }
            int[] swap = [.. Enumerable.Range(0, right.Shape.Length - 2), right.Shape.Length - 1, right.Shape.Length - 2];
            context.Give(node, context.Permuted(node, Of(context, node, context.Permuted(node, right, swap), left, turns: false, null), swap));
            return;
        }
        if (context.Constants.Find(node.Input(1)) is not { } weights)
            throw node.Unsupported("a product of two things that depend on the network's input", "attention is not imported; cut the network before it");
        if (weights.Shape.Length != 2) throw Batched(node);
        context.Give(node, Of(context, node, context.Real(node, 0), weights, turns: true, null));
    }

    private static NotImportableException Batched(Node node) => node.Unsupported("weights that are not a matrix", "use weights of two axes");

    /// <summary>Rows of x, its last axis, times a matrix; <paramref name="turns"/> where it is inputs by outputs.</summary>
    public static Value Of(ImportContext context, Node node, Value x, Tensor weights, bool turns, Tensor? bias, float alpha = 1, float beta = 1)
    {
        var (outputs, inputs) = turns ? (weights.Shape[1], weights.Shape[0]) : (weights.Shape[0], weights.Shape[1]);
        if (x.Shape.Length == 0 || x.Shape[^1] != inputs || outputs < 1 || inputs < 1)
            throw node.Bad($"multiplies {Extents.Say(x.Shape)} by weights of shape [{string.Join(", ", weights.Shape)}]");
        var rows = x.Count / inputs;
        int[] shape = [.. x.Shape[..^1], outputs];
        if (rows == 1)
        {
            var matrix = Weights(context, node, weights, [outputs, inputs], Columns(context, weights, turns, x), bias, alpha, beta);
            var dense = context.Add(new Draft(LayerKind.Dense, node, x.Source.Output, [outputs], x.Source) { Weights = matrix });
            return new Value(dense, shape, ElementOrder.Own);
        }

        // Several rows are positions: inputs are the channels of a convolution.
        Shapes.Checked(node, shape);
        int[] channelsFirst = [x.Shape.Length - 1, .. Enumerable.Range(0, x.Shape.Length - 1)];
        var source = context.Shaped(node, context.Permuted(node, x, channelsFirst), [inputs, rows]);
        var layer = new Draft(LayerKind.Conv1D, node, [inputs, rows], [outputs, rows], source)
        {
            Window = new SlidingWindow([1], [1], [0], [0], [1]),
            Weights = Weights(context, node, weights, [outputs, inputs], turns ? Turned(outputs, inputs) : null, bias, alpha, beta),
        };
        int[] lastAgain = [.. Enumerable.Range(1, x.Shape.Length - 1), 0];
        return context.Permuted(node, new Value(context.Add(layer), [outputs, .. x.Shape[..^1]], ElementOrder.Own), lastAgain);
    }

    /// <summary>A layer's own copy of its weights, outputs by inputs.</summary>
    /// <param name="context">Where constants are.</param>
    /// <param name="node">For names.</param>
    /// <param name="weights">The constant.</param>
    /// <param name="shape">Outputs and inputs.</param>
    /// <param name="from">For each weight of the layer, where it is in the constant; null for the same place.</param>
    /// <param name="bias">One value for each output, or one for all.</param>
    /// <param name="alpha">Multiplies weights.</param>
    /// <param name="beta">Multiplies the bias.</param>
    public static DraftWeights Weights(ImportContext context, Node node, Tensor weights, int[] shape, int[]? from, Tensor? bias, float alpha = 1, float beta = 1)
    {
        context.Constants.Take(weights.Count);
        var values = weights.Floats ?? throw node.Bad($"has weights '{weights.Name}' that are integers");
        float[] own = from is null ? [.. values] : Array.ConvertAll(from, i => values[i]);
        if (alpha != 1) for (var i = 0; i < own.Length; i++) own[i] *= alpha;
        return new DraftWeights(weights.Name, shape[0], shape[1], own, Bias(node, bias, shape[0], beta));
    }

    private static float[]? Bias(Node node, Tensor? bias, int outputs, float beta)
    {
        if (bias is null) return null;
        var values = bias.Reals();
        if (values.Length != 1 && (values.Length != outputs || bias.Shape[^1] != outputs))
            throw node.Bad($"has a bias of shape [{string.Join(", ", bias.Shape)}]; {outputs} outputs need [{outputs}]");
        return [.. Enumerable.Range(0, outputs).Select(m => beta * values[values.Length == 1 ? 0 : m])];
    }

    /// <summary>Where each weight is, when columns follow the order of the source's elements.</summary>
    private static int[]? Columns(ImportContext context, Tensor weights, bool turns, Value x)
    {
        var (outputs, inputs) = turns ? (weights.Shape[1], weights.Shape[0]) : (weights.Shape[0], weights.Shape[1]);
        if (x.Order.IsOwn) return turns ? Turned(outputs, inputs) : null;
        context.Constants.Take(weights.Count);
        var sources = x.Order.Sources(inputs);
        var from = new int[weights.Count];
        for (var m = 0; m < outputs; m++)
            for (var n = 0; n < inputs; n++) from[m * inputs + sources[n]] = turns ? n * outputs + m : m * inputs + n;
        return from;
    }

    private static int[] Turned(int outputs, int inputs) => Extents.Walk([outputs, inputs], [1, outputs]);
}
