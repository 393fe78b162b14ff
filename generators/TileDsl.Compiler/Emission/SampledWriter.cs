using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes the sums of conductances that are drawn as they are read: one conversion after the other.</summary>
internal static class SampledWriter
{
    /// <summary>The statements of a row block.</summary>
    public static void Block(CodeWriter code, KernelPlan kernel, int rowClass, ScratchLayout scratch)
    {
        code.Line($"Span<float> drives = KernelScratch.Part<float>(memory, {Text(scratch.Inputs)}, Drives * rows);");
        code.Line($"Span<float> sums = KernelScratch.Part<float>(memory, {Text(scratch.Sums)}, Columns);");
        code.Line($"Span<float> read = KernelScratch.Part<float>(memory, {Text(scratch.Sums)} + 4 * Columns, Columns);");
        if (kernel.Conversions.Any(c => c.Terms.Count > 1)) code.Line($"Span<float> joined = KernelScratch.Part<float>(memory, {Text(scratch.Sums)} + 8 * Columns, Columns);");
        if (kernel.Noise is not null) code.Line($"Span<float> variance = KernelScratch.Part<float>(memory, {Text(scratch.VarianceRow)}, Columns);");
        if (kernel.ChecksWords) code.Line($"Span<CodeWord> words = KernelScratch.Part<CodeWord>(memory, {Text(scratch.Words)}, Columns);");
        code.Comment("One partial sum after the other: read and add its rows, convert, add the weighted code to the total of its scale.");
        using (code.Braces("for (int s = 0; s < samples; s++)"))
        {
            code.Line("const int j = 0, width = Columns;");
            code.Line("pulses += Drive(x.Slice(s * Inputs + first, rows), drives);");
            if (kernel.ChecksWords) Words(code, kernel, rowClass);
            else Codes(code, kernel, rowClass);
        }
    }

    /// <summary>One conversion after the other.</summary>
    private static void Codes(CodeWriter code, KernelPlan kernel, int rowClass)
    {
        var perPlane = PerPlane(kernel);
        for (var c = 0; c < kernel.Conversions.Count; c++)
        {
            var conversion = kernel.Conversions[c];
            var (plane, placed) = (kernel.Planes[conversion.Plane], Placed(kernel, c));
            var converter = kernel.RowClasses[rowClass].Converters[c];
            var source = Sum(code, kernel, conversion, converter, placed);
            var (totals, coefficient) = (TileWriter.Totals(kernel.Converters[converter].Scale), $"Coefficients[{Text(conversion.Plane * perPlane + placed)}]");
            code.Line(kernel.ChecksumColumns > 0
                ? ConversionWriter.CheckedCall(kernel, converter, source, Drives(conversion), totals, coefficient, plane)
                : ConversionWriter.Call(kernel, converter, source, doubles: false, totals, "j", coefficient, $"place + {Text(plane.Slice)}", Text(plane.Polarity)));
        }
    }

    /// <summary>One code word after the other: the conversions of all slices.</summary>
    private static void Words(CodeWriter code, KernelPlan kernel, int rowClass)
    {
        code.Comment("Codes of all slices, shifted and added, are code words: each is checked, corrected and divided before it counts.");
        var words = Enumerable.Range(0, kernel.Conversions.Count).GroupBy(c => (Placed(kernel, c), kernel.Planes[kernel.Conversions[c].Plane].Polarity));
        foreach (var word in words)
        {
            code.Line("words.Clear();");
            foreach (var c in word)
            {
                var converter = kernel.RowClasses[rowClass].Converters[c];
                var source = Sum(code, kernel, kernel.Conversions[c], converter, word.Key.Item1);
                code.Line(ConversionWriter.WordCall(kernel, converter, source, kernel.Planes[kernel.Conversions[c].Plane]));
            }
            // The least significant slice counts its word's weight.
            var least = kernel.Conversions[word.First()];
            code.Line($"state.Words!.Close({Drives(least)}, words, Coefficients[{Text(least.Plane * PerPlane(kernel) + word.Key.Item1)}], {TileWriter.Totals(0)});");
        }
    }

    /// <summary>Reads and adds the rows of a conversion, with the noise of its converter; gives the name of its sums.</summary>
    private static string Sum(CodeWriter code, KernelPlan kernel, KernelConversion conversion, int converter, int placed)
    {
        var plane = kernel.Planes[conversion.Plane];
        for (var t = 0; t < conversion.Terms.Count; t++)
        {
            var term = conversion.Terms[t];
            code.Line($"AnalogSums.Read(state.Cells!, block, {Text(plane.Slice)}, {Text(plane.Polarity)}, {Cycle(kernel, kernel.Drives.Count, term.Drive)}, drives.Slice({Text(term.Drive)} * rows, rows), {Index(kernel)}, read, sums, path);");
            if (conversion.Terms.Count > 1) code.Line($"AnalogSums.Join(sums, joined, {Text(term.Weight)}f, {(t == 0 ? "true" : "false")});");
        }
        var source = conversion.Terms.Count > 1 ? "joined" : "sums";
        if (kernel.Noise is not null) Noise(code, kernel, converter, source, plane, placed);
        return source;
    }

    /// <summary>Conversions of a plane, in a row block and column.</summary>
    private static int PerPlane(KernelPlan kernel) => kernel.Conversions.Count / kernel.Planes.Count;

    /// <summary>The number of a conversion within its plane.</summary>
    private static int Placed(KernelPlan kernel, int conversion) => kernel.Conversions.Take(conversion).Count(c => c.Plane == kernel.Conversions[conversion].Plane);

    /// <summary>What rows are driven with in the one cycle of a conversion.</summary>
    private static string Drives(KernelConversion conversion) => $"drives.Slice({Text(conversion.Terms[0].Drive)} * rows, rows)";

    /// <summary>The global index of a sample: those that are repeated are not neighbours.</summary>
    public static string Index(KernelPlan kernel) => kernel.DetectsClipping ? "indices[s]" : "firstSample + s";

    /// <summary>The number of a cycle or conversion in keys of draws: passes that repeat a product go on counting.</summary>
    private static string Cycle(KernelPlan kernel, int perPass, int number) => kernel.DetectsClipping ? $"{Text(perPass)} * pass + {Text(number)}" : Text(number);

    /// <summary>The thermal noise of a converter, whose reads have brought theirs.</summary>
    private static void Noise(CodeWriter code, KernelPlan kernel, int converter, string source, PlanePlan plane, int conversion)
    {
        code.Line("variance.Clear();");
        code.Line(ConversionWriter.NoiseCall(kernel, converter, "variance", "j")!);
        code.Line($"state.Noise!.AddByColumn({source}, variance, j, place + {Text(plane.Slice)}, {Cycle(kernel, PerPlane(kernel), conversion)}, {Text(plane.Polarity)}, {Index(kernel)}, path);");
    }
}
