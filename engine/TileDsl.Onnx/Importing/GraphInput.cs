using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Importing;

/// <summary>The input of a network: one sample, channels first.</summary>
internal static class GraphInput
{
    private const int Float32 = 1, UInt8 = 2, Int8 = 3, Float16 = 10, Float64 = 11;

    public static (ImportedInput Input, IReadOnlyList<string> Remarks) Of(ModelFile file, ImportContext context, IReadOnlyList<Node> nodes)
    {
        var initializers = context.Constants.InitializerNames.ToHashSet(StringComparer.Ordinal);
        var used = nodes.SelectMany(n => n.Inputs).ToHashSet(StringComparer.Ordinal);
        ValueInfoProto[] inputs = [.. file.Graph.Input.Where(i => !initializers.Contains(i.Name) && used.Contains(i.Name))];
        if (inputs is not [var input])
        {
            throw new NotImportableException(inputs.Length == 0
                ? $"{file.Path}: its graph declares no input"
                : $"{file.Path}: it takes {inputs.Length} inputs: {string.Join(", ", inputs.Select(i => $"'{i.Name}'"))}; networks with one are imported: make the others constants of the model");
        }
        var remarks = new List<string>();
        var (shape, batch) = Shape(file.Path, input, remarks);
        var consumers = nodes.SelectMany(n => n.Inputs.Distinct(), (node, name) => (node, name)).ToLookup(p => p.name, p => p.node, StringComparer.Ordinal);
        var codes = input.Type.TensorType.ElemType switch
        {
            Float32 or Float16 or Float64 => null,
            UInt8 or Int8 => CodesOf(context, consumers, input.Name, input.Type.TensorType.ElemType == Int8)
                ?? throw new NotImportableException($"{file.Path}: its input '{input.Name}' is integers, and no node says what they stand for; a DequantizeLinear, QLinearConv or Cast behind it does"),
            var type => throw new NotImportableException($"{file.Path}: its input '{input.Name}' has element type {type}; float32 (1), uint8 (2) and int8 (3) are imported"),
        };
        int[] sample = [.. shape.Where((_, axis) => axis != batch)];
        var isLast = batch == 0 && sample.Length is 2 or 3 && IsTurned(consumers, input.Name, shape.Length);
        int[] own = isLast ? [sample[^1], .. sample[..^1]] : sample;
        if (isLast) remarks.Add($"the model takes samples as {Extents.Say(sample)}, channels last; the network takes them as {Extents.Say(own)}");
        var source = new Draft(LayerKind.Flatten, null, own, own) { Codes = codes };
        var order = isLast ? ElementOrder.ChannelsLast(own[0], Extents.Count(own[1..])) : ElementOrder.Own;
        context.GiveInput(input.Name, new Value(source, shape, order, codes));
        return (new ImportedInput(input.Name, own, codes, shape, isLast), remarks);
    }

    /// <summary>The shape with a batch of one, and which axis that is; -1 where there is none.</summary>
    private static (int[] Shape, int Batch) Shape(string path, ValueInfoProto input, List<string> remarks)
    {
        if (input.Type?.TensorType?.Shape is not { Dim.Count: > 0 } declared) throw new NotImportableException($"{path}: its input '{input.Name}' has no shape; export the model with one");
        var dims = declared.Dim;
        if (dims.Count > 6) throw new NotImportableException($"{path}: its input '{input.Name}' has {dims.Count} axes; at most 6 are imported");
        long count = 1;
        foreach (var dim in dims)
        {
            if (dim.DimValue < 0 || dim.DimValue > int.MaxValue || (count *= Math.Max(dim.DimValue, 1)) > int.MaxValue)
                throw new TileException($"{path}: its input '{input.Name}' has an extent of {dim.DimValue}, which is too large or negative");
        }
        int[] open = [.. Enumerable.Range(0, dims.Count).Where(i => dims[i].DimValue == 0)];
        if (open.Length > 1)
        {
            var names = string.Join(", ", open.Select(i => $"{i}{(dims[i].DimParam.Length > 0 ? $" ('{dims[i].DimParam}')" : "")}"));
            throw new NotImportableException($"{path}: its input '{input.Name}' has the open axes {names}; only the batch may be open: export with fixed shapes");
        }
        int[] shape = [.. dims.Select(d => d.DimValue == 0 ? 1 : (int)d.DimValue)];
        if (open.Length == 1)
        {
            if (shape.Length == 1) throw new NotImportableException($"{path}: its input '{input.Name}' has one axis, of an open extent; export with fixed shapes");
            return (shape, open[0]);
        }
        if (shape.Length == 1) return (shape, -1);
        if (shape[0] == 1) return (shape, 0);
        if (shape.Length == 3 && shape[1] == 1) return (shape, 1);
        throw new NotImportableException($"{path}: its input '{input.Name}' takes {shape[0]} samples at once; export with a batch of 1, or an open one");
    }

    /// <summary>What the first node that scales the input's codes takes them for.</summary>
    private static Codes? CodesOf(ImportContext context, ILookup<string, Node> consumers, string name, bool isSigned)
    {
        foreach (var node in Behind(consumers, name, ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "MaxPool"]))
        {
            switch (node.Type)
            {
                case "DequantizeLinear" or "QGemm":
                case var type when type.StartsWith("QLinear", StringComparison.Ordinal) && type != "QLinearConcat":
                    return Quantisation.Read(context, node, 1, 2) with { IsSigned = isSigned };
                case "ConvInteger" or "MatMulInteger":
                    var zero = context.Constant(node, 2, "zero point");
                    return new Codes(isSigned, 1, zero is { Count: 1, Integers: [var z] } ? (int)z : 0);
                case "Cast":
                    return new Codes(isSigned, 1, 0);
            }
        }
        return null;
    }

    /// <summary>Whether the input is turned to channels first before anything is computed of more than single values.</summary>
    private static bool IsTurned(ILookup<string, Node> consumers, string name, int rank)
    {
        int[] turn = [0, rank - 1, .. Enumerable.Range(1, rank - 2)];
        string[] passing = ["Identity", "Cast", "QuantizeLinear", "DequantizeLinear", "Add", "Sub", "Mul", "Div", "Relu", "Clip", "Dropout", "Pad"];
        return Behind(consumers, name, passing).Any(n => n.Type == "Transpose" && n.Ints("perm") is { } perm && perm.SequenceEqual(turn));
    }

    /// <summary>The nodes that take a value, directly or over nodes of some types, nearest first.</summary>
    private static IEnumerable<Node> Behind(ILookup<string, Node> consumers, string name, string[] passing)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { name };
        var names = new Queue<string>([name]);
        while (names.TryDequeue(out var next))
        {
            foreach (var node in consumers[next])
            {
                yield return node;
                if (passing.Contains(node.Type) && seen.Add(node.Output(0))) names.Enqueue(node.Output(0));
            }
        }
    }
}
