namespace TileDsl.Cli.Inputs;

/// <summary>
/// The one folder a .tile file's data and weights may come from: its own, or the one given by <c>--data</c>. A file from
/// anywhere must not read the rest of the disk, so neither <c>..</c> nor a link leads out of it.
/// </summary>
internal sealed class DataFolder
{
    private const int MostLinks = 40;
    private readonly string _root;

    public DataFolder(string tilePath, string? dataDirectory)
    {
        _root = dataDirectory ?? Path.GetDirectoryName(Path.GetFullPath(tilePath))!;
        if (!Directory.Exists(_root)) throw new TileException($"{_root}: there is no such folder");
    }

    /// <summary>The place of a file the .tile file names; whether it is there is not asked.</summary>
    /// <exception cref="TileException">The path leads out of the folder.</exception>
    public string Resolve(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_root, path));
        if (!IsInside(Path.GetFullPath(_root), full) || !IsInside(Real(Path.GetFullPath(_root)), Real(full)))
            throw new TileException($"'{path}' leads out of '{_root}'; data and weights stay inside the .tile file's folder, or below the one given by --data");
        return Path.Combine(_root, path);
    }

    /// <summary>A path below this folder that was found by listing it, which a link may lead out of.</summary>
    /// <exception cref="TileException">It leads out of the folder.</exception>
    public string Check(string path) => Resolve(Path.GetRelativePath(_root, path));

    private static bool IsInside(string folder, string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link on the way followed.</summary>
    private static string Real(string full)
    {
        var links = 0;
        var real = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out var name))
        {
            var next = Path.GetFullPath(Path.Combine(real, name));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks) throw new TileException($"{full}: too many links");
            var followed = Path.GetFullPath(Path.Combine(real, target));
            real = Path.GetPathRoot(followed)!;
            foreach (var part in followed[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(part);
        }
        return real;
    }
}
