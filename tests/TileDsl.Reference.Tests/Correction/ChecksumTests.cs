namespace TileDsl.Reference.Tests;

/// <summary>Comparisons with checksum columns, against what is known of the faults.</summary>
public sealed class ChecksumTests
{
    private const string Checked = "spare_columns 5; correction checksum";

    [Test]
    public void ASingleFaultIsLocatedAndCorrected()
    {
        const string faults = "faults stuck_low = 0.05 %, stuck_high = 0.05 %";
        var (plain, corrected) = (CheckedProgram.Of(faults, ""), CheckedProgram.Of(faults, Checked));
        var (single, wrong, mended) = (0, 0, 0L);
        for (var chip = 0; chip < 300; chip++)
        {
            // The cells of outputs are those of the chip without checksum columns: the columns beyond change their numbers.
            if (!CheckedProgram.IsExact(plain.Program(1, chip))) wrong++;
            var programmed = corrected.Program(1, chip);
            if (programmed.Programming.Stuck != 1) continue;
            single++;
            Assert.That(CheckedProgram.IsExact(programmed), $"chip {chip}");
            mended += programmed.Detection.Corrected;
        }
        Assert.Multiple(() =>
        {
            Assert.That(single, Is.GreaterThan(60));
            Assert.That(mended, Is.GreaterThan(200));
            Assert.That(wrong, Is.GreaterThan(60));
        });
    }

    [Test]
    public void AFaultOfASoundRestIsNeverMissed()
    {
        // Two wrong columns whose errors cancel in both sums would be: rare, and not so in these chips.
        var matrix = CheckedProgram.Of("faults stuck_low = 0.05 %, stuck_high = 0.05 %", Checked);
        for (var chip = 0; chip < 300; chip++)
        {
            var programmed = matrix.Program(2, chip);
            CheckedProgram.IsExact(programmed);
            if (programmed.Programming.Stuck == 0) Assert.That(programmed.Detection.Suspect, Is.Zero, $"chip {chip}");
            if (programmed.Detection.Suspect == 0) Assert.That(CheckedProgram.IsExact(programmed), $"chip {chip}");
        }
    }

    [TestCase("programming sigma = 0.3 uS", 9)]
    [TestCase("programming sigma = 0.3 uS; read_noise sigma = 0.4 uS", 9)]
    [TestCase("programming sigma = 0.02 uS", 5)]
    [TestCase("programming sigma = 0.3 uS; drift nu = 0.05 +- 0.02, t0 = 20 s", 8, 86400)]
    public void SoundArraysAreSuspectAtTheStatedRate(string device, int bits, double time = 0)
    {
        var matrix = CheckedProgram.Of(device, "spare_columns 5; correction checksum, false_alarm 5e-2", bits);
        var (compared, suspect) = (0L, 0L);
        for (var chip = 0; chip < 1500; chip++)
        {
            var programmed = matrix.Program(3, chip).At(time, extrapolate: true);
            programmed.Multiply(CheckedProgram.Codes(chip));
            compared += programmed.Detection.Compared - programmed.Detection.Voided;
            suspect += programmed.Detection.Suspect;
        }
        // Two comparisons share the rate; rounding has no tails. Four deviations of what 3000 arrays may give.
        Assert.That((double)suspect / compared, bits == 5 ? Is.LessThan(0.066) : Is.InRange(0.02, 0.066));
    }

    [Test]
    public void AClampedCodeVoidsTheComparison()
    {
        // Every cell is at g_max, and a range that ends far below.
        var programmed = CheckedProgram.Of("faults stuck_low = 0 %, stuck_high = 100 %", Checked + "; adc Narrow, subtract digital").Program(4, 0);
        programmed.Multiply(CheckedProgram.Codes(0));
        Assert.That(programmed.Detection, Is.EqualTo(new Kernels.DetectionCounts(Compared: 2 * 4 * 2, Voided: 2 * 4 * 2, Suspect: 0, Corrected: 0)));
    }

    [Test]
    public void ItsColumnsAreConvertedAndRead()
    {
        var (plain, corrected) = (CheckedProgram.Of("faults stuck_low = 1 %, stuck_high = 0 %", ""), CheckedProgram.Of("faults stuck_low = 1 %, stuck_high = 0 %", Checked));
        EventCounts Events(Matrix matrix)
        {
            var programmed = matrix.Program();
            programmed.Multiply(CheckedProgram.Codes(0));
            return programmed.Events;
        }

        // 3-bit digits: 8 columns sum up to 56, two digits; times their numbers to 252, three.
        Assert.That(Events(corrected).Conversions - Events(plain).Conversions, Is.EqualTo(5 * 2 * 4));
        Assert.That(Events(corrected).CellReads - Events(plain).CellReads, Is.EqualTo(5 * 2 * 4 * 16 * 2));
    }
}
