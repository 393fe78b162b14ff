using TileDsl.Planning;
using static TileDsl.Emission.SpecWriter;

namespace TileDsl.Emission;

/// <summary>
/// Writes how the looked-up sums of a plane become codes in 16-bit lanes: runs of cycles whose codes are added, each some powers of
/// two above the one below, before they are widened and weighted.
/// </summary>
internal static class SixteenBitWriter
{
    /// <summary>The statements that convert the sums of plane p and sample s.</summary>
    public static void Calls(CodeWriter code, KernelPlan kernel, int rowClass, int plane)
    {
        var conversions = kernel.Conversions
            .Select((conversion, c) => (conversion, Converter: kernel.RowClasses[rowClass].Converters[c]))
            .Where(c => c.conversion.Plane == plane)
            .Select(c => (c.conversion.Coefficient, c.Converter))
            .ToList();
        foreach (var (from, to, step) in Runs(kernel, conversions))
        {
            var n = Text(conversions[from].Converter);
            var sums = from == 0 ? "sums" : $"sums.Slice({Text(from)} * width)";
            var totals = TileWriter.Totals(kernel.Converters[conversions[from].Converter].Scale);
            code.Line($"SixteenBit.Add({sums}, {Text(to - from)}, {Text(step)}, width, Base{n}, Top{n}, Shift{n}, Multiplier{n}, First{n}, Coefficients[p * {Text(conversions.Count)} + {Text(from)}], {totals}, path);");
        }
    }

    /// <summary>Neighbouring cycles of one converter and sign, evenly apart, whose weighted codes 16 bits hold together.</summary>
    private static IEnumerable<(int From, int To, int Step)> Runs(KernelPlan kernel, List<(long Coefficient, int Converter)> conversions)
    {
        for (int from = 0, to; from < conversions.Count; from = to)
        {
            var last = (long)kernel.Converters[conversions[from].Converter].LastCode;
            var (reached, step) = (last, 0);
            for (to = from + 1; to < conversions.Count && conversions[to].Converter == conversions[from].Converter; to++)
            {
                var apart = 1;
                while (apart < 16 && conversions[to - 1].Coefficient << apart != conversions[to].Coefficient) apart++;
                if (apart == 16 || (to > from + 1 && apart != step)) break;
                var more = last << (apart * (to - from));
                if (reached + more > ushort.MaxValue) break;
                (reached, step) = (reached + more, apart);
            }
            yield return (from, to, step);
        }
    }
}
