using System.Numerics;
using TileDsl.Model;
using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes how code sums become results: scaled once, pedestal and offset removed.</summary>
internal static class RecombinationWriter
{
    public static void Write(CodeWriter code, MatrixPlan matrix, KernelPlan kernel, ScratchLayout scratch)
    {
        code.Comment(kernel.Strategy == KernelStrategy.Collapsed ? "The totals are the product." : "Scales the totals and removes what the encoding of weights and cells added.");
        using (code.Braces($"private static void Recombine(MatrixState state, ReadOnlySpan<{KernelWriter.Total(kernel)}> totals, ReadOnlySpan<int> x, Span<double> y, Span<byte> memory)"))
        {
            var values = "y";
            if (kernel.OffsetColumns > 0)
            {
                values = "values";
                code.Line($"Span<double> values = KernelScratch.Part<double>(memory, {Text(scratch.Values)}, Outputs + {Text(kernel.OffsetColumns)});");
            }
            if (IsPlain(kernel)) code.Line($"Results.Copy(totals, {values});");
            else Scales(code, kernel, values);
            if (kernel.Pedestal is not null || kernel.Offset != 0) code.Line("long inputs = DriveRows.Sum(x);");
            if (kernel.Pedestal is { } pedestal)
            {
                code.Comment($"Every cell's g_min adds {Say.Number(pedestal)} lsb per unit of its input, over all slices.");
                code.Line($"Results.Subtract({values}, {Pedestal(matrix, pedestal)});");
            }
            if (kernel.Offset != 0)
            {
                code.Comment($"Weights are stored {Text(kernel.Offset)} higher.");
                code.Line($"Results.Subtract({values}, inputs * {Text(kernel.Offset)}L);");
            }
            if (kernel.OffsetColumns > 0)
            {
                code.Comment("Each array's offset column, recombined like an output, holds what its weights are stored higher by.");
                code.Line($"Results.LessOffsets(values, {List(matrix.ColumnBlocks)}, y);");
            }
        }
    }

    /// <summary>The totals are the results as they are.</summary>
    private static bool IsPlain(KernelPlan kernel) =>
        kernel.Scales.Count == 1 && kernel.Scales[0] is { CalibratedSlice: < 0, FirstCode: { } first } only && only.Step == Rational.One && first * only.Coefficients == 0;

    private static void Scales(CodeWriter code, KernelPlan kernel, string values)
    {
        if (kernel.Scales[0].CalibratedSlice >= 0) code.Line($"{values}.Clear();");
        for (var s = 0; s < kernel.Scales.Count; s++)
        {
            KernelComments.Scale(code, kernel, s);
            var scale = kernel.Scales[s];
            var totals = kernel.Scales.Count == 1 ? "totals" : $"totals.Slice({Text(s)} * Columns, Columns)";
            var first = Escape.Number((double)(scale.FirstCode ?? 0) * scale.Coefficients);
            if (scale.CalibratedSlice >= 0)
            {
                code.Line($"Results.AddCalibrated({totals}, {first}, state.Converters[{Text(scale.CalibratedSlice)}], {(scale.FirstCode is null ? Escape.Number(scale.Coefficients) : "0.0")}, {values});");
                continue;
            }
            var constant = scale.FirstCode is null ? $"{Escape.Number(scale.Lo.ToDouble())} * {Escape.Number(scale.Coefficients)}" : "0.0";
            code.Line($"Results.{(s == 0 ? "Set" : "Add")}({totals}, {first}, {Escape.Number(scale.Step.ToDouble())}, {constant}, {values});");
        }
    }

    /// <summary>The ideal pedestal of single cells, the nearest double of the exact product.</summary>
    private static string Pedestal(MatrixPlan matrix, Rational pedestal)
    {
        var most = (BigInteger)matrix.Inputs * WorstCase.InputCode(matrix.Signature.InputSlicing);
        var exact = BigInteger.One << 53;
        // One rounding is left where numerator and denominator are exact doubles.
        return most * BigInteger.Abs(pedestal.Numerator) < exact && pedestal.Denominator < exact
            ? $"inputs * {Say.Text(pedestal.Numerator)}L / {Say.Text(pedestal.Denominator)}.0"
            : $"(Rational.Parse({Escape.Fraction(pedestal)}) * inputs).ToDouble()";
    }
}
