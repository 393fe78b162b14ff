using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>
/// Writes the sums of a row block: register blocks of partial sums, lanes over columns, rows inside. One method per register
/// block, so that each is small enough for the JIT to keep its sums in registers.
/// </summary>
internal static class SumWriter
{
    /// <summary>Column vectors a block may work on at once, where it has few sums.</summary>
    private static readonly int[] s_columnVectors = [4, 2, 1];

    public static void Write(CodeWriter code, KernelPlan kernel)
    {
        for (var c = 0; c < kernel.RowClasses.Count; c++)
        {
            foreach (var lanes in Lanes.All)
            {
                var blocks = RegisterBlock.Of(kernel, lanes);
                for (var b = 0; b < blocks.Count; b++) Method(code, kernel, c, lanes, blocks[b], MethodName(kernel, c, lanes, b));
            }
        }
    }

    /// <summary>The calls that sum and convert a row block at the width asked for.</summary>
    public static void Calls(CodeWriter code, KernelPlan kernel, int rowClass)
    {
        code.Line($"ReadOnlySpan<{Element(kernel)}> planes = state.{(kernel.IntegerPlanes ? "IntPlanes" : "FloatPlanes")}.AsSpan(plane, rows * Columns * Planes);");
        var portableFits = $"Columns % ({Text(ColumnVectors(kernel, Lanes.Portable))} * Vector<float>.Count) == 0";
        using (code.Braces("if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))")) Call(Lanes.Wide);
        using (code.Braces($"else if ({portableFits} && (path == VectorPath.Portable || (path == VectorPath.Auto && Vector.IsHardwareAccelerated)))")) Call(Lanes.Portable);
        using (code.Braces("else")) Call(Lanes.Scalar);

        void Call(Lanes lanes)
        {
            for (var b = 0; b < RegisterBlock.Of(kernel, lanes).Count; b++)
                code.Line($"{MethodName(kernel, rowClass, lanes, b)}(state, planes, rows, driven, drives, totals);");
        }
    }

    private static string MethodName(KernelPlan kernel, int rowClass, Lanes lanes, int block) =>
        "Sum" + (kernel.RowClasses.Count > 1 ? Text(kernel.RowClasses[rowClass].Rows[0]) + "Rows" : "") + lanes.Name + (RegisterBlock.Of(kernel, lanes).Count > 1 ? Text(block) : "");

    private static string Element(KernelPlan kernel) => kernel.IntegerPlanes ? "int" : "float";

    /// <summary>As many column vectors as divide the columns at every width up to 512 bits (256 for the portable one) and leave registers.</summary>
    private static int ColumnVectors(KernelPlan kernel, Lanes lanes)
    {
        var blocks = RegisterBlock.Of(kernel, lanes);
        var sums = blocks.Max(b => b.Sums(kernel)) * lanes.Halves(kernel.Sums).Count;
        var lanesOfFloat = lanes == Lanes.Wide ? 16 : 8;
        return s_columnVectors.First(u => u == 1 || (u * sums <= lanes.Accumulators && kernel.PaddedColumns % (u * lanesOfFloat) == 0));
    }

    private static void Method(CodeWriter code, KernelPlan kernel, int rowClass, Lanes lanes, RegisterBlock block, string name)
    {
        var vectors = ColumnVectors(kernel, lanes);
        code.Comment(block.Describe(kernel, lanes, vectors));
        code.Hot();
        using (code.Braces($"private static void {name}(MatrixState state, ReadOnlySpan<{Element(kernel)}> planes, int rows, ReadOnlySpan<int> driven, ReadOnlySpan<float> drives, Span<double> totals)"))
        {
            code.Line($"ref {Element(kernel)} cells = ref MemoryMarshal.GetReference(planes);");
            code.Line("ref double total = ref MemoryMarshal.GetReference(totals);");
            var step = vectors == 1 ? lanes.Count : lanes.IsScalar ? Text(vectors) : $"{Text(vectors)} * {lanes.Count}";
            using (code.Braces($"for (int j = 0; j < Columns; j += {step})")) Columns(code, kernel, rowClass, lanes, block, vectors);
        }
        code.Line();
    }

    private static void Columns(CodeWriter code, KernelPlan kernel, int rowClass, Lanes lanes, RegisterBlock block, int vectors)
    {
        var halves = lanes.Halves(kernel.Sums);
        var wide = kernel.Sums == SumForm.Float64Exact;
        var type = wide ? lanes.Double : lanes.Float;
        if (!lanes.IsScalar) code.Line($"{type} zero = {type}.Zero;");
        for (var u = 0; u < vectors; u++)
        {
            foreach (var plane in block.Planes)
            {
                var names = block.Drives.SelectMany(d => halves.Select(h => Sum(plane, d, u, vectors) + h));
                code.Line($"{type} {string.Join(", ", names.Select(n => n + (lanes.IsScalar ? " = 0" : " = zero")))};");
            }
        }
        code.Line();
        using (code.Braces("for (int r = 0; r < driven.Length; r++)"))
        {
            code.Line("nuint at = (nuint)(driven[r] * Columns + j);");
            for (var u = 0; u < vectors; u++)
            {
                foreach (var plane in block.Planes)
                {
                    var offset = (plane == 0 ? "at" : $"at + (nuint)({(plane == 1 ? "" : Text(plane) + " * ")}rows * Columns)")
                        + (u == 0 ? "" : lanes.IsScalar ? $" + {Text(u)}" : $" + {(u == 1 ? "" : Text(u) + " * ")}(nuint){lanes.Count}");
                    Load(code, kernel, lanes, Weight(plane, u, vectors), offset);
                }
            }
            foreach (var drive in block.Drives)
            {
                var at = (kernel.Drives.Count == 1 ? "drives[r]" : $"drives[r * Drives + {Text(drive)}]");
                code.Line($"{type} x{Text(drive)} = {lanes.Broadcast(wide ? "(double)" + at : at)};");
                for (var u = 0; u < vectors; u++)
                {
                    foreach (var plane in block.Planes)
                    {
                        foreach (var half in halves)
                        {
                            var sum = Sum(plane, drive, u, vectors) + half;
                            code.Line($"{sum} = {lanes.FusedMultiplyAdd("x" + Text(drive), Weight(plane, u, vectors) + half, sum, wide)};");
                        }
                    }
                }
            }
        }
        code.Line();
        for (var u = 0; u < vectors; u++)
        {
            var j = u == 0 ? "j" : lanes.IsScalar ? $"j + {Text(u)}" : $"j + {(u == 1 ? "" : Text(u) + " * ")}{lanes.Count}";
            Conversions(code, kernel, rowClass, lanes, block, j, u, vectors);
        }
    }

    /// <summary>A plane's elements at some columns, in the type that sums have.</summary>
    private static void Load(CodeWriter code, KernelPlan kernel, Lanes lanes, string name, string at)
    {
        var load = lanes.Load("cells", at);
        if (kernel.Sums != SumForm.Float64Exact)
        {
            code.Line($"{lanes.Float} {name} = {load};");
        }
        else if (lanes.IsScalar)
        {
            code.Line($"double {name} = {load};");
        }
        else
        {
            code.Line($"{lanes.Class}<{Element(kernel)}> {name} = {load};");
            foreach (var half in new[] { "Lower", "Upper" })
            {
                var widened = half == "Lower" ? lanes.Lower(name) : lanes.Upper(name);
                code.Line($"{lanes.Double} {name}{half} = {(kernel.IntegerPlanes ? $"{lanes.Class}.ConvertToDouble({widened})" : widened)};");
            }
        }
    }

    private static void Conversions(CodeWriter code, KernelPlan kernel, int rowClass, Lanes lanes, RegisterBlock block, string j, int u, int vectors)
    {
        for (var c = 0; c < kernel.Conversions.Count; c++)
        {
            var conversion = kernel.Conversions[c];
            if (!block.Planes.Contains(conversion.Plane) || !block.Drives.Contains(conversion.Terms[0].Drive)) continue;
            var sum = Sum(conversion.Plane, conversion.Terms[0].Drive, u, vectors);
            if (conversion.Terms.Count > 1)
            {
                // The cycles of an analog accumulation, added in float32 in their order.
                var joined = "p" + Text(c) + (vectors > 1 ? "u" + Text(u) : "");
                code.Line($"{lanes.Float} {joined} = {sum} * {Text(conversion.Terms[0].Weight)}f;");
                foreach (var term in conversion.Terms.Skip(1))
                    code.Line($"{joined} += {Sum(conversion.Plane, term.Drive, u, vectors)} * {Text(term.Weight)}f;");
                sum = joined;
            }
            var sums = string.Join(", ", lanes.Halves(kernel.Sums).Select(h => sum + h));
            code.Line($"Convert{Text(kernel.RowClasses[rowClass].Converters[c])}(state, ref total, {j}, {sums}, {Text(conversion.Coefficient)});");
        }
    }

    private static string Sum(int plane, int drive, int u, int vectors) => $"p{Text(plane)}x{Text(drive)}" + (vectors > 1 ? "u" + Text(u) : "");

    private static string Weight(int plane, int u, int vectors) => $"w{Text(plane)}" + (vectors > 1 ? "u" + Text(u) : "");
}
