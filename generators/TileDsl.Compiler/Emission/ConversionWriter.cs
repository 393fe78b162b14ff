using TileDsl.Model;
using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes the constants of converters, and the calls that convert a row of sums and add its weighted codes to their totals.</summary>
internal static class ConversionWriter
{
    /// <summary>The constants, with their meaning.</summary>
    public static void Constants(CodeWriter code, KernelPlan kernel)
    {
        for (var c = 0; c < kernel.Converters.Count; c++)
        {
            var converter = kernel.Converters[c];
            if (converter.Form == ConversionForm.None) continue;
            var n = Text(c);
            KernelComments.Converter(code, kernel, c);
            if (converter.Sixteen is { } sixteen)
            {
                code.Line($"private const int Base{n} = {Text(sixteen.Base)}, Top{n} = {Text(sixteen.Top)}, Shift{n} = {Text(sixteen.Shift)}, Multiplier{n} = {Text(sixteen.Multiplier)}, First{n} = {Text(sixteen.First)};");
                code.Line();
                continue;
            }
            var scale = converter.InUnits.GetValueOrDefault();
            switch (converter.Form)
            {
                case ConversionForm.Arithmetic when converter.Arithmetic.Form == ConverterForm.Search:
                    code.Line($"private static readonly int[] Thresholds{n} = ConverterThresholds.Make({Escape.Fraction(scale.Lo)}, {Escape.Fraction(scale.Step)}, {Text(scale.Steps)}, {Text(scale.FirstCode)});");
                    break;
                case ConversionForm.Arithmetic:
                    var arithmetic = converter.Arithmetic;
                    var single = arithmetic.Form is ConverterForm.Multiply or ConverterForm.Divide;
                    Func<double, string> literal = single ? Escape.Single : Escape.Number;
                    code.Line($"private const {(single ? "float" : "double")} A{n} = {literal(arithmetic.A)}, B{n} = {literal(arithmetic.B)}{(arithmetic.Form is ConverterForm.Multiply or ConverterForm.WideMultiply ? "" : $", D{n} = {literal(arithmetic.D)}")};");
                    break;
                case ConversionForm.Real:
                    code.Line($"private const double Lo{n} = {Escape.Number(scale.Lo.ToDouble())}, Step{n} = {Escape.Number(scale.Step.ToDouble())};");
                    break;
                case ConversionForm.Noisy:
                    code.Line($"private const float A{n} = {Escape.Single((float)(1 / scale.Step).ToDouble())}, B{n} = {Escape.Single((float)(-scale.Lo / scale.Step).ToDouble())};");
                    if (kernel.Noise is { ConverterSteps: not 0 and var steps }) code.Line($"private const float N{n} = {Escape.Single((float)steps * (float)scale.Step.ToDouble())};");
                    break;
            }
            code.Line($"private const float Last{n} = {Escape.Single(converter.LastCode)};");
            code.Line();
        }
    }

    /// <summary>The statement that adds a converter's thermal noise to the variances of its columns; null where it has none.</summary>
    public static string? NoiseCall(KernelPlan kernel, int index, string variance, string column)
    {
        if (kernel.Noise is not { ConverterSteps: not 0 and var steps }) return null;
        var converter = kernel.Converters[index];
        return converter.Form == ConversionForm.Noisy
            ? $"FoldedNoise.AddSquare({variance}, N{Text(index)});"
            : $"FoldedNoise.AddSquares({variance}, {Escape.Single((float)steps)}, state.Converters[{Text(converter.Slice)}], {column});";
    }

    /// <summary>The statement that converts the sums of all columns, compares their codes with those of the checksum columns, and adds them.</summary>
    public static string CheckedCall(KernelPlan kernel, int index, string sums, string drives, string totals, string coefficient, PlanePlan plane)
    {
        var (converter, n) = (kernel.Converters[index], Text(index));
        var scale = kernel.Scales[converter.Scale];
        var range = converter.Form == ConversionForm.Noisy
            ? $"new ChecksumRange(A{n}, B{n}, Last{n}, {Escape.Number(scale.Lo.ToDouble())}, {Escape.Number(scale.Step.ToDouble())})"
            : $"new ChecksumRange(state.Converters[{Text(converter.Slice)}], Last{n})";
        var add = $"state.Checksums!.Add(block, {Text(plane.Slice)}, {Text(plane.Polarity)}, {drives}, {sums}, state.Columns!, {range}, {coefficient}, {totals}, path)";
        return kernel.DetectsClipping ? $"clipped[s] |= {add};" : add + ";";
    }

    /// <summary>The statement that converts the sums of a slice and adds their codes to the words of their columns.</summary>
    public static string WordCall(KernelPlan kernel, int index, string sums, PlanePlan plane)
    {
        var (n, scale) = (Text(index), kernel.Converters[index].InUnits!.Value);
        var add = $"state.Words!.Add(block, {Text(plane.Slice)}, {Text(plane.Polarity)}, {sums}, state.Columns!, A{n}, B{n}, Last{n}, {Text((long)(scale.Lo / scale.Step).Ceiling())}, words, path)";
        return kernel.DetectsClipping ? $"clipped[s] |= {add};" : add + ";";
    }

    /// <summary>The statement that converts some sums.</summary>
    /// <param name="sums">An expression: a row of sums.</param>
    /// <param name="doubles">They are float64.</param>
    /// <param name="totals">An expression: the totals of their scale and columns.</param>
    /// <param name="column">An expression: the first one's column.</param>
    /// <param name="coefficient">An expression: the weight of their codes.</param>
    /// <param name="place">An expression: row block times weight slices plus slice.</param>
    /// <param name="polarity">An expression: 1 for the - cell converted apart, else 0.</param>
    public static string Call(KernelPlan kernel, int index, string sums, bool doubles, string totals, string column, string coefficient, string place, string polarity)
    {
        var converter = kernel.Converters[index];
        var n = Text(index);
        if (kernel.Physical && converter.Form is ConversionForm.Noisy or ConversionForm.CalibratedNoisy)
        {
            var range = converter.Form == ConversionForm.Noisy ? $"A{n}, B{n}" : $"state.Converters[{Text(converter.Slice)}]";
            // Padding would clip with what noise it is given.
            var used = $"Math.Min(width, {Text(kernel.UsedColumns)} - {column})";
            var add = $"PhysicalCodes.Add({sums}[..{used}], state.Columns!.At({place}, {polarity}, {column}, {used}, {range}, Last{n}), {coefficient}, {totals}, path)";
            return kernel.DetectsClipping ? $"clipped[s] |= {add};" : add + ";";
        }
        var codes = doubles ? "DoubleCodes" : "Codes";
        var calibrated = $"CalibratedCodes.{{0}}({sums}, state.Converters[{Text(converter.Slice)}], {column}, Last{n}, {coefficient}, {totals}, path);";
        return converter.Form switch
        {
            ConversionForm.None => $"{codes}.Sum({sums}, {coefficient}, {totals}, path);",
            ConversionForm.Noisy => $"Codes.Noisy({sums}, A{n}, B{n}, Last{n}, {coefficient}, {totals}, path);",
            ConversionForm.Real => $"Codes.Real({sums}, Lo{n}, Step{n}, Last{n}, {coefficient}, {totals}, path);",
            ConversionForm.CalibratedNoisy => calibrated.Replace("{0}", "Noisy"),
            ConversionForm.CalibratedReal => calibrated.Replace("{0}", "Real"),
            ConversionForm.CalibratedArithmetic => (doubles ? calibrated.Replace("CalibratedCodes", "DoubleCodes") : calibrated).Replace("{0}", "Arithmetic"),
            _ => converter.Arithmetic.Form switch
            {
                ConverterForm.Multiply or ConverterForm.WideMultiply => $"Codes.{converter.Arithmetic.Form}({sums}, A{n}, B{n}, Last{n}, {coefficient}, {totals}, path);",
                ConverterForm.Search => $"{codes}.Search({sums}, Thresholds{n}, {coefficient}, {totals});",
                var form => $"{codes}.{form}({sums}, A{n}, B{n}, D{n}, Last{n}, {coefficient}, {totals}, path);",
            },
        };
    }
}
