using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Binding;

/// <summary>Whether the shapes of a layer's line go with each other, and what its window then is.</summary>
internal static class LayerChecks
{
    /// <summary>The window of a layer, an extent for rows and one for columns; null where it has none, or where it is wrong, which has been reported.</summary>
    public static WindowModel? Window(LayerLine line, DiagnosticSink sink, out bool failed)
    {
        failed = false;
        if (line.Failed || line.Word is not { } word || line.Input.Count == 0) return null;
        if (word.IsGlobal)
        {
            failed = ShapeDiffers(line, [line.Input[0]], sink);
            return new WindowModel(Two(line.Input.Skip(1)), Two([1]), Two([1]), new([0, 0]), new([0, 0]));
        }
        if (line.Window is not { Kernel: { } kernel } window)
        {
            failed = word.Operation switch
            {
                LayerOperation.Flatten when Length(line.Input) != Length(line.Output) => Report(line, $"{Text(line.Input)} holds {Length(line.Input)} values", sink),
                LayerOperation.Transpose => Transposed(line, sink),
                LayerOperation.Lstm or LayerOperation.Gru when line.Input[0] != line.Output[0] => Report(line, $"a sequence of {line.Input[0]} steps gives as many", sink),
                LayerOperation.Lstm or LayerOperation.Gru or LayerOperation.Last when IsOdd(line) => Report(line, "a step of both directions is as many values of each", sink),
                LayerOperation.Last => ShapeDiffers(line, line.Input.Skip(1).DefaultIfEmpty(1).ToArray(), sink),
                _ => false,
            };
            return null;
        }
        var dimensions = kernel.Count;
        var strides = window.Stride ?? Enumerable.Repeat(1, dimensions).ToArray();
        var dilations = window.Dilation ?? Enumerable.Repeat(1, dimensions).ToArray();
        var (begins, ends, extents) = (new int[dimensions], new int[dimensions], new List<int> { word.Operation == LayerOperation.Convolution ? line.Output[0] : line.Input[0] });
        for (var d = 0; d < dimensions; d++)
        {
            var (input, span) = (line.Input[d + 1], (long)dilations[d] * (kernel[d] - 1) + 1);
            if (window.Pad is { IsSame: true })
            {
                var total = Math.Max(((input - 1L) / strides[d]) * strides[d] + span - input, 0);
                (begins[d], ends[d]) = ((int)(total / 2), (int)(total - total / 2));
            }
            else if (window.Pad is { } pad)
            {
                (begins[d], ends[d]) = (pad.Begin[d], pad.End[d]);
            }
            if (span > input + (long)begins[d] + ends[d] || (word.Operation is LayerOperation.AveragePool or LayerOperation.MaxPool && (begins[d] >= span || ends[d] >= span)))
            {
                sink.Report(ShapeRules.WindowDoesNotFit, line.Span, Wording.Short(line.Name.Text), span, input, begins[d], ends[d]);
                failed = true;
                return null;
            }
            if (window.PadMode == PadMode.Reflect && Math.Max(begins[d], ends[d]) >= input)
            {
                failed = Report(line, $"{input} values are mirrored by at most {input - 1}", sink);
                return null;
            }
            extents.Add((int)((input + (long)begins[d] + ends[d] - span) / strides[d]) + 1);
        }
        var groups = word.IsDepthwise ? line.Input[0] : window.Groups ?? 1;
        if (line.Input[0] % groups != 0 || line.Output[0] % groups != 0)
        {
            sink.Report(ShapeRules.GroupsDoNotDivide, line.Span, line.Input[0], line.Output[0], Wording.Short(line.Name.Text), groups);
            failed = true;
        }
        failed |= ShapeDiffers(line, extents, sink);
        var weights = (double)line.Output[0] * (line.Input[0] / Math.Max(groups, 1)) * kernel.Aggregate(1.0, (n, k) => n * k);
        var padded = line.Input.Skip(1).Select((n, d) => (double)n + begins[d] + ends[d]).Aggregate((double)line.Input[0], (n, e) => n * e);
        if (Math.Max(weights, padded) > int.MaxValue)
        {
            sink.Report(ShapeRules.ShapeTooLarge, line.Span, weights > int.MaxValue ? "of the weights of layer " + Wording.Short(line.Name.Text) : "of the padded input of layer " + Wording.Short(line.Name.Text));
            failed = true;
        }
        return new WindowModel(Two(kernel), Two(strides), Two(dilations), Two(begins, 0), Two(ends, 0), groups, window.CountPadding ?? false, window.PadMode ?? PadMode.Zeros);
    }

    private static bool IsOdd(LayerLine line) => line.Direction == RecurrentDirection.Bidirectional && Length(line.Output.Skip(line.Word!.IsRecurrent ? 1 : 0).ToArray()) % 2 != 0;

    private static bool Transposed(LayerLine line, DiagnosticSink sink)
    {
        var axes = line.Axes ?? [];
        return axes.OrderBy(a => a).SequenceEqual(Enumerable.Range(0, line.Input.Count))
            ? !line.Output.SequenceEqual(axes.Select(a => line.Input[a])) && Report(line, $"the result of layer {Wording.Short(line.Name.Text)} is {Text(axes.Select(a => line.Input[a]).ToArray())}", sink)
            : Report(line, $"its axes are each of 0 to {line.Input.Count - 1} once, e.g. `axes {Text(Enumerable.Range(0, line.Input.Count).Reverse().ToArray())}`", sink);
    }

    /// <summary>Extents of 1 say nothing.</summary>
    public static bool SameShape(IReadOnlyList<int> a, IReadOnlyList<int> b) => a.Where(n => n != 1).SequenceEqual(b.Where(n => n != 1));

    public static int Length(IReadOnlyList<int> shape) => ShapeReader.Length(shape);

    public static string Text(IReadOnlyList<int> shape) => string.Join("x", shape);

    private static bool ShapeDiffers(LayerLine line, IReadOnlyList<int> due, DiagnosticSink sink) =>
        !SameShape(line.Output, due) && Report(line, $"the result of layer {Wording.Short(line.Name.Text)} is {Text(due)}", sink);

    private static bool Report(LayerLine line, string why, DiagnosticSink sink)
    {
        sink.Report(ShapeRules.OutputWrong, line.Span, Wording.Short(line.Name.Text), Text(line.Output), why);
        return true;
    }

    /// <summary>Of one dimension, a row.</summary>
    private static ValueList<int> Two(IEnumerable<int> extents, int other = 1)
    {
        var all = extents.ToList();
        if (all.Count == 1) all.Insert(0, other);
        return all.ToValueList();
    }
}
