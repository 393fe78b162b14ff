using TileDsl.Diagnostics;
using TileDsl.Scripting;

namespace TileDsl.Cli.Inputs;

/// <summary>A .tile file has errors; all that is to be said about it.</summary>
internal sealed class ProgramErrors(string file, TileCompilationException errors) : Exception($"{file} has errors")
{
    public string File { get; } = file;

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = errors.Diagnostics;

    /// <summary>What was understood and planned all the same, if anything.</summary>
    public CompiledTile? Partial { get; } = errors.Partial;
}
