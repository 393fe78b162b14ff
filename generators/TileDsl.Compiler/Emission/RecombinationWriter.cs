using System.Numerics;
using TileDsl.Model;
using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes how code sums become results: scaled once, pedestal and offset removed.</summary>
internal static class RecombinationWriter
{
    public static void Write(CodeWriter code, MatrixPlan matrix, KernelPlan kernel)
    {
        var inputSum = kernel.Pedestal is not null || kernel.Offset != 0;
        code.Comment(kernel.Strategy == KernelStrategy.Collapsed ? "The totals are the product." : "Scales the totals and removes what the encoding of weights and cells added.");
        code.Hot();
        using (code.Braces("private static void Recombine(MatrixState state, ReadOnlySpan<double> totals, ReadOnlySpan<int> x, Span<double> y)"))
        {
            if (inputSum)
            {
                code.Line("long inputs = 0;");
                code.Line("foreach (int code in x) inputs += code;");
            }
            if (kernel.Pedestal is { } pedestal) Pedestal(code, matrix, pedestal);
            if (kernel.Offset != 0)
            {
                code.Comment($"Weights are stored {Text(kernel.Offset)} higher.");
                code.Line($"double offset = inputs * {Text(kernel.Offset)}L;");
            }
            if (kernel.OffsetColumns > 0) OffsetColumns(code, matrix, kernel);
            else using (code.Braces("for (int j = 0; j < Outputs; j++)")) code.Line($"y[j] = Value(state, totals, j){Minus(kernel)}{(kernel.Offset != 0 ? " - offset" : "")};");
        }
        code.Line();
        Value(code, kernel);
    }

    private static string Minus(KernelPlan kernel) => kernel.Pedestal is null ? "" : " - pedestal";

    /// <summary>The ideal pedestal of single cells, the nearest double of the exact product.</summary>
    private static void Pedestal(CodeWriter code, MatrixPlan matrix, Rational pedestal)
    {
        code.Comment($"Every cell's g_min adds {Say.Number(pedestal)} lsb per unit of its input, over all slices.");
        var most = (BigInteger)matrix.Inputs * WorstCase.InputCode(matrix.Signature.InputSlicing);
        var exact = BigInteger.One << 53;
        // One rounding is left where numerator and denominator are exact doubles.
        if (most * BigInteger.Abs(pedestal.Numerator) < exact && pedestal.Denominator < exact)
            code.Line($"double pedestal = inputs * {Say.Text(pedestal.Numerator)}L / {Say.Text(pedestal.Denominator)}.0;");
        else
            code.Line($"double pedestal = (Rational.Parse({Escape.Fraction(pedestal)}) * inputs).ToDouble();");
    }

    private static void OffsetColumns(CodeWriter code, MatrixPlan matrix, KernelPlan kernel)
    {
        code.Comment("Each array's offset column, recombined like an output, holds what its weights are stored higher by.");
        var sizes = matrix.ColumnBlocks;
        var large = sizes.Count(s => s == sizes[0]);
        code.Line("int j = 0;");
        using (code.Braces($"for (int block = 0; block < {Text(sizes.Count)}; block++)"))
        {
            code.Line($"double offset = Value(state, totals, Outputs + block){Minus(kernel)};");
            code.Line($"int end = j + {(large == sizes.Count ? Text(sizes[0]) : $"(block < {Text(large)} ? {Text(sizes[0])} : {Text(sizes[sizes.Count - 1])})")};");
            code.Line($"for (; j < end; j++) y[j] = Value(state, totals, j){Minus(kernel)} - offset;");
        }
    }

    private static void Value(CodeWriter code, KernelPlan kernel)
    {
        code.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (code.Braces("private static double Value(MatrixState state, ReadOnlySpan<double> totals, int j)"))
        {
            if (kernel.Scales.Count == 1 && kernel.Scales[0] is { CalibratedSlice: < 0, FirstCode: { } first } only && only.Step == Rational.One && first * only.Coefficients == 0)
            {
                code.Line("return totals[j];");
                return;
            }
            code.Line("double value = 0.0;");
            for (var s = 0; s < kernel.Scales.Count; s++)
            {
                var scale = kernel.Scales[s];
                var total = scale.CalibratedSlice >= 0 || s > 0 ? $"totals[{Text(s)} * Columns + j]" : "totals[j]";
                if (scale.FirstCode is { } code0 && code0 * scale.Coefficients != 0) total = $"({total} {Signed((double)code0 * scale.Coefficients)})";
                var calibrated = $"state.Converters[{Text(scale.CalibratedSlice)}]";
                var term = scale.CalibratedSlice >= 0 ? $"{calibrated}.Step[j] * {total}" : $"{Escape.Number(scale.Step.ToDouble())} * {total}";
                if (scale.FirstCode is null)
                {
                    var coefficients = Escape.Number(scale.Coefficients);
                    term += scale.CalibratedSlice >= 0 ? $" + {calibrated}.Lo[j] * {coefficients}" : $" + {Escape.Number(scale.Lo.ToDouble())} * {coefficients}";
                }
                KernelComments.Scale(code, kernel, s);
                code.Line($"value += {term};");
            }
            code.Line("return value;");
        }
    }

    private static string Signed(double value) => value < 0 ? "- " + Escape.Number(-value) : "+ " + Escape.Number(value);
}
