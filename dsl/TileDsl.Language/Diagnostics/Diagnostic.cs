using TileDsl.Syntax;

namespace TileDsl.Diagnostics;

public enum Severity
{
    Info,
    Warning,
    Error,
}

/// <summary>A kind of message: its stable code, and the title of its help page dsl/docs/diagnostics/CODE.md.</summary>
/// <param name="Format">The message, with {0}, {1} … for what was found.</param>
public sealed record DiagnosticRule(string Code, Severity Severity, string Title, string Format);

/// <summary>One message about one place. The same text in a build, the tool, an editor and an exception.</summary>
public sealed class Diagnostic(DiagnosticRule rule, SourceSpan span, params object[] arguments)
{
    public DiagnosticRule Rule { get; } = rule;

    public SourceSpan Span { get; } = span;

    public string Message { get; } = string.Format(System.Globalization.CultureInfo.InvariantCulture, rule.Format, arguments);

    public string Code => Rule.Code;

    public Severity Severity => Rule.Severity;

    /// <summary>"core.tile(12,17): error TILE0203: …", lines and columns from 1.</summary>
    public override string ToString() => $"{Span}: {Severity.ToString().ToLowerInvariant()} {Code}: {Message}";
}
