using System.Globalization;
using TileDsl.Cli.Inputs;
using TileDsl.Data;
using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Cli.Results;

/// <summary>Prints an explanation: what the compiler decided for every layer and why, and which weights it is bound to.</summary>
internal sealed class ExplanationText(Terminal terminal)
{
    private const int Width = 120;
    private static readonly string Indent = new(' ', 12);

    public void Write(ProgramFile program) =>
        Write(program.Path, program.Model, program.Program.Plan, program.Program.Diagnostics, model => Binding(program, model));

    /// <summary>A program some layers of which cannot be planned, so that nothing is bound.</summary>
    public void Write(string path, CompiledTile partial) =>
        Write(path, partial.Model!, partial.Plan!, partial.Diagnostics, _ => (null, "not bound: the file has errors"));

    private void Write(
        string path, ProgramModel model, ProgramPlan plan, IReadOnlyList<Diagnostic> diagnostics,
        Func<NetworkModel, (IReadOnlyList<WeightTensor?>? Tensors, string? Problem)> binding)
    {
        var explanation = Explanation.Of(plan);
        if (explanation.Networks.Count + explanation.Matrices.Count == 0)
            terminal.WriteLine($"{path}: declares neither a network nor a tile with a slicing that fits it");
        foreach (var network in explanation.Networks)
        {
            var declared = model.Networks.First(n => n.Name == network.Name);
            Write(network, declared, binding(declared), diagnostics);
        }
        foreach (var matrix in explanation.Matrices)
        {
            terminal.WriteLine($"tile {matrix.Name}: {matrix.Inputs} -> {matrix.Outputs}");
            Write(matrix, model.Tiles.FirstOrDefault(tile => tile.Name == matrix.Name));
            terminal.WriteLine();
        }
    }

    private void Write(
        NetworkExplanation network, NetworkModel model, (IReadOnlyList<WeightTensor?>? Tensors, string? Problem) binding, IReadOnlyList<Diagnostic> diagnostics)
    {
        terminal.WriteLine($"network {network.Name}: {Text(model.Layers.Count, "layer")} on {Text(network.Arrays, "array")}, "
            + $"{Text(network.Conversions, "conversion")} and {Text(network.CellReads, "cell read")} per inference");
        if (binding.Problem is not null) Item("weights", binding.Problem);
        terminal.WriteLine();
        for (var i = 0; i < model.Layers.Count; i++)
        {
            var declared = model.Layers[i];
            var activation = declared.Activation.Kind == Activation.None ? "" : ", " + ActivationWords.Of(declared.Activation.Kind);
            var place = declared is { Tile: { } tile, Slicing: { } slicing } ? $"on {tile.Name} using {slicing.Name}" : "digital";
            terminal.WriteLine($"layer {declared.Name}: {declared.Operation.ToString().ToLowerInvariant()} {Shape(declared.InputShape)} -> {Shape(declared.OutputShape)}{activation}, {place}");
            if (binding.Tensors?[i] is { } tensor)
            {
                var bias = tensor.Bias is null ? "no bias" : "with bias";
                Item("bound to", $"'{tensor.Name}' of {model.Weights}, {tensor.Outputs} outputs by {tensor.Inputs} inputs, {bias}");
            }
            var planned = network.Layers.Where(layer => layer.Name == declared.Name).ToArray();
            foreach (var matrix in planned) Write(matrix, declared.Tile);
            if (planned.Length == 0)
                foreach (var error in diagnostics.Where(d => d.Severity == Severity.Error && d.Span.Equals(declared.Origin.Span))) Item("no plan", $"{error.Code}: {error.Message}");
            terminal.WriteLine();
        }
    }

    private void Write(MatrixExplanation matrix, TileModel? tile)
    {
        if (matrix.Count > 1 || matrix.Products > 1 || matrix.IsBlockDiagonal)
        {
            Item("matrices", $"{Text(matrix.Count, matrix.Count == 1 ? "matrix" : "matrices", plural: "")} of {matrix.Inputs} -> {matrix.Outputs}"
                + (matrix.IsBlockDiagonal ? ", channels block-diagonal" : "") + $", {Text(matrix.Products, "product")} of each per inference");
        }
        var isAnalog = matrix.Encoding is WeightEncoding.AnalogOneSided or WeightEncoding.AnalogTwoSided;
        Item("arrays", $"{matrix.Arrays} of {matrix.ArrayRows} x {matrix.ArrayColumns}; row blocks of {Blocks(matrix.RowBlocks)}, column blocks of {Blocks(matrix.ColumnBlocks)} outputs; {matrix.Fill.ToString("0.0 %", CultureInfo.InvariantCulture)} of the cells hold a weight");
        Item("weights", isAnalog ? "analog, no slices" : $"slices {string.Join("+", matrix.WeightSlices)} bit, most significant first");
        if (matrix.Code is { } code) Item("code", Code(code));
        Item("inputs", $"{Text(matrix.Cycles.Count, "cycle")} of {Blocks(matrix.Cycles)} bit");
        foreach (var converter in matrix.Converters) Item("converter", Converter(matrix, converter));
        if (tile is not null && ConverterText.Errors(tile.Adc) is { } errors) Item("", errors);
        if (tile is not null && ConverterText.Cost(tile.Adc) is { } cost) Item("", cost);
        if (matrix.SpareColumns > 0) Item("spare", Spare(matrix, tile));
        Kernel("noise-free", matrix.NoiseFree);
        if (matrix.Noisy is { } noisy) Kernel("with errors", noisy);
        Item("events", $"{Text(matrix.Conversions, "conversion")}, {Text(matrix.CellReads, "cell read")} per product");
    }

    /// <summary>What spare columns are for, and what that costs.</summary>
    private static string Spare(MatrixExplanation matrix, TileModel? tile)
    {
        var share = string.Create(CultureInfo.InvariantCulture, $"{100.0 * matrix.SpareColumns / matrix.ArrayColumns:0.#} % of its own");
        var spare = $"{Text(matrix.SpareColumns, "column")} of each array, {share}";
        if (matrix.ChecksumColumns == 0) return spare + ", for repair";
        var energy = tile is not null && Costs.ConverterCost.Of(tile.Adc).Energy is { } joules
            ? string.Create(CultureInfo.InvariantCulture, $", {joules * matrix.ChecksumConversions * 1e12:0.###} pJ") : "";
        return $"{spare}; {Text(matrix.ChecksumColumns, "column")} for the checksums of a slice, {Text(matrix.ChecksumConversions, "conversion")} per product{energy}";
    }

    private static string Code(CodeExplanation code) =>
        $"cells hold {code.Multiplier} times the weight, {Text(code.WordBits, "bit")} where the weight alone takes {code.WeightBits}; "
        + (code.Named == code.Errors ? $"each of the {code.Errors} errors that a single cell can bring has a residue of its own" : $"of {code.Errors} errors that a single cell can bring, residues lead to {code.Named}");

    private void Kernel(string when, KernelExplanation kernel)
    {
        var samples = kernel.Samples == 1 ? "one sample at a time" : $"{kernel.Samples} samples at a time";
        Item("kernel", $"{when}: {kernel.Strategy}, {Say.Method(kernel.Method)}, {samples}");
        foreach (var note in kernel.Rewrites) Item("", $"{(note.Applied ? "" : "not ")}{note.Name}: {note.Reason}");
    }

    private static string Converter(MatrixExplanation matrix, ConverterExplanation converter)
    {
        var sums = $"slice {converter.WeightSlice} over {Text(converter.Rows, "row")}, {Text(converter.InputBits, "input bit")}: "
            + $"sums {Number(converter.Lowest)} .. {Number(converter.Highest)} lsb at worst, ";
        if (matrix.BitsGiven is not { } given) return sums + "an ideal converter";
        var bits = string.Create(CultureInfo.InvariantCulture, $"{converter.ExactBits:0.0} bits needed, {given} given");
        return sums + bits + (converter.Lossless ? ": lossless"
            : matrix.Calibrated ? ": its range is found at calibration"
            : converter.Step is { } step ? $": steps of {Number(step)} lsb" : "");
    }

    /// <summary>Which tensor every layer has, or why that cannot be said.</summary>
    private static (IReadOnlyList<WeightTensor?>? Tensors, string? Problem) Binding(ProgramFile program, NetworkModel model)
    {
        if (model.Weights is not { } path) return (null, "the file names none");
        if (!program.Data.IsThere(path)) return (null, $"'{path}' is not there");
        if (model.CalibrateOn is { } data && !program.Data.AreThere(data)) return (null, $"data '{data.Name}', which the network is calibrated on, is not there");
        try
        {
            return (program.Bind(model).Binding, null);
        }
        catch (TileException e)
        {
            return (null, e.Message);
        }
    }

    private void Item(string name, string text)
    {
        var line = $"  {name,-10}";
        foreach (var word in text.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                terminal.WriteLine(line);
                line = Indent;
            }
            line += " " + word;
        }
        terminal.WriteLine(line);
    }

    private static string Shape(IEnumerable<int> shape) => string.Join("x", shape);

    private static string Text(long count, string noun, string plural = "s") => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {noun}{(count == 1 ? "" : plural)}");

    /// <summary>"22", or "3 x 22 + 2 x 21".</summary>
    private static string Blocks(IEnumerable<int> sizes) => string.Join(" + ", sizes
        .GroupBy(size => size)
        .Select(group => group.Count() == 1 ? $"{group.Key}" : $"{group.Count()} x {group.Key}"));

    private static string Number(Rational value) => value.ToDouble().ToString("0.####", CultureInfo.InvariantCulture);
}
