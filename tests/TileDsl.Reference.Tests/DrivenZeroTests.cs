using TileDsl.Data;
using TileDsl.Scripting;

namespace TileDsl.Reference.Tests;

/// <summary>A warning that zero is driven is given exactly where the arrays drive it.</summary>
public sealed class DrivenZeroTests
{
    private const string Text = """
        tile 1
        device Cell : generic { conductance 0 uS .. 25 uS; programming sigma = 0.3 uS }
        adc Adc : ideal { }
        tile Core { array 8 x 8, pair; cell Cell; adc Adc }
        slicing S { weights 8 bit signed, slices 7 bit, differential; inputs INPUTS }
        network N {
            input       TYPE[4], scale 1, zero_point ZERO
            layer sum : dense(4 -> 1)
            place all on Core using S
        }
        """;

    /// <summary>int8 codes are carried 128 higher by inputs without a sign, so that zero is driven though the file's zero point is 0.</summary>
    [TestCase("int8", 0, "8 bit unsigned, one pulse", "code 128 of 255")]
    [TestCase("int8", 0, "8 bit signed, one pulse", null)]
    [TestCase("int8", 0, "8 bit signed, slices 1+7 bit, twos_complement", null)]
    [TestCase("int8", 0, "9 bit signed, one pulse", null)]
    [TestCase("int8", 0, "7 bit unsigned, one pulse", null)]
    [TestCase("int8", -128, "8 bit unsigned, one pulse", null)]
    [TestCase("int8", 83, "8 bit unsigned, one pulse", "code 211 of 255")]
    [TestCase("int8", 83, "8 bit signed, one pulse", "code 83 of 127")]
    [TestCase("int8", 83, "8 bit symmetric, one pulse", null)]
    [TestCase("int8", 83, "9 bit signed, one pulse", null)]
    [TestCase("uint8", 0, "8 bit unsigned, one pulse", null)]
    [TestCase("uint8", 128, "8 bit unsigned, one pulse", "code 128 of 255")]
    [TestCase("uint8", 128, "8 bit signed, one pulse", null)]
    [TestCase("uint8", 128, "9 bit signed, one pulse", null)]
    public void Zero_is_warned_of_where_it_is_driven(string type, int zero, string inputs, string? warned)
    {
        using var program = TileProgram.Parse(Text.Replace("TYPE", type).Replace("ZERO", $"{zero}").Replace("INPUTS", inputs), useCache: false);
        var warnings = program.Diagnostics.Where(d => d.Code == "TILE0508").Select(d => d.Message).ToList();
        Assert.That(warnings, warned is null ? Is.Empty : Has.Exactly(1).Contains(warned));

        var zeros = type == "int8" ? Samples.Of(Enumerable.Repeat((sbyte)zero, 4).ToArray(), 4) : Samples.Of(Enumerable.Repeat((byte)zero, 4).ToArray(), 4);
        var ends = type == "int8" ? Samples.Of([-128, 127, 0, 1], 4) : Samples.Of(new byte[] { 0, 255, 0, 1 }, 4);
        var chip = program.Network("N", new ArrayWeights(new WeightTensor("w", 1, 4, [1f, -0.5f, 0.25f, 0.75f])), ends).Program(seed: 1);
        var result = chip.RunBatch(zeros);
        Assert.That(chip.Events.DriverPulses, Is.EqualTo(warned is null ? 0 : 4), "rows driven by a sample of zeros");
        Assert.That(result[0], warned is null ? Is.Zero : Is.Not.Zero, "what the cells' errors make of it");
    }
}
