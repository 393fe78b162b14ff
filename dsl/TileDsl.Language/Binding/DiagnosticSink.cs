using TileDsl.Diagnostics;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>What has been said so far. A message about one place is said once, however often derivation leads there.</summary>
internal sealed class DiagnosticSink
{
    /// <summary>Looking for a near name costs a walk over all names; a file with more errors than this is not waiting for it.</summary>
    private const int SuggestionLimit = 200;

    /// <summary>So many names one reads through; the presets' devices are fewer.</summary>
    private const int MostListed = 40;

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

    /// <summary>The nearest of some names, or, where none is near and they are few, all of them.</summary>
    public string DidYouMeanOneOf(string word, IReadOnlyList<string> names)
    {
        var hint = DidYouMean(word, names);
        if (hint.Length > 0 || names.Count > MostListed) return hint;
        return names.Count == 0 ? " None is declared." : $" There {(names.Count == 1 ? "is" : "are")} {Wording.List(names)}.";
    }
}
