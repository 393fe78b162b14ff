using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>
/// Why an output converter's thresholds are not evenly spaced: <c>mismatch 1 %, gain_db 60</c> and other words of its kind, or
/// <c>table "adc.csv"</c>.
/// </summary>
internal static class NonlinearityReader
{
    /// <summary>A tenth of a unit capacitor: no draw of the generator makes one negative.</summary>
    private static readonly Rational MostMismatch = new(1, 10);

    private static readonly Rational MostCompression = new(1, 2);
    private static readonly Rational MostPeriod = new(1, 10);
    private static readonly Rational MostLsb = 65536;
    private const int LeastDecibel = 20;
    private const int MostDecibel = 200;

    private static readonly Due Mismatch = Due.Number("the mismatch of a unit capacitor", "1 %");
    private static readonly Due Comparator = new("the standard deviation of a comparator's offset", Dimension.Lsb, "0.3 lsb");
    private static readonly Due Decibel = Due.Number("the gain of the amplifier in dB", "60");
    private static readonly Due Compression = Due.Number("the compression at full scale", "2 %");
    private static readonly Due Period = Due.Number("the standard deviation of a period", "1 %");

    private static readonly IReadOnlyDictionary<AdcKind, string[]> Words = new Dictionary<AdcKind, string[]>
    {
        [AdcKind.Sar] = ["mismatch", "comparator", "gain_db"],
        [AdcKind.Ramp] = ["mismatch", "comparator", "gain_db"],
        [AdcKind.Flash] = ["comparator"],
        [AdcKind.Pipeline] = ["mismatch", "comparator", "gain_db"],
        [AdcKind.Cco] = ["compression", "period"],
        [AdcKind.Ideal] = [],
    };

    private static readonly string[] AllWords = ["mismatch", "comparator", "gain_db", "compression", "period"];

    /// <summary>Null where there is none.</summary>
    public static ConverterNonlinearity? Read(PropertyReader reader, AdcKind kind, int bits, CodeKind codes)
    {
        if (reader.Accept("none")) return null;
        if (reader.Accept("table"))
        {
            // The lowest code has no threshold below it.
            var (lowest, highest) = CodesOf(bits, codes);
            return new(0, 0, null, Spread.None, 0, CodeTable.Read(reader, "a converter", bits, lowest + 1, highest));
        }
        var found = new ConverterNonlinearity(0, 0, null, Spread.None, 0, ValueList<Spread>.Empty);
        var given = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            found = Part(reader, kind, found, given);
        }
        while (reader.NextPhrase());
        var isNone = found.Mismatch.Sign == 0 && found.Comparator.Sign == 0 && found.GainDecibel is null && found.Compression.IsNone && found.Period.Sign == 0;
        return isNone ? null : found;
    }

    private static ConverterNonlinearity Part(PropertyReader reader, AdcKind kind, ConverterNonlinearity before, HashSet<string> given)
    {
        if (reader.Name("a reason of non-linearity", Words[kind].FirstOrDefault() ?? "none") is not { } word) return before;
        if (!Words[kind].Contains(word.Text))
        {
            if (AllWords.Contains(word.Text)) RefuseKind(reader, word, kind);
            else reader.Unknown(word, "a reason of non-linearity", [.. Words[kind], "table"], ["none"]);
            return before;
        }
        if (!given.Add(word.Text))
        {
            reader.Report(ValueRules.LeftOver, word.Span, word.Text, "it a second time");
            return before;
        }
        return word.Text switch
        {
            "mismatch" => before with { Mismatch = SpreadReader.Deviation(reader, Mismatch, MostMismatch) },
            "comparator" => before with { Comparator = SpreadReader.Deviation(reader, Comparator, MostLsb) },
            "gain_db" => before with { GainDecibel = reader.Value(Decibel, v => v >= LeastDecibel && v <= MostDecibel, $"in {LeastDecibel}..{MostDecibel}") },
            "compression" => before with { Compression = SpreadReader.Read(reader, Compression, MostCompression) },
            _ => before with { Period = SpreadReader.Deviation(reader, Period, MostPeriod) },
        };
    }

    private static void RefuseKind(PropertyReader reader, NameNode word, AdcKind kind)
    {
        var name = kind.ToString().ToLowerInvariant();
        reader.Report(NameRules.PropertyOfAnotherKind, word.Span, word.Text, Wording.A(name) + " converter", "what makes it non-linear is " + Wording.List([.. Words[kind], "table"], "or"));
    }

    /// <summary>The lowest and the highest code.</summary>
    private static (int Lowest, int Highest) CodesOf(int bits, CodeKind codes)
    {
        if (bits == 0) return (0, 1);
        var half = 1 << (bits - 1);
        return codes switch
        {
            CodeKind.Signed => (-half, half - 1),
            CodeKind.Symmetric => (1 - half, half - 1),
            _ => (0, 2 * half - 1),
        };
    }
}
