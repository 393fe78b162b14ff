namespace TileDsl.Reference.Tests;

/// <summary>Spare columns and the other cell of a pair, in the place of faulty cells.</summary>
public sealed class RepairTests
{
    private const string Faults = "faults stuck_low = 0.2 %, stuck_high = 0.2 %";

    [Test]
    public void RepairedChipsEqualFaultFreeOnesWhereSparesSuffice()
    {
        var (plain, repaired) = (CheckedProgram.Of(Faults, ""), CheckedProgram.Of(Faults, "spare_columns 4"));
        var (exact, before, faulty) = (0, 0, 0);
        for (var chip = 0; chip < 200; chip++)
        {
            if (CheckedProgram.IsExact(plain.Program(1, chip))) before++;
            var programmed = repaired.Program(1, chip);
            if (programmed.Programming is { Located: > 0 }) faulty++;
            if (CheckedProgram.IsExact(programmed)) exact++;
        }
        Assert.Multiple(() =>
        {
            Assert.That(faulty, Is.GreaterThan(100));
            Assert.That(before, Is.LessThan(120));
            Assert.That(exact, Is.GreaterThan(190));
        });
    }

    [Test]
    public void TheWorstColumnsAreRepairedWhereSparesDoNotSuffice()
    {
        const string faults = "faults stuck_low = 3 %, stuck_high = 3 %";
        var errors = new[] { "", "spare_columns 1", "spare_columns 2", "spare_columns 6" }.Select(tile => Error(CheckedProgram.Of(faults, tile))).ToArray();
        Assert.That(errors[1], Is.LessThan(0.75 * errors[0]));
        Assert.That(errors[2], Is.LessThan(errors[1]));
        Assert.That(errors[3], Is.LessThan(0.7 * errors[1]));
    }

    [Test]
    public void SoundCellsAreNotTakenForFaulty()
    {
        var matrix = CheckedProgram.Of("programming sigma = 0.5 uS; read_noise sigma = 0.3 uS; faults stuck_low = 1e-9, stuck_high = 0 %", "spare_columns 2");
        for (var chip = 0; chip < 50; chip++) Assert.That(matrix.Program(5, chip).Programming.Located, Is.Zero);
    }

    [Test]
    public void ACellMakesUpForWhatWasReadOfTheOther()
    {
        // Read back with a noise of 1 uS, which stays in what the other cell is asked to hold and is seen without a converter.
        const string device = "faults stuck_low = 2 %, stuck_high = 2 %; verify tolerance = 5 uS, max_pulses = 3, read_noise = 1 uS";
        const string tile = "adc Ideal; spare_columns 1";
        var (kernels, interpreter, countered) = (CheckedProgram.Of(device, tile), CheckedProgram.Interpreted(device, tile), 0L);
        for (var chip = 0; chip < 5; chip++)
        {
            var (programmed, interpreted) = (kernels.Program(4, chip), interpreter.Program(4, chip));
            for (var n = 0; n < 3; n++) Assert.That(interpreted.Multiply(CheckedProgram.Codes(n)), Is.EqualTo(programmed.Multiply(CheckedProgram.Codes(n))), $"chip {chip}");
            countered += programmed.Programming.Countered;
        }
        Assert.That(countered, Is.GreaterThan(20));
    }

    [TestCase("spare_columns 3")]
    [TestCase("spare_columns 5; correction checksum")]
    [TestCase("spare_columns 7; correction checksum")]
    public void ChipsWithAndWithoutSpareColumnsHaveTheSameCells(string tile)
    {
        const string device = "programming sigma = 0.3 uS; variability 2 %; drift nu = 0.05 +- 0.02, t0 = 20 s";
        double[] Cells(string lines) => CheckedProgram.Of(device, lines).Program(4, 2).At(1000, extrapolate: true).Conductances();
        Assert.That(Cells(tile), Is.EqualTo(Cells("")));
    }

    private static double Error(Matrix matrix)
    {
        var sum = 0.0;
        for (var chip = 0; chip < 60; chip++)
        {
            var programmed = matrix.Program(2, chip);
            for (var n = 0; n < 4; n++) sum += programmed.Multiply(CheckedProgram.Codes(n)).Zip(CheckedProgram.Exact(CheckedProgram.Codes(n)), (y, e) => (y - e) * (y - e)).Sum();
        }
        return sum;
    }
}
