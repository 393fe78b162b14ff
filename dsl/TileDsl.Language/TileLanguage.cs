using TileDsl.Binding;
using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl;

/// <summary>Where imported text comes from: a build's additional files, a folder, memory. The language never touches a disk.</summary>
public interface ISourceResolver
{
    /// <param name="path">
    /// The folder of the importing file's path joined with what the import says, without "." and "..", with '/'; so it begins as the
    /// program's own <see cref="SourceText.Path"/> does. A path of <see cref="TileLanguage.Presets"/> is answered by the language itself.
    /// </param>
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
    public static ParseResult Parse(SourceText text) => TileParser.Parse(text);

    /// <summary>What <c>import "presets/…"</c> can name: "presets/cells.tile" …, in ordinal order.</summary>
    public static IReadOnlyList<string> Presets => Binding.Presets.Paths;

    /// <summary>The devices that presets declare, in the order they are written.</summary>
    public static IReadOnlyList<string> PresetDevices { get; } =
        [.. Presets.SelectMany(path => Parse(Binding.Presets.Find(path)!).Root.Lines.OfType<BlockNode>()).Where(block => block.Keyword.Text == "device").Select(block => block.Name.Text)];

    /// <summary>The canonical text of a tree, every comment kept.</summary>
    public static string Print(FileNode root) => TilePrinter.Print(root);

    /// <summary>Reads, resolves and checks a file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="sources">Where its imports are.</param>
    /// <param name="parameters">Values that replace the defaults of <c>param</c> declarations, or null.</param>
    /// <param name="cells">What takes the place of every tile's cells, such as the name of a device; null for nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share of stuck devices that is none, spare columns below 0.</exception>
    public static BindResult Bind(SourceText text, ISourceResolver sources, IReadOnlyDictionary<string, Rational>? parameters = null, CellSubstitute? cells = null) =>
        Binder.Bind(text, sources, parameters, cells);
}
