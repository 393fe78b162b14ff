using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>
/// Writes how looked-up sums become codes in 16-bit lanes. The codes of a plane's cycles are added, each twice (or more) the
/// one below, before they are widened and weighted.
/// </summary>
internal static class SixteenBitWriter
{
    /// <summary>The constants of the converters, with their meaning.</summary>
    public static void Constants(CodeWriter code, KernelPlan kernel)
    {
        for (var c = 0; c < kernel.Converters.Count; c++)
        {
            var sixteen = kernel.Converters[c].Sixteen!;
            KernelComments.Converter(code, kernel, c);
            code.Line($"private const int Base{Text(c)} = {Text(sixteen.Base)}, Top{Text(c)} = {Text(sixteen.Top)}, Shift{Text(c)} = {Text(sixteen.Shift)}, Multiplier{Text(c)} = {Text(sixteen.Multiplier)}, First{Text(c)} = {Text(sixteen.First)};");
            code.Line();
        }
    }

    /// <summary>The statement that converts the sums of a plane and sample.</summary>
    public static void Call(CodeWriter code, KernelPlan kernel, int rowClass, int plane) =>
        code.Line($"Codes{Text(Indices(kernel).IndexOf(Key(kernel, rowClass, plane)))}(sums, totals.Slice(s * Scales * Columns, Scales * Columns), j, width, p, path);");

    public static void Write(CodeWriter code, KernelPlan kernel)
    {
        var keys = Indices(kernel);
        for (var n = 0; n < keys.Count; n++)
        {
            var (rowClass, plane) = Places(kernel).First(place => Key(kernel, place.RowClass, place.Plane) == keys[n]);
            Method(code, kernel, rowClass, plane, n);
        }
    }

    private static IEnumerable<(int RowClass, int Plane)> Places(KernelPlan kernel) =>
        Enumerable.Range(0, kernel.RowClasses.Count).SelectMany(r => Enumerable.Range(0, kernel.Planes.Count).Select(p => (r, p)));

    /// <summary>The distinct ways to convert a plane, in order of first use.</summary>
    private static List<string> Indices(KernelPlan kernel) => Places(kernel).Select(place => Key(kernel, place.RowClass, place.Plane)).Distinct().ToList();

    private static string Key(KernelPlan kernel, int rowClass, int plane) => string.Join(",", Of(kernel, rowClass, plane).Select(c => c.Converter));

    private static List<(long Coefficient, int Converter)> Of(KernelPlan kernel, int rowClass, int plane) => kernel.Conversions
        .Select((conversion, c) => (conversion, Converter: kernel.RowClasses[rowClass].Converters[c]))
        .Where(c => c.conversion.Plane == plane)
        .Select(c => (c.conversion.Coefficient, c.Converter))
        .ToList();

    private static void Method(CodeWriter code, KernelPlan kernel, int rowClass, int plane, int index)
    {
        var conversions = Of(kernel, rowClass, plane);
        code.Comment("Converts the sums of plane p, cycle by cycle, and adds their weighted codes to the totals; j is the first one's column.");
        code.Hot();
        using (code.Braces($"private static void Codes{Text(index)}(ReadOnlySpan<ushort> sums, Span<int> totals, int j, int width, int p, VectorPath path)"))
        {
            code.Line("ref ushort sum = ref MemoryMarshal.GetReference(sums);");
            foreach (var run in Runs(kernel, conversions))
            {
                var scale = kernel.Converters[conversions[run.From].Converter].Scale;
                using (code.Braces(""))
                {
                    code.Line($"ref int total = ref MemoryMarshal.GetReference(totals.Slice({(scale == 0 ? "j" : $"{Text(scale)} * Columns + j")}, width));");
                    code.Line($"int weight = Coefficients[p * {Text(conversions.Count)} + {Text(run.From)}];");
                    Lanes.Widths(code, lanes =>
                    {
                        using (code.Braces($"for (int i = 0; i < width; i += {lanes.Count("ushort")})")) Run(code, lanes, conversions, run.From, run.To);
                    });
                }
            }
        }
        code.Line();
    }

    /// <summary>Neighbouring cycles of one scale and sign whose weighted codes 16 bits hold together.</summary>
    private static IEnumerable<(int From, int To)> Runs(KernelPlan kernel, List<(long Coefficient, int Converter)> conversions)
    {
        for (int from = 0, to; from < conversions.Count; from = to)
        {
            var first = conversions[from];
            var reached = (long)kernel.Converters[first.Converter].LastCode;
            for (to = from + 1; to < conversions.Count; to++)
            {
                var next = conversions[to];
                var ratio = next.Coefficient / first.Coefficient;
                if (ratio < 0 || kernel.Converters[next.Converter].Scale != kernel.Converters[first.Converter].Scale) break;
                reached += ratio * kernel.Converters[next.Converter].LastCode;
                if (reached > ushort.MaxValue) break;
            }
            yield return (from, to);
        }
    }

    private static void Run(CodeWriter code, Lanes lanes, List<(long Coefficient, int Converter)> conversions, int from, int to)
    {
        var type = lanes.IsScalar ? "int" : $"{lanes.Class}<ushort>";
        for (var c = to - 1; c >= from; c--)
        {
            var n = Text(conversions[c].Converter);
            var at = c == 0 ? "i" : $"{(c == 1 ? "" : Text(c) + " * ")}width + i";
            var one = $"SixteenBit.Code({lanes.Load("sum", at)}, Base{n}, Top{n}, Shift{n}, Multiplier{n}, First{n})";
            if (c == to - 1)
            {
                code.Line($"{type} codes = {one};");
                continue;
            }
            var shift = 0;
            while (conversions[c].Coefficient << shift != conversions[c + 1].Coefficient) shift++;
            code.Line($"codes = {(lanes.IsScalar ? $"(codes << {Text(shift)})" : $"{lanes.Class}.ShiftLeft(codes, {Text(shift)})")} + {one};");
        }
        if (lanes.IsScalar)
        {
            code.Line("Unsafe.Add(ref total, i) += codes * weight;");
            return;
        }
        foreach (var half in new[] { "Lower", "Upper" })
        {
            var at = half == "Upper" ? $"i + {lanes.Count("int")}" : "i";
            var widened = $"{lanes.Class}.AsInt32({(half == "Lower" ? lanes.Lower("codes") : lanes.Upper("codes"))})";
            if (lanes.Class == "Vector") widened = $"Vector.AsVectorInt32({(half == "Lower" ? lanes.Lower("codes") : lanes.Upper("codes"))})";
            code.Line(lanes.Store("total", at, $"{lanes.Load("total", at)} + {widened} * weight"));
        }
    }
}
