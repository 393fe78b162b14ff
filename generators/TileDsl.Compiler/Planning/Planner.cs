using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>A program as it will be emitted: pure data, compared by value, without places in the text.</summary>
public sealed record ProgramPlan(string Path, ValueList<NetworkPlan> Networks, ValueList<MatrixPlan> Matrices);

/// <param name="ClassName">The generated class.</param>
public sealed record NetworkPlan(string Name, string ClassName, NetworkInput Input, ValueList<LayerPlan> Layers, string? Weights);

/// <summary>A layer: what the model says of it, and the matrices of its weights where they stand on arrays.</summary>
/// <param name="Operands">0 the network's input, n the result of layer n - 1.</param>
/// <param name="Matrices">Empty where it is digital.</param>
/// <param name="Products">Products of each matrix for one sample.</param>
/// <param name="Weights">Weights that are not zero by construction: what an array's cells are there for.</param>
public sealed record LayerPlan(
    string Name,
    LayerOperation Operation,
    ValueList<int> Operands,
    ValueList<int> InputShape,
    ValueList<int> OutputShape,
    WindowModel? Window,
    bool ResetFirst,
    ActivationModel Activation,
    ValueList<PlacedPlan> Matrices,
    int Products,
    long Weights,
    string? From,
    bool AbsMaxInputs)
{
    /// <summary>See <see cref="LayerModel.Direction"/>.</summary>
    public RecurrentDirection Direction { get; init; }

    /// <summary>See <see cref="LayerModel.Axes"/>.</summary>
    public ValueList<int> Axes { get; init; } = ValueList<int>.Empty;

    /// <summary>See <see cref="LayerModel.Codes"/>.</summary>
    public CodesModel? Codes { get; init; }
}

/// <summary>So many matrices of one plan, one behind the other.</summary>
public sealed record PlacedPlan(MatrixPlan Matrix, int Count);

public sealed record PlanResult(ProgramPlan Plan, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A model meets its arrays: blocks, what each converter sees, which kernel and why.</summary>
public static class Planner
{
    /// <summary>Plans the networks a file declares, and one matrix for every tile no network uses and every slicing that fits it.</summary>
    public static PlanResult Plan(ProgramModel model, PlanOptions? options = null)
    {
        options ??= PlanOptions.Default;
        var diagnostics = new List<Diagnostic>();
        var names = new TypeNames(diagnostics);
        var networks = new List<NetworkPlan>();
        foreach (var network in model.Networks)
        {
            var className = names.Take(network.Name, $"network {network.Name}", network.Origin);
            var layers = new List<LayerPlan>();
            foreach (var layer in network.Layers)
            {
                var placed = PlanLayer(layer, options, diagnostics);
                if (placed is null) continue;
                if (DrivenZero.Warning(network, layer) is { } warning) diagnostics.Add(warning);
                layers.Add(new LayerPlan(
                    layer.Name, layer.Operation, layer.Operands, layer.InputShape, layer.OutputShape, layer.Window, layer.ResetFirst, layer.Activation,
                    placed.ToValueList(), layer.Products, (long)layer.WeightInputs * layer.WeightOutputs, layer.From, layer.Tile?.Dac is { AbsMax: true }) { Direction = layer.Direction, Axes = layer.Axes, Codes = layer.Codes });
            }
            networks.Add(new NetworkPlan(network.Name, className, network.Input with { Origin = default }, layers.ToValueList(), network.Weights));
        }
        var used = new HashSet<string>(model.Networks.SelectMany(n => n.Layers).Where(l => l.Tile is not null).Select(l => l.Tile!.Name), StringComparer.Ordinal);
        var matrices = new List<MatrixPlan>();
        foreach (var tile in model.Tiles.Where(t => !used.Contains(t.Name)))
        {
            var fitting = model.Slicings.Where(s => Fit.Problem(tile, s) is null).ToList();
            foreach (var slicing in fitting)
            {
                var name = fitting.Count == 1 ? tile.Name : tile.Name + slicing.Name;
                var className = names.Take(name, $"tile {tile.Name} with slicing {slicing.Name}", tile.Origin);
                var signature = MatrixSignature.Of(tile, slicing, tile.Rows, OutputsOf(tile, slicing));
                var planner = new MatrixPlanner(name, $"tile {tile.Name} using {slicing.Name}", tile.Origin, signature, options);
                var plan = planner.Plan(className);
                diagnostics.AddRange(planner.Diagnostics);
                if (plan is not null) matrices.Add(plan);
            }
        }
        return new PlanResult(new ProgramPlan(model.Path, networks.ToValueList(), matrices.ToValueList()), diagnostics);
    }

    /// <summary>Plans one matrix of any shape on a tile.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No inputs or no outputs: no text says so, only a caller can.</exception>
    public static (MatrixPlan? Plan, IReadOnlyList<Diagnostic> Diagnostics) PlanMatrix(string name, TileModel tile, SlicingModel slicing, int inputs, int outputs, PlanOptions? options = null)
    {
        if (inputs < 1) throw new ArgumentOutOfRangeException(nameof(inputs), inputs, "A matrix has at least one input.");
        if (outputs < 1) throw new ArgumentOutOfRangeException(nameof(outputs), outputs, "A matrix has at least one output.");
        var subject = $"tile {tile.Name} using {slicing.Name}";
        if (Fit.Problem(tile, slicing) is { } problem)
            return (null, [new Diagnostic(PlanRules.DoesNotFit, tile.Origin.Span, subject, slicing.Name, tile.Name, problem)]);
        var planner = new MatrixPlanner(name, subject, tile.Origin, MatrixSignature.Of(tile, slicing, inputs, outputs), options ?? PlanOptions.Default);
        return (planner.Plan(Emission.Identifiers.TypeName(name)), planner.Diagnostics);
    }

    /// <summary>The matrices of a layer, none where it is digital; null where they cannot be planned, which has been reported.</summary>
    private static List<PlacedPlan>? PlanLayer(LayerModel layer, PlanOptions options, List<Diagnostic> diagnostics)
    {
        if (layer is not { Tile: { } tile, Slicing: { } slicing }) return [];
        var subject = $"layer {layer.Name}";
        if (Fit.Problem(tile, slicing) is { } problem)
        {
            diagnostics.Add(new Diagnostic(PlanRules.DoesNotFit, layer.Origin.Span, subject, slicing.Name, tile.Name, problem));
            return null;
        }
        var plans = new List<PlacedPlan>();
        foreach (var shape in LayerMatrices.Of(layer))
        {
            var planner = new MatrixPlanner(layer.Name, subject, layer.Origin, MatrixSignature.Of(tile, slicing, shape.Inputs, shape.Outputs), options);
            var plan = planner.Plan("");
            // What is left over for a last matrix is no choice of hardware to warn of.
            diagnostics.AddRange(planner.Diagnostics.Where(d => plans.Count == 0 || d.Severity == Severity.Error));
            if (plan is null) return null;
            plans.Add(new PlacedPlan(plan, shape.Count));
        }
        return plans;
    }

    /// <summary>The outputs a lone array holds.</summary>
    private static int OutputsOf(TileModel tile, SlicingModel slicing) =>
        slicing.Weights.AcrossColumns ? tile.Columns / slicing.Weights.SliceBits.Count : tile.Columns;
}
