namespace TileDsl.Onnx.Importing;

/// <summary>
/// Computes nodes whose inputs are all constants: shapes as exporters reckon them, weights that are transposed, scaled or
/// dequantised on their way.
/// </summary>
internal sealed class ConstantFolding(ConstantValues constants)
{
    private const int MostMade = 1 << 20;

    /// <summary>The value of the node's output; null where such a node is not computed.</summary>
    public Tensor? Fold(Node node)
    {
        if (node.Type == "Constant") return Constant(node);
        if (node.Inputs.Count == 0 || constants.Find(node.Input(0)) is not { } x) return null;
        return node.Type switch
        {
            "Identity" or "Dropout" => x,
            "Cast" => Cast(x, (int)node.Int("to", 1)),
            "Shape" => Extent(node, x.Shape),
            "Reshape" => Reshape(node, x, Integers(node, 1)),
            "Flatten" => Reshape(node, x, Flat(node, x.Shape)),
            "Squeeze" => x with { Shape = Shapes.Squeeze(node, x.Shape, Axes(node)) },
            "Unsqueeze" => x with { Shape = Shapes.Unsqueeze(node, x.Shape, Axes(node) ?? throw node.Bad("names no axes")) },
            "Transpose" => Transpose(node, x),
            "Gather" => Gather(node, x),
            "Slice" => Slice(node, x),
            "Concat" => Concat(node),
            "Expand" => Expand(node, x),
            "ConstantOfShape" => Filled(node, x),
            "Add" or "Sub" or "Mul" or "Div" or "Pow" => Combine(node, x),
            "Sqrt" or "Neg" or "Reciprocal" or "Exp" => Each(node, x),
            "DequantizeLinear" => Dequantize(node, x),
            "QuantizeLinear" => Quantize(node, x),
            _ => null,
        };
    }

    /// <summary>Axes as an attribute or, of later operator sets, as an input.</summary>
    public int[]? Axes(Node node) => node.Ints("axes") ?? (node.Input(1).Length > 0 ? Integers(node, 1) : null);

    public int[] Integers(Node node, int input)
    {
        if (constants.Find(node.Input(input)) is not { } tensor)
            throw node.Unsupported($"input '{node.Input(input)}' depends on the network's input", "only constants can be taken there: export with fixed shapes");
        if (tensor.Integers is null || tensor.Count > 4096) throw node.Bad($"takes '{node.Input(input)}' for integers, which it is not");
        return Array.ConvertAll(tensor.Integers, v => (int)Math.Clamp(v, int.MinValue, int.MaxValue));
    }

    public static Tensor Extent(Node node, IReadOnlyList<int> shape)
    {
        var start = Clamp(node.Int("start", 0), shape.Count);
        var end = Clamp(node.Int("end", shape.Count), shape.Count);
        long[] extents = [.. shape.Skip(start).Take(Math.Max(end - start, 0)).Select(n => (long)n)];
        return Tensor.Whole([extents.Length], extents);
    }

    private static int Clamp(long index, int count) => (int)Math.Clamp(index < 0 ? index + count : index, 0, count);

    private static int[] Flat(Node node, int[] shape)
    {
        var axis = Shapes.Axis(node, node.Int("axis", 1), shape.Length + 1);
        return [Extents.Count(shape[..axis]), Extents.Count(shape[axis..])];
    }

    private Tensor? Constant(Node node)
    {
        if (node.Tensor("value") is { } tensor) return constants.Decode(tensor, tensor.Name);
        if (node.Has("value_float")) return Tensor.Real("", [], [node.Real("value_float", 0)]);
        if (node.Reals("value_floats") is { Length: > 0 } reals) return Tensor.Real("", [reals.Length], reals);
        if (node.Has("value_int")) return Tensor.Whole([], [node.Int("value_int", 0)]);
        if (node.Ints("value_ints") is { } ints) return Tensor.Whole([ints.Length], Array.ConvertAll(ints, v => (long)v));
        return null;
    }

    private static Tensor? Cast(Tensor x, int to)
    {
        if (to is 1 or 10 or 11 or 16) return x with { Floats = x.Reals(), Integers = null, ElementType = 1 };
        if (to is not (>= 2 and <= 7 or 9 or 12 or 13)) return null;
        return x with { Floats = null, Integers = x.Integers ?? Array.ConvertAll(x.Floats!, v => (long)v), ElementType = to };
    }

    private static Tensor Reshape(Node node, Tensor x, int[] shape) => x with { Shape = Shapes.Reshape(node, x.Shape, shape) };

    private Tensor Transpose(Node node, Tensor x)
    {
        var permutation = Shapes.Permutation(node, x.Shape.Length);
        constants.Take(x.Count);
        var strides = Extents.Strides(x.Shape);
        int[] shape = [.. permutation.Select(axis => x.Shape[axis])];
        return x.Picked(shape, Extents.Walk(shape, [.. permutation.Select(axis => strides[axis])]));
    }

    private Tensor? Gather(Node node, Tensor x)
    {
        if (constants.Find(node.Input(1)) is not { Integers: { } indices } at || x.Shape.Length == 0) return null;
        var axis = Shapes.Axis(node, node.Int("axis", 0), x.Shape.Length);
        var extent = x.Shape[axis];
        if (indices.Any(i => i < -extent || i >= extent)) throw node.Bad($"takes element {indices.First(i => i < -extent || i >= extent)} of {extent}");
        var (outer, inner) = (Extents.Count(x.Shape[..axis]), Extents.Count(x.Shape[(axis + 1)..]));
        if ((long)outer * inner * indices.Length > MostMade) return null;
        constants.Take((long)outer * inner * indices.Length);
        var from = new List<int>();
        for (var o = 0; o < outer; o++)
            foreach (var i in indices)
                for (var n = 0; n < inner; n++) from.Add((o * extent + (int)(i < 0 ? i + extent : i)) * inner + n);
        return x.Picked([.. x.Shape[..axis], .. at.Shape, .. x.Shape[(axis + 1)..]], [.. from]);
    }

    private Tensor? Slice(Node node, Tensor x)
    {
        var asInputs = node.Inputs.Count > 1;
        var starts = asInputs ? Integers(node, 1) : node.Ints("starts");
        var ends = asInputs ? Integers(node, 2) : node.Ints("ends");
        if (starts is null || ends is null || starts.Length != ends.Length) throw node.Bad("needs as many ends as starts");
        var axes = (asInputs ? node.Input(3).Length > 0 ? Integers(node, 3) : null : node.Ints("axes")) ?? [.. Enumerable.Range(0, starts.Length)];
        var steps = (node.Input(4).Length > 0 ? Integers(node, 4) : null) ?? [.. Enumerable.Repeat(1, starts.Length)];
        if (axes.Length != starts.Length || steps.Length != starts.Length || steps.Any(s => s < 1)) return null;
        var (shape, strides, offset) = ((int[])x.Shape.Clone(), Extents.Strides(x.Shape), 0);
        for (var n = 0; n < axes.Length; n++)
        {
            var axis = Shapes.Axis(node, axes[n], shape.Length);
            var (start, end) = (Clamp(starts[n], shape[axis]), Clamp(ends[n], shape[axis]));
            offset += start * strides[axis];
            shape[axis] = Math.Max(0, (end - start + steps[n] - 1) / steps[n]);
            strides[axis] *= steps[n];
        }
        return x.Picked(shape, Array.ConvertAll(Extents.Walk(shape, strides), i => i + offset));
    }

    private Tensor? Concat(Node node)
    {
        var parts = node.Inputs.Select(constants.Find).ToArray();
        if (parts.Any(p => p is not { Shape.Length: 1 })) return null;
        constants.Take(parts.Sum(p => (long)p!.Count));
        int[] shape = [parts.Sum(p => p!.Count)];
        return parts.All(p => p!.Integers is not null)
            ? Tensor.Whole(shape, [.. parts.SelectMany(p => p!.Integers!)])
            : Tensor.Real("", shape, [.. parts.SelectMany(p => p!.Reals())]);
    }

    private Tensor? Expand(Node node, Tensor x)
    {
        if (Extents.Broadcast(x.Shape, Shapes.Checked(node, Integers(node, 1))) is not { } shape) throw node.Bad($"cannot expand {Extents.Say(x.Shape)}");
        return Extents.Count(shape) > MostMade ? null : x.Picked(shape, Extents.Sources(x.Shape, shape)) with { Name = "" };
    }

    private Tensor? Filled(Node node, Tensor x)
    {
        var shape = Shapes.Checked(node, Array.ConvertAll(x.Integers ?? throw node.Bad("takes a shape that is not integers"), v => (int)Math.Clamp(v, -1, int.MaxValue)));
        var count = Extents.Count(shape);
        if (count > MostMade) return null;
        var value = node.Tensor("value") is { } given ? constants.Decode(given, "") : Tensor.Real("", [1], [0]);
        return value.Count == 1 ? value.Picked(shape, new int[count]) with { Name = "" } : throw node.Bad("needs one value");
    }

    private Tensor? Combine(Node node, Tensor a)
    {
        if (constants.Find(node.Input(1)) is not { } b) return null;
        if (Extents.Broadcast(a.Shape, b.Shape) is not { } shape) throw node.Bad($"cannot combine {Extents.Say(a.Shape)} and {Extents.Say(b.Shape)}");
        constants.Take(4L * Extents.Count(shape));
        var (left, right) = (Extents.Sources(a.Shape, shape), Extents.Sources(b.Shape, shape));
        if (a.Integers is { } m && b.Integers is { } n && node.Type != "Pow")
        {
            return Tensor.Whole(shape, [.. left.Zip(right, (i, j) => node.Type switch
            {
                "Add" => unchecked(m[i] + n[j]),
                "Sub" => unchecked(m[i] - n[j]),
                "Mul" => unchecked(m[i] * n[j]),
                _ => n[j] is 0 or -1 ? throw node.Bad("divides by 0 or -1") : m[i] / n[j],
            })]);
        }
        var (x, y) = (a.Reals(), b.Reals());
        return Tensor.Real(a.Count >= b.Count ? a.Name : b.Name, shape, [.. left.Zip(right, (i, j) => node.Type switch
        {
            "Add" => x[i] + y[j],
            "Sub" => x[i] - y[j],
            "Mul" => x[i] * y[j],
            "Div" => x[i] / y[j],
            _ => MathF.Pow(x[i], y[j]),
        })]);
    }

    private static Tensor? Each(Node node, Tensor x) => x.Floats is null ? null : x with
    {
        Floats = Array.ConvertAll(x.Floats, v => node.Type switch { "Sqrt" => MathF.Sqrt(v), "Neg" => -v, "Exp" => MathF.Exp(v), _ => 1 / v }),
    };

    private Tensor? Quantize(Node node, Tensor x) =>
        constants.Find(node.Input(1)) is { } scale && x.Floats is not null
            ? Quantisation.Quantize(node, constants, x, scale, constants.Find(node.Input(2)), (int)node.Int("axis", 1))
            : null;

    private Tensor? Dequantize(Node node, Tensor x) =>
        constants.Find(node.Input(1)) is { } scale && x.Integers is not null
            ? Quantisation.Dequantize(node, constants, x, scale, constants.Find(node.Input(2)), (int)node.Int("axis", 1))
            : null;
}
