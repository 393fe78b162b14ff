using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Cli.Inputs;

/// <summary>Samples and the class each belongs to.</summary>
internal sealed record Labelled(Samples Inputs, int[] Labels)
{
    public Labelled First(int count) => count >= Inputs.Count ? this : new(Inputs.Slice(0, count), Labels[..count]);
}

/// <summary>Reads the <c>data</c> of a .tile file.</summary>
internal sealed class DataSets(DataFolder folder)
{
    private readonly Dictionary<string, NpyArray> _files = new(StringComparer.Ordinal);

    public Samples Inputs(DataModel data) => Named(data, () =>
        Samples.Concatenate(data.Inputs.Select(part => Range(part, Read(part).ToSamples())).ToArray()));

    public Labelled Labelled(DataModel data)
    {
        if (data.Labels.Count == 0) throw new TileException($"data '{data.Name}' has no labels; accuracy needs them");
        var inputs = Inputs(data);
        var labels = Named(data, () => data.Labels.SelectMany(part => Range(part, ToLabels(part.Path, Read(part)))).ToArray());
        return Pair($"data '{data.Name}'", inputs, labels);
    }

    /// <summary>Whether a file the .tile file names is there.</summary>
    public bool IsThere(string path) => File.Exists(folder.Resolve(path));

    /// <summary>Whether all files of a data set are there.</summary>
    public bool AreThere(DataModel data) => data.Inputs.Concat(data.Labels).All(part => IsThere(part.Path));

    /// <summary>Files given on the command line instead.</summary>
    public static Labelled Read(string inputs, string labels) =>
        Pair($"'{inputs}' and '{labels}'", NpyArray.Read(inputs).ToSamples(), ToLabels(labels, NpyArray.Read(labels)));

    private static Labelled Pair(string what, Samples inputs, int[] labels) => inputs.Count == labels.Length
        ? new Labelled(inputs, labels)
        : throw new TileException($"{what}: {inputs.Count} samples and {labels.Length} labels; there must be one label per sample");

    private NpyArray Read(DataPart part)
    {
        var path = folder.Resolve(part.Path);
        return _files.TryGetValue(path, out var known) ? known : _files[path] = NpyArray.Read(path);
    }

    private static Samples Range(DataPart part, Samples samples)
    {
        var (first, last) = Range(part, samples.Count);
        return samples.Slice(first, last - first + 1);
    }

    private static int[] Range(DataPart part, int[] labels)
    {
        var (first, last) = Range(part, labels.Length);
        return labels[first..(last + 1)];
    }

    private static (int First, int Last) Range(DataPart part, int count)
    {
        var (first, last) = (part.First ?? 0, part.Last ?? count - 1);
        if (first > last || last >= count)
            throw new TileException($"'{part.Path}' has {count} samples, 0..{count - 1}; [{first}..{last}] is not among them");
        return (first, last);
    }

    private static int[] ToLabels(string path, NpyArray array)
    {
        if (array.Shape.Count == 0 || array.Shape.Skip(1).Any(n => n != 1))
            throw new TileException($"'{path}': labels have shape [samples], not [{string.Join(",", array.Shape)}]");
        var values = array.ToDoubles();
        var labels = new int[values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (int)values[i];
            if (labels[i] != values[i] || labels[i] < 0) throw new TileException($"'{path}': label {i} is {values[i]}; a label is a class number from 0");
        }
        return labels;
    }

    private static T Named<T>(DataModel data, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TileException e)
        {
            throw new TileException($"data '{data.Name}': {e.Message}", e);
        }
    }
}
