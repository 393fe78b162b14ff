using System.Globalization;
using TileDsl.Devices;

namespace TileDsl.Reference.Tests;

/// <summary>
/// From where on a mismatch is suspect, a column corrected and a cell taken for faulty: one given fault, and a rate or a deviation a
/// little to either side of what the formulas of the manual say. Kernels and interpreter each on its own.
/// </summary>
public sealed class ThresholdTests
{
    private const string Checked = "spare_columns 5; correction checksum, false_alarm ";

    // Columns are 8, digits have 3 bits: of the sums two, of those times column numbers three. In squared codes, each of 1/12.
    private const double Sum = 8 + 1 + 64;
    private const double Index = 204 + 1 + 64 + 4096;

    [TestCase(0.998, true)]
    [TestCase(1.002, false)]
    public void AMismatchIsSuspectBeyondTheQuantileOfTheFalseAlarmRate(double factor, bool isSuspect)
    {
        // Seven lsb, of a rounding that has the variance 73/12; half the rate to each comparison, and half of that to each side.
        var rate = Rate(factor * 7 / Math.Sqrt(Sum / 12));
        var programmed = CheckedProgram.Of("programming sigma = 0.0001 uS; faults map \"f.npy\"", Checked + rate, bits: 12, "4 bit").Program(1, history: Stuck(0, 0, slice: null));
        programmed.Multiply(Drive(1));
        Assert.That(programmed.Detection.Suspect, Is.EqualTo(isSuspect ? 2 : 0));
    }

    [TestCase(0.998, true)]
    [TestCase(1.002, false)]
    public void AColumnIsCorrectedWhereNoOtherIsMeant(double factor, bool isCorrected)
    {
        // Seven lsb fifteen times in column 1: twice the quantile's share of what both mismatches vary by.
        const string device = "programming sigma = 0.0001 uS; faults map \"f.npy\"";
        var tile = Checked + Rate(factor * 105 / (2 * Math.Sqrt((Index + Sum) / 12)));
        BothAre(device, tile, 12, Drive(15), Stuck(0, 0, slice: null), isCorrected);
    }

    [Test]
    public void IntegersAreCorrectedByOne()
    {
        // Nothing errs and nothing rounds: a digit that is one too high.
        var (input, output, slice) = Find(6);
        BothAre("faults map \"f.npy\"", "spare_columns 5; correction checksum", 12, [.. Enumerable.Range(0, CheckedProgram.Inputs).Select(i => i == input ? 1 : 0)], Stuck(input, output, slice), true);
    }

    [TestCase(0.9999, 1)]
    [TestCase(1.0001, 0)]
    public void ACellIsFaultyBeyondSixDeviations(double factor, int located)
    {
        // The variance of sound cells is that of 2048 draws of a fixed seed, and a sixteenth more.
        var xi = new float[2048];
        new NoiseStream(0x50554E44, 0, NoisePurpose.Programming, 0).Fill(xi, 0, 0);
        var mean = xi.Average(x => (double)x);
        var variance = xi.Average(x => (x - mean) * (x - mean));
        // A digit of 3 is 9 uS, and the cell is stuck at 21 uS.
        var sigma = factor * 12 / (6 * Math.Sqrt(1.0625 * variance) + mean);
        var device = string.Create(CultureInfo.InvariantCulture, $"programming sigma = {sigma:R} uS; faults map \"f.npy\"");
        var (input, output, slice) = Find(3);
        var history = Stuck(input, output, slice, columns: 10);
        var programmed = CheckedProgram.Of(device, "spare_columns 2").Program(1, history: history);
        Assert.That(programmed.Programming.Located, Is.EqualTo(located));
        Assert.That(programmed.Multiply(CheckedProgram.Codes(1)), Is.EqualTo(CheckedProgram.Interpreted(device, "spare_columns 2").Program(1, history: history).Multiply(CheckedProgram.Codes(1))));
    }

    [Test]
    public void WhatIsReadToFindFaultsIsCounted()
    {
        // 8 columns of 16 rows on two arrays of both polarities, each cell read at what it holds: V^2 g t.
        const string device = "faults stuck_low = 1e-9 %, stuck_high = 0 %; read 0.2 V, 100 ns";
        var programmed = CheckedProgram.Of(device, "spare_columns 2").Program(1);
        var conductance = programmed.Conductances().Sum();
        Assert.That(programmed.Programming.Located, Is.Zero);
        Assert.That(programmed.Programming.Reads, Is.EqualTo(4 * 8 * 16));
        Assert.That(programmed.Programming.Energy, Is.EqualTo(0.04 * 100e-9 * conductance * 1e-6).Within(1e-9).Percent);
    }

    private static void BothAre(string device, string tile, int bits, int[] x, DeviceHistory history, bool isExact)
    {
        var kernel = CheckedProgram.Of(device, tile, bits, "4 bit").Program(1, history: history).Multiply(x);
        var interpreted = CheckedProgram.Interpreted(device, tile, bits, "4 bit").Program(1, history: history).Multiply(x);
        Assert.That(kernel.SequenceEqual(CheckedProgram.Exact(x)), Is.EqualTo(isExact), "kernel");
        Assert.That(interpreted.SequenceEqual(CheckedProgram.Exact(x)), Is.EqualTo(isExact), "interpreter");
    }

    /// <summary>The rate whose quarter lies beyond a quantile.</summary>
    private static string Rate(double quantile) => (4 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -quantile)).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The first input driven, no other.</summary>
    private static int[] Drive(int code) => [code, .. new int[CheckedProgram.Inputs - 1]];

    /// <summary>Where a + cell of the first two outputs holds a digit.</summary>
    private static (int Input, int Output, int Slice) Find(int digit) =>
        (from output in Enumerable.Range(0, 2) from input in Enumerable.Range(0, CheckedProgram.Inputs) from slice in Enumerable.Range(0, 2)
         where CheckedProgram.Digit(output, input, slice, 0) == digit select (input, output, slice)).First();

    /// <summary>A + cell that is stuck at g_max, in the array of one slice or of both.</summary>
    private static DeviceHistory Stuck(int row, int column, int? slice, int columns = 13)
    {
        var faults = new sbyte[2 * 2 * CheckedProgram.Inputs * columns];
        for (var s = 0; s < 2; s++)
        {
            if (slice is null || s == slice) faults[(2 * s * CheckedProgram.Inputs + row) * columns + column] = 1;
        }
        return CheckedProgram.Stuck(faults, 2, 2, 1, CheckedProgram.Inputs, columns);
    }
}
