namespace TileDsl.Onnx.Importing;

/// <summary>
/// The quantised operators that OnnxRuntime adds to ONNX's own (domain <c>com.microsoft</c>), which its static quantisation writes: each is an
/// operator between codes, of which every value comes with its scale and zero point.
/// </summary>
internal static class RuntimeNodes
{
    public const string Domain = "com.microsoft";

    /// <summary>Adds the node's layer; false where it is none of them.</summary>
    public static bool Import(ImportContext context, Node node)
    {
        switch (node.Type)
        {
            case "QLinearAdd": Round(6, Elementwise.Of(context, node, "Add", Either(0), Either(3))); break;
            case "QLinearMul": Round(6, Elementwise.Of(context, node, "Mul", Either(0), Either(3))); break;
            case "QLinearSigmoid": Round(3, Activations.Of(context, node, Coded(0), new ImportedActivation("sigmoid", []))); break;
            case "QLinearLeakyRelu": Round(3, Activations.Of(context, node, Coded(0), Activations.Leaky(node))); break;
            case "QLinearConcat": Round(0, Elementwise.Joined(context, node, [.. Enumerable.Range(0, (node.Inputs.Count - 2) / 3).Select(n => Coded(2 + 3 * n))])); break;
            case "QLinearAveragePool" or "QLinearGlobalAveragePool":
                if (node.Int("channels_last", 0) != 0) throw node.Unsupported("channels_last = 1", "export with channels_last = 0");
                if (node.Type == "QLinearAveragePool") Pools.Pool(context, node, Coded(0), LayerKind.AveragePool);
                else Pools.GlobalPool(context, node, Coded(0), LayerKind.GlobalAveragePool);
                Round(3, context.Given(node));
                break;
            case "QGemm":
                var product = Gemm(context, node, Coded(0));
                if (node.Input(7).Length > 0) Round(7, product);
                else context.Give(node, product);
                break;
            default:
                return false;
        }
        return true;

        Value Coded(int input) => Quantisation.Coded(context, node, input, input + 1, input + 2);

        Operand Either(int input) => context.Constants.Find(node.Input(input)) is { } constant
            ? new(null, Quantisation.Dequantize(node, context.Constants, constant, context.Required(node, input + 1, "scale"), context.Constant(node, input + 2, "zero point"), 0))
            : new(Coded(input), null);

        void Round(int scale, Value value) => context.Give(node, Quantisation.Rounded(context, node, value, Quantisation.Read(context, node, scale, scale + 1)));
    }

    private static Value Gemm(ImportContext context, Node node, Value x)
    {
        if (node.Int("transA", 0) != 0) x = context.Permuted(node, x, [1, 0]);
        var scale = context.Required(node, 4, "weight scale");
        var turns = node.Int("transB", 0) == 0;
        var weights = Quantisation.Dequantize(node, context.Constants, context.Required(node, 3, "weights"), scale, context.Constant(node, 5, "weight zero point"), turns ? 1 : 0);
        if (weights.Shape.Length != 2 || x.Shape.Length != 2) throw node.Bad("takes matrices, of two axes each");
        var bias = context.Constant(node, 6, "bias") is { } sums ? Quantisation.Bias(context, node, sums, node.Real("alpha", 1) * context.Required(node, 1, "scale").Reals()[0], scale) : null;
        return Products.Of(context, node, x, weights, turns, bias, node.Real("alpha", 1));
    }
}
