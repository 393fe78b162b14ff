using TileDsl.Diagnostics;

namespace TileDsl.Scripting;

/// <summary>A .tile text has errors; the message lists all of them as a compiler prints them.</summary>
public sealed class TileCompilationException(IReadOnlyList<Diagnostic> diagnostics)
    : Exception(string.Join(Environment.NewLine, diagnostics))
{
    /// <summary>All errors and warnings, in file order.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
