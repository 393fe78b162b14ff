using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A layer as its own line says it: shapes, window, operands, activation, and a place if it names one.</summary>
/// <param name="Word">Null where the line does not say what it is.</param>
/// <param name="Input">Empty where it is not known.</param>
/// <param name="Operands">The names behind <c>of</c>; null where it reads the layer above.</param>
/// <param name="Failed">Whether something on its line was wrong; what is null or empty is then unknown.</param>
internal sealed record LayerLine(
    NameNode Name,
    LayerWord? Word,
    IReadOnlyList<int> Input,
    IReadOnlyList<int> Output,
    WindowLine? Window,
    bool ResetFirst,
    RecurrentDirection Direction,
    IReadOnlyList<int>? Axes,
    CodesModel? Codes,
    IReadOnlyList<NameNode>? Operands,
    ActivationModel Activation,
    SourceSpan ActivationSpan,
    string? From,
    Place? Place,
    SourceSpan Span,
    bool Failed);

/// <summary><c>place … on Core using W8A8</c>, <c>place … digital</c>: what is put where; of a tile, a part that has errors is null.</summary>
internal sealed record Place(TileModel? Tile, SlicingModel? Slicing, SourceSpan Span, bool IsDigital = false);

internal sealed class LayerBinder(Program program, DiagnosticSink sink)
{
    private const string Example = "layer hidden : dense(64 -> 32), relu";

    public LayerLine Bind(LayerNode line, Module module)
    {
        var reader = new PropertyReader(line.Span, "layer " + line.Name.Text, line.Phrases, module, sink);
        var operation = ReadOperation(reader);
        var activation = operation.Activation;
        var activationSpan = line.Name.Span;
        string? from = null;
        Place? place = null;
        IReadOnlyList<NameNode>? operands = null;
        while (reader.Peek is not null || reader.NextPhrase())
        {
            var start = reader.Peek!;
            if (reader.Accept("place")) place = Once(place, PlaceOn(reader, start), "place", start, reader);
            else if (reader.Accept("of")) operands = Once(operands, Operands(reader), "of", start, reader);
            else if (reader.Accept("from")) from = Once(from, reader.Text("the name of a weight node", "from \"fc1.weight\"")?.Value, "from", start, reader);
            else
            {
                activation = Once(activation, ActivationReader.Read(reader), "activation", start, reader);
                activationSpan = start.Span;
            }
        }
        reader.End();
        return new LayerLine(
            line.Name, operation.Word, operation.Input, operation.Output, operation.Window, operation.ResetFirst, operation.Direction, operation.Axes, operation.Codes, operands,
            activation ?? ActivationModel.None, activationSpan, from, place, line.Span, reader.Failed);
    }

    /// <summary>What stands behind the word <c>place</c> and what is placed: <c>on Core using W8A8</c>, <c>digital</c>.</summary>
    public Place? PlaceOn(PropertyReader reader, Expression start)
    {
        const string example = "place all on Core using W8A8";
        if (reader.Accept("digital")) return new Place(null, null, start.Span, IsDigital: true);
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

    private sealed record Operation(
        LayerWord? Word, IReadOnlyList<int> Input, IReadOnlyList<int> Output, WindowLine? Window = null, bool ResetFirst = false, ActivationModel? Activation = null,
        IReadOnlyList<int>? Axes = null, CodesModel? Codes = null, RecurrentDirection Direction = RecurrentDirection.Forward);

    /// <summary><c>dense(64 -> 32)</c>, <c>conv2d(3x32x32 -> 16x32x32, kernel 3x3)</c>, <c>add(64x8x8)</c>.</summary>
    private static Operation ReadOperation(PropertyReader reader)
    {
        if (reader.Take("a layer", Example) is not { } term) return new(null, [], []);
        if (term is not CallNode call)
        {
            reader.Report(ValueRules.Unexpected, term.Span, "A layer", Example, Wording.Found(term));
            return new(null, [], []);
        }
        if (LayerWords.Find(call.Name.Text) is not { } word)
        {
            if (Grammar.LaterLayers.Contains(call.Name.Text))
                reader.Report(ValueRules.NotSimulated, call.Name.Span, call.Name.Text, "remove the layer");
            else
                reader.Unknown(call.Name, "a layer", LayerWords.All, Grammar.LaterLayers);
            return new(null, [], []);
        }
        var (input, output) = Shapes(reader, call, word);
        var rest = call.Arguments.Skip(1).ToArray();
        if (word.HasWindow) return new(word, input, output, WindowReader.Read(reader, word, rest, Math.Max(input.Count - 1, 0)));
        if (word.Operation == LayerOperation.Activation)
        {
            ActivationWords.TryGet(word.Word, out var kind);
            return new(word, input, output, Activation: ActivationReader.Parameters(reader, call, kind, rest));
        }
        if (word.Operation == LayerOperation.Quantize) return new(word, input, output, Codes: CodesReader.Read(reader, call, rest));
        if (word.Operation == LayerOperation.Transpose) return new(word, input, output, Axes: Axes(reader, rest, input.Count));
        return Sequence(reader, word, input, output, rest);
    }

    /// <summary><c>gru(49x10 -> 49x64, reverse, reset_first)</c>; other layers have nothing behind their shapes.</summary>
    private static Operation Sequence(PropertyReader reader, LayerWord word, IReadOnlyList<int> input, IReadOnlyList<int> output, PhraseNode[] rest)
    {
        RecurrentDirection? direction = null;
        var resetFirst = false;
        foreach (var phrase in rest)
        {
            var option = phrase.Terms is [NameNode { Text: var text }] ? text : "";
            if (direction is null && LayerWords.Direction(word, option) is { } given) direction = given;
            else if (word.Operation == LayerOperation.Gru && !resetFirst && option == "reset_first") resetFirst = true;
            else reader.Report(ValueRules.LeftOver, phrase.Span, word.Word, Wording.Found(phrase.Terms[0]));
        }
        return new(word, input, output, ResetFirst: resetFirst, Direction: direction ?? RecurrentDirection.Forward);
    }

    private static (IReadOnlyList<int> Input, IReadOnlyList<int> Output) Shapes(PropertyReader reader, CallNode call, LayerWord word)
    {
        var term = call.Arguments.Count > 0 && call.Arguments[0].Terms is [var only] ? only : null;
        if (!word.HasArrow && term is not (null or BinaryNode { Operator: BinaryOperator.Arrow }))
        {
            var shape = ShapeReader.Read(reader, term);
            return reader.Failed ? ([], []) : (shape, shape);
        }
        if (!word.HasArrow || term is not BinaryNode { Operator: BinaryOperator.Arrow } arrow)
        {
            reader.Report(ValueRules.Unexpected, call.Span, word.HasArrow ? "The inputs and outputs of a layer" : "The shape of a layer", word.Example, Wording.Found(call));
            return ([], []);
        }
        var input = ShapeReader.Read(reader, arrow.Left);
        var output = ShapeReader.Read(reader, arrow.Right);
        var (least, most) = word.Extents > 0 ? (word.Extents, word.Extents) : word.HasWindow ? (2, 3) : word.IsGlobal ? (2, 3) : (1, int.MaxValue);
        if (input.Count < least || input.Count > most || (word.HasWindow && output.Count != input.Count) || (word.IsRecurrent && output.Count != 2))
            reader.Report(ShapeRules.WrongRank, arrow.Span, Rank(word), word.Example, Wording.Found(arrow));
        return reader.Failed ? ([], []) : (input, output);
    }

    /// <summary><c>axes 2x0x1</c>; two axes change places where nothing is said.</summary>
    private static IReadOnlyList<int> Axes(PropertyReader reader, PhraseNode[] rest, int extents)
    {
        const string example = "axes 2x0x1";
        if (rest.Length == 0 && extents == 2) return [1, 0];
        if (rest.Length != 1 || rest[0].Terms is not [NameNode { Text: "axes" }, ShapeNode shape])
        {
            reader.Report(ValueRules.Missing, reader.Line, "The order of the axes", example, "layer");
            return [];
        }
        return shape.Extents.Select(axis => reader.Whole(Due.Number("an axis", example), axis, 0, 7, mayTakeUnit: false)).ToArray();
    }

    private static string Rank(LayerWord word) =>
        word.IsRecurrent ? "Steps by values" : word.Extents == 3 ? "Channels by rows by columns" : word.Extents == 2 ? "Channels by places" : "Channels by rows by columns, or channels by places,";

    /// <summary><c>a and b</c>.</summary>
    private static List<NameNode> Operands(PropertyReader reader)
    {
        const string example = "of a and b";
        var names = new List<NameNode>();
        do
        {
            if (reader.Name("the name of a layer", example) is { } name) names.Add(name);
        }
        while (reader.Accept("and"));
        return names;
    }

    private static T? Once<T>(T? earlier, T? now, string what, Expression place, PropertyReader reader)
    {
        if (earlier is not null) reader.Report(ValueRules.LeftOver, place.Span, "the " + what, "a second one, " + Wording.Found(place));
        return now;
    }
}
