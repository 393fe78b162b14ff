using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Cli.Results;

/// <summary>
/// Diagnostics as a compiler prints them, with paths as the person gave them: the language knows files by their place
/// beside the one that was asked for.
/// </summary>
internal static class DiagnosticText
{
    public static string Of(Diagnostic diagnostic, string file) => Rebase(diagnostic.ToString(), diagnostic.Span, file);

    /// <summary>"folder/core.tile(12,17)".</summary>
    public static string Place(SourceSpan span, string file) => Rebase(span.ToString(), span, file);

    /// <summary>The path of a span as the person would write it.</summary>
    public static string Path(SourceSpan span, string file) =>
        span.Path.Length == 0 || span.Path.StartsWith("presets/", StringComparison.Ordinal)
            ? span.Path
            : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file) ?? "", span.Path);

    private static string Rebase(string text, SourceSpan span, string file) => Path(span, file) + text[span.Path.Length..];
}
