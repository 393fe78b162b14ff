using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>A program as it will be emitted: pure data, compared by value, without places in the text.</summary>
public sealed record ProgramPlan(string Path, ValueList<NetworkPlan> Networks, ValueList<MatrixPlan> Matrices);

public sealed record NetworkPlan(string Name, NetworkInput Input, ValueList<LayerPlan> Layers, string? Weights);

public sealed record LayerPlan(string Name, MatrixPlan Matrix, Activation Activation, Rational ActivationParameter, string? From);

/// <summary>One matrix on arrays. To be widened by what the emitter needs.</summary>
public sealed record MatrixPlan(string Name, int Inputs, int Outputs);

public sealed record PlanResult(ProgramPlan Plan, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A model meets its arrays: blocks, what each converter sees, which kernel and why.</summary>
public static class Planner
{
    /// <summary>Plans the networks a file declares, and one matrix for every tile no network uses and every slicing that fits it.</summary>
    public static PlanResult Plan(ProgramModel model) => throw new NotImplementedException();

    /// <summary>Plans one matrix of any shape on a tile.</summary>
    public static (MatrixPlan? Plan, IReadOnlyList<Diagnostic> Diagnostics) PlanMatrix(string name, TileModel tile, SlicingModel slicing, int inputs, int outputs) => throw new NotImplementedException();
}
