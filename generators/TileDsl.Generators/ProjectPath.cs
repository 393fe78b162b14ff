namespace TileDsl.Generators;

/// <summary>Paths as text: a generator must not touch the disk.</summary>
internal static class ProjectPath
{
    public static string FileName(string path) => path.Substring(path.Replace('\\', '/').LastIndexOf('/') + 1);

    /// <summary><paramref name="path"/> seen from the project's folder, with '/'; the path itself where it is on another drive.</summary>
    public static string Relative(string path, string projectFolder)
    {
        var target = Segments(path);
        var folder = Segments(projectFolder);
        var common = 0;
        while (common < folder.Count && common < target.Count - 1 && folder[common] == target[common]) common++;
        var onAnotherDrive = common == 0 && target[0].EndsWith(":", StringComparison.Ordinal);
        if (onAnotherDrive) return string.Join("/", target);
        return string.Join("/", Enumerable.Repeat("..", folder.Count - common).Concat(target.Skip(common)));
    }

    private static List<string> Segments(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Replace('\\', '/').Split('/'))
        {
            if (segment == ".." && segments.Count > 0 && segments[segments.Count - 1] != "..") segments.RemoveAt(segments.Count - 1);
            else if (segment is not ("" or ".")) segments.Add(segment);
        }
        return segments;
    }
}
