using TileDsl.Diagnostics;

namespace TileDsl.Cli.Inputs;

/// <summary>A .tile file has errors; all that is to be said about it.</summary>
internal sealed class ProgramErrors(string file, IReadOnlyList<Diagnostic> diagnostics) : Exception($"{file} has errors")
{
    public string File { get; } = file;

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
