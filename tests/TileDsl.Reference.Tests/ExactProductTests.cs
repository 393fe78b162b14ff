using TileDsl.Model;

namespace TileDsl.Reference.Tests;

/// <summary>Whatever loses nothing is the integer product, for every encoding, input form and way to convert.</summary>
public sealed class ExactProductTests
{
    private const int Inputs = 7;
    private const int Outputs = 5;

    private static IEnumerable<TestCaseData> Combinations()
    {
        foreach (var encoding in new[] { WeightEncoding.Differential, WeightEncoding.Offset, WeightEncoding.TwosComplement })
        {
            foreach (var form in Enum.GetValues<InputForm>())
            {
                foreach (var acrossColumns in new[] { false, true })
                {
                    foreach (var accumulate in new[] { false, true })
                    {
                        foreach (var apart in new[] { false, true }) yield return new TestCaseData(encoding, form, acrossColumns, accumulate, apart);
                    }
                }
            }
        }
    }

    [TestCaseSource(nameof(Combinations))]
    public void LosslessProgramsAreIntegerProducts(WeightEncoding encoding, InputForm form, bool acrossColumns, bool accumulate, bool apart)
    {
        var slicing = Models.Slicing(encoding, 5, encoding == WeightEncoding.TwosComplement ? [1, 1, 3] : [2, 3], 4, form == InputForm.Unsigned ? [2, 2] : [1, 2, 1], form, acrossColumns);
        var pair = encoding == WeightEncoding.Differential;
        var tile = Models.Tile(Models.Device(0, 10), Models.Adc(16, CodeKind.Signed), pair, rows: 3, columns: 6) with
        {
            AccumulateAnalog = accumulate,
            SubtractDigital = pair && apart,
            OffsetColumn = encoding == WeightEncoding.Offset && apart,
            Pedestal = !pair && apart ? PedestalRemoval.Digital : PedestalRemoval.Reference,
        };
        var weights = Enumerable.Range(0, Inputs * Outputs).Select(n => (double)(n * 37 % 32 - 16)).ToArray();
        var x = Enumerable.Range(0, Inputs).Select(i => form == InputForm.Unsigned ? i * 5 % 16 : i * 5 % 16 - 8).ToArray();
        var expected = Enumerable.Range(0, Outputs).Select(j => Enumerable.Range(0, Inputs).Sum(i => weights[j * Inputs + i] * x[i])).ToArray();
        foreach (var adc in new[] { tile.Adc, Models.IdealAdc })
        {
            var interpreter = new MatrixInterpreter(tile with { Adc = adc }, slicing, Inputs, Outputs, weights);
            foreach (var noise in Enum.GetValues<Noise>()) Assert.That(interpreter.Program(noise: noise).Multiply(x), Is.EqualTo(expected), $"{adc.Kind}, noise {noise}");
        }
    }

    [TestCase(0)]
    [TestCase(3)]
    public void AnIdealConverterPassesAnyPedestal(int gMin)
    {
        var slicing = Models.Slicing(WeightEncoding.TwosComplement, 4, [1, 3], 3, [3]);
        var tile = Models.Tile(Models.Device(gMin, 10), Models.IdealAdc, pair: false) with { Pedestal = PedestalRemoval.Digital };
        var interpreter = new MatrixInterpreter(tile, slicing, 2, 1, [-8, 7]);
        Assert.That(interpreter.Program().Multiply([7, 5]), Is.EqualTo(new[] { -21.0 }));
    }

    [Test]
    public void AnalogWeightsAreExactInFloat64UnderIdealNoise()
    {
        var tile = Models.Tile(Models.Device(1, 10), Models.Adc(3, CodeKind.Signed));
        var interpreter = new MatrixInterpreter(tile, Models.Analog(WeightEncoding.AnalogOneSided, 4, perColumn: true), 2, 2, [0.5, -0.25, 0, 0]);
        Assert.That(interpreter.Program(noise: Noise.Ideal).Multiply([3, 5]), Is.EqualTo(new[] { (3.0 - 5 * 0.5) * 0.5, 0 }));
    }

    [Test]
    public void CodesAndWeightsThatSlicesCannotHoldAreRefused()
    {
        var tile = Models.Tile(Models.Device(0, 10), Models.IdealAdc);
        var slicing = Models.Slicing(WeightEncoding.Differential, 4, [3], 4, [3], InputForm.SignMagnitude);
        Assert.That(() => new MatrixInterpreter(tile, slicing, 1, 1, [-8]), Throws.TypeOf<TileException>());
        var held = new MatrixInterpreter(tile, slicing, 1, 1, [-7]).Program();
        Assert.That(() => held.Multiply([-8]), Throws.TypeOf<TileException>());
        Assert.That(held.Multiply([-7]), Is.EqualTo(new[] { 49.0 }));
    }
}
