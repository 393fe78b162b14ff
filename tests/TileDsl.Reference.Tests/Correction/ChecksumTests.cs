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
    public void FaultsOfTheStatedSizeAreMissedOnceInAHundred()
    {
        const double lsb = 3, sigma = 0.02 / lsb, drive = 15;
        // C + sum 4^(kw) of the formula: 8 columns, two digits of 3 bits.
        const double weights = 8 + 1 + 64;
        var deviation = Math.Sqrt(CheckedProgram.Inputs * drive * drive * sigma * sigma * 2 * weights + weights / 12);
        var (matrix, least) = (CheckedProgram.Of("programming sigma = 0.02 uS; faults stuck_low = 0 %, stuck_high = 0.05 %", Checked, bits: 12, "4 bit"), (5.03 + 2.33) * deviation);
        var (detectable, found, small, falsely) = (0, 0, 0, 0);
        var x = Enumerable.Repeat((int)drive, CheckedProgram.Inputs).ToArray();
        for (var chip = 0; chip < 3000; chip++)
        {
            var programmed = matrix.Program(6, chip);
            if (programmed.Programming.Stuck != 1) continue;
            var fault = StuckHigh(programmed.Conductances()) * drive;
            if (fault == 0) continue;
            programmed.Multiply(x);
            var isSuspect = programmed.Detection.Suspect > 0;
            if (fault >= least) (detectable, found) = (detectable + 1, found + (isSuspect ? 1 : 0));
            else if (fault < least / 2) (small, falsely) = (small + 1, falsely + (isSuspect ? 1 : 0));
        }
        Assert.That(detectable, Is.GreaterThan(150));
        Assert.That(found, Is.GreaterThanOrEqualTo(0.97 * detectable));
        // What is half as large is mostly missed: the bound is not said to be larger than it is.
        Assert.That(falsely, Is.LessThan(0.2 * small));
    }

    /// <summary>Digits that the one cell of an output at g_max is too much; 0 where it is a checksum's, or meant to be there.</summary>
    private static int StuckHigh(double[] conductances)
    {
        var at = 0;
        for (var polarity = 0; polarity < 2; polarity++)
        {
            for (var slice = 0; slice < 2; slice++)
            {
                for (var input = 0; input < CheckedProgram.Inputs; input++)
                {
                    for (var output = 0; output < CheckedProgram.Outputs; output++)
                    {
                        var digit = CheckedProgram.Digit(output, input, slice, polarity);
                        if (conductances[at++] > 20.5 && digit < 7) return 7 - digit;
                    }
                }
            }
        }
        return 0;
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
