using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What has been said so far. A message about one place is said once, however often derivation leads there.</summary>
internal sealed class DiagnosticSink
{
    /// <summary>Looking for a near name costs a walk over all names; a file with more errors than this is not waiting for it.</summary>
    private const int SuggestionLimit = 200;

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly HashSet<(string Code, SourceSpan Span)> _said = [];
    private int _suggestions;

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    public void Report(DiagnosticRule rule, SourceSpan span, params object[] arguments) => Report(new Diagnostic(rule, span, arguments));

    public void Report(Diagnostic diagnostic)
    {
        if (_said.Add((diagnostic.Code, diagnostic.Span))) _diagnostics.Add(diagnostic);
    }

    public void Add(IEnumerable<Diagnostic> diagnostics) => _diagnostics.AddRange(diagnostics);

    /// <summary>" Did you mean 'x'?", or nothing where no candidate is near.</summary>
    public string DidYouMean(string word, IEnumerable<string> candidates)
    {
        if (_suggestions++ >= SuggestionLimit) return "";
        var nearest = Spelling.Nearest(word, candidates);
        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }
}
