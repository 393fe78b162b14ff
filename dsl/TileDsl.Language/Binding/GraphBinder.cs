using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Which values every layer of a network reads, and whether they have the shapes it takes.</summary>
internal sealed class GraphBinder(Properties properties, NetworkInput? input, IReadOnlyList<LayerLine> layers, DiagnosticSink sink)
{
    /// <summary>The network's input is a value like a layer's result.</summary>
    private const string InputName = "input";

    /// <summary>By layer, the values it reads: 0 is the input, n the result of layer n - 1; null where they are not known.</summary>
    public IReadOnlyList<int>?[] Bind()
    {
        var operands = new IReadOnlyList<int>?[layers.Count];
        var read = new HashSet<int>();
        for (var n = 0; n < layers.Count; n++)
        {
            operands[n] = Operands(n);
            read.UnionWith(operands[n] ?? []);
            if (operands[n] is { } known && !layers[n].Failed) Check(layers[n], known);
        }
        if (operands.All(o => o is not null) && !layers.Any(l => l.Failed))
        {
            for (var n = 0; n < layers.Count - 1; n++)
            {
                if (!read.Contains(n + 1)) properties.Fail(ShapeRules.LayerNotRead, layers[n].Name.Span, Wording.Short(layers[n].Name.Text));
            }
        }
        return operands;
    }

    private List<int>? Operands(int n)
    {
        var line = layers[n];
        if (line.Operands is not { } names) return [n];
        var found = new List<int>();
        foreach (var name in names)
        {
            if (Find(name, n) is not { } value) return null;
            found.Add(value);
        }
        return found;
    }

    private int? Find(NameNode name, int n)
    {
        for (var above = n - 1; above >= 0; above--)
        {
            if (layers[above].Name.Text == name.Text) return above + 1;
        }
        if (name.Text == InputName) return 0;
        var hint = sink.DidYouMean(name.Text, layers.Take(n).Select(l => l.Name.Text).Append(InputName));
        properties.Fail(ShapeRules.OperandUnknown, name.Span, Wording.Short(layers[n].Name.Text), Wording.Short(name.Text), hint);
        return null;
    }

    private void Check(LayerLine line, IReadOnlyList<int> operands)
    {
        if (line.Word is not { } word || line.Input.Count == 0) return;
        if (word.Operands == 0 ? operands.Count < 2 : operands.Count != word.Operands)
        {
            var due = word.Operands == 0 ? "two operands or more" : word.Operands == 1 ? "one operand" : $"{word.Operands} operands";
            properties.Fail(ShapeRules.OperandsMissing, line.Span, word.Word, due, Wording.Short(line.Name.Text), operands.Count, word.Example);
            return;
        }
        if (word.Operation == LayerOperation.Concatenate)
        {
            Concatenated(line, operands);
            return;
        }
        foreach (var operand in operands)
        {
            var given = Shape(operand);
            if (given.Count > 0 && !Takes(word, line.Input, given))
                properties.Fail(ShapeRules.ShapesDoNotChain, line.Span, Wording.Short(line.Name.Text), LayerChecks.Text(Shown(word, line.Input)), Name(operand), LayerChecks.Text(Shown(word, given)));
        }
    }

    /// <summary>Dense layers and those that work value by value look at numbers only; two operands may differ in that one holds a value for each channel.</summary>
    private static bool Takes(LayerWord word, IReadOnlyList<int> due, IReadOnlyList<int> given) => word.Operation switch
    {
        LayerOperation.Dense or LayerOperation.Flatten or LayerOperation.Transpose or LayerOperation.Activation => LayerChecks.Length(due) == LayerChecks.Length(given),
        LayerOperation.Add or LayerOperation.Subtract or LayerOperation.Multiply => LayerChecks.SameShape(due, given) || LayerChecks.SameShape([due[0]], given),
        _ => LayerChecks.SameShape(due, given),
    };

    private static IReadOnlyList<int> Shown(LayerWord word, IReadOnlyList<int> shape) =>
        word.Operation is LayerOperation.Dense or LayerOperation.Flatten or LayerOperation.Transpose or LayerOperation.Activation ? [LayerChecks.Length(shape)] : shape;

    private void Concatenated(LayerLine line, IReadOnlyList<int> operands)
    {
        var shapes = operands.Select(Shape).ToArray();
        if (shapes.Any(s => s.Count == 0)) return;
        // Channels are first, and extents of 1 behind them say nothing.
        var places = LayerChecks.Length(line.Output) / line.Output[0];
        foreach (var operand in operands)
        {
            var given = Shape(operand);
            if (LayerChecks.Length(given) / given[0] == places) continue;
            properties.Fail(ShapeRules.ShapesDoNotChain, line.Span, Wording.Short(line.Name.Text), "channels of " + LayerChecks.Text(line.Output.Skip(1).DefaultIfEmpty(1).ToArray()), Name(operand), LayerChecks.Text(given));
            return;
        }
        var channels = shapes.Sum(s => (long)s[0]);
        if (channels != line.Output[0])
            properties.Fail(ShapeRules.OutputWrong, line.Span, Wording.Short(line.Name.Text), LayerChecks.Text(line.Output), $"its operands have {channels} channels together");
    }

    private IReadOnlyList<int> Shape(int value) => value == 0 ? input?.Shape.ToArray() ?? [] : layers[value - 1].Output;

    private string Name(int value) => value == 0 ? "the input" : "layer " + Wording.Short(layers[value - 1].Name.Text);
}
