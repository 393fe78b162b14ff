using System.Text;
using TileDsl.Data;
using TileDsl.Syntax;

namespace TileDsl.Scripting;

/// <summary>Texts in and below one folder; a path that leaves it, by dots or by a link, is not found.</summary>
internal sealed class FolderSources(string folder) : ISourceResolver
{
    /// <summary>Far above any program, far below what would hurt.</summary>
    private const int LargestFile = 16 << 20;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;

    public bool TryGet(string path, out SourceText? text)
    {
        text = null;
        if (path.Length == 0 || path.Contains('\\') || path.Contains('\0') || Path.IsPathRooted(path)) return false;
        var full = Path.GetFullPath(Path.Combine(_root, path));
        if (!full.StartsWith(_root, StringComparison.Ordinal) || !File.Exists(full) || LeavesByLink(full)) return false;
        text = Read(path);
        return true;
    }

    /// <exception cref="TileException">Not there, not readable or too large.</exception>
    public SourceText Read(string path)
    {
        var full = Path.Combine(_root, path);
        return WholeFile.Read(full, file =>
        {
            // Not by the length of the file: what is no regular one may go on for ever.
            using var text = new StreamReader(file);
            var (content, buffer) = (new StringBuilder(), new char[1 << 12]);
            for (var read = text.Read(buffer); read > 0; read = text.Read(buffer))
            {
                if (content.Append(buffer, 0, read).Length > LargestFile) throw new TileException($"{full}: too large for a .tile file; the limit is {LargestFile} characters");
            }
            return new SourceText(path, content.ToString());
        });
    }

    private bool LeavesByLink(string full)
    {
        for (var current = full; current.Length > _root.Length; current = Path.GetDirectoryName(current)!)
        {
            FileSystemInfo entry = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } target && !target.FullName.StartsWith(_root, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}
