using TileDsl.Scripting;

namespace TileDsl.Reference.Tests.Devices;

/// <summary>What wires leave of the noise of reads.</summary>
public class NoiseBehindWiresTests
{
    /// <summary>A device stuck at 0 has no signal of which a share would reach its column, but noise as any; wires of 5 ohm take next to nothing of it.</summary>
    [Test]
    public void Devices_stuck_at_zero_are_as_noisy_as_any()
    {
        using var program = TileProgram.Parse("""
            tile 1
            device Cell : generic { conductance 0 uS .. 10 uS; faults stuck_low = 30 %; read_noise sigma = 0.1 uS }
            adc Adc : ideal { }
            tile Core { array 4 x 4, pair; cell Cell; adc Adc; wire row 5 ohm, column 5 ohm }
            slicing Direct { weights analog, differential one_sided; inputs 4 bit unsigned, one pulse }
            """, useCache: false);
        double[] weights = [0.5, -1, 0.25, 1, 0.75, -0.3];
        int[] inputs = [3, 15, 7];
        const int Products = 4000;
        var programmed = program.Matrix("Core", "Direct", 3, 2, weights).Program(seed: 7);
        Assert.That(programmed.Programming.Stuck, Is.GreaterThan(0));
        var interpreted = new MatrixInterpreter(program.Model.Tiles[0], program.Model.Slicings[0], 3, 2, weights).Program(seed: 7);
        for (var n = 0; n < 3; n++) Assert.That(programmed.Multiply(inputs, n), Is.EqualTo(interpreted.Multiply(inputs, n)));
        var drawn = Enumerable.Range(0, Products).Select(n => programmed.Multiply(inputs, n)).ToArray();
        // Of two devices at every input; a weight of 1 is 10 uS. A deviation of so many products is known to 1.1 %.
        var expected = 0.1 / 10 * Math.Sqrt(2 * inputs.Sum(x => x * x));
        for (var j = 0; j < 2; j++)
        {
            var mean = drawn.Average(y => y[j]);
            Assert.That(Math.Sqrt(drawn.Average(y => (y[j] - mean) * (y[j] - mean))), Is.EqualTo(expected).Within(5).Percent, $"output {j}");
        }
    }
}
