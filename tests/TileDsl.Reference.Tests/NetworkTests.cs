using TileDsl.Data;
using TileDsl.Model;

namespace TileDsl.Reference.Tests;

/// <summary>Networks small enough to work out by hand.</summary>
public sealed class NetworkTests
{
    private static readonly SlicingModel s_bytes = Models.Slicing(WeightEncoding.Differential, 8, [7], 8, [8]);

    [Test]
    public void ScalesZeroPointsBiasAndActivations()
    {
        // Weights 1 and -0.5 at scale 1/127: 127 and rint(-63.5) = -64. Codes 3 and 5 with zero point 1.
        var network = Network(ElementType.UInt8, s_bytes, "1/2", zeroPoint: 1, Activation.Relu);
        var weights = new ArrayWeights(new WeightTensor("w", 1, 2, [1f, -0.5f], [0.25f]));
        var samples = Samples.Of(new byte[] { 3, 5 }, 2);
        var interpreter = new NetworkInterpreter(network, weights, samples);
        var accumulator = 127.0 * 3 - 64.0 * 5 - (127 - 64);
        Assert.That(interpreter.Program().Run(samples, 0), Is.EqualTo(new[] { Math.Max(0, accumulator * (1 / 127.0 * 0.5) + 0.25) }));
        Assert.That(interpreter.RunFloat(samples, 0), Is.EqualTo(new[] { 1.0 - 0.5 * 2 + 0.25 }));
    }

    [Test]
    public void Int8IsCarriedAsUnsignedCodes()
    {
        var network = Network(ElementType.Int8, s_bytes, "1", zeroPoint: -3, Activation.None);
        var weights = new ArrayWeights(new WeightTensor("w", 1, 2, [127f, 1f]));
        var samples = Samples.Of(new sbyte[] { -128, 127 }, 2);
        var interpreter = new NetworkInterpreter(network, weights, samples);
        Assert.That(interpreter.Program().Run(samples, 0), Is.EqualTo(new[] { 127.0 * -125 + 130 }));
    }

    [Test]
    public void Int8IsClippedToWhatMagnitudesHold()
    {
        var signed = Models.Slicing(WeightEncoding.Differential, 8, [7], 8, [7], InputForm.SignMagnitude);
        var weights = new ArrayWeights(new WeightTensor("w", 1, 1, [127f]));
        var samples = Samples.Of(new sbyte[] { -128 }, 1);
        var interpreter = new NetworkInterpreter(Network(ElementType.Int8, signed, "1", 0, Activation.None, inputs: 1), weights, samples);
        Assert.That(interpreter.Program().Run(samples, 0), Is.EqualTo(new[] { 127.0 * -127 }));
    }

    [Test]
    public void RealInputsAreScaledByTheLargestOfTheCalibration()
    {
        var fourBits = Models.Slicing(WeightEncoding.Differential, 8, [7], 4, [4]);
        var weights = new ArrayWeights(new WeightTensor("w", 1, 2, [127f, 127f]));
        var interpreter = new NetworkInterpreter(Network(ElementType.Float32, fourBits, null, 0, Activation.None), weights, Samples.Of(new[] { 30f, -99f }, 2));
        // The highest code, 15, is 30; 4.9 is 2.45 codes, so 2; 99 is clipped.
        Assert.That(interpreter.Program().Run(Samples.Of(new[] { 4.9f, 99f }, 2), 0), Is.EqualTo(new[] { 127.0 * 17 * 2 }));
    }

    [Test]
    public void LayersAreChainedByTheirActivationScales()
    {
        var layer = Layer("a", 1, 1, s_bytes, Activation.Relu);
        var network = new NetworkModel("N", Input(ElementType.UInt8, 1, "1", 0), null, new([layer, Layer("b", 1, 1, s_bytes, Activation.None, operand: 1)]), null, null, default);
        var weights = new ArrayWeights(new WeightTensor("a", 1, 1, [127f]), new WeightTensor("b", 1, 1, [127f]));
        var calibration = Samples.Of(new byte[] { 2, 10 }, 1);
        var interpreter = new NetworkInterpreter(network, weights, calibration);
        // Activations reach 1270, which is code 255; input 4 gives 508, code 102.
        Assert.That(interpreter.Program().Run(Samples.Of(new byte[] { 4 }, 1), 0), Is.EqualTo(new[] { 127.0 * 102 * (1270.0 / 255) }));
    }

    [Test]
    public void LayersWithoutANameTakeTheTensorsThatAreLeft()
    {
        var named = Layer("b", 1, 1, s_bytes, Activation.None, operand: 1) with { From = "first" };
        var network = new NetworkModel("N", Input(ElementType.UInt8, 1, "1", 0), null, new([Layer("a", 1, 1, s_bytes, Activation.None), named]), null, null, default);
        var weights = new ArrayWeights(new WeightTensor("first", 1, 1, [2f]), new WeightTensor("second", 1, 1, [3f], [1f]));
        var interpreter = new NetworkInterpreter(network, weights, Samples.Of(new byte[] { 10 }, 1));
        // Layer a takes "second": (10 * 3 + 1) * 2.
        Assert.That(interpreter.RunFloat(Samples.Of(new byte[] { 10 }, 1), 0), Is.EqualTo(new[] { 62.0 }));
    }

    [Test]
    public void MissingWeightsAndCalibrationAreRefused()
    {
        var network = Network(ElementType.Float32, s_bytes, null, 0, Activation.None);
        Assert.That(() => new NetworkInterpreter(network, new ArrayWeights(new WeightTensor("w", 1, 2, [1f, 1f])), null), Throws.TypeOf<TileException>());
        Assert.That(() => new NetworkInterpreter(network, new ArrayWeights(new WeightTensor("w", 1, 1, [1f])), Samples.Of(new[] { 1f, 1f }, 2)), Throws.TypeOf<TileException>());
    }

    private static NetworkInput Input(ElementType type, int length, string? scale, int zeroPoint) =>
        new(type, new([length]), scale is null ? null : Rational.Parse(scale), zeroPoint, default);

    private static NetworkModel Network(ElementType type, SlicingModel slicing, string? scale, int zeroPoint, Activation activation, int inputs = 2) =>
        new("N", Input(type, inputs, scale, zeroPoint), null, new([Layer("w", inputs, 1, slicing, activation)]), null, null, default);

    private static LayerModel Layer(string name, int inputs, int outputs, SlicingModel slicing, Activation activation, int operand = 0) =>
        LayerModel.Dense(name, operand, inputs, outputs, new ActivationModel(activation, 0, 0), Models.Tile(Models.Device(0, 10), Models.IdealAdc), slicing);
}
