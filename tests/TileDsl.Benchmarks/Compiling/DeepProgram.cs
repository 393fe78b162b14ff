using System.Globalization;
using System.Text;
using TileDsl.Syntax;

namespace TileDsl.Benchmarks.Compiling;

/// <summary>The text of a network whose layers are all different, on two kinds of arrays with errors in their cells.</summary>
internal static class DeepProgram
{
    public const int Layers = 100;

    private const string Hardware = """
        tile 1
        device Cell : generic { conductance 0 uS .. 25 uS; programming sigma = poly(0.26348 uS, 1.9650 uS, -1.1731 uS) }
        adc Calibrated : sar { bits 8; codes signed; range calibrated 99.9 % }
        adc Full : sar { bits 10; codes signed; range full }
        dac Dac { bits 1 }
        tile Tall { array 256 x 64, pair; cell Cell; adc Calibrated, subtract analog; dac Dac }
        tile Short { array 128 x 64, pair; cell Cell; adc Full, subtract analog; dac Dac }
        slicing W8A8 { weights 8 bit signed, slices 3+2+2 bit, differential, across arrays; inputs 8 bit unsigned, slices 8 x 1 bit }

        """;

    // Sizes 64 .. 164, each once: 101 is prime.
    private const int Smallest = 64, Sizes = Layers + 1;

    /// <param name="name">Of the network.</param>
    /// <param name="stride">From the inputs to the outputs of a layer, modulo 101: programs that differ in it have no layer in common.</param>
    /// <param name="edited">Replaces the size behind layer 50 by one no other layer has.</param>
    public static string Text(string name, int stride, bool edited = false)
    {
        int Size(int layer) => edited && layer == Layers / 2 ? Smallest + Sizes : Smallest + layer * stride % Sizes;
        var text = new StringBuilder(Hardware);
        text.Append(CultureInfo.InvariantCulture, $"network {name} {{\n    input uint8[{Size(0)}], scale 1/16\n");
        for (var layer = 0; layer < Layers; layer++)
        {
            var tile = layer % 2 == 0 ? "Tall" : "Short";
            text.Append(CultureInfo.InvariantCulture, $"    layer l{layer} : dense({Size(layer)} -> {Size(layer + 1)}), relu, place on {tile} using W8A8\n");
        }
        return text.Append("}\n").ToString();
    }

    public static ISourceResolver NoImports { get; } = new Nothing();

    private sealed class Nothing : ISourceResolver
    {
        public bool TryGet(string path, out SourceText? text)
        {
            text = null;
            return false;
        }
    }
}
