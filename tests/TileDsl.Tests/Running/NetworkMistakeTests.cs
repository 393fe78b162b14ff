using TileDsl.Data;
using TileDsl.Kernels;
using TileDsl.Tests.Kernels;

namespace TileDsl.Tests.Running;

public class NetworkMistakeTests
{
    private static readonly Samples s_samples = Samples.Of(new byte[12], 3);

    [Test]
    public void Layers_take_tensors_in_order_unless_they_say_from()
    {
        Assert.That(Make(null, null, W("a", 4, 3), W("b", 2, 4)).Binding.Select(t => t!.Name), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Make("b", null, W("a", 2, 4), W("b", 4, 3)).Binding.Select(t => t!.Name), Is.EqualTo(new[] { "b", "a" }));
        Assert.That(Make("b", "node", W("a", 2, 4), W("c", 1, 1), W("b", 4, 3), new WeightTensor("d", 2, 4, new float[8]) { OtherNames = ["node"] }).Binding.Select(t => t!.Name), Is.EqualTo(new[] { "b", "d" }));
    }

    [Test]
    public void Weights_that_do_not_fit_are_told()
    {
        Told(() => Make(null, null, W("a", 4, 3)), "2 of its layers take the weights of arrays in order, and 1 are there: 'a' (4 x 3)");
        Told(() => Make(null, null, W("a", 4, 3), W("b", 2, 4), W("c", 2, 4)), "3 are there");
        Told(() => Make("x", null, W("a", 4, 3), W("b", 2, 4)), "layer 'one': arrays has no weights named 'x'; it has 'a' (4 x 3), 'b' (2 x 4)");
        Told(() => Make(null, null, W("a", 3, 4), W("b", 2, 4)), "layer 'one': dense(3 -> 4) needs weights of 4 outputs by 3 inputs, and 'a' of arrays has 3 by 4; they seem to be transposed");
        Assert.That(() => W("a", 2, 2, float.NaN), Throws.TypeOf<TileException>());
    }

    [Test]
    public void Samples_that_do_not_fit_are_told()
    {
        var network = Make(null, null, W("a", 4, 3), W("b", 2, 4));
        var chip = network.Program();
        Told(() => chip.RunBatch(Samples.Of(new byte[8], 4)), "takes uint8 samples of 3 values (3), and these are uint8 samples of 4 (4)");
        Told(() => chip.RunBatch(Samples.Of(new sbyte[3], 3)), "these are int8 samples");
        Told(() => network.RunFloat(Samples.Of(new float[3], 3)), "these are float32 samples");
        Told(() => network.CountClipping(Samples.Of(new float[3], 3)), "these are float32 samples");
        Told(() => chip.Run(new byte[4]), "samples of 3 values, and this one has 4");
        Told(() => chip.Run(new float[3]), "takes uint8 samples, and this one is float32");
        Told(() => chip.Run(new byte[3].AsSpan(), new double[1]), "results of 2 values, and there is room for 1");
        Told(() => chip.Run(new byte[3], -1), "indices are from 0 to 2^32 - 1");
        Told(() => chip.RunBatch(s_samples, firstIndex: (1L << 32) - 3), "indices are from 0 to 2^32 - 1");
        Told(() => chip.RunBatch(s_samples, threads: -1), "-1 threads");
        Told(() => network.Program(chip: -1), "numbered from 0: there is no chip -1");
    }

    [Test]
    public void Calibration_is_asked_for_where_it_is_needed()
    {
        Told(() => Make(null, null, (Samples?)null, W("a", 4, 3), W("b", 2, 4)), "needs calibration samples for the scales of its activations, and got none");
        Told(() => Make(null, null, Samples.Of(Array.Empty<byte>(), 3), W("a", 4, 3), W("b", 2, 4)), "got an empty set");
        Told(() => Make(null, null, Samples.Of(new byte[4], 4), W("a", 4, 3), W("b", 2, 4)), "these are uint8 samples of 4");
        var calibrated = Specs.Of(3, 4) with { Converter = new() { Bits = 4, Codes = CodeKind.Signed, CalibratedFraction = "1" } };
        var spec = Spec(null, null) with { Layers = [TestNetwork.Layer("one", calibrated)] };
        Told(() => new TestNetwork(spec, new ArrayWeights(W("a", 4, 3)), null), "for the calibrated ranges of its converters");
        Assert.That(new TestNetwork(spec with { Layers = [TestNetwork.Layer("one", Specs.Of(3, 4))] }, new ArrayWeights(W("a", 4, 3)), null).Program().Run(new byte[3]), Is.EqualTo(new double[4]));
    }

    private static WeightTensor W(string name, int outputs, int inputs, float value = 1) => new(name, outputs, inputs, [.. Enumerable.Repeat(value, outputs * inputs)]);

    private static NetworkSpec Spec(string? from1, string? from2) => new()
    {
        Name = "N",
        InputType = ElementType.UInt8,
        InputShape = [3],
        InputScale = 1,
        Layers = [TestNetwork.Layer("one", Specs.Of(3, 4), from: from1), TestNetwork.Layer("two", Specs.Of(4, 2), from: from2)],
    };

    private static TestNetwork Make(string? from1, string? from2, params WeightTensor[] tensors) => Make(from1, from2, s_samples, tensors);

    private static TestNetwork Make(string? from1, string? from2, Samples? samples, params WeightTensor[] tensors) => new(Spec(from1, from2), new ArrayWeights(tensors), samples);

    private static void Told(Action act, string message) => Assert.That(() => act(), Throws.TypeOf<TileException>().With.Message.Contains(message));
}
