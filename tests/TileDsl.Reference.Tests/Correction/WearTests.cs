using TileDsl.Devices;

namespace TileDsl.Reference.Tests;

/// <summary>What repair writes wears devices like what was written before. Kernels and interpreter each on its own.</summary>
public sealed class WearTests
{
    // One write is survived and two are not, but for one device in a billion.
    private const string Once = "faults map \"f.npy\"; endurance weibull(1.5 writes, shape = 50)";
    private const int Columns = CheckedProgram.Outputs + 2;

    [TestCase(1, 2, 0)]
    [TestCase(2, 2, 2)]
    public void ASpareColumnThatIsTriedAgainIsWornByBothTrials(int faulty, int replaced, int unrepaired)
    {
        // Columns that are stuck whole, of both polarities and arrays. The first tries both spare ones and takes one, the second what is left.
        var map = new sbyte[CheckedProgram.Inputs * Columns];
        for (var column = 0; column < faulty; column++)
        {
            for (var row = 0; row < CheckedProgram.Inputs; row++) map[row * Columns + 2 + 3 * column] = 1;
        }
        var tally = BothAre(CheckedProgram.Stuck(map, CheckedProgram.Inputs, Columns), isExact: unrepaired == 0);
        Assert.That((tally.Replaced, tally.Unrepaired), Is.EqualTo(((long)replaced, (long)unrepaired)));
        Assert.That(tally.Worn, Is.EqualTo(unrepaired * 2 * CheckedProgram.Inputs), "a spare column of pairs in each array");
    }

    [Test]
    public void ACellThatMakesUpForAnotherIsWornByBothPulses()
    {
        // The + cell of a pair is stuck, and so are the spare columns: the - cell would do.
        var map = new sbyte[2 * 2 * CheckedProgram.Inputs * Columns];
        var place = Enumerable.Range(0, CheckedProgram.Inputs).First(row => CheckedProgram.Digit(3, row, 0, 0) is > 0 and < 7);
        map[place * Columns + 3] = 1;
        for (var row = 0; row < 2 * 2 * CheckedProgram.Inputs; row++) map[row * Columns + 8] = map[row * Columns + 9] = (sbyte)(row / CheckedProgram.Inputs % 2 == 0 ? 1 : -1);
        var tally = BothAre(CheckedProgram.Stuck(map, 2, 2, 1, CheckedProgram.Inputs, Columns), isExact: false);
        Assert.That((tally.Countered, tally.Replaced, tally.Worn), Is.EqualTo((1L, 0L, 1L)));
    }

    [Test]
    public void WritesOfAllTrialsCountAlike()
    {
        const string device = "faults stuck_low = 2 %, stuck_high = 2 %; programming sigma = 0.3 uS; verify tolerance = 0.2 uS, max_pulses = 5, read_noise = 0.05 uS; endurance weibull(6 writes, shape = 2)";
        var (kernels, interpreter) = (CheckedProgram.Of(device, "spare_columns 3"), CheckedProgram.Interpreted(device, "spare_columns 3"));
        var worn = 0L;
        for (var chip = 0; chip < 12; chip++)
        {
            var history = new DeviceHistory { Writes = chip / 4 };
            var programmed = kernels.Program(3, chip, history: history);
            Assert.That(programmed.Multiply(CheckedProgram.Codes(chip)), Is.EqualTo(interpreter.Program(3, chip, history: history).Multiply(CheckedProgram.Codes(chip))), $"chip {chip}");
            worn += programmed.Programming.Worn;
        }
        Assert.That(worn, Is.GreaterThan(100));
    }

    private static ProgrammingTally BothAre(DeviceHistory history, bool isExact)
    {
        var kernel = CheckedProgram.Of(Once, "spare_columns 2").Program(1, history: history);
        var interpreted = CheckedProgram.Interpreted(Once, "spare_columns 2").Program(1, history: history);
        Assert.That(CheckedProgram.IsExact(kernel), Is.EqualTo(isExact), "kernel");
        for (var n = 0; n < 4; n++) Assert.That(interpreted.Multiply(CheckedProgram.Codes(n)), Is.EqualTo(kernel.Multiply(CheckedProgram.Codes(n))), "interpreter");
        return kernel.Programming;
    }
}
