using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A layer as its own line says it: shape, activation, and a place if it names one.</summary>
/// <param name="Failed">Whether something on its line was wrong; what is null or zero is then unknown.</param>
internal sealed record LayerLine(
    NameNode Name,
    int Inputs,
    int Outputs,
    Activation Activation,
    Rational Parameter,
    SourceSpan ActivationSpan,
    string? From,
    Place? Place,
    SourceSpan Span,
    bool Failed);

/// <summary><c>place … on Core using W8A8</c>: what is put where; a part that has errors is null.</summary>
internal sealed record Place(TileModel? Tile, SlicingModel? Slicing, SourceSpan Span);

internal sealed class LayerBinder(Program program, DiagnosticSink sink)
{
    private const string Example = "layer hidden : dense(64 -> 32), relu";

    public LayerLine Bind(LayerNode line, Module module)
    {
        var reader = new PropertyReader(line.Span, "layer " + line.Name.Text, line.Phrases, module, sink);
        var (inputs, outputs) = Dense(reader);
        Activation? activation = null;
        var parameter = Rational.Zero;
        var activationSpan = line.Name.Span;
        string? from = null;
        Place? place = null;
        while (reader.Peek is not null || reader.NextPhrase())
        {
            var start = reader.Peek!;
            if (reader.Accept("place")) place = Once(place, PlaceOn(reader, start), "place", start, reader);
            else if (reader.Accept("from")) from = Once(from, reader.Text("the name of a weight node", "from \"fc1.weight\"")?.Value, "from", start, reader);
            else
            {
                (var found, parameter) = ReadActivation(reader);
                activation = Once(activation, found, "activation", start, reader);
                activationSpan = start.Span;
            }
        }
        reader.End();
        return new LayerLine(line.Name, inputs, outputs, activation ?? Activation.None, parameter, activationSpan, from, place, line.Span, reader.Failed);
    }

    /// <summary>What stands behind the word <c>place</c> and what is placed: <c>on Core using W8A8</c>.</summary>
    public Place? PlaceOn(PropertyReader reader, Expression start)
    {
        const string example = "place all on Core using W8A8";
        if (reader.Is("digital"))
        {
            reader.Report(ValueRules.NotSimulated, reader.Peek!.Span, "place digital", "place the layer on a tile");
            return null;
        }
        reader.Expect("on", example);
        var tile = reader.Reference("tile", example, sink);
        reader.Expect("using", example);
        var slicing = reader.Reference("slicing", example, sink);
        if (tile is null || slicing is null) return null;
        var place = new Place(program.Tile(tile), program.Slicing(slicing), reader.Failed ? start.Span : SourceSpan.Between(start.Span, reader.Last!.Span));
        if (place is not { Tile: { } t, Slicing: { } s }) return place;
        var problems = Placement.Problems(t, s, place.Span);
        foreach (var problem in problems) sink.Report(problem);
        if (problems.Count > 0) reader.Fail();
        return place;
    }

    /// <summary><c>dense(64 -> 32)</c>.</summary>
    private static (int Inputs, int Outputs) Dense(PropertyReader reader)
    {
        if (reader.Take("a layer", Example) is not { } term) return (0, 0);
        if (term is not CallNode call)
        {
            reader.Report(ValueRules.Unexpected, term.Span, "A layer", Example, Wording.Found(term));
            return (0, 0);
        }
        if (call.Name.Text != "dense")
        {
            if (Grammar.LaterLayers.Contains(call.Name.Text))
                reader.Report(ValueRules.NotSimulated, call.Name.Span, call.Name.Text, "dense layers are simulated, `dense(64 -> 32)`");
            else
                reader.Unknown(call.Name, "a layer", ["dense"], Grammar.LaterLayers);
            return (0, 0);
        }
        if (PropertyReader.Only(call.Arguments) is not BinaryNode { Operator: BinaryOperator.Arrow } arrow)
        {
            reader.Report(ValueRules.Unexpected, call.Span, "The inputs and outputs of a layer", "dense(64 -> 32)", Wording.Found(call));
            return (0, 0);
        }
        var inputs = ShapeReader.Read(reader, arrow.Left);
        var outputs = ShapeReader.Read(reader, arrow.Right);
        return reader.Failed ? (0, 0) : (ShapeReader.Length(inputs), ShapeReader.Length(outputs));
    }

    private static (Activation Activation, Rational Parameter) ReadActivation(PropertyReader reader)
    {
        var term = reader.Take("an activation, `from` or `place`", "relu");
        var name = term switch { NameNode word => word, CallNode call => call.Name, _ => null };
        if (name is null || !ActivationWords.TryGet(name.Text, out var activation))
        {
            if (name is not null) reader.Unknown(name, "an activation", ActivationWords.All, []);
            else if (term is not null) reader.Report(ValueRules.Unexpected, term.Span, "An activation, `from` or `place`", "relu", Wording.Found(term));
            return default;
        }
        if (activation != Activation.LeakyRelu)
        {
            if (term is CallNode) reader.Report(ValueRules.LeftOver, term.Span, name.Text, Wording.Found(term));
            return (activation, 0);
        }
        if (term is not CallNode { Arguments: { Count: 1 } arguments })
        {
            reader.Report(ValueRules.Missing, term!.Span, "The slope below zero", "leaky_relu(0.01)", "activation");
            return default;
        }
        var inner = reader.Inside(arguments[0]);
        var slope = inner.Value(Due.Number("the slope below zero", "0.01"), v => v.Sign >= 0 && v <= 1, "in 0..1");
        inner.End();
        if (inner.Failed) reader.Fail();
        return (activation, slope);
    }

    private static T? Once<T>(T? earlier, T? now, string what, Expression place, PropertyReader reader)
    {
        if (earlier is not null) reader.Report(ValueRules.LeftOver, place.Span, "the " + what, "a second one, " + Wording.Found(place));
        return now;
    }
}
