using TileDsl.Diagnostics;

namespace TileDsl.Syntax;

/// <summary>What is wrong with a text, up to a number that no person reads.</summary>
internal sealed class SyntaxErrors
{
    private readonly List<Diagnostic> _all = [];

    public int Count => _all.Count;

    public void Add(DiagnosticRule rule, SourceSpan span, params object[] arguments)
    {
        if (_all.Count < SyntaxLimits.Errors) _all.Add(new(rule, span, arguments));
        else if (_all.Count == SyntaxLimits.Errors) _all.Add(new(SyntaxRules.TooManyErrors, span, SyntaxLimits.Errors));
    }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<Diagnostic> InOrder() => _all.OrderBy(diagnostic => diagnostic.Span.Start).ToArray();
}
