using TileDsl.Model;
using TileDsl.Scripting;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>Cells of <c>I = g (V + 0.3 V^2 - 0.25 V^3)</c> under every way to drive them, against that formula.</summary>
public class CurvedCellTests
{
    private const double ReadVoltage = 0.4;

    private static readonly double[] s_weights = [0.5, -1, 0.25, 1, 0.75, -0.3];
    private static readonly int[] s_inputs = [3, -15, 7];

    [Test]
    public void Products_are_sums_of_the_currents_of_what_rows_are_driven_with(
        [Values("slices 4 x 1 bit", "slices 2+2 bit", "one pulse")] string slices,
        [Values("levels", "pulse_width")] string drive,
        [Values("", "; wire row 0.001 ohm, column 0.001 ohm", "; wire row 0.001 ohm, column 0.001 ohm; zero_input disconnected")] string wires)
    {
        using var program = TileProgram.Parse($$"""
            tile 1
            device Curved : generic { conductance 1 uS .. 10 uS; iv quadratic = 0.3, cubic = -0.25; read {{ReadVoltage}} V }
            adc Adc : ideal { }
            dac Dac { bits 4; drive {{drive}} }
            tile Core { array 4 x 4, pair; cell Curved; adc Adc; dac Dac{{wires}} }
            slicing Direct { weights analog, differential one_sided; inputs 5 bit symmetric, {{slices}}, sign_magnitude }
            """, useCache: false);
        var kernel = program.Matrix("Core", "Direct", 3, 2, s_weights).Program(seed: 7).Multiply(s_inputs);
        var interpreted = new MatrixInterpreter(program.Model.Tiles[0], program.Model.Slicings[0], 3, 2, s_weights).Program(seed: 7).Multiply(s_inputs);
        Assert.That(kernel, Is.EqualTo(interpreted));
        var bits = slices switch { "slices 4 x 1 bit" => 1, "slices 2+2 bit" => 2, _ => 4 };
        for (var j = 0; j < 2; j++)
        {
            var expected = Enumerable.Range(0, 3).Sum(i => Product(s_weights[j * 3 + i], s_inputs[i], bits, drive == "pulse_width"));
            Assert.That(kernel[j], Is.EqualTo(expected).Within(2e-4), $"output {j}");
        }
    }

    /// <summary>A driver that gives a tenth more drives cells at other voltages than the read's, where they conduct otherwise.</summary>
    [Test]
    public void Drivers_that_err_drive_cells_along_their_curve(
        [Values("slices 4 x 1 bit", "slices 2+2 bit")] string slices, [Values("", "; wire row 0.001 ohm, column 0.001 ohm")] string wires)
    {
        using var program = TileProgram.Parse($$"""
            tile 1
            device Curved : generic { conductance 1 uS .. 10 uS; iv quadratic = 0.3, cubic = -0.25; read {{ReadVoltage}} V }
            adc Adc : ideal { }
            dac Dac { bits 4; gain 10 % }
            tile Core { array 4 x 4, pair; cell Curved; adc Adc; dac Dac{{wires}} }
            slicing Direct { weights analog, differential one_sided; inputs 4 bit unsigned, {{slices}} }
            """, useCache: false);
        int[] inputs = [3, 15, 7];
        var kernel = program.Matrix("Core", "Direct", 3, 2, s_weights).Program(seed: 7).Multiply(inputs);
        Assert.That(kernel, Is.EqualTo(new MatrixInterpreter(program.Model.Tiles[0], program.Model.Slicings[0], 3, 2, s_weights).Program(seed: 7).Multiply(inputs)));
        var bits = slices == "slices 4 x 1 bit" ? 1 : 2;
        for (var j = 0; j < 2; j++)
        {
            var expected = Enumerable.Range(0, 3).Sum(i => Product(s_weights[j * 3 + i], inputs[i], bits, pulses: false, gain: 1.1));
            Assert.That(kernel[j], Is.EqualTo(expected).Within(2e-4), $"output {j}");
        }
    }

    /// <summary>Of a pair of 1 .. 10 uS (a weight of 1 is 10 uS, of the largest magnitude here), digit by digit, in weights times input codes.</summary>
    private static double Product(double weight, int code, int bits, bool pulses, double gain = 1)
    {
        var (top, sum) = ((1 << bits) - 1, 0.0);
        for (var shift = 0; shift < 4; shift += bits)
        {
            var digit = (Math.Abs(code) >> shift) & top;
            // In input steps of the read voltage's share.
            var seen = pulses ? digit * Share(Math.Sign(code) * ReadVoltage) : gain * digit * Share(gain * digit / top * Math.Sign(code) * ReadVoltage);
            sum += Math.Sign(code) * seen * (1 << shift);
        }
        return weight * sum;
    }

    /// <summary>I/(g V).</summary>
    private static double Share(double v) => 1 + 0.3 * v - 0.25 * v * v;
}
