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
        code.Comment("One partial sum after the other: read and add its rows, convert, add the weighted code to the total of its scale.");
        using (code.Braces("for (int s = 0; s < samples; s++)"))
        {
            code.Line("const int j = 0, width = Columns;");
            code.Line("pulses += Drive(x.Slice(s * Inputs + first, rows), drives);");
            var perPlane = kernel.Conversions.Count / kernel.Planes.Count;
            var placed = new int[kernel.Planes.Count];
            for (var c = 0; c < kernel.Conversions.Count; c++)
            {
                var conversion = kernel.Conversions[c];
                var plane = kernel.Planes[conversion.Plane];
                for (var t = 0; t < conversion.Terms.Count; t++)
                {
                    var term = conversion.Terms[t];
                    code.Line($"AnalogSums.Read(state.Cells!, block, {Text(plane.Slice)}, {Text(plane.Polarity)}, {Cycle(kernel, kernel.Drives.Count, term.Drive)}, drives.Slice({Text(term.Drive)} * rows, rows), {Index(kernel)}, read, sums, path);");
                    if (conversion.Terms.Count > 1) code.Line($"AnalogSums.Join(sums, joined, {Text(term.Weight)}f, {(t == 0 ? "true" : "false")});");
                }
                var converter = kernel.RowClasses[rowClass].Converters[c];
                var source = conversion.Terms.Count > 1 ? "joined" : "sums";
                if (kernel.Noise is not null) Noise(code, kernel, converter, source, plane, placed[conversion.Plane]);
                if (kernel.ChecksumColumns > 0)
                {
                    code.Line(ConversionWriter.CheckedCall(kernel, converter, source, $"drives.Slice({Text(conversion.Terms[0].Drive)} * rows, rows)", TileWriter.Totals(kernel.Converters[converter].Scale),
                        $"Coefficients[{Text(conversion.Plane * perPlane + placed[conversion.Plane]++)}]", plane));
                    continue;
                }
                code.Line(ConversionWriter.Call(kernel, converter, source, doubles: false, TileWriter.Totals(kernel.Converters[converter].Scale), "j",
                    $"Coefficients[{Text(conversion.Plane * perPlane + placed[conversion.Plane]++)}]", $"place + {Text(plane.Slice)}", Text(plane.Polarity)));
            }
        }
    }

    /// <summary>The global index of a sample: those that are repeated are not neighbours.</summary>
    public static string Index(KernelPlan kernel) => kernel.DetectsClipping ? "indices[s]" : "firstSample + s";

    /// <summary>The number of a cycle or conversion in keys of draws: passes that repeat a product go on counting.</summary>
    private static string Cycle(KernelPlan kernel, int perPass, int number) => kernel.DetectsClipping ? $"{Text(perPass)} * pass + {Text(number)}" : Text(number);

    /// <summary>The thermal noise of a converter, whose reads have brought theirs.</summary>
    private static void Noise(CodeWriter code, KernelPlan kernel, int converter, string source, PlanePlan plane, int conversion)
    {
        code.Line("variance.Clear();");
        code.Line(ConversionWriter.NoiseCall(kernel, converter, "variance", "j")!);
        code.Line($"state.Noise!.AddByColumn({source}, variance, j, place + {Text(plane.Slice)}, {Cycle(kernel, kernel.Conversions.Count / kernel.Planes.Count, conversion)}, {Text(plane.Polarity)}, {Index(kernel)}, path);");
    }
}
