using TileDsl.Data;
using TileDsl.Devices;
using TileDsl.Kernels;
using TileDsl.Scripting;

namespace TileDsl.Reference.Tests;

/// <summary>Code words, against what is known of the faults and of the noise.</summary>
public sealed class CodeWordTests
{
    private const string Words = "correction an_code";

    // 63 times 115 takes 13 bits.
    private const string Slices = "5 x 3 bit";

    [Test]
    public void ASingleFaultIsCorrected()
    {
        const string faults = "faults stuck_low = 0.05 %, stuck_high = 0.05 %";
        var matrix = CheckedProgram.Of(faults, Words, weights: Slices);
        var (single, corrected, more) = (0, 0L, 0);
        for (var chip = 0; chip < 300; chip++)
        {
            var programmed = matrix.Program(1, chip);
            var isExact = CheckedProgram.IsExact(programmed);
            Assert.That(programmed.Detection.Compared, Is.EqualTo(8 * 8 * 4));
            if (programmed.Programming.Stuck == 0) Assert.That((isExact, programmed.Detection.Suspect), Is.EqualTo((true, 0)), $"chip {chip}");
            if (programmed.Programming.Stuck > 1) more++;
            if (programmed.Programming.Stuck != 1) continue;
            single++;
            Assert.That(isExact, $"chip {chip}");
            Assert.That(programmed.Detection.Corrected, Is.EqualTo(programmed.Detection.Suspect), $"chip {chip}");
            corrected += programmed.Detection.Corrected;
        }
        Assert.Multiple(() =>
        {
            Assert.That(single, Is.GreaterThan(60));
            Assert.That(corrected, Is.GreaterThan(600));
            Assert.That(more, Is.GreaterThan(60));
        });
    }

    [Test]
    public void ASmallMultiplierFindsTheSameFaultsAndCorrectsFewer()
    {
        const string faults = "faults stuck_low = 0.1 %, stuck_high = 0.1 %";
        var (plain, full, small) = (CheckedProgram.Of(faults, ""), CheckedProgram.Of(faults, Words, weights: Slices), CheckedProgram.Of(faults, Words + ", a 29", weights: "4 x 3 bit"));
        var (fullExact, smallExact, plainExact, missed) = (0, 0, 0, 0);
        for (var chip = 0; chip < 200; chip++)
        {
            if (CheckedProgram.IsExact(full.Program(1, chip))) fullExact++;
            if (CheckedProgram.IsExact(plain.Program(1, chip))) plainExact++;
            var programmed = small.Program(1, chip);
            var isExact = CheckedProgram.IsExact(programmed);
            if (isExact) smallExact++;
            // An error that is a multiple of 29 is not found.
            else if (programmed.Detection.Suspect == 0) missed++;
        }
        Assert.That(fullExact, Is.GreaterThan(plainExact + 20));
        Assert.That(smallExact, Is.LessThan(fullExact));
        Assert.That(missed, Is.LessThan(5));
    }

    [TestCase("", 0.35)]
    [TestCase("adc Adc, subtract digital; ", 0.4)]
    public void SoundArraysAreSuspectAsOftenAsNoiseTurnsACode(string converter, double sigma)
    {
        // The least significant cell of a word of pairs is read as all others are: a code turns beyond half a step.
        var matrix = CheckedProgram.Of(FormattableString.Invariant($"read_noise sigma = {sigma} uS"), converter + Words, bits: 12, weights: Slices);
        var (x, pairs) = (Enumerable.Repeat(15, CheckedProgram.Inputs).ToArray(), converter.Length == 0);
        var deviation = Math.Sqrt(CheckedProgram.Inputs * (pairs ? 2 : 1)) * sigma / 3;
        var turned = 2 * (1 - NormalCumulative(0.5 / deviation));
        var expected = 1 - Math.Pow(1 - turned, 5);
        var programmed = matrix.Program(1);
        for (var n = 0; n < 400; n++) programmed.Multiply(x, n);
        var found = programmed.Detection;
        Assert.That(found.Compared, Is.EqualTo(400L * 4 * 8 * (pairs ? 1 : 2)));
        // Two that turn may cancel in the residue: one word in a thousand.
        Assert.That((double)found.Suspect / found.Compared, Is.EqualTo(expected).Within(4 * Math.Sqrt(expected / found.Compared) + 0.002));
    }

    [Test]
    public void AClampedCodeVoidsItsWordOnly()
    {
        // Of pairs converted apart, sums of cells that hold 0 are read below the first code.
        var matrix = CheckedProgram.Of("read_noise sigma = 1.5 uS", Words + "; adc Unsigned, subtract digital", weights: Slices);
        var programmed = matrix.Program(1);
        for (var n = 0; n < 50; n++) programmed.Multiply([1, .. new int[CheckedProgram.Inputs - 1]], n);
        Assert.That(programmed.Detection.Voided, Is.GreaterThan(100));
        Assert.That(programmed.Detection.Suspect, Is.GreaterThan(50));
        Assert.That(programmed.Detection.Voided + programmed.Detection.Suspect, Is.LessThan(programmed.Detection.Compared));
    }

    [Test]
    public void WithoutErrorsTheProductIsExactAndNothingIsChecked()
    {
        var matrix = CheckedProgram.Of("faults stuck_low = 5 %, stuck_high = 5 %", Words, weights: Slices);
        var programmed = matrix.Program(noise: Noise.Off);
        Assert.That(CheckedProgram.IsExact(programmed));
        Assert.That(programmed.Detection, Is.EqualTo(default(DetectionCounts)));
    }

    [Test]
    public void WordsTakeTheConversionsAndReadsOfTheirSlices()
    {
        EventCounts Events(Matrix matrix)
        {
            var programmed = matrix.Program();
            programmed.Multiply(CheckedProgram.Codes(0));
            return programmed.Events;
        }

        var (plain, coded) = (Events(CheckedProgram.Of("", "")), Events(CheckedProgram.Of("", Words, weights: Slices)));
        Assert.That((coded.Conversions, coded.CellReads), Is.EqualTo((plain.Conversions * 5 / 2, plain.CellReads * 5 / 2)));
    }

    [Test]
    public void SpareColumnsLeaveFewFaultsToTheWords()
    {
        const string faults = "faults stuck_low = 0.3 %, stuck_high = 0.3 %";
        int Exact(Matrix matrix) => Enumerable.Range(0, 100).Count(chip => CheckedProgram.IsExact(matrix.Program(3, chip)));
        var words = Exact(CheckedProgram.Of(faults, Words, weights: Slices));
        var both = Exact(CheckedProgram.Of(faults, "spare_columns 2; " + Words, weights: Slices));
        Assert.That(both, Is.GreaterThan(words + 20));
        Assert.That(both, Is.GreaterThan(90));
    }

    [Test]
    public void ASavedChipIsCheckedAndCorrectedAsBefore()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "words-" + Guid.NewGuid().ToString("N") + ".chip");
        var samples = Samples.Of([.. Enumerable.Range(0, 16 * 6).Select(n => (float)(n * 37 % 16))], 16);
        try
        {
            var chip = Network("").Program(4);
            chip.Save(path);
            var loaded = Network("").Load(path);
            foreach (var (mine, theirs) in new[] { (chip, loaded), (chip.At(1e4), loaded.At(1e4)) })
            {
                Assert.That(theirs.RunBatch(samples), Is.EqualTo(mine.RunBatch(samples)));
                Assert.That(theirs.Detection, Is.EqualTo(mine.Detection));
                Assert.That(theirs.Detection.Corrected, Is.GreaterThan(0));
            }
            Assert.That(() => Network(", a 121").Load(path), Throws.TypeOf<TileException>().With.Message.Contains("other weights"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Network Network(string code)
    {
        using var program = TileProgram.Parse($$"""
            tile 1
            device Cell : generic { conductance 0 uS .. 21 uS; faults stuck_low = 0.5 %, stuck_high = 0.5 %; drift nu = 0.0005, t0 = 20 s }
            adc Adc : sar { bits 9; codes signed; range full }
            tile Core { array 16 x 8, pair; cell Cell; adc Adc; correction an_code{{code}} }
            slicing Sliced { weights 7 bit signed, slices 5 x 3 bit, differential; inputs 4 bit unsigned, slices 4 x 1 bit }
            network N { input float32[16], scale 1; layer all : dense(16 -> 8) place on Core using Sliced }
            """, useCache: false);
        return program.Network("N", new ArrayWeights(new WeightTensor("all", 8, 16, [.. Enumerable.Range(0, 128).Select(n => (float)(n * 37 % 127 - 63))])));
    }

    private static double NormalCumulative(double z)
    {
        // By Simpson's rule from 0.
        const int Steps = 1000;
        double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
        return 0.5 + Enumerable.Range(0, Steps).Sum(n => Density(z * n / Steps) + 4 * Density(z * (n + 0.5) / Steps) + Density(z * (n + 1) / Steps)) * z / Steps / 6;
    }
}
