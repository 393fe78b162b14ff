using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Emission;

/// <summary>A generated file.</summary>
/// <param name="HintName">Unique in the compilation, the same for the same content: "Digits.g.cs", "Kernel_1f0c….g.cs".</param>
public sealed record EmittedSource(string HintName, string Text);

/// <summary>Writes what the plan says.</summary>
public static class Emitter
{
    /// <summary>The C# of a program: one file per network or matrix, one per distinct kernel.</summary>
    public static ValueList<EmittedSource> Emit(ProgramPlan plan, string @namespace) => throw new NotImplementedException();
}
