using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Generators;

/// <summary>A .tile file, or a table that one may name, as a project hands it to the compiler; compared by value.</summary>
/// <param name="FullPath">As the compiler knows it; what locations are given in.</param>
/// <param name="Name">Relative to the project, with '/'; what the language and generated code know it by.</param>
/// <param name="Text">The text; null where it could not be read.</param>
/// <param name="Imported">File names of what it imports and of tables it names, without folders.</param>
/// <param name="Emits">Whether it is a Tile of the project, or only there to be imported.</param>
/// <param name="Namespace">Of the generated types.</param>
/// <param name="Parameters"><c>adc_bits=6,rows=128</c>.</param>
internal sealed record TileFile(
    string FullPath,
    string Name,
    string? Text,
    ValueList<string> Imported,
    bool Emits,
    string Namespace,
    string Parameters)
{
    private const string Table = ".csv";

    public static bool Is(AdditionalText text) =>
        text.Path.EndsWith(".tile", StringComparison.OrdinalIgnoreCase) || text.Path.EndsWith(Table, StringComparison.OrdinalIgnoreCase);

    public static TileFile Read(AdditionalText text, AnalyzerConfigOptionsProvider options, CancellationToken cancellation)
    {
        var own = options.GetOptions(text);
        var project = options.GlobalOptions;
        var content = text.GetText(cancellation)?.ToString();
        return new TileFile(
            text.Path,
            ProjectPath.Relative(text.Path, Option(project, "build_property.ProjectDir")),
            content,
            content is null || text.Path.EndsWith(Table, StringComparison.OrdinalIgnoreCase) ? ValueList<string>.Empty : Imports.FileNames(content),
            Option(own, "build_metadata.AdditionalFiles.TileSource") == "true",
            NamespaceName.Of(Option(own, "build_metadata.AdditionalFiles.TileNamespace"), Option(project, "build_property.RootNamespace")),
            Option(own, "build_metadata.AdditionalFiles.TileParams"));
    }

    private static string Option(AnalyzerConfigOptions options, string key) => options.TryGetValue(key, out var value) ? value : "";
}

/// <summary>A file that emits, and every file its imports may reach; compared by value, so that an edit elsewhere is not seen.</summary>
internal sealed record TileUnit(TileFile File, ValueList<TileFile> Reachable)
{
    /// <summary>A stretch of one of its files, as the compiler knows them.</summary>
    public Place PlaceOf(SourceSpan span) => Place.Of(span, (Reachable.FirstOrDefault(file => file.Name == span.Path) ?? File).FullPath);

    public static IEnumerable<TileUnit> Of(ImmutableArray<TileFile> files) =>
        from file in files
        where file.Emits
        select new TileUnit(file, Imports.Reachable(file, files));
}
