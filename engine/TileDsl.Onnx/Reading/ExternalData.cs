using System.Globalization;
using Google.Protobuf;
using TileDsl.Onnx.Format;

namespace TileDsl.Onnx;

/// <summary>
/// Tensors that keep their data in files beside the model. A location is relative and stays in the model's folder or below,
/// links included; all tensors together take no more than their files hold, each byte counted once for each file.
/// </summary>
internal static class ExternalData
{
    private const int External = 1;
    private const long MostBytes = int.MaxValue;

    /// <summary>Reads every external tensor of a graph into it.</summary>
    /// <returns>How many bytes were read.</returns>
    /// <exception cref="TileException">A location that leads out, a file that is not there or too short, too much data.</exception>
    public static long ReadInto(string path, GraphProto graph)
    {
        var taken = 0L;
        var allowed = 0L;
        var files = new HashSet<string>(StringComparer.Ordinal);
        var attributes = graph.Node.SelectMany(n => n.Attribute).Where(a => a.T is not null).Select(a => a.T);
        foreach (var tensor in graph.Initializer.Concat(attributes))
        {
            if (tensor.DataLocation != External) continue;
            var entries = tensor.ExternalData.GroupBy(e => e.Key).ToDictionary(e => e.Key, e => e.First().Value, StringComparer.Ordinal);
            var place = Resolve(path, tensor.Name, entries.GetValueOrDefault("location") ?? "");
            using var file = new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!file.CanSeek) throw Bad(path, tensor.Name, $"keeps its data in '{place}', which is not a regular file");
            if (files.Add(place)) allowed += file.Length;
            var size = (long)TensorData.Count(path, tensor) * TensorData.ElementSize(tensor.DataType);
            var offset = Number(path, tensor.Name, entries, "offset") ?? 0;
            var length = Number(path, tensor.Name, entries, "length") ?? size;
            if (length != size) throw Bad(path, tensor.Name, $"says its data are {length} bytes, and its shape [{TensorData.Shape(tensor)}] needs {size}");
            if (offset > file.Length - size) throw Bad(path, tensor.Name, $"needs {size} bytes from byte {offset} of '{place}', which has {file.Length}");
            taken += size;
            if (taken > allowed || taken > MostBytes) throw Bad(path, tensor.Name, "is one of several that share their data, more than its files hold or than 2 GB");
            file.Position = offset;
            var data = new byte[size];
            file.ReadExactly(data);
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(data);
            tensor.DataLocation = 0;
            tensor.ExternalData.Clear();
        }
        return taken;
    }

    private static string Resolve(string path, string tensor, string location)
    {
        var parts = location.Split('/', '\\');
        if (location.Length == 0 || Path.IsPathRooted(location) || location.Contains(':') || location.Any(char.IsControl) || parts.Any(p => p is ".." or ""))
            throw Bad(path, tensor, $"keeps its data in '{location}', which is no path below the model's folder");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var place = folder;
        foreach (var part in parts)
        {
            place = Path.Combine(place, part);
            if (new FileInfo(place).LinkTarget is not null) throw Bad(path, tensor, $"keeps its data in '{location}', which goes over a link; copy the file instead");
        }
        if (!File.Exists(place)) throw Bad(path, tensor, $"keeps its data in another file ('{location}'), which is not there");
        return place;
    }

    private static long? Number(string path, string tensor, Dictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out var text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Bad(path, tensor, $"has an external {key} that is no number");
    }

    private static TileException Bad(string path, string tensor, string what) => new($"{path}: tensor '{tensor}' {what}");
}
