using TileDsl.Scripting;

namespace TileDsl.Reference.Tests.Converters;

/// <summary>
/// Which converter every conversion of a product meets, and what it makes of it: each code by <see cref="PlainConversion"/>, recombined by hand. Kernels and
/// interpreter each on its own.
/// </summary>
public sealed class ConverterPlaceTests
{
    private const int Rows = 4, Columns = 6, Inputs = 7, Outputs = 8, Step = 8;
    private const ulong Seed = 23;

    private static readonly int[] s_weights = [.. Enumerable.Range(0, Inputs * Outputs).Select(n => n * 89 % 511 - 255)];

    [Test]
    public void EveryConversionMeetsTheConverterOfItsArrayPolarityAndColumns(
        [Values("sar", "ramp", "flash", "pipeline", "cco", "table")] string kind, [Values(1, 2, 4)] int sharedBy, [Values] bool acrossColumns) =>
        Check(kind, "unsigned", sharedBy, acrossColumns, (pair, converter) => pair.Select((p, polarity) => Step * (double)converter(polarity).Code(kind, p / (double)Step)).Aggregate((plus, minus) => plus - minus));

    [Test]
    public void SymmetricCodesAreThoseOfTheHardwareWithoutTheLowest([Values("sar", "pipeline", "table")] string kind, [Values] bool acrossColumns) =>
        Check(kind, "symmetric", 2, acrossColumns, (pair, converter) =>
        {
            // A pair is subtracted first; of 31 codes the middle is zero, of the 32 of the hardware the one above it. A table is of the codes there are.
            var u = (pair[0] - pair[1]) / (double)Step + 15;
            return Step * (kind == "table" ? Math.Min(converter(0).Code(kind, u), 30) - 15 : Math.Max(converter(0).Code(kind, u + 1) - 1, 0) - 15.0);
        });

    private static void Check(string kind, string codes, int sharedBy, bool acrossColumns, Func<int[], Func<int, PlainConversion>, double> value)
    {
        var isSymmetric = codes == "symmetric";
        using var program = TileProgram.Parse(Text(kind, isSymmetric, sharedBy, acrossColumns), new Dictionary<string, string> { ["adc.csv"] = Csv(isSymmetric) }, useCache: false);
        double[] weights = [.. s_weights.Select(w => (double)w)];
        var interpreter = new MatrixInterpreter(program.Model.Tiles[0], program.Model.Slicings[0], Inputs, Outputs, weights);
        var matrix = program.Matrix("Core", "Sliced", Inputs, Outputs, weights);
        for (var chip = 0; chip < 2; chip++)
        {
            var (programmed, interpreted) = (matrix.Program(Seed, chip), interpreter.Program(Seed, chip));
            for (var sample = 0; sample < 3; sample++)
            {
                int[] x = [.. Enumerable.Range(0, Inputs).Select(i => (i * 5 + sample * 3) % 8)];
                var due = Enumerable.Range(0, Outputs).Select(j => Product(j, x, chip, sharedBy, acrossColumns, value)).ToArray();
                Assert.That(programmed.Multiply(x), Is.EqualTo(due), "kernels");
                Assert.That(interpreted.Multiply(x), Is.EqualTo(due), "interpreter");
            }
        }
    }

    private static double Product(int output, int[] x, int chip, int sharedBy, bool acrossColumns, Func<int[], Func<int, PlainConversion>, double> value)
    {
        // Seven inputs on four rows, and eight outputs on six columns, or on three of two slices each: larger blocks first.
        int[] outputs = acrossColumns ? [3, 3, 2] : [4, 4];
        var (block, local) = (0, output);
        while (local >= outputs[block]) local -= outputs[block++];
        var total = 0.0;
        for (var rowBlock = 0; rowBlock < 2; rowBlock++)
        {
            for (var slice = 0; slice < 2; slice++)
            {
                var rows = Enumerable.Range(4 * rowBlock, 4 - rowBlock);
                int[] pair = [.. new[] { 1, -1 }.Select(sign => rows.Sum(i => x[i] * (Math.Max(sign * s_weights[output * Inputs + i], 0) >> (4 * slice) & 15)))];
                var array = rowBlock * outputs.Length + block;
                var (tile, column) = acrossColumns ? (array, 2 * local + slice) : (2 * array + slice, local);
                total += (1 << (4 * slice)) * value(pair, polarity => new PlainConversion(Seed, chip, column / sharedBy, tile, polarity));
            }
        }
        return total;
    }

    private static string Text(string kind, bool isSymmetric, int sharedBy, bool acrossColumns) => FormattableString.Invariant($$"""
        tile 1
        device Cell : ideal { conductance 0 uS .. 15 uS }
        adc Adc : {{(kind == "table" ? "flash" : kind)}} {
            bits          5
            codes         {{(isSymmetric ? "symmetric" : "unsigned")}}
            range         fixed {{(isSymmetric ? "-120" : "0")}} lsb .. {{(isSymmetric ? 120 : 248)}} lsb
            nonlinearity  {{Nonlinearity(kind)}}
            shared_by     {{sharedBy}} columns
        }
        tile Core { array {{Rows}} x {{Columns}}, pair; cell Cell; adc Adc, subtract {{(isSymmetric ? "analog" : "digital")}} }
        slicing Sliced { weights 9 bit signed, slices 4+4 bit, differential{{(acrossColumns ? ", across columns" : "")}}; inputs 3 bit unsigned, one pulse }
        """);

    private static string Nonlinearity(string kind) => FormattableString.Invariant(kind switch
    {
        "flash" => $"comparator {PlainConversion.Comparator} lsb",
        "cco" => $"compression {100 * PlainConversion.Compression} % +- {100 * PlainConversion.CompressionSpread} %, period {100 * PlainConversion.Period} %",
        "table" => $"table \"adc.csv\"",
        _ => (FormattableString)$"mismatch {100 * PlainConversion.Mismatch} %, comparator {PlainConversion.Comparator} lsb, gain_db {PlainConversion.GainDecibel}",
    });

    private static string Csv(bool isSymmetric) => string.Concat(PlainConversion.Table.Take(isSymmetric ? 30 : 31)
        .Select((line, n) => FormattableString.Invariant($"{n + 1 - (isSymmetric ? 15 : 0)},{line.Offset:F2},{line.Deviation:F2}\n")));
}
