using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using TileDsl.Diagnostics;
using TileDsl.Syntax;
using Diagnostic = TileDsl.Diagnostics.Diagnostic;

namespace TileDsl.Generators;

/// <summary>A place in a file, as Roslyn counts it.</summary>
internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Start(string path) => new(path, default, default);

    public static Place Of(SourceSpan span, string path)
    {
        if (span.Source is not { } source) return Start(path);
        var (startLine, startColumn) = source.Position(span.Start);
        var (endLine, endColumn) = source.Position(span.End);
        return new Place(path, new TextSpan(span.Start, span.Length),
            new LinePositionSpan(new LinePosition(startLine, startColumn), new LinePosition(endLine, endColumn)));
    }
}

/// <summary>A diagnostic in a form that can be compared: no tree and no compilation behind it.</summary>
/// <param name="Place">Null where it is about the project.</param>
internal sealed record Problem(DiagnosticRule Rule, string Message, Place? Place)
{
    /// <param name="diagnostic">What the language says, in terms of its own paths.</param>
    /// <param name="unit">Where those paths lead.</param>
    public static Problem From(Diagnostic diagnostic, TileUnit unit) => new(diagnostic.Rule, diagnostic.Message, unit.PlaceOf(diagnostic.Span));

    public static Problem About(TileFile file, DiagnosticRule rule, params object[] arguments) => About(Place.Start(file.FullPath), rule, arguments);

    public static Problem About(Place? place, DiagnosticRule rule, params object[] arguments) =>
        new(rule, new Diagnostic(rule, default, arguments).Message, place);

    public Microsoft.CodeAnalysis.Diagnostic ToRoslyn()
    {
        var severity = Rule.Severity switch
        {
            Severity.Error => DiagnosticSeverity.Error,
            Severity.Warning => DiagnosticSeverity.Warning,
            _ => DiagnosticSeverity.Info,
        };
        // The message is an argument, not the format: it may hold braces.
        var descriptor = new DiagnosticDescriptor(Rule.Code, Rule.Title, "{0}", "TileDsl", severity, isEnabledByDefault: true,
            helpLinkUri: $"dsl/docs/diagnostics/{Rule.Code}.md");
        var location = Place is null ? Location.None : Location.Create(Place.Path, Place.Span, Place.Lines);
        return Microsoft.CodeAnalysis.Diagnostic.Create(descriptor, location, Message);
    }
}
