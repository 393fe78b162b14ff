namespace TileDsl.Onnx.Importing;

/// <summary>
/// Quantised graphs in real numbers: constants are dequantised, codes between layers are what they stand for, and each
/// node that rounds to codes becomes a layer that rounds.
/// </summary>
internal static class Quantisation
{
    private const int UInt8 = 2, Int8 = 3;

    /// <summary>A constant's real values.</summary>
    /// <param name="node">For messages.</param>
    /// <param name="constants">Reckons with what is made.</param>
    /// <param name="x">Integers.</param>
    /// <param name="scale">One, or one for each element along the axis, or for each block of so many elements along it as the node's block_size says.</param>
    /// <param name="zeroPoint">Likewise; null for 0.</param>
    /// <param name="axis">Where there are several.</param>
    public static Tensor Dequantize(Node node, ConstantValues constants, Tensor x, Tensor scale, Tensor? zeroPoint, int axis)
    {
        var integers = x.Integers ?? throw node.Bad("takes integers, and gets real numbers");
        var values = new float[x.Count];
        Each(node, constants, x, scale, zeroPoint, axis, (i, s, zero) => values[i] = (integers[i] - zero) * s);
        return Tensor.Real(x.Name, x.Shape, values);
    }

    /// <summary>A constant's codes; the parameters are those of dequantising.</summary>
    public static Tensor? Quantize(Node node, ConstantValues constants, Tensor x, Tensor scale, Tensor? zeroPoint, int axis)
    {
        var type = zeroPoint?.ElementType ?? OutputType(node);
        if (type is not (UInt8 or Int8)) return null;
        var (low, high) = type == Int8 ? (-128, 127) : (0, 255);
        var (reals, codes) = (x.Reals(), new long[x.Count]);
        Each(node, constants, x, scale, zeroPoint, axis, (i, s, zero) => codes[i] = (long)Math.Clamp(MathF.Round(reals[i] / s, MidpointRounding.ToEven) + zero, low, high));
        return new Tensor(x.Name, x.Shape, null, codes, type);
    }

    /// <summary>Visits each element with its scale and its zero point.</summary>
    private static void Each(Node node, ConstantValues constants, Tensor x, Tensor scale, Tensor? zeroPoint, int axis, Action<int, float, long> visit)
    {
        constants.Take(x.Count);
        var (scales, zeros) = (scale.Reals(), zeroPoint?.Integers ?? [0]);
        var block = node.Int("block_size", 0);
        var (extent, inner, groups, size) = (1, 1, 1, 1);
        if (Math.Max(scales.Length, zeros.Length) > 1 || block > 0)
        {
            axis = Shapes.Axis(node, axis, x.Shape.Length);
            (extent, inner) = (x.Shape[axis], Extents.Count(x.Shape[(axis + 1)..]));
            (groups, size) = (extent, block > 0 ? (int)Math.Min(block, extent) : 1);
        }
        if (inner == 0 || extent == 0) return;
        // Blocks have scales of their own for each of the other elements, too; without blocks all of these share one.
        var blocks = (groups + size - 1) / size;
        var due = block > 0 ? x.Count / extent * blocks : extent;
        if ((scales.Length != 1 && scales.Length != due) || (zeros.Length != 1 && zeros.Length != due))
            throw node.Bad($"has {scales.Length} scales and {zeros.Length} zero points for {Extents.Say(x.Shape)} along axis {axis}{(block > 0 ? $" in blocks of {block}" : "")}");
        for (var i = 0; i < x.Count; i++)
        {
            var along = i / inner % extent;
            var c = block > 0 ? (i / inner / extent * blocks + along / size) * inner + i % inner : along;
            visit(i, scales[scales.Length == 1 ? 0 : c], zeros[zeros.Length == 1 ? 0 : c]);
        }
    }

    /// <summary>The type of codes where no zero point says it.</summary>
    private static int OutputType(Node node) => (int)node.Int("output_dtype", 0) is > 0 and var type ? type : UInt8;

    /// <summary>One scale and one zero point of eight bits, as inputs of a node.</summary>
    /// <param name="context">Where constants are.</param>
    /// <param name="node">The node.</param>
    /// <param name="scale">Which input.</param>
    /// <param name="zeroPoint">Which input, left out for zero.</param>
    /// <param name="given">The codes that the node is given, whose type it is where nothing says it.</param>
    public static Codes Read(ImportContext context, Node node, int scale, int zeroPoint, Codes? given = null)
    {
        var s = context.Required(node, scale, "scale");
        var zero = context.Constant(node, zeroPoint, "zero point");
        if (s.Count != 1 || zero is { Count: not 1 }) throw node.Unsupported("a scale for each channel of what depends on the network's input", "export with one scale for each layer's output");
        var type = zero?.ElementType ?? (given is null ? OutputType(node) : given.IsSigned ? Int8 : UInt8);
        if (type is not (UInt8 or Int8)) throw node.Unsupported($"codes of element type {type}", "int8 (3) and uint8 (2) are imported");
        var value = s.Reals()[0];
        return float.IsFinite(value) && value > 0 ? new Codes(type == Int8, value, (int)(zero?.Integers![0] ?? 0)) : throw node.Bad($"has a scale of {value}");
    }

    public static void Quantize(ImportContext context, Node node) =>
        context.Give(node, Rounded(context, node, context.Real(node, 0), Read(context, node, 1, 2)));

    /// <summary>Real values rounded to codes, which are held as what they stand for.</summary>
    public static Value Rounded(ImportContext context, Node node, Value x, Codes codes)
    {
        if (x.Source.Codes == codes) return x with { Codes = codes };
        var shape = x.Source.Output;
        var layer = context.Add(new Draft(LayerKind.Quantize, node, shape, shape, x.Source) { Codes = codes });
        return x with { Source = layer, Codes = codes, Uses = 0 };
    }

    public static void Dequantize(ImportContext context, Node node)
    {
        var x = context.Take(node, 0);
        if (x.Codes is null)
        {
            // The sums of an integer product.
            var scale = context.Required(node, 1, "scale");
            if (scale.Count != 1 || context.Constant(node, 2, "zero point")?.Integers!.Any(z => z != 0) == true) throw node.Unsupported("sums with a zero point or several scales", "multiply by a constant instead");
            context.Give(node, Affine.Of(context, node, x, scale.Reals(), [0], null));
            return;
        }
        Expect(node, x, Read(context, node, 1, 2, x.Codes));
        context.Give(node, x with { Codes = null });
    }

    /// <summary>To real numbers; codes become numbers themselves.</summary>
    public static void Cast(ImportContext context, Node node)
    {
        var x = context.Take(node, 0);
        var to = node.Int("to", 1);
        if (to is not (1 or 10 or 11 or 16)) throw node.Unsupported($"a cast to element type {to}", "casts to real numbers are imported");
        context.Give(node, x.Codes is not { } codes ? x
            : Affine.Of(context, node, x with { Codes = null }, [(float)(1 / codes.Scale)], [codes.ZeroPoint], null));
    }

    public static void QLinearConv(ImportContext context, Node node)
    {
        var x = Coded(context, node, 0, 1, 2);
        var scale = context.Required(node, 4, "weight scale");
        var weights = Dequantize(node, context.Constants, context.Required(node, 3, "weights"), scale, context.Constant(node, 5, "weight zero point"), 0);
        var bias = context.Constant(node, 8, "bias") is { } sums ? Bias(context, node, sums, context.Required(node, 1, "scale").Reals()[0], scale) : null;
        context.Give(node, Rounded(context, node, Convolutions.Of(context, node, x, weights, bias), Read(context, node, 6, 7)));
    }

    /// <summary>A bias of integers, in units of the scales of inputs and weights together.</summary>
    public static Tensor Bias(ImportContext context, Node node, Tensor bias, float inputScale, Tensor weightScale)
    {
        var sums = bias.Integers ?? throw node.Bad($"has the bias '{bias.Name}' of real numbers");
        context.Constants.Take(bias.Count);
        var scales = weightScale.Reals();
        if (scales.Length != 1 && scales.Length != sums.Length) throw node.Bad($"has {scales.Length} scales of weights and a bias of {sums.Length}");
        return Tensor.Real("", bias.Shape, [.. sums.Select((v, m) => (float)(v * (double)inputScale * scales[scales.Length == 1 ? 0 : m]))]);
    }

    public static void QLinearMatMul(ImportContext context, Node node)
    {
        var x = Coded(context, node, 0, 1, 2);
        var weights = Dequantize(node, context.Constants, context.Required(node, 3, "weights"), context.Required(node, 4, "weight scale"), context.Constant(node, 5, "weight zero point"), -1);
        if (weights.Shape.Length != 2) throw node.Unsupported("weights that are not a matrix", "use weights of two axes");
        context.Give(node, Rounded(context, node, Products.Of(context, node, x, weights, turns: true, null), Read(context, node, 6, 7)));
    }

    public static void ConvInteger(ImportContext context, Node node)
    {
        var (x, weights) = Sums(context, node);
        context.Give(node, Convolutions.Of(context, node, x, weights, null));
    }

    public static void MatMulInteger(ImportContext context, Node node)
    {
        var (x, weights) = Sums(context, node);
        if (weights.Shape.Length != 2) throw node.Unsupported("weights that are not a matrix", "use weights of two axes");
        context.Give(node, Products.Of(context, node, x, weights, turns: true, null));
    }

    /// <summary>The operands of an integer product, whose sums are in units of one code times one code.</summary>
    private static (Value X, Tensor Weights) Sums(ImportContext context, Node node)
    {
        var x = context.Take(node, 0);
        if (x.Codes is not { } codes) throw node.Unsupported("an input of real numbers", "quantise it before (QuantizeLinear)");
        var zero = context.Constant(node, 2, "zero point");
        if (zero is { Count: not 1 } || (zero?.Integers![0] ?? 0) != codes.ZeroPoint) throw node.Unsupported($"a zero point that is not its input's, {codes.ZeroPoint}", "use the same one");
        var weights = Dequantize(
            node, context.Constants, context.Required(node, 1, "weights"), Tensor.Real("", [1], [(float)(1 / codes.Scale)]),
            context.Constant(node, 3, "weight zero point"), node.Type == "ConvInteger" ? 0 : -1);
        return (x with { Codes = null }, weights);
    }

    /// <summary>An input of codes, in real numbers.</summary>
    public static Value Coded(ImportContext context, Node node, int input, int scale, int zeroPoint)
    {
        var x = context.Take(node, input);
        Expect(node, x, Read(context, node, scale, zeroPoint, x.Codes));
        return x with { Codes = null };
    }

    private static void Expect(Node node, Value x, Codes codes)
    {
        if (x.Codes is null) throw node.Unsupported("an input of real numbers", "quantise it before (QuantizeLinear)");
        if (x.Codes != codes)
            throw node.Unsupported($"codes of scale {x.Codes.Scale} and zero point {x.Codes.ZeroPoint}, taken for {codes.Scale} and {codes.ZeroPoint}", "both must be the same");
    }
}
