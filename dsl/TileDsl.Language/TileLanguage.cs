using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl;

/// <summary>Where imported text comes from: a build's additional files, a folder, memory. The language never touches a disk.</summary>
public interface ISourceResolver
{
    /// <param name="path">Rooted in the importing file's folder, normalised, with '/'; "presets/…" is answered by the language itself.</param>
    bool TryGet(string path, out SourceText? text);
}

/// <summary>A syntax tree and what was wrong with the text.</summary>
public sealed class ParseResult(SourceText text, FileNode root, IReadOnlyList<Diagnostic> diagnostics)
{
    public SourceText Text { get; } = text;

    public FileNode Root { get; } = root;

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}

/// <summary>A model, present where there was no error, and all that is to be said about the file.</summary>
public sealed class BindResult(ProgramModel? model, IReadOnlyList<Diagnostic> diagnostics)
{
    public ProgramModel? Model { get; } = model;

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;

    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);
}

/// <summary>The language's three doors: read, print, understand.</summary>
public static class TileLanguage
{
    /// <summary>Reads a text; always gives a tree. Every error of the text is reported at once.</summary>
    public static ParseResult Parse(SourceText text) => throw new NotImplementedException();

    /// <summary>The canonical text of a tree, every comment kept.</summary>
    public static string Print(FileNode root) => throw new NotImplementedException();

    /// <summary>Reads, resolves and checks a file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="sources">Where its imports are.</param>
    /// <param name="parameters">Values that replace the defaults of <c>param</c> declarations, or null.</param>
    public static BindResult Bind(SourceText text, ISourceResolver sources, IReadOnlyDictionary<string, Rational>? parameters = null) => throw new NotImplementedException();
}
