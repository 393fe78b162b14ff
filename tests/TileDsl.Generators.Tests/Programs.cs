namespace TileDsl.Generators.Tests;

/// <summary>Texts the tests begin from.</summary>
internal static class Programs
{
    /// <summary>Cells, converter, array and slicing, for networks to stand on.</summary>
    public const string Hardware = """
        tile 1
        param adc_bits = 8 in 4..12
        device Cell : ideal { conductance 0 uS .. 25 uS }
        adc Adc : sar { bits adc_bits; codes signed; range full }
        dac Dac { bits 1 }
        tile Core {
            array 16 x 16, pair
            cell Cell
            adc Adc, subtract analog
            dac Dac
        }
        slicing W4A4 {
            weights 4 bit signed, slices 3 bit, differential, across arrays
            inputs 4 bit unsigned, slices 4 x 1 bit
        }

        """;

    /// <summary>A network of one layer on that hardware.</summary>
    public static string Network(string name, int inputs = 4, int outputs = 3) => $$"""
        network {{name}} {
            input uint8[{{inputs}}], scale 1/16
            layer out : dense({{inputs}} -> {{outputs}})
            place all on Core using W4A4
        }

        """;

    public static ProjectFile File(string network, string name = "small.tile") => new(name, Hardware + Network(network));
}
