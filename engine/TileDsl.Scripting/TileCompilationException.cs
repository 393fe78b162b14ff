using TileDsl.Diagnostics;

namespace TileDsl.Scripting;

/// <summary>A .tile text has errors; the message lists all of them as a compiler prints them.</summary>
public sealed class TileCompilationException(IReadOnlyList<Diagnostic> diagnostics, CompiledTile? partial = null)
    : Exception(string.Join(Environment.NewLine, diagnostics))
{
    /// <summary>All errors and warnings, in file order.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;

    /// <summary>What was understood and planned all the same, to be explained, not run; null where there is nothing.</summary>
    public CompiledTile? Partial { get; } = partial is { Model: not null, Plan: not null } ? partial : null;
}
