using System.Text.RegularExpressions;
using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Cli.Inputs;

/// <summary>What a file of a <c>data</c> block holds, by the ending of its name: read once, as samples, as labels, or both.</summary>
internal sealed partial class DataFile
{
    private readonly string _path;
    private readonly NpyArray? _array;
    private readonly CsvNumbers? _table;
    private readonly ImageFolder? _images;

    private DataFile(string path, NpyArray? array = null, CsvNumbers? table = null, ImageFolder? images = null) =>
        (_path, _array, _table, _images) = (path, array, table, images);

    /// <summary>Reads a file, or a folder of images.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="resolve">Checks a path below a folder of images, and gives the place of it.</param>
    /// <exception cref="TileException">Not there, not what its ending says, an ending that is not known.</exception>
    public static DataFile Read(string path, Func<string, string> resolve)
    {
        if (Directory.Exists(path)) return new DataFile(path, images: ImageFolder.Read(path, resolve));
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)) return new DataFile(path, NpyArray.Read(path));
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) return new DataFile(path, table: CsvNumbers.Read(path));
        if (IdxName().IsMatch(path)) return new DataFile(path, IdxFile.Read(path));
        throw new TileException(File.Exists(path)
            ? $"{path}: its ending says not what it is: .npy, .csv, .idx or …idx3-ubyte (also with .gz), or a folder with a folder of images for each class"
            : $"{path}: there is no such file");
    }

    /// <summary>The samples of a part; those of images and tables are in the order of their layout already.</summary>
    public Samples Inputs(DataPart part, bool isChannelsLast)
    {
        if (_table is { } table) return table.ToSamples(part.FirstColumn ?? 0, part.LastColumn ?? table.Columns - 1);
        RefuseColumns(part);
        if (_images is not { } images) return isChannelsLast ? _array!.ToSamples().ToChannelsFirst() : _array!.ToSamples();
        return isChannelsLast ? throw new TileException($"{_path}: images have their channels first when they are read; remove 'layout NHWC'") : images.Samples;
    }

    /// <summary>The class of each sample.</summary>
    public int[] Labels(DataPart part)
    {
        if (_images is { } images)
        {
            RefuseColumns(part);
            return images.Labels;
        }
        if (_table is { } table)
        {
            if ((part.LastColumn ?? table.Columns - 1) != (part.FirstColumn ?? 0)) throw new TileException($"{_path}: a line has {table.Columns} numbers; say which is the label, as in: labels \"{part.Path}\" column 0");
            return ToLabels(Array.ConvertAll(table.Column(part.FirstColumn ?? 0), value => (double)value));
        }
        RefuseColumns(part);
        if (_array!.Shape.Count == 0 || _array.Shape.Skip(1).Any(n => n != 1))
            throw new TileException($"'{_path}': labels have shape [samples], not [{string.Join(",", _array.Shape)}]");
        return ToLabels(_array.ToDoubles());
    }

    private int[] ToLabels(double[] values)
    {
        var labels = new int[values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (int)values[i];
            if (labels[i] != values[i] || labels[i] < 0) throw new TileException(FormattableString.Invariant($"'{_path}': label {i} is {values[i]}; a label is a class number from 0"));
        }
        return labels;
    }

    private void RefuseColumns(DataPart part)
    {
        if (part.FirstColumn is not null) throw new TileException($"{_path}: only tables (.csv) have columns");
    }

    /// <summary>As the files of the MNIST family are called: train-images-idx3-ubyte, t10k-labels.idx1-ubyte.gz.</summary>
    [GeneratedRegex(@"(\.idx|[.-]idx[0-9]+-(ubyte|byte|short|int|float|double))(\.gz)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IdxName();
}
