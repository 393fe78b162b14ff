using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>Writes the sums of conductances that are drawn as they are read: one conversion after the other.</summary>
internal static class SampledWriter
{
    /// <summary>The statements that sum and convert a row block.</summary>
    public static void Calls(CodeWriter code, KernelPlan kernel, int rowClass, int largestBlock)
    {
        code.Line();
        code.Comment("One partial sum after the other: read and add its rows, convert, add the weighted code to the total of its scale.");
        var lines = $"scratch.Floats.AsSpan({Text((long)largestBlock * kernel.Drives.Count)}";
        code.Line($"Span<float> sums = {lines}, Columns);");
        code.Line($"Span<float> read = {lines} + Columns, Columns);");
        if (kernel.Conversions.Any(c => c.Terms.Count > 1)) code.Line($"Span<float> joined = {lines} + 2 * Columns, Columns);");
        for (var c = 0; c < kernel.Conversions.Count; c++)
        {
            var conversion = kernel.Conversions[c];
            var plane = kernel.Planes[conversion.Plane];
            var several = conversion.Terms.Count > 1;
            for (var t = 0; t < conversion.Terms.Count; t++)
            {
                var term = conversion.Terms[t];
                code.Line($"Read(cells, block, slice: {Text(plane.Slice)}, polarity: {Text(plane.Polarity)}, cycle: {Text(term.Drive)}, driven, drives, sample, read, sums, path);");
                if (several) code.Line($"Join(sums, joined, {Text(term.Weight)}f, {(t == 0 ? "true" : "false")});");
            }
            code.Line($"ConvertAll{Text(kernel.RowClasses[rowClass].Converters[c])}(state, {(several ? "joined" : "sums")}, totals, {Text(conversion.Coefficient)}, path);");
        }
    }

    public static void Write(CodeWriter code, KernelPlan kernel)
    {
        Read(code);
        if (kernel.Conversions.Any(c => c.Terms.Count > 1)) Join(code);
        for (var c = 0; c < kernel.Converters.Count; c++) ConvertAll(code, c);
    }

    private static void Read(CodeWriter code)
    {
        code.Comment("Sums a cycle: every driven row is read, its conductances drawn, and added by fused multiply-adds in ascending rows.");
        code.Hot();
        using (code.Braces("private static void Read(SampledCells cells, int block, int slice, int polarity, int cycle, ReadOnlySpan<int> driven, ReadOnlySpan<float> drives, long sample, Span<float> read, Span<float> sums, VectorPath path)"))
        {
            code.Line("sums.Clear();");
            code.Line("read.Clear();");
            code.Line("ref float sum = ref MemoryMarshal.GetReference(sums);");
            code.Line("ref float cell = ref MemoryMarshal.GetReference(read);");
            using (code.Braces("for (int r = 0; r < driven.Length; r++)"))
            {
                code.Line("float x = drives[r * Drives + cycle];");
                code.Line("if (x == 0f) continue;");
                code.Line("cells.ReadRow(block, slice, polarity, cycle, driven[r], sample, read);");
                Widths(code, lanes =>
                {
                    using (code.Braces($"for (nuint j = 0; j < Columns; j += {(lanes.IsScalar ? "1" : $"(nuint){lanes.Count}")})"))
                        code.Line(lanes.Store("sum", "j", lanes.FusedMultiplyAdd(lanes.Broadcast("x"), lanes.Load("cell", "j"), lanes.Load("sum", "j"))));
                });
            }
        }
        code.Line();
    }

    private static void Join(CodeWriter code)
    {
        code.Comment("Adds a cycle to the analog accumulation, in float32.");
        using (code.Braces("private static void Join(ReadOnlySpan<float> sums, Span<float> joined, float weight, bool first)"))
            code.Line("for (int j = 0; j < Columns; j++) joined[j] = first ? sums[j] * weight : joined[j] + sums[j] * weight;");
        code.Line();
    }

    private static void ConvertAll(CodeWriter code, int converter)
    {
        code.Hot();
        using (code.Braces($"private static void ConvertAll{Text(converter)}(MatrixState state, Span<float> sums, Span<double> totals, double coefficient, VectorPath path)"))
        {
            code.Line("ref float sum = ref MemoryMarshal.GetReference(sums);");
            code.Line("ref double total = ref MemoryMarshal.GetReference(totals);");
            Widths(code, lanes =>
                code.Line($"for (int j = 0; j < Columns; j += {lanes.Count}) Convert{Text(converter)}(state, ref total, j, {lanes.Load("sum", "(nuint)j")}, coefficient);"));
        }
        code.Line();
    }

    private static void Widths(CodeWriter code, Action<Lanes> body)
    {
        using (code.Braces("if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))")) body(Lanes.Wide);
        using (code.Braces("else if (Columns % Vector<float>.Count == 0 && (path == VectorPath.Portable || (path == VectorPath.Auto && Vector.IsHardwareAccelerated)))")) body(Lanes.Portable);
        using (code.Braces("else")) body(Lanes.Scalar);
    }
}
