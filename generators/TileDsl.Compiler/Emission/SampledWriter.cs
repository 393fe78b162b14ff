using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes the sums of conductances that are drawn as they are read: one conversion after the other.</summary>
internal static class SampledWriter
{
    /// <summary>The statements of a row block.</summary>
    public static void Block(CodeWriter code, KernelPlan kernel, int rowClass, ScratchLayout scratch)
    {
        var several = kernel.Conversions.Any(c => c.Terms.Count > 1);
        code.Line($"Span<float> drives = KernelScratch.Part<float>(memory, {Text(scratch.Inputs)}, Drives * rows);");
        code.Line($"Span<float> sums = KernelScratch.Part<float>(memory, {Text(scratch.Sums)}, Columns);");
        code.Line($"Span<float> read = KernelScratch.Part<float>(memory, {Text(scratch.Sums)} + 4 * Columns, Columns);");
        if (several) code.Line($"Span<float> joined = KernelScratch.Part<float>(memory, {Text(scratch.Sums)} + 8 * Columns, Columns);");
        code.Comment("One partial sum after the other: read and add its rows, convert, add the weighted code to the total of its scale.");
        using (code.Braces("for (int s = 0; s < samples; s++)"))
        {
            code.Line("pulses += Drive(x.Slice(s * Inputs + first, rows), drives);");
            code.Line("Span<" + KernelWriter.Total(kernel) + "> mine = totals.Slice(s * Scales * Columns, Scales * Columns);");
            var perPlane = kernel.Conversions.Count / kernel.Planes.Count;
            var placed = new int[kernel.Planes.Count];
            for (var c = 0; c < kernel.Conversions.Count; c++)
            {
                var conversion = kernel.Conversions[c];
                var plane = kernel.Planes[conversion.Plane];
                for (var t = 0; t < conversion.Terms.Count; t++)
                {
                    var term = conversion.Terms[t];
                    code.Line($"Read(state.Cells!, block, slice: {Text(plane.Slice)}, polarity: {Text(plane.Polarity)}, cycle: {Text(term.Drive)}, drives.Slice({Text(term.Drive)} * rows, rows), firstSample + s, read, sums, path);");
                    if (conversion.Terms.Count > 1) code.Line($"Join(sums, joined, {Text(term.Weight)}f, {(t == 0 ? "true" : "false")});");
                }
                code.Line($"Convert{Text(kernel.RowClasses[rowClass].Converters[c])}(state, {(conversion.Terms.Count > 1 ? "joined" : "sums")}, mine, 0, Coefficients[{Text(conversion.Plane * perPlane + placed[conversion.Plane]++)}], path);");
            }
        }
    }

    public static void Write(CodeWriter code)
    {
        code.Comment("Sums a cycle: every driven row is read, its conductances drawn, and added by fused multiply-adds in ascending rows.");
        code.Hot();
        using (code.Braces("private static void Read(SampledCells cells, int block, int slice, int polarity, int cycle, ReadOnlySpan<float> drives, long sample, Span<float> read, Span<float> sums, VectorPath path)"))
        {
            code.Line("sums.Clear();");
            code.Line("read.Clear();");
            code.Line("ref float sum = ref MemoryMarshal.GetReference(sums);");
            code.Line("ref float cell = ref MemoryMarshal.GetReference(read);");
            using (code.Braces("for (int r = 0; r < drives.Length; r++)"))
            {
                code.Line("float x = drives[r];");
                code.Line("if (x == 0f) continue;");
                code.Line("cells.ReadRow(block, slice, polarity, cycle, r, sample, read);");
                Lanes.Widths(code, lanes =>
                {
                    using (code.Braces($"for (int j = 0; j < Columns; j += {lanes.Count()})"))
                        code.Line(lanes.Store("sum", "j", lanes.FusedMultiplyAdd(lanes.Broadcast("x"), lanes.Load("cell", "j"), lanes.Load("sum", "j"))));
                });
            }
        }
        code.Line();
    }
}
