namespace TileDsl.Binding;

/// <summary>Paths as files write them: with '/', relative, below a folder.</summary>
internal static class RelativePath
{
    public const string Presets = "presets/";

    /// <summary>The folder of a path, without the last '/'; empty for a bare name.</summary>
    public static string Folder(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path.Substring(0, Math.Max(slash, slash == 0 ? 1 : slash));
    }

    /// <summary>
    /// <paramref name="path"/> seen from <paramref name="folder"/>, without "." and ".."; or what is wrong with it. The steps
    /// up may use up the folder's own names but no more.
    /// </summary>
    public static string? Join(string folder, string path, out string problem)
    {
        problem = Fault(path);
        if (problem.Length > 0) return null;
        var rooted = folder.StartsWith("/", StringComparison.Ordinal);
        var parts = folder.Split(['/'], StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var part in path.Split('/'))
        {
            if (part == ".") continue;
            if (part != "..")
            {
                parts.Add(part);
                continue;
            }
            if (parts.Count == 0 || parts[parts.Count - 1] is ".." || parts[parts.Count - 1].EndsWith(":", StringComparison.Ordinal))
            {
                problem = "it leaves the folder by `..`";
                return null;
            }
            parts.RemoveAt(parts.Count - 1);
        }
        return (rooted ? "/" : "") + string.Join("/", parts);
    }

    /// <summary>The path to <paramref name="path"/> from <paramref name="folder"/>, both of one origin.</summary>
    public static string From(string folder, string path)
    {
        var from = folder.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        var to = path.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        var common = 0;
        while (common < from.Length && common < to.Length - 1 && from[common] == to[common]) common++;
        return string.Join("/", Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));
    }

    /// <summary>What is wrong with a path as written; empty where nothing is.</summary>
    private static string Fault(string path)
    {
        if (path.Length == 0) return "a path is due, e.g. \"cells.tile\"";
        if (path.Length > 400) return "a path has at most 400 characters";
        if (path.IndexOf('\\') >= 0) return "folders are separated by '/', also on Windows";
        if (path[0] == '/' || (path.Length > 1 && path[1] == ':')) return "a path is relative to the file that names it, not absolute";
        if (path.Any(char.IsControl)) return "a path has no control characters";
        if (path.IndexOf("//", StringComparison.Ordinal) >= 0 || path.EndsWith("/", StringComparison.Ordinal)) return "a folder or file has no name";
        return "";
    }
}
