using TileDsl.Data;
using TileDsl.Diagnostics;
using TileDsl.Emission;
using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Scripting;

/// <summary>A .tile file compiled while a program runs, by the planner and emitter of the build, into a collectible context.</summary>
public sealed class TileProgram : IDisposable
{
    private TileProgram()
    {
    }

    /// <summary>What the file says.</summary>
    public ProgramModel Model => throw new NotImplementedException();

    /// <summary>What was planned.</summary>
    public ProgramPlan Plan => throw new NotImplementedException();

    /// <summary>The generated C#, the same as a build emits.</summary>
    public IReadOnlyList<EmittedSource> Sources => throw new NotImplementedException();

    /// <summary>Warnings; errors are thrown.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => throw new NotImplementedException();

    /// <summary>Compiles a file; imports are looked up below its folder.</summary>
    /// <exception cref="TileCompilationException">The file has errors: all of them.</exception>
    public static TileProgram Load(string path, IReadOnlyDictionary<string, decimal>? parameters = null) => throw new NotImplementedException();

    /// <summary>Compiles a text; <paramref name="sources"/> are the texts it may import, by path.</summary>
    /// <exception cref="TileCompilationException">The text has errors: all of them.</exception>
    public static TileProgram Parse(string text, IReadOnlyDictionary<string, string>? sources = null, IReadOnlyDictionary<string, decimal>? parameters = null) => throw new NotImplementedException();

    /// <summary>A network of the file with weights and calibration: the base type of what a build generates.</summary>
    public Network Network(string name, IWeightSource weights, Samples? calibration = null) => throw new NotImplementedException();

    /// <summary>A matrix of any shape on a tile of the file.</summary>
    public Matrix Matrix(string tile, string slicing, int inputs, int outputs, double[] weights, double analogFullScale = 0, int[]? calibration = null) => throw new NotImplementedException();

    /// <summary>Unloads the compiled code once nothing uses it.</summary>
    public void Dispose() => throw new NotImplementedException();
}

/// <summary>A .tile text has errors; the message lists all of them as a compiler prints them.</summary>
public sealed class TileCompilationException(IReadOnlyList<Diagnostic> diagnostics)
    : Exception(string.Join(Environment.NewLine, diagnostics))
{
    /// <summary>All errors and warnings, in file order.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
