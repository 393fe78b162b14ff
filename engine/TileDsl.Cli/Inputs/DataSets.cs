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
    private readonly Dictionary<string, DataFile> _files = new(StringComparer.Ordinal);

    /// <summary>The samples of a data set as its files have them.</summary>
    public Samples Inputs(DataModel data) => Named(data, () =>
        Samples.Concatenate(data.Inputs.Select(part => Range(part, Read(part).Inputs(part, data.IsChannelsLast))).ToArray()));

    /// <summary>The samples of a data set as a network takes them.</summary>
    public Samples Inputs(DataModel data, NetworkModel network)
    {
        var all = Inputs(data);
        return Named(data, () => For(network, all));
    }

    /// <summary>The samples of a data set as a network takes them, and their classes.</summary>
    public Labelled Labelled(DataModel data, NetworkModel network)
    {
        var all = Labelled(data);
        return all with { Inputs = Named(data, () => For(network, all.Inputs)) };
    }

    public Labelled Labelled(DataModel data)
    {
        if (data.Labels.Count == 0) throw new TileException($"data '{data.Name}' has no labels; accuracy needs them");
        var inputs = Inputs(data);
        var labels = Named(data, () => data.Labels.SelectMany(part => Range(part, Read(part).Labels(part))).ToArray());
        return Pair($"data '{data.Name}'", inputs, labels);
    }

    /// <summary>Whether a file the .tile file names is there.</summary>
    public bool IsThere(string path) => File.Exists(folder.Resolve(path)) || Directory.Exists(folder.Resolve(path));

    /// <summary>Whether all files of a data set are there.</summary>
    public bool AreThere(DataModel data) => data.Inputs.Concat(data.Labels).All(part => IsThere(part.Path));

    /// <summary>Files given on the command line instead.</summary>
    public static Labelled Read(string inputs, string labels, NetworkModel network)
    {
        var (inputsPart, labelsPart) = (new DataPart(inputs, null, null, default), new DataPart(labels, null, null, default));
        var samples = DataFile.Read(inputs, path => path).Inputs(inputsPart, isChannelsLast: false);
        var classes = DataFile.Read(labels, path => path).Labels(labelsPart);
        return Pair($"'{inputs}' and '{labels}'", For(network, samples), classes);
    }

    /// <summary>
    /// Samples as a network takes them: of its element type where the values allow it. Axes are compared where both have several,
    /// but for those of 1: samples with their channels last have as many values, and would be judged without a word.
    /// </summary>
    private static Samples For(NetworkModel network, Samples samples)
    {
        int[] Axes(IEnumerable<int> shape) => [.. shape.Where(n => n != 1)];
        var (given, due) = (Axes(samples.Shape), Axes(network.Input.Shape));
        if (given.Length > 1 && due.Length > 1 && !given.SequenceEqual(due))
        {
            var turned = due.Length == given.Length && due.SequenceEqual([given[^1], .. given[..^1]]) ? "; where the last is the channels, give the data 'layout NHWC'" : "";
            throw new TileException($"network '{network.Name}' takes samples of {string.Join(" x ", network.Input.Shape)}, and these are {string.Join(" x ", samples.Shape)}{turned}");
        }
        var length = network.Input.Shape.Aggregate(1L, (product, extent) => product * extent);
        if (samples.Length != length)
        {
            var table = given.Length == 1 ? "; of a table, `columns` takes some" : "";
            throw new TileException($"network '{network.Name}' takes samples of {length} values ({string.Join(" x ", network.Input.Shape)}), and these are samples of {samples.Length}{table}");
        }
        return samples.As(network.Input.Type switch
        {
            ElementType.UInt8 => Kernels.ElementType.UInt8,
            ElementType.Int8 => Kernels.ElementType.Int8,
            _ => Kernels.ElementType.Float32,
        });
    }

    private static Labelled Pair(string what, Samples inputs, int[] labels) => inputs.Count == labels.Length
        ? new Labelled(inputs, labels)
        : throw new TileException($"{what}: {inputs.Count} samples and {labels.Length} labels; there must be one label per sample");

    private DataFile Read(DataPart part)
    {
        var path = folder.Resolve(part.Path);
        return _files.TryGetValue(path, out var known) ? known : _files[path] = DataFile.Read(path, folder.Check);
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
