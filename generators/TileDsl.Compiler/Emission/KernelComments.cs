using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Emission;

/// <summary>What a kernel says about itself: the loop nest, the number forms, why it is right.</summary>
internal static class KernelComments
{
    public static void Header(CodeWriter code, MatrixPlan matrix, KernelPlan kernel)
    {
        var signature = matrix.Signature;
        code.Comment($"{kernel.Strategy} product of {matrix.Inputs} inputs and {matrix.Outputs} outputs, {Say.Method(kernel.Method)}.");
        foreach (var note in kernel.Rewrites) code.Comment($"{note.Name}{(note.Applied ? "" : ", not applied")}: {note.Reason}");
        code.Comment($"Arrays of {signature.ArrayRows} x {signature.ArrayColumns}: {Say.Plural(matrix.RowBlocks.Count, "row block")} ({Say.Blocks(matrix.RowBlocks)} rows), "
            + $"{Say.Plural(matrix.ColumnBlocks.Count, "column block")} ({Say.Blocks(matrix.ColumnBlocks)} outputs), {Say.Plural(matrix.Arrays, "array")} in all.");
        if (kernel.Strategy == KernelStrategy.Collapsed)
        {
            code.Comment("y[j] = sum over i of x[i] w[i, j]: for every panel of columns, all samples; columns in lanes, rows inside.");
            return;
        }
        code.Comment("Weight slices, least significant first: " + string.Join(", ", matrix.Slices.Select(Slice)) + $"{(signature.Polarities == 2 ? ", + and - converted apart" : "")}.");
        code.Comment("Cycles: " + string.Join(", ", matrix.Cycles.Select(c => $"{Say.Plural(c.Bits, "bit")} at {Coefficient(c.Negative, c.Shift)}"))
            + (signature.AccumulateAnalog ? ", summed before the converter." : "."));
        code.Comment($"Sums count {kernel.Unit}.");
    }

    /// <summary>What a converter's constants mean.</summary>
    public static void Converter(CodeWriter code, KernelPlan kernel, int index)
    {
        var converter = kernel.Converters[index];
        var uses = kernel.RowClasses.SelectMany(rowClass => rowClass.Converters
            .Select((used, c) => (used, kernel.Conversions[c]))
            .Where(u => u.used == index)
            .Select(u => kernel.Planes[u.Item2.Plane].Slice)).Distinct().OrderBy(s => s);
        var where = $"Converter {index}, of weight slice {string.Join(", ", uses)}: ";
        if (converter.InUnits is { } scale)
        {
            where += $"n = clamp(rint((sum {(scale.Lo.Sign < 0 ? "+ " + Say.Number(-scale.Lo) : "- " + Say.Number(scale.Lo))})/{Say.Number(scale.Step)}), 0, {converter.LastCode})";
            where += converter.Sixteen is { } sixteen ? SixteenBits(sixteen) : converter.Form == ConversionForm.Real ? " in float64."
                : converter.Form == ConversionForm.Noisy ? " = rint(sum A + B) in float32, of a sum that holds noise." : converter.Arithmetic.Form switch
            {
                ConverterForm.Multiply => " = rint(sum A + B) in float32: the same on both sides of every threshold.",
                ConverterForm.Divide => " = rint((sum A + B)/D) in float32, A, B and D integers: exact, ties included.",
                ConverterForm.WideMultiply => " = rint(sum A + B) in float64: the same on both sides of every threshold.",
                ConverterForm.WideDivide => " = rint((sum A + B)/D) in float64, A, B and D integers: exact, ties included.",
                _ => ", by its integer thresholds.",
            };
        }
        else
        {
            where += "its constants are found at calibration, per column.";
        }
        code.Comment(where);
    }

    private static string SixteenBits(SixteenBitConverter converter) => converter.Multiplier == 0
        ? $": with t = clamp(sum - {converter.Base}, 0, {converter.Top}), n = {converter.First} + t for every sum there can be."
        : $": with t = clamp(sum - {converter.Base}, 0, {converter.Top}), n = {converter.First} + (({converter.Multiplier} t 2^{converter.Shift} + 2^14) >> 15), the same for every sum there can be (all were tried).";

    /// <summary>What a total of codes is scaled by.</summary>
    public static void Scale(CodeWriter code, KernelPlan kernel, int index)
    {
        var scale = kernel.Scales[index];
        if (scale.CalibratedSlice >= 0) code.Comment($"Weight slice {scale.CalibratedSlice}: step{(scale.FirstCode is null ? " and lo" : "")} found at calibration.");
        else if (kernel.Converters.Any(c => c.Scale == index && c.Form == ConversionForm.None)) code.Comment($"Sums of an ideal converter: {Say.Number(scale.Step)} lsb a unit.");
        else code.Comment($"A step of {Say.Number(scale.Step)} lsb{(scale.FirstCode is null ? $" from {Say.Number(scale.Lo)} lsb" : "")}; the coefficients of all codes are {scale.Coefficients} in sum.");
    }

    private static string Slice(WeightSlicePlan slice) => slice.Bits == 0 ? "analog" : $"{Say.Plural(slice.Bits, "bit")} at {Coefficient(slice.Negative, slice.Shift)}";

    private static string Coefficient(bool negative, int shift) => (negative ? "-2^" : "2^") + shift;
}
