using TileDsl.Syntax;

namespace TileDsl.Onnx.Tests;

/// <summary>What is written is the language's own, and named as a person would.</summary>
public sealed class ImportedTextTests
{
    [TestCaseSource(typeof(RandomGraphs), nameof(RandomGraphs.Families))]
    public void Is_in_the_languages_layout(string family)
    {
        for (var seed = 0u; seed < 10; seed++)
        {
            var text = NetworkText.Of(Graph.Import(RandomGraphs.Of(family, seed).Model), "N", "n.onnx");
            var parsed = TileLanguage.Parse(new SourceText("n.tile", text));
            Assert.That(parsed.Diagnostics, Is.Empty);
            Assert.That(TileLanguage.Print(parsed.Root), Is.EqualTo(text));
        }
    }

    private static string Lines(Graph graph) =>
        string.Join('\n', NetworkText.Of(graph.Import(), "N", "n.onnx").Split('\n').Where(l => l.Contains("layer ")).Select(l => l.Trim()));

    private static Graph Image() => new Graph(13).Input("x", [0, 2, 8, 8]).Tensor("w", [2, 2, 3, 3], new float[36]).Tensor("d", [2, 1, 3, 3], new float[18]);

    [Test]
    public void Shows_strides_pads_dilations_groups_and_activations() => Assert.That(
        Lines(Image()
            .Node("Conv", "a", ["x", "w"], "a", Graph.Numbers("strides", 1, 2), Graph.Numbers("pads", 2, 0, 1, 1), Graph.Numbers("dilations", 2, 1)).Node("Clip", "", ["a", "", "six"], "b").Tensor("six", [], 2.5f)
            .Node("Conv", "b", ["b", "d"], "c", Graph.Number("group", 2L), Graph.Text("auto_pad", "SAME_LOWER"))
            .Node("AveragePool", "", ["c"], "p", Graph.Numbers("kernel_shape", 2, 2), Graph.Numbers("pads", 1, 1, 0, 0), Graph.Number("count_include_pad", 1))
            .Node("LeakyRelu", "", ["p"], "y").Output("y")),
        Is.EqualTo("""
            layer a           : conv2d(2x8x8 -> 2x7x4, kernel 3x3, stride 1x2, pad 2x0..1x1, dilation 2x1), clip(-3.4028235e38..2.5)
            layer b           : depthwise(2x7x4 -> 2x7x4, kernel 3x3, pad same)
            layer pool1       : average_pool(2x7x4 -> 2x7x4, kernel 2x2, pad 1x1..0x0, count_padding)
            layer leaky_relu1 : leaky_relu(2x7x4, 0.01)
            """));

    [Test]
    public void Shows_residual_edges() => Assert.That(
        Lines(Image().Node("Conv", "a", ["x", "w"], "a", Graph.Numbers("pads", 1, 1, 1, 1)).Node("Conv", "b", ["a", "w"], "b", Graph.Numbers("pads", 1, 1, 1, 1)).Node("Add", "", ["a", "b"], "s").Node("Sub", "", ["x", "s"], "y").Output("y")),
        Is.EqualTo("""
            layer a    : conv2d(2x8x8 -> 2x8x8, kernel 3x3, pad same)
            layer b    : conv2d(2x8x8 -> 2x8x8, kernel 3x3, pad same)
            layer add1 : add(2x8x8), of a and b
            layer sub1 : sub(2x8x8), of input and add1
            """));

    [TestCase("/c1/Conv", "c1")]
    [TestCase("conv1", "conv1")]
    [TestCase("/layer1/layer1.0/conv1/Conv", "conv1")]
    [TestCase("/features/features.3/Conv", "features_3")]
    [TestCase("Conv_12", "conv1")]
    [TestCase("", "conv1")]
    [TestCase("/1/Conv", "conv1")]
    [TestCase("StatefulPartitionedCall/model/conv2d_4/Conv2D", "conv2d_4")]
    [TestCase("model/a/BiasAdd;model/a/Conv2D;model/a/b", "a")]
    [TestCase("input", "conv1")]
    [TestCase("a\" }\n network Evil {", "a_network_Evil")]
    public void Names_layers_after_their_nodes(string node, string name) => Assert.That(
        Image().Node("Conv", node, ["x", "w"], "y").Output("y").Import().Layers.Single().Name, Is.EqualTo(name));

    [Test]
    public void Names_are_longer_where_they_are_taken() => Assert.That(
        Image().Node("Conv", "/one/conv/Conv", ["x", "w"], "a").Node("Conv", "/two/conv/Conv", ["a", "w"], "b").Node("Conv", "", ["b", "w"], "y").Output("y").Import().Layers.Select(l => l.Name),
        Is.EqualTo(new[] { "conv", "two_conv", "conv1" }));

    [TestCase("kws_dscnn.onnx", "KwsDscnn")]
    [TestCase("/a/b/resnet-8.v2.onnx", "Resnet8V2")]
    [TestCase("8bit.onnx", "Network8bit")]
    [TestCase("ü.onnx", "Network")]
    public void Names_networks_after_their_files(string path, string name) => Assert.That(NetworkText.NameOf(path), Is.EqualTo(name));

    [Test]
    public void Says_that_samples_come_with_the_channels_last()
    {
        var network = new Graph(13).Input("x", [0, 8, 8, 3]).Tensor("w", [2, 3, 3, 3], new float[54]).Node("Transpose", "", ["x"], "t", Graph.Numbers("perm", 0, 3, 1, 2)).Node("Conv", "c", ["t", "w"], "y").Output("y").Import();
        Assert.That((network.Input.IsChannelsLast, string.Join('x', network.Input.Shape), network.Layers.Count), Is.EqualTo((true, "3x8x8", 1)));
        Assert.That(NetworkText.Of(network, "N", "n.onnx"), Does.Contain("// The model takes samples as 8x8x3, channels last; the network takes them as 3x8x8."));
    }

    [Test]
    public void Says_what_input_codes_stand_for() => Assert.That(
        NetworkText.Of(
            new Graph(13).Input("x", [0, 4], 3).Tensor("s", [], 0.5847f).Integers("z", 3, [], 83).Tensor("w", [4, 2], new float[8]).Node("DequantizeLinear", "", ["x", "s", "z"], "d").Node("MatMul", "fc", ["d", "w"], "y").Output("y").Import(), "N", "n.onnx"),
        Does.Contain("input         int8[4], scale 0.5847, zero_point 83"));

    [Test]
    public void Writes_what_cannot_be_folded_as_layers_of_their_own()
    {
        var graph = Image().Tensor("s", [], 0.25f).Integers("z", 3, [], -28).Tensor("k", [2, 1, 1], 1, 2).Whole("p", [8], 0, 0, 1, 0, 0, 0, 0, 2)
            .Node("Mul", "", ["x", "k"], "a").Node("Pad", "", ["a", "p"], "b").Node("QuantizeLinear", "", ["b", "s", "z"], "q").Node("DequantizeLinear", "", ["q", "s", "z"], "r")
            .Whole("to", [3], 1, 2, 90).Node("Reshape", "", ["r", "to"], "f").Node("Transpose", "", ["f"], "t", Graph.Numbers("perm", 0, 2, 1)).Node("Tanh", "", ["t"], "y").Output("y");
        Assert.That(Lines(graph), Is.EqualTo("""
            layer norm1      : batch_norm(2x8x8)
            layer pad1       : pad(2x8x8 -> 2x9x10, pad 1x0..0x2)
            layer quantize1  : quantize(2x9x10, int8, scale 0.25, zero_point -28)
            layer tanh1      : tanh(2x9x10)
            layer transpose1 : transpose(2x9x10 -> 9x10x2, axes 1x2x0)
            """));
    }
}
