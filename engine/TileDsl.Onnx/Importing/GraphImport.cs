using TileDsl.Data;

namespace TileDsl.Onnx.Importing;

/// <summary>
/// A graph becomes layers: its nodes are put in order, its input is described, constants are computed, and each other node
/// adds a layer, changes the one before it, or changes how one is seen.
/// </summary>
internal static class GraphImport
{
    private const int Oldest = 7, Newest = 21;

    /// <exception cref="TileException">A file that contradicts itself.</exception>
    /// <exception cref="NotImportableException">A graph beyond what is imported.</exception>
    public static ImportedNetwork Of(ModelFile file)
    {
        try
        {
            return Imported(file);
        }
        catch (OverflowException e)
        {
            throw new TileException($"{file.Path}: a shape is too large", e);
        }
    }

    private static ImportedNetwork Imported(ModelFile file)
    {
        var operatorSet = OperatorSet(file);
        if (file.Graph.Output.Count == 0) throw new TileException($"{file.Path}: its graph has no output");
        var result = file.Graph.Output[0].Name;
        var nodes = GraphOrder.Of(file, result);
        var uses = nodes.SelectMany(n => n.Inputs).Append(result).Where(name => name.Length > 0).GroupBy(name => name).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var context = new ImportContext(file, operatorSet, uses);
        var folding = new ConstantFolding(context.Constants);
        var input = GraphInput.Of(file, context, nodes);
        foreach (var node in nodes) Import(context, folding, node);

        if (context.Constants.Has(result)) throw new TileException($"{file.Path}: its result '{result}' does not depend on its input");
        var value = context.Result(result);
        var last = value.Source.IsInput ? null : context.Own(value.Source.Node!, value);
        if (last is null) throw new NotImportableException($"{file.Path}: nothing is computed between its input and its result '{result}'");
        var layers = Read(context.Layers, last);
        if (layers.SkipLast(1).FirstOrDefault(l => l.Activation?.Word == "softmax") is { } softmax)
            throw softmax.Node!.Unsupported("softmax before other layers", "it is imported as the last layer only");
        List<string> remarks = [.. input.Remarks];
        var others = file.Graph.Output.Skip(1).Select(o => $"'{o.Name}'").ToArray();
        if (others.Length > 0) remarks.Add($"the network's result is '{result}'; the model also gives {string.Join(", ", others)}");
        if (value.Codes is { } codes) remarks.Add($"the model gives {codes.Word} codes; the network gives the numbers they stand for");
        return new ImportedNetwork
        {
            Path = file.Path,
            OperatorSet = operatorSet,
            Input = input.Input,
            Layers = Layers(file.Path, layers),
            Remarks = remarks,
            OutputName = result,
        };
    }

    private static int OperatorSet(ModelFile file)
    {
        var version = file.Model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 0;
        return version is >= Oldest and <= Newest
            ? (int)version
            : throw new NotImportableException($"{file.Path}: ONNX operator set {version}; {Oldest} to {Newest} are read: export it again with opset_version = 17");
    }

    private static void Import(ImportContext context, ConstantFolding folding, Node node)
    {
        if (node.Domain == RuntimeNodes.Domain && RuntimeNodes.Import(context, node)) return;
        if (node.Domain is not ("" or "ai.onnx")) throw node.Unsupported($"the operator is of the domain '{node.Domain}'", "ONNX's own operators and the quantised ones of com.microsoft are imported: export without optimisations for a runtime");
        if (folding.Fold(node) is { } constant)
        {
            context.Constants.Add(node.Output(0), constant);
            return;
        }
        switch (node.Type)
        {
            case "Identity" or "Dropout": ShapeNodes.Pass(context, node); break;
            case "Shape": context.Constants.Add(node.Output(0), ConstantFolding.Extent(node, context.Take(node, 0).Shape)); break;
            case "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze": ShapeNodes.Reshape(context, node, folding); break;
            case "Transpose": ShapeNodes.Transpose(context, node); break;
            case "Pad": ShapeNodes.Pad(context, node, folding); break;
            case "Gather": ShapeNodes.Gather(context, node); break;
            case "Slice": ShapeNodes.Slice(context, node, folding); break;
            case "Conv": Convolutions.Conv(context, node); break;
            case "Gemm": Products.Gemm(context, node); break;
            case "MatMul": Products.MatMul(context, node); break;
            case "BatchNormalization": Affine.BatchNormalization(context, node); break;
            case "Add" or "Sub" or "Mul" or "Div": Elementwise.Binary(context, node); break;
            case "Concat": Elementwise.Concat(context, node); break;
            case "MaxPool": Pools.MaxPool(context, node); break;
            case "AveragePool": Pools.AveragePool(context, node); break;
            case "GlobalMaxPool": Pools.GlobalPool(context, node, LayerKind.GlobalMaxPool); break;
            case "GlobalAveragePool": Pools.GlobalPool(context, node, LayerKind.GlobalAveragePool); break;
            case "ReduceMean": Pools.Reduce(context, node, folding, LayerKind.GlobalAveragePool); break;
            case "ReduceMax": Pools.Reduce(context, node, folding, LayerKind.GlobalMaxPool); break;
            case "Relu" or "LeakyRelu" or "Sigmoid" or "Tanh" or "HardSigmoid" or "HardSwish" or "Clip": Activations.Activation(context, node); break;
            case "Softmax": Activations.Softmax(context, node); break;
            case "Cast": Quantisation.Cast(context, node); break;
            case "QuantizeLinear": Quantisation.Quantize(context, node); break;
            case "DequantizeLinear": Quantisation.Dequantize(context, node); break;
            case "QLinearConv": Quantisation.QLinearConv(context, node); break;
            case "QLinearMatMul": Quantisation.QLinearMatMul(context, node); break;
            case "ConvInteger": Quantisation.ConvInteger(context, node); break;
            case "MatMulInteger": Quantisation.MatMulInteger(context, node); break;
            case "LSTM": Recurrent.Lstm(context, node); break;
            case "GRU": Recurrent.Gru(context, node); break;
            default: throw node.Unsupported("the operator is not supported", Advice.For(node.Type));
        }
    }

    /// <summary>The layers the last one needs, in order.</summary>
    private static List<Draft> Read(IReadOnlyList<Draft> layers, Draft last)
    {
        var needed = new HashSet<Draft>(ReferenceEqualityComparer.Instance) { last };
        for (var n = layers.Count - 1; n >= 0; n--)
        {
            if (needed.Contains(layers[n])) needed.UnionWith(layers[n].Operands);
        }
        return [.. layers.Where(needed.Contains)];
    }

    private static List<ImportedLayer> Layers(string path, List<Draft> drafts)
    {
        var names = LayerNames.Of(drafts);
        var layers = new List<ImportedLayer>();
        foreach (var draft in drafts)
        {
            layers.Add(new ImportedLayer
            {
                Name = names[draft],
                Kind = draft.Kind,
                Input = draft.Input,
                Output = draft.Output,
                Operands = [.. draft.Operands.Select(o => o.IsInput ? "input" : names[o])],
                Window = draft.Window,
                Groups = draft.Groups,
                CountsPadding = draft.CountsPadding,
                Axes = draft.Axes,
                Codes = draft.Codes,
                ResetsFirst = draft.ResetsFirst,
                Direction = draft.Direction,
                PadMode = draft.PadMode,
                Weights = Weights(path, draft, names[draft]),
                Activation = draft.Activation,
                Origin = string.Join(", ", draft.Origins),
            });
        }
        return layers;
    }

    private static WeightTensor? Weights(string path, Draft draft, string layer)
    {
        if (draft.Weights is not { } weights) return null;
        var node = draft.Node!;
        var name = weights.Name.Length > 0 ? weights.Name : node.Name.Length > 0 ? node.Name : node.Output(0);
        string[] others = [.. new[] { node.Input(1), node.Name, node.Output(0), layer }.Where(n => n.Length > 0 && n != name).Distinct()];
        try
        {
            return new WeightTensor(name, weights.Outputs, weights.Inputs, weights.Values, weights.Bias) { OtherNames = others, State = weights.State };
        }
        catch (TileException e)
        {
            throw new TileException($"{path}: {e.Message}", e);
        }
    }
}
