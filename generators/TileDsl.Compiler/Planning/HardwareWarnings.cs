using TileDsl.Diagnostics;
using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>What the planner knows of the hardware and says with the arithmetic.</summary>
internal static class HardwareWarnings
{
    private const int LittleFill = 5;

    public static IEnumerable<Diagnostic> Of(string subject, Origin origin, MatrixPlan plan)
    {
        foreach (var (rule, arguments) in Converter(plan).Concat(Fill(plan)))
            yield return new Diagnostic(rule, origin.Span, [subject, .. arguments]);
    }

    /// <summary>"W = 64 rows x 7 x 1 = 448, 10 bits needed, 10 given".</summary>
    public static string LosslessProof(ValueList<ConversionPlan> conversions, MatrixSignature signature)
    {
        var worst = Widest(conversions);
        return $"{WorstSum(worst, signature)}, {worst.BitsNeeded} bits needed, {signature.Converter!.Bits} given";
    }

    /// <summary>Why a converter is not lossless, in a few words.</summary>
    public static string LossReason(ValueList<ConversionPlan> conversions, MatrixSignature signature)
    {
        var converter = signature.Converter!;
        var worst = Widest(conversions);
        var bits = $"{WorstSum(worst, signature)}, {Bits(worst)} bits needed, {converter.Bits} given";
        if (converter.IsCalibrated) return "its range is found at calibration; " + bits;
        if (!WorstCase.SeenPedestal(signature, Slice(signature, worst)).IsInteger) return "it sees a pedestal that is no integer; " + bits;
        if (converter.Codes == CodeKind.MidRise) return "mid_rise codes have no zero; " + bits;
        return bits + StepText(worst);
    }

    private static IEnumerable<(DiagnosticRule, object[])> Converter(MatrixPlan plan)
    {
        var signature = plan.Signature;
        if (signature.Converter is not { } converter) yield break;
        var worst = Widest(plan.Conversions);
        var exact = Say.Number(WorstCase.ExactBits(worst.Lowest, worst.Highest), "0.0");
        if (converter.Codes == CodeKind.Unsigned && worst.Lowest.Sign < 0 && (worst.Scale is null || worst.Scale.Value.Lo.Sign >= 0))
        {
            yield return (PlanRules.UnsignedUnderSigned, [signature.IsPair && !signature.SubtractDigital ? "pairs are subtracted before the converter" : "inputs are driven in both polarities"]);
            yield break;
        }
        if (plan.Lossless)
        {
            yield return (PlanRules.Lossless, [LosslessProof(plan.Conversions, signature)]);
            if (worst.BitsNeeded < converter.Bits) yield return (PlanRules.WiderThanNeeded, [worst.BitsNeeded, converter.Bits]);
        }
        else if (converter.IsCalibrated)
        {
            yield return (PlanRules.CannotCalibrate, [Say.Number(worst.Lowest), Say.Number(worst.Highest), exact, converter.Bits]);
        }
        else if (worst.Scale is { } scale)
        {
            if (scale.Lo > worst.Lowest || scale.Top < worst.Highest)
                yield return (PlanRules.Clips, [Say.Number(scale.Lo), Say.Number(scale.Top), Say.Number(worst.Lowest), Say.Number(worst.Highest), exact, converter.Bits]);
            else
                yield return (PlanRules.Rounds, [LossReason(plan.Conversions, signature)]);
        }
    }

    private static IEnumerable<(DiagnosticRule, object[])> Fill(MatrixPlan plan)
    {
        var signature = plan.Signature;
        long columns = (long)plan.Outputs * (signature.Weights.AcrossColumns ? plan.Slices.Count : 1);
        long used = plan.Inputs * columns;
        var blocks = (long)plan.RowBlocks.Count * plan.ColumnBlocks.Count;
        var all = blocks * signature.ArrayRows * signature.ArrayColumns;
        if (used * 100 >= all * LittleFill) yield break;
        yield return (PlanRules.FillsLittle,
            [plan.Inputs, columns, Say.Number(100.0 * used / all, "0.0"), blocks == 1 ? "an array" : Say.Plural(blocks, "array"), signature.ArrayRows, signature.ArrayColumns]);
    }

    private static ConversionPlan Widest(ValueList<ConversionPlan> conversions) =>
        conversions.OrderByDescending(c => c.Lossless ? 0 : 1).ThenByDescending(c => c.Highest - c.Lowest).First();

    private static WeightSlicePlan Slice(MatrixSignature signature, ConversionPlan conversion) =>
        new(conversion.Slice, signature.Weights.SliceBits[conversion.Slice], 0, false);

    private static string WorstSum(ConversionPlan worst, MatrixSignature signature)
    {
        var cell = Say.Text(Slice(signature, worst).Largest);
        var pedestal = WorstCase.SeenPedestal(signature, Slice(signature, worst));
        if (pedestal.Sign != 0) cell = $"({cell} + {Say.Number(pedestal)})";
        var input = Say.Number(Rational.PowerOfTwo(worst.InputBits) - 1);
        var sign = worst.Lowest.Sign < 0 ? "±" : "";
        return $"{Say.Plural(worst.Rows, "row")} x {cell} x {input} = {sign}{Say.Number(Rational.Max(-worst.Lowest, worst.Highest))} lsb at worst";
    }

    private static string Bits(ConversionPlan worst) => Say.Number(WorstCase.ExactBits(worst.Lowest, worst.Highest), "0.0");

    private static string StepText(ConversionPlan worst) =>
        worst.Scale is { } scale ? $", a step of {Say.Number(scale.Step)} lsb" : "";
}
