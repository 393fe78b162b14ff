using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Where a window may stand at the edges of its input.</summary>
/// <param name="IsSame">As much on each side as makes the results as many as the inputs, divided by the stride; the odd one at the end.</param>
internal sealed record PadLine(bool IsSame, IReadOnlyList<int> Begin, IReadOnlyList<int> End);

/// <summary>A window as a line says it: an extent for every dimension; null where the line does not say.</summary>
internal sealed class WindowLine
{
    public IReadOnlyList<int>? Kernel { get; set; }

    public IReadOnlyList<int>? Stride { get; set; }

    public IReadOnlyList<int>? Dilation { get; set; }

    public PadLine? Pad { get; set; }

    public int? Groups { get; set; }

    public bool? CountPadding { get; set; }

    public PadMode? PadMode { get; set; }
}

/// <summary>Reads <c>kernel 3x3, stride 2x2, pad 1x1..0x0, dilation 2x2, groups 4, count_padding</c>, and of a pad <c>reflect</c> or <c>edge</c>.</summary>
internal static class WindowReader
{
    private const int Widest = 65535;

    private static readonly string[] Options = ["kernel", "stride", "pad", "dilation", "groups", "count_padding", "reflect", "edge"];

    /// <summary>Reads the options behind a layer's shapes.</summary>
    /// <param name="dimensions">1 or 2; 0 where the shapes are wrong.</param>
    public static WindowLine Read(PropertyReader reader, LayerWord word, IReadOnlyList<PhraseNode> phrases, int dimensions)
    {
        var window = new WindowLine();
        foreach (var phrase in phrases)
        {
            if (reader.Failed) break;
            var inner = reader.Inside(phrase);
            var start = inner.Peek!;
            switch (inner.Choice("an option of a window", Options))
            {
                case ("reflect" or "edge") and var mode:
                    if (word.Operation != LayerOperation.Pad) inner.Report(ShapeRules.OptionDoesNotApply, start.Span, mode, "pad", word.Word);
                    window.PadMode = Once(window.PadMode, mode == "edge" ? PadMode.Edge : PadMode.Reflect, start, inner);
                    break;
                case "kernel": window.Kernel = Once(window.Kernel, Extents(inner, dimensions, "kernel 3x3", 1), start, inner); break;
                case "stride": window.Stride = Once(window.Stride, Extents(inner, dimensions, "stride 2x2", 1), start, inner); break;
                case "dilation": window.Dilation = Once(window.Dilation, Extents(inner, dimensions, "dilation 2x2", 1), start, inner); break;
                case "pad": window.Pad = Once(window.Pad, Pad(inner, dimensions), start, inner); break;
                case "groups":
                    if (word.Operation != LayerOperation.Convolution || word.IsDepthwise)
                        inner.Report(ShapeRules.OptionDoesNotApply, start.Span, "groups", "conv1d and conv2d", word.Word);
                    window.Groups = Once(window.Groups, inner.Whole(Due.Number("the number of groups", "groups 4"), 1, int.MaxValue), start, inner);
                    break;
                default:
                    if (word.Operation != LayerOperation.AveragePool) inner.Report(ShapeRules.OptionDoesNotApply, start.Span, "count_padding", "average_pool", word.Word);
                    window.CountPadding = Once(window.CountPadding, true, start, inner);
                    break;
            }
            inner.End();
            if (inner.Failed) reader.Fail();
        }
        // What is only padded has a window of one value.
        if (word.Operation == LayerOperation.Pad)
        {
            if (window.Kernel is not null || window.Stride is not null || window.Dilation is not null) reader.Report(ShapeRules.OptionDoesNotApply, reader.Line, "kernel, stride and dilation", "convolutions and pools", word.Word);
            window.Kernel = Enumerable.Repeat(1, Math.Max(dimensions, 1)).ToArray();
        }
        if (window.Kernel is null) reader.Report(ValueRules.Missing, reader.Line, "The kernel", word.Example, "layer");
        return window;
    }

    private static PadLine? Pad(PropertyReader reader, int dimensions)
    {
        if (reader.Accept("same")) return new PadLine(true, [], []);
        if (reader.Accept("valid")) return null;
        if (reader.Peek is BinaryNode { Operator: BinaryOperator.Range } range)
        {
            reader.Take("a pad", "pad 1x1");
            return new PadLine(false, Extents(reader, range.Left, dimensions, "pad 1x1..0x0", 0), Extents(reader, range.Right, dimensions, "pad 1x1..0x0", 0));
        }
        var both = Extents(reader, dimensions, "pad same", 0);
        return new PadLine(false, both, both);
    }

    private static IReadOnlyList<int> Extents(PropertyReader reader, int dimensions, string example, int least) =>
        reader.Take("an extent for every dimension", example) is { } term ? Extents(reader, term, dimensions, example, least) : [];

    private static IReadOnlyList<int> Extents(PropertyReader reader, Expression term, int dimensions, string example, int least)
    {
        IReadOnlyList<Expression> written = term is ShapeNode shape ? shape.Extents : [term];
        if (dimensions > 0 && written.Count != dimensions)
            reader.Report(ShapeRules.WrongRank, term.Span, Wording.Capital(dimensions == 1 ? "one extent" : "an extent for rows and one for columns"), example, Wording.Found(term));
        var extents = new List<int>();
        foreach (var extent in written) extents.Add(reader.Whole(Due.Number("an extent of a window", example), extent, least, Widest, mayTakeUnit: false));
        return extents;
    }

    private static T? Once<T>(T? earlier, T? now, Expression place, PropertyReader reader)
    {
        if (earlier is not null) reader.Report(ValueRules.LeftOver, place.Span, Wording.Found(place).Trim('`'), "a second one");
        return now;
    }
}
