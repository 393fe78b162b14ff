using TileDsl.Kernels;
using TileDsl.Tests.Kernels;

namespace TileDsl.Tests.Running;

public class MatrixTests
{
    [Test]
    public void A_product_is_that_of_the_integers()
    {
        var spec = Specs.Of(30, 7, rows: 8);
        var weights = Specs.Random(30 * 7, -127, 127, 1);
        var x = Specs.Random(30 * 5, 0, 255, 2).Select(v => (int)v).ToArray();
        var matrix = Make(spec, weights).Program();
        var expected = new double[5 * 7];
        for (var n = 0; n < 5 * 7; n++)
        {
            for (var i = 0; i < 30; i++) expected[n] += weights[n % 7 * 30 + i] * x[n / 7 * 30 + i];
        }
        Assert.That(matrix.MultiplyBatch(x), Is.EqualTo(expected));
        Assert.That(matrix.MultiplyBatch(x, threads: 1), Is.EqualTo(expected));
        Assert.That(matrix.Multiply(x[30..60]), Is.EqualTo(expected[7..14]));
        Assert.That(Make(spec, weights).Program(noise: Noise.Ideal).MultiplyBatch(x), Is.EqualTo(expected));
        Assert.That(matrix.Events, Is.EqualTo(new EventCounts(11, 11 * 4 * 3 * 8 * 7, 11 * 8 * 30 * 7 * 3 * 2, matrix.Events.DriverPulses)));
        Assert.That(matrix.Events.DriverPulses, Is.EqualTo(3 * (2 * x.Sum(int.PopCount) + x[30..60].Sum(int.PopCount))));
    }

    [TestCase(false, 0, 4)]
    [TestCase(false, 8, 8)]
    [TestCase(true, 0, 2)]
    public void Analog_results_are_in_the_units_of_the_weights(bool perColumn, double fullScale, double firstScale)
    {
        var spec = Specs.Analog(2, 2) with { ScalePerColumn = perColumn };
        var matrix = Make(spec, [1, -2, 3, 4], fullScale);
        Assert.That(matrix.Program().Multiply([10, 1]), Is.EqualTo(new double[] { 8, 34 }).Within(0.01));
        Assert.That(matrix.Program(noise: Noise.Ideal).Multiply([10, 1]), Is.EqualTo(new double[] { 8, 34 }).Within(1e-12));
        // Polarity, slice, input, output: the + cell of weight 1 is what says the scale.
        Assert.That(matrix.Program().Conductances()[0], Is.EqualTo(25 / firstScale).Within(25.0 / 32768));
        Assert.That(matrix.Program().Conductances()[4 + 2], Is.EqualTo(25 * 2 / firstScale).Within(25.0 / 32768));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Results_of_real_inputs_are_in_the_units_of_both(bool perColumn)
    {
        var matrix = Make(Specs.Analog(2, 2) with { ScalePerColumn = perColumn }, [1, -2, 3, 4]).Program(noise: Noise.Ideal);
        var y = new double[4];
        matrix.MultiplyBatch([255f, 51, 25.5f, 127.5f], y, threads: 1);
        Assert.That(y, Is.EqualTo(new double[] { 255 - 102, 765 + 204, 25.5 - 255, 76.5 + 510 }).Within(1e-9));
    }

    [Test]
    public void An_input_that_is_not_finite_is_told_wherever_it_stands()
    {
        var matrix = Make(Specs.Of(75, 2), new double[150]).Program();
        for (var at = 0; at < 75; at++)
        {
            var x = new float[75];
            x[at] = at % 2 == 0 ? float.NaN : float.NegativeInfinity;
            Told(() => matrix.Multiply(x, new double[2]), $"input {at} is not finite");
        }
    }

    [Test]
    public void Conductances_are_what_was_programmed()
    {
        var weights = Specs.Random(3 * 2, -127, 127, 3);
        var spec = Specs.Of(3, 2) with { Device = Specs.Noisy };
        var programmed = new TestMatrix(spec, new PlainKernel(spec, KernelStrategy.Collapsed), new PlainKernel(spec, KernelStrategy.Programmed), weights);
        var planes = new RecordingKernel(KernelStrategy.Programmed, 16, true).Pack(spec, weights, noisy: true).FloatPlanes.Span.ToArray();
        var held = programmed.Program(5, 2).Conductances();
        Assert.That(held, Has.Length.EqualTo(2 * 3 * 3 * 2));
        for (var slice = 0; slice < 3; slice++)
        {
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 2; j++)
                {
                    var at = (slice * 3 + i) * 2 + j;
                    Assert.That(Math.Round(held[at] / 25 * 32768) - Math.Round(held[18 + at] / 25 * 32768), Is.EqualTo(planes[(slice * 3 + i) * 16 + j]));
                }
            }
        }
        var targets = programmed.Program(5, 2, Noise.Off).Conductances();
        Assert.That(targets[0], Is.EqualTo(0.1 + 24.9 * (Math.Max((int)weights[0], 0) & 3) / 3));
    }

    [Test]
    public void Mistakes_are_told()
    {
        var spec = Specs.Of(3, 2);
        Told(() => Make(spec, new double[5]), "6 weights, and got 5");
        Told(() => Make(spec, [0, 0, 0, 0, 0, 0.5]), "the weight of output 1, input 2 is 0.5, and sliced weights are integers of 8 bits");
        Told(() => Make(spec, [0, 0, 0, 0, 0, double.NaN]), "is NaN");
        Told(() => Make(spec, [0, 0, 128, 0, 0, 0]), "the weight of output 0, input 2 is 128, outside -127 .. 127");
        Told(() => Make(Specs.Analog(3, 2), [0, 0, 9, 0, 0, 0], 8), "is 9, beyond the weight at g_max, 8");
        Told(() => Make(Specs.Analog(3, 2), [0, 0, double.PositiveInfinity, 0, 0, 0]), "not a finite number");
        Told(() => Make(Specs.Analog(3, 2), new double[6], -1), "must be positive");
        Told(() => Make(spec, new double[6]).Program(chip: -1), "there is no chip -1");
        var matrix = Make(spec, new double[6]).Program();
        Told(() => matrix.Multiply([0, 0]), "takes 3 codes and gives 2 results; got 2 codes");
        Told(() => matrix.Multiply([0, 256, 0]), "code 256 of sample 0, input 1 is outside 0 .. 255");
        Told(() => matrix.MultiplyBatch([0, 0, 0, 0]), "4 codes are not samples of 3");
        Told(() => matrix.Multiply([0, 0, 0], 1L << 32), "indices");
        var calibrated = spec with { Converter = new() { Bits = 4, Codes = CodeKind.Signed, CalibratedFraction = "1" } };
        Told(() => Make(calibrated, new double[6]), "needs input codes to calibrate it");
        Told(() => _ = new TestMatrix(calibrated, new PlainKernel(spec, KernelStrategy.Collapsed), null, new double[6], 0, [0, 0, -1]), "code -1 of sample 0, input 2");
    }

    private static TestMatrix Make(MatrixSpec spec, double[] weights, double fullScale = 0) =>
        new(spec, new PlainKernel(spec, spec.IsAnalog ? KernelStrategy.Programmed : KernelStrategy.Collapsed), null, weights, fullScale);

    private static void Told(Action act, string message) => Assert.That(() => act(), Throws.TypeOf<TileException>().With.Message.Contains(message));
}
