using TileDsl.Diagnostics;
using TileDsl.Scripting;

namespace TileDsl.Cli.Inputs;

/// <summary>A .tile file has errors; all that is to be said about it.</summary>
/// <param name="areOfCommandLine">Without the device that the command line puts in place of its own, the file has none.</param>
internal sealed class ProgramErrors(string file, TileCompilationException errors, bool areOfCommandLine) : Exception($"{file} has errors")
{
    public string File { get; } = file;

    public bool AreOfCommandLine { get; } = areOfCommandLine;

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = errors.Diagnostics;

    /// <summary>What was understood and planned all the same, if anything.</summary>
    public CompiledTile? Partial { get; } = errors.Partial;
}
