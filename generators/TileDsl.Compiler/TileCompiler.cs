using TileDsl.Diagnostics;
using TileDsl.Emission;
using TileDsl.Model;
using TileDsl.Planning;
using TileDsl.Syntax;

namespace TileDsl;

/// <summary>What a .tile file became.</summary>
/// <param name="Model">Null where the text has errors; present where only planning failed.</param>
/// <param name="Plan">As the model; without the layers that cannot be planned.</param>
/// <param name="Sources">Generated C#, in a stable order; empty where the file has errors.</param>
/// <param name="Diagnostics">Everything that is to be said, errors and hardware warnings, in file order.</param>
public sealed record CompiledTile(ProgramModel? Model, ProgramPlan? Plan, ValueList<EmittedSource> Sources, IReadOnlyList<Diagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);
}

/// <summary>Text to C#, for the build and for scripts alike.</summary>
public static class TileCompiler
{
    /// <param name="text">The file.</param>
    /// <param name="sources">Where its imports are.</param>
    /// <param name="namespace">Namespace of the generated types: identifiers separated by dots.</param>
    /// <param name="parameters">Values that replace the defaults of <c>param</c> declarations, or null.</param>
    /// <param name="cells">What takes the place of every tile's cells, or null; see <see cref="TileLanguage.Bind"/>.</param>
    public static CompiledTile Compile(
        SourceText text, ISourceResolver sources, string @namespace, IReadOnlyDictionary<string, Rational>? parameters = null, CellSubstitute? cells = null)
    {
        var bound = TileLanguage.Bind(text, sources, parameters, cells);
        if (bound.Model is null || bound.HasErrors) return new CompiledTile(null, null, ValueList<EmittedSource>.Empty, bound.Diagnostics);
        var planned = Planner.Plan(bound.Model);
        var diagnostics = bound.Diagnostics.Concat(planned.Diagnostics).OrderBy(d => d.Span.Start).ToList();
        var failed = diagnostics.Any(d => d.Severity == Severity.Error);
        var emitted = failed ? ValueList<EmittedSource>.Empty : Emitter.Emit(planned.Plan, @namespace);
        return new CompiledTile(bound.Model, planned.Plan, emitted, diagnostics);
    }
}
