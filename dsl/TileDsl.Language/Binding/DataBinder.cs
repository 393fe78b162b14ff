using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>Samples and labels in files.</summary>
/// <param name="rootFolder">The folder of the program's own file, which paths of a model are relative to.</param>
internal sealed class DataBinder(string rootFolder)
{
    private const int MostSamples = int.MaxValue - 1;

    private static readonly Due Sample = Due.Number("the number of a sample", "[0..199]");

    private static readonly Due Column = Due.Number("the number of a column", "columns 1..784");

    private static readonly string[] Layouts = ["NCHW", "NHWC"];

    public DataModel? Bind(Properties properties)
    {
        var inputs = properties.Read("inputs", Parts) ?? [];
        var labels = properties.Read("labels", Parts) ?? [];
        var isChannelsLast = properties.Read("layout", reader => reader.Choice("the order of a sample's axes", Layouts)) == "NHWC";
        if (Count(inputs) is { } samples && Count(labels) is { } labelled && labels.Count > 0 && samples != labelled && !properties.Failed)
            properties.Fail(ShapeRules.SampleCountsDiffer, properties.PlaceOf("labels"), properties.Owner.Name, samples, labelled);
        if (properties.Failed) return null;
        return new DataModel(properties.Owner.Name, inputs.ToValueList(), labels.ToValueList(), properties.Owner.NameNode.Span) { IsChannelsLast = isChannelsLast };
    }

    /// <summary>A path of a file as the model has it; null where it is not allowed, which has been reported.</summary>
    public string? Path(PropertyReader reader, string due, string example)
    {
        if (reader.Text(due, example) is not { } text) return null;
        var path = RelativePath.Join("", text.Value, out var problem);
        if (path is null || path.Length == 0)
        {
            reader.Report(NameRules.PathNotAllowed, text.Span, Wording.Short(text.Value), problem.Length > 0 ? problem : "it names a folder");
            return null;
        }
        var folder = RelativePath.Folder(reader.Module.Path);
        return folder == rootFolder ? path : RelativePath.From(rootFolder, folder.Length == 0 ? path : folder + "/" + path);
    }

    /// <summary><c>"x.npy" [0..199], "z.csv" columns 1..784</c>.</summary>
    private List<DataPart> Parts(PropertyReader reader)
    {
        var parts = new List<DataPart>();
        do
        {
            var place = reader.Peek?.Span ?? reader.Line;
            var path = Path(reader, "a file in quotes", "\"x.npy\" [0..199]");
            int? first = null, last = null;
            if (reader.Peek is IndexNode { Name: null } index && reader.Take("samples", "[0..199]") is not null) (first, last) = Samples(reader, index);
            var (firstColumn, lastColumn) = Columns(reader);
            if (path is not null) parts.Add(new DataPart(path, first, last, place) { FirstColumn = firstColumn, LastColumn = lastColumn });
        }
        while (reader.NextPhrase());
        return parts;
    }

    /// <summary><c>[0..199]</c>, both ends taken.</summary>
    private static (int? First, int? Last) Samples(PropertyReader reader, IndexNode index)
    {
        if (PropertyReader.Only(index.Arguments) is not BinaryNode { Operator: BinaryOperator.Range } range)
        {
            reader.Report(ValueRules.Unexpected, index.Span, "A range of samples", "[0..199]", Wording.Found(index));
            return (null, null);
        }
        var first = reader.Whole(Sample, range.Left, 0, MostSamples, mayTakeUnit: false);
        var last = reader.Whole(Sample, range.Right, 0, MostSamples, mayTakeUnit: false);
        if (first > last) reader.Reversed(range);
        return (first, last);
    }

    /// <summary><c>column 0</c> or <c>columns 1..784</c> of a table, both ends taken.</summary>
    private static (int? First, int? Last) Columns(PropertyReader reader)
    {
        if (reader.Accept("column"))
        {
            var only = reader.Whole(Column, 0, MostSamples);
            return (only, only);
        }
        if (!reader.Accept("columns") || reader.Take("a range of columns", "columns 1..784") is not { } term) return (null, null);
        if (term is not BinaryNode { Operator: BinaryOperator.Range } range)
        {
            reader.Report(ValueRules.Unexpected, term.Span, "A range of columns", "columns 1..784", Wording.Found(term));
            return (null, null);
        }
        var first = reader.Whole(Column, range.Left, 0, MostSamples, mayTakeUnit: false);
        var last = reader.Whole(Column, range.Right, 0, MostSamples, mayTakeUnit: false);
        if (first > last) reader.Reversed(range);
        return (first, last);
    }

    /// <summary>How many samples a list of files holds, where that can be seen without them.</summary>
    private static long? Count(IReadOnlyList<DataPart> parts) =>
        parts.All(p => p.Last is not null) ? parts.Sum(p => (long)p.Last!.Value - p.First!.Value + 1) : null;
}
