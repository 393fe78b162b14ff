using TileDsl.Converters;
using TileDsl.Kernels;

namespace TileDsl.Tests.Converters.Physical;

/// <summary>What rows are driven with.</summary>
public class DriverBankTests
{
    private const int Rows = 20000;

    [Test]
    public void Drivers_are_exact_unless_something_is_said()
    {
        Assert.That(new DriverBank(new() { Bits = 4, Noise = 0.5 }, 4, 1, 0, 0).Levels(0, 0), Is.Null, "noise is drawn with every pulse");
        Assert.That(new DriverBank(new() { Bits = 4, Nonlinearity = 0.5, GainDeviation = 0.1 }, 4, 1, 0, 0, draws: false).Levels(0, 0), Is.Null);
    }

    [Test]
    public void Each_digit_of_each_driver_errs_alone()
    {
        var bank = new DriverBank(new() { Bits = 3, Nonlinearity = 0.2 }, 3, 1, 0, 0);
        var errors = Enumerable.Range(0, Rows).Select(r => bank.Levels(0, r)!.Select((level, digit) => (double)level - digit).ToArray()).ToArray();
        Assert.That(errors.Select(e => e[0]), Is.All.Zero, "a row that is not driven");
        for (var digit = 1; digit < 8; digit++)
        {
            var own = errors.Select(e => e[digit]).ToArray();
            Assert.That(ConverterSpecs.Deviation(own), Is.EqualTo(0.2).Within(1.75).Percent);
            Assert.That(ConverterSpecs.Kolmogorov(own, 0.2), Is.LessThan(1.95), "false alarm once in a thousand");
            var other = errors.Select(e => e[digit % 7 + 1]);
            Assert.That(own.Zip(other, (a, b) => a * b).Average() / 0.04, Is.Zero.Within(4 / Math.Sqrt(Rows)));
        }
        Assert.That(bank.Levels(1, 0), Is.Not.EqualTo(bank.Levels(0, 0)), "another array, another driver");
    }

    [Test]
    public void A_table_gives_every_digit_its_mean_and_deviation()
    {
        double[] mean = [0.5, -0.5, 0.125], deviation = [0.1, 0, 0.3];
        var bank = new DriverBank(new() { Bits = 2, TableMean = mean, TableDeviation = deviation }, 2, 1, 0, 0);
        var levels = Enumerable.Range(0, Rows).Select(r => bank.Levels(0, r)!).ToArray();
        for (var digit = 1; digit < 4; digit++)
        {
            var errors = levels.Select(l => (double)l[digit] - digit).ToArray();
            Assert.That(ConverterSpecs.Mean(errors), Is.EqualTo(mean[digit - 1]).Within(1e-6 + 4 * deviation[digit - 1] / Math.Sqrt(Rows)));
            Assert.That(ConverterSpecs.Deviation(errors), Is.EqualTo(deviation[digit - 1]).Within(1e-6 + 0.0175 * deviation[digit - 1]));
        }
    }

    [Test]
    public void Offset_gain_and_table_add_up()
    {
        DriverSpec spec = new() { Bits = 2, Offset = 0.25, Gain = 0.1, TableMean = [0.5, -0.5, 0.125], TableDeviation = [0, 0, 0] };
        Assert.That(new DriverBank(spec, 2, 1, 0, 0).Levels(0, 5), Is.EqualTo([0, 1.85f, 1.95f, 3.675f]));
        Assert.That(new DriverBank(spec, 1, 1, 0, 0).Levels(0, 5), Is.EqualTo([0, 1.85f]), "narrower slices have the first digits");
    }

    [Test]
    public void Offset_and_gain_are_the_drivers_own()
    {
        var bank = new DriverBank(new() { Bits = 2, OffsetDeviation = 0.3, GainDeviation = 0.02 }, 2, 1, 0, 0);
        var levels = Enumerable.Range(0, Rows).Select(r => bank.Levels(0, r)!).ToArray();
        Assert.That(ConverterSpecs.Deviation([.. levels.Select(l => (double)l[3] - l[1])]), Is.EqualTo(2 * 0.02).Within(1.75).Percent);
        Assert.That(ConverterSpecs.Deviation([.. levels.Select(l => 1.5 * l[1] - 0.5 * l[3])]), Is.EqualTo(0.3).Within(1.75).Percent);
    }
}
