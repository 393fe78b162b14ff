using System.Text;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>The .tile files that travel inside the language library: <c>import "presets/…"</c>.</summary>
internal static class Presets
{
    /// <summary>In ordinal order: "presets/cells.tile" …</summary>
    public static IReadOnlyList<string> Paths { get; } = typeof(Presets).Assembly.GetManifestResourceNames()
        .Select(n => n.Replace('\\', '/'))
        .Where(n => n.StartsWith(RelativePath.Presets, StringComparison.Ordinal))
        .OrderBy(n => n, StringComparer.Ordinal)
        .ToArray();

    public static SourceText? Find(string path)
    {
        var assembly = typeof(Presets).Assembly;
        var name = assembly.GetManifestResourceNames().FirstOrDefault(n => n.Replace('\\', '/') == path);
        if (name is null) return null;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return new SourceText(path, reader.ReadToEnd());
    }
}
