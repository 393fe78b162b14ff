namespace TileDsl.Onnx.Tests;

/// <summary>
/// The networks people know, as the import writes them (Networks/*.txt; TILEDSL_UPDATE_SNAPSHOTS=1 writes them anew).
/// All but the digits' are not in the repository: see <see cref="SharedData"/>.
/// </summary>
public sealed class ImportedDataTests
{
    [TestCase("scripts/data/digits_mlp.onnx")]
    [TestCase("fashion-mnist/fashion_mlp.onnx")]
    [TestCase("fashion-mnist/fashion_lenet5.onnx")]
    [TestCase("ecg-mitbih/ecg_veb_cnn.onnx")]
    [TestCase("mlperftiny-kws/kws_dscnn.onnx")]
    [TestCase("mlperftiny-ic-cifar10/cifar10_resnet8.onnx")]
    public void Are_written_as_a_person_would(string path)
    {
        var model = SharedData.File(path);
        var name = Path.GetFileName(model);
        var text = NetworkText.Of(ImportedNetwork.Read(model), NetworkText.NameOf(name), name);
        var expected = Path.Combine(Repository.Root, "tests", "TileDsl.Onnx.Tests", "Networks", Path.ChangeExtension(name, ".txt"));
        if (Environment.GetEnvironmentVariable("TILEDSL_UPDATE_SNAPSHOTS") == "1") File.WriteAllText(expected, text);
        Assert.That(text, Is.EqualTo(File.ReadAllText(expected)));
    }

    [TestCase("scripts/data/digits_mlp.onnx", new[] { 1, 8, 8 })]
    [TestCase("fashion-mnist/fashion_lenet5.onnx", new[] { 1, 1, 28, 28 })]
    [TestCase("ecg-mitbih/ecg_veb_cnn.onnx", new[] { 1, 3, 1, 128 })]
    [TestCase("mlperftiny-kws/kws_dscnn.onnx", new[] { 1, 1, 49, 10 })]
    [TestCase("mlperftiny-ic-cifar10/cifar10_resnet8.onnx", new[] { 1, 3, 32, 32 })]
    public void Give_what_OnnxRuntime_gives(string path, int[] shape)
    {
        var model = SharedData.File(path);
        var network = ImportedNetwork.Read(model);
        var input = new Draws(5, 1).Reals(shape.Aggregate((a, b) => a * b), 2);
        var expected = ParityTests.OnnxRuntime(File.ReadAllBytes(model), shape, 1, input);
        var found = PlainNetwork.Run(network, [.. input.Select(v => (double)v)]);
        Assert.That(expected.Zip(found, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-4 * expected.Max(Math.Abs)));
    }

    [Test]
    public void Weights_come_in_the_order_of_the_layers()
    {
        var weights = OnnxWeights.Read(SharedData.File("mlperftiny-kws/kws_dscnn.onnx"));
        Assert.That(weights.Tensors.Select(t => t.Name), Is.EqualTo(new[] { "conv1_w", "dw2_w", "conv3_w", "dw4_w", "conv5_w", "dw6_w", "conv7_w", "dw8_w", "conv9_w", "fc12_w" }));
        Assert.That(weights.Tensors.Take(3).Select(t => (t.Outputs, t.Inputs)), Is.EqualTo(new[] { (64, 40), (64, 9), (64, 64) }));
        Assert.That(new[] { "dw2_w", "dw2", "t2" }.Select(weights.Tensors[1].IsNamed), Is.All.True);
    }
}
