using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A network: its input, its layers, what they read, and where they are placed.</summary>
internal sealed class NetworkBinder(Program program, DataBinder data, DiagnosticSink sink)
{
    private static readonly string[] ElementWords = ["uint8", "int8", "float32"];

    private readonly LayerBinder _layers = new(program, sink);

    public NetworkModel? Bind(Properties properties, IReadOnlyList<LayerNode> lines)
    {
        var name = properties.Owner.Name;
        var input = properties.Read("input", Input);
        var weights = properties.Read("weights", r => data.Path(r, "a file in quotes", "\"network.onnx\""));
        var place = properties.Read("place", PlaceAll);
        var calibrate = properties.Read("calibrate", r => r.OnData("calibrate on Training", program, sink));
        var evaluate = properties.Read("evaluate", Evaluate);
        var isPlaced = properties.Has("place");

        var bound = new List<LayerLine>();
        var names = new Dictionary<string, NameNode>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (names.TryGetValue(line.Name.Text, out var first))
                properties.Fail(NameRules.DuplicateName, line.Name.Span, Wording.Short(line.Name.Text), first.Span);
            else
                names.Add(line.Name.Text, line.Name);
            bound.Add(_layers.Bind(line, properties.Owner.Module));
        }
        if (lines.Count == 0 && !properties.Failed) properties.Fail(ShapeRules.NoLayers, properties.Owner.NameNode.Span, name, input?.Length ?? 64);
        var operands = new GraphBinder(properties, input, bound, sink).Bind();
        var windows = new WindowModel?[bound.Count];
        for (var n = 0; n < bound.Count; n++)
        {
            windows[n] = LayerChecks.Window(bound[n], sink, out var failed);
            properties.Failed |= failed;
            CheckPlace(properties, bound[n], isPlaced);
        }
        foreach (var layer in bound.Take(bound.Count - 1).Where(l => l.Activation.Kind == Activation.Softmax))
            properties.Fail(ShapeRules.SoftmaxNotLast, layer.ActivationSpan, Wording.Short(bound[bound.Count - 1].Name.Text), Wording.Short(layer.Name.Text));

        var layers = bound.Select((l, n) => Model(l, operands[n], windows[n], place)).ToArray();
        if (properties.Failed || bound.Any(l => l.Failed) || layers.Any(l => l is null)) return null;
        return new NetworkModel(name, input!, weights, layers.Select(l => l!).ToValueList(), calibrate, evaluate, properties.Owner.NameNode.Span);
    }

    /// <summary>A layer with weights has a place, and only such a layer can be put on a tile.</summary>
    private static void CheckPlace(Properties properties, LayerLine layer, bool isPlaced)
    {
        if (layer.Word is not { } word || layer.Failed) return;
        if (word.IsPlaceable && layer.Place is null && !isPlaced) properties.Fail(ShapeRules.LayerNotPlaced, layer.Name.Span, Wording.Short(layer.Name.Text));
        if (!word.IsPlaceable && layer.Place is { IsDigital: false } place) properties.Fail(ShapeRules.NothingToPlace, place.Span, Wording.Short(layer.Name.Text));
        if (!word.HasWeights && layer.From is not null) properties.Fail(ShapeRules.OptionDoesNotApply, layer.Span, "from", "layers with weights", word.Word);
    }

    private static LayerModel? Model(LayerLine line, IReadOnlyList<int>? operands, WindowModel? window, Place? all)
    {
        if (line.Failed || line.Word is not { } word || operands is null) return null;
        var place = word.IsPlaceable ? line.Place ?? all : null;
        if (word.IsPlaceable && place is not ({ IsDigital: true } or { Tile: not null, Slicing: not null })) return null;
        return new LayerModel(
            line.Name.Text, word.Operation, operands.ToValueList(), line.Input.ToValueList(), line.Output.ToValueList(), window, line.Activation,
            place?.Tile, place?.Slicing, line.From, line.Name.Span) { ResetFirst = line.ResetFirst, Direction = line.Direction, Axes = (line.Axes ?? []).ToValueList(), Codes = line.Codes };
    }

    /// <summary><c>uint8[8x8], scale 1/16, zero_point 0</c>.</summary>
    private static NetworkInput? Input(PropertyReader reader)
    {
        const string example = "uint8[8x8], scale 1/16";
        if (reader.Take("the type and shape of the input", example) is not { } term) return null;
        if (term is not IndexNode { Name: { } typeName, Arguments: { Count: 1 } arguments })
        {
            reader.Report(ValueRules.Unexpected, term.Span, "The type and shape of the input", example, Wording.Found(term));
            return null;
        }
        var type = Array.IndexOf(ElementWords, typeName.Text);
        if (type < 0) reader.Unknown(typeName, "a type of input", ElementWords, []);
        var inner = reader.Inside(arguments[0]);
        var shape = ShapeReader.Read(inner);
        inner.End();
        if (inner.Failed) reader.Fail();

        Rational? scale = null;
        int? zeroPoint = null;
        var element = (ElementType)Math.Max(type, 0);
        while (reader.NextPhrase())
        {
            var option = reader.Peek!;
            var word = reader.Choice("an option of an input", ["scale", "zero_point"], []);
            if (word == "scale")
            {
                if (scale is not null) reader.Report(ValueRules.LeftOver, option.Span, "the scale", "a second one");
                scale = reader.Value(Due.Number("the real value of one code", "1/16"), v => v.Sign > 0, "above 0");
            }
            else
            {
                if (zeroPoint is not null) reader.Report(ValueRules.LeftOver, option.Span, "the zero point", "a second one");
                zeroPoint = ZeroPoint(reader, element);
            }
        }
        if (element != ElementType.Float32 && scale is null && !reader.Failed)
            reader.Report(ValueRules.Missing, term.Span, "The real value of one code", "scale 1/16", "line");
        return reader.Failed ? null : new NetworkInput(element, shape.ToValueList(), scale, zeroPoint ?? 0, term.Span);
    }

    private static int ZeroPoint(PropertyReader reader, ElementType element)
    {
        var place = reader.Peek?.Span ?? reader.Line;
        var value = reader.Whole(Due.Number("a zero point", "0"), -65536, 65536);
        var (low, high) = element switch { ElementType.UInt8 => (0, 255), ElementType.Int8 => (-128, 127), _ => (0, 0) };
        var limits = low == high ? "0" : $"in {low}..{high}";
        if (value < low || value > high) reader.Report(ShapeRules.ZeroPointOutOfRange, place, ElementWords[(int)element], limits, value);
        return value;
    }

    /// <summary><c>place all on Core using W8A8</c>.</summary>
    private Place? PlaceAll(PropertyReader reader)
    {
        var start = reader.Peek;
        reader.Expect("all", "place all on Core using W8A8");
        return start is null ? null : _layers.PlaceOn(reader, start);
    }

    /// <summary><c>on Test, accuracy</c>.</summary>
    private DataModel? Evaluate(PropertyReader reader)
    {
        const string example = "evaluate on Test, accuracy";
        var found = reader.OnData(example, program, sink);
        var name = reader.Last;
        reader.NextPhrase("what is judged", example);
        reader.Choice("what a network is judged by", ["accuracy"]);
        if (found is { Labels.Count: 0 } && !reader.Failed) reader.Report(ShapeRules.LabelsMissing, name!.Span, found.Name);
        return found;
    }
}
