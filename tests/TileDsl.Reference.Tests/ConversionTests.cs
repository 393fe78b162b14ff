using TileDsl.Model;

namespace TileDsl.Reference.Tests;

/// <summary>Conversions worked out by hand: one cell that holds 1, so that the sum is the input.</summary>
public sealed class ConversionTests
{
    private static readonly SlicingModel s_unsigned = Models.Slicing(WeightEncoding.Differential, 2, [1], 4, [4]);
    private static readonly SlicingModel s_signed = Models.Slicing(WeightEncoding.Differential, 2, [1], 5, [4], InputForm.SignMagnitude);

    // Unsigned, 2 bits over 0 .. 6: step 2, ties to even.
    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(2, 2)]
    [TestCase(3, 4)]
    [TestCase(5, 4)]
    [TestCase(7, 6)]
    [TestCase(15, 6)]
    public void Unsigned(int x, double expected) =>
        Assert.That(Convert(Models.Adc(2, CodeKind.Unsigned, Models.Lsb(0, 6)), s_unsigned, x), Is.EqualTo(expected));

    // Unsigned from 1: value = lo + n step, 1, 4, 7, 10.
    [TestCase(0, 1)]
    [TestCase(3, 4)]
    [TestCase(6, 7)]
    [TestCase(15, 10)]
    public void UnsignedWithAnOrigin(int x, double expected) =>
        Assert.That(Convert(Models.Adc(2, CodeKind.Unsigned, Models.Lsb(1, 10)), s_unsigned, x), Is.EqualTo(expected));

    // Signed, 3 bits over -6 .. 9: step max(6/4, 9/3) = 3, codes -4 .. 3.
    [TestCase(-15, -12)]
    [TestCase(-5, -6)]
    [TestCase(-1, 0)]
    [TestCase(4, 3)]
    [TestCase(14, 9)]
    public void Signed(int x, double expected) =>
        Assert.That(Convert(Models.Adc(3, CodeKind.Signed, Models.Lsb(-6, 9)), s_signed, x), Is.EqualTo(expected));

    // Symmetric, 3 bits over -9 .. 6: step 9/3 = 3, codes -3 .. 3.
    [TestCase(-15, -9)]
    [TestCase(-4, -3)]
    [TestCase(15, 9)]
    public void Symmetric(int x, double expected) =>
        Assert.That(Convert(Models.Adc(3, CodeKind.Symmetric, Models.Lsb(-9, 6)), s_signed, x), Is.EqualTo(expected));

    // Mid-rise, 2 bits over -6 .. 6: levels -6, -2, 2, 6; zero lies between two and goes to the even one, n = 2.
    [TestCase(-15, -6)]
    [TestCase(-3, -2)]
    [TestCase(0, 2)]
    [TestCase(3, 2)]
    [TestCase(5, 6)]
    public void MidRise(int x, double expected) =>
        Assert.That(Convert(Models.Adc(2, CodeKind.MidRise, Models.Lsb(-6, 3)), s_signed, x), Is.EqualTo(expected));

    [Test]
    public void FullRangesHaveStepOneWhereTheCodesCoverTheWorstCase()
    {
        Assert.That(Convert(Models.Adc(5, CodeKind.Signed), s_unsigned, 13), Is.EqualTo(13));
        // One bit fewer: -15 .. 15 over codes -8 .. 7, step max(15/8, 15/7).
        Assert.That(Convert(Models.Adc(4, CodeKind.Signed), s_unsigned, 13), Is.EqualTo(15 / 7.0 * 6));
    }

    [Test]
    public void LimitsInCellsAndAmperesAreThoseInLsb()
    {
        // g_min 2, g_max 10, one-bit cells: an lsb is 8 uS times an input step; a cell is 15 * 10/8 = 18.75 lsb, an lsb 8 uS * 0.2 V / 15.
        var device = Models.Device(2, 10);
        foreach (var range in new[]
        {
            Models.Lsb(0, new Rational(75, 4)),
            new FixedRange(0, 1, RangeUnit.Cells),
            new FixedRange(0, 2 * Models.MicroSiemens, RangeUnit.Amperes),
        })
        {
            Assert.That(Convert(Models.Adc(4, CodeKind.Unsigned, range), s_unsigned, 11, device), Is.EqualTo(1.25 * 9), range.Unit.ToString());
        }
    }

    [TestCase(3, 10, 3)]
    [TestCase(31, 100, 4)]
    [TestCase(1, 1000, 1)]
    [TestCase(1, 1, 10)]
    public void CalibratedLimitsAreTheNearestRank(int numerator, int denominator, double expectedTop)
    {
        var calibration = new[] { 7, 1, 9, 3, 10, 5, 2, 8, 4, 6 };
        var tile = Models.Tile(Models.Device(0, 10), Models.Adc(4, CodeKind.Unsigned, new CalibratedRange(new Rational(numerator, denominator), false)));
        var interpreter = new MatrixInterpreter(tile, s_unsigned, 1, 1, [1], calibration: calibration);
        Assert.That(interpreter.Program().Multiply([15])[0], Is.EqualTo(expectedTop).Within(1e-14), "a clamped sum has the value of the upper limit");
    }

    [Test]
    public void CalibratedLimitsMayBeOfEachColumn()
    {
        var adc = Models.Adc(4, CodeKind.Unsigned, new CalibratedRange(1, true));
        var slicing = Models.Slicing(WeightEncoding.Differential, 4, [3], 4, [4]);
        var interpreter = new MatrixInterpreter(Models.Tile(Models.Device(0, 10), adc), slicing, 1, 2, [1, 7], calibration: [3]);
        Assert.That(interpreter.Program().Multiply([15]), Is.EqualTo(new[] { 3.0, 21.0 }).Within(1e-14));
    }

    private static double Convert(AdcModel adc, SlicingModel slicing, int x, DeviceModel? device = null) =>
        new MatrixInterpreter(Models.Tile(device ?? Models.Device(0, 10), adc), slicing, 1, 1, [1]).Program().Multiply([x])[0];
}
