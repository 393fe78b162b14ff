using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Tests;

/// <summary>Graphs that are not imported, and what is said of them.</summary>
public sealed class RefusedGraphTests
{
    private static Graph Begin(int operatorSet = 13, params long[] shape) => new Graph(operatorSet).Input("x", shape.Length == 0 ? [0, 4] : shape);

    private static void IsRefused(Graph graph, params string[] said)
    {
        var e = Assert.Throws<TileException>(() => graph.Import())!;
        foreach (var words in said) Assert.That(e.Message, Does.Contain(words));
        Assert.That(e.Message, Does.Contain(".onnx: "));
    }

    [Test]
    public void An_operator_that_is_not_supported_is_named_with_its_inputs_and_what_to_do() =>
        IsRefused(Begin().Node("Erf", "gelu", ["x"], "y").Output("y"), "Erf 'gelu'", "inputs 'x'", "not supported", "use Relu");

    [Test]
    public void An_operator_of_another_domain_is_refused()
    {
        var graph = Begin().Node("FusedConv", "f", ["x"], "y").Output("y");
        graph.Nodes[^1].Domain = "com.example";
        IsRefused(graph, "'com.example'", "without optimisations");
    }

    [Test]
    public void A_node_without_a_name_is_named_by_its_output() => IsRefused(Begin().Node("Elu", "", ["x"], "y").Output("y"), "Elu 'y'");

    [Test]
    public void Only_what_the_result_needs_must_be_supported() =>
        Assert.That(Begin().Node("Relu", "", ["x"], "y").Node("Erf", "", ["x"], "unused").Output("y").Import().Layers, Has.Count.EqualTo(1));

    [Test]
    public void A_circle_is_refused() =>
        IsRefused(Begin().Node("Add", "a", ["x", "c"], "b").Node("Relu", "", ["b"], "c").Output("c"), "circle");

    [Test]
    public void Nodes_out_of_order_are_put_in_order() =>
        Assert.That(Begin().Tensor("w", [4, 2], new float[8]).Tensor("v", [2, 2], new float[4]).Node("MatMul", "late", ["h", "v"], "y").Node("MatMul", "early", ["x", "w"], "h").Output("y").Import().Layers.Select(l => l.Name), Is.EqualTo(new[] { "early", "late" }));

    [Test]
    public void A_name_that_is_made_twice_is_refused() =>
        IsRefused(Begin().Node("Relu", "", ["x"], "y").Node("Tanh", "again", ["x"], "y").Output("y"), "Tanh 'again'", "makes 'y', which is there already");

    [Test]
    public void A_node_that_makes_a_tensor_of_the_file_is_refused() =>
        IsRefused(Begin().Tensor("w", [1], 2).Node("Relu", "r", ["x"], "w").Node("Add", "", ["x", "w"], "y").Output("y"), "Relu 'r'", "makes 'w', which is there already");

    [Test]
    public void A_name_that_is_never_made_is_refused() => IsRefused(Begin().Node("Add", "a", ["x", "z"], "y").Output("y"), "takes 'z', which nothing makes");

    [TestCase(6)]
    [TestCase(22)]
    public void Other_operator_sets_are_refused(int version) => IsRefused(Begin(version).Node("Relu", "", ["x"], "y").Output("y"), $"operator set {version}", "7 to 21");

    [Test]
    public void Two_inputs_are_refused() => IsRefused(Begin().Input("z", [0, 4]).Node("Add", "", ["x", "z"], "y").Output("y"), "2 inputs", "'x', 'z'");

    [Test]
    public void Two_open_axes_are_refused() => IsRefused(Begin(13, 0, 0, 4).Node("Relu", "", ["x"], "y").Output("y"), "open axes 0 ('N'), 1 ('N')");

    [Test]
    public void A_fixed_batch_is_refused() => IsRefused(Begin(13, 8, 4).Node("Relu", "", ["x"], "y").Output("y"), "takes 8 samples at once");

    [Test]
    public void Negative_and_huge_extents_are_refused()
    {
        IsRefused(Begin(13, 1, -4).Node("Relu", "", ["x"], "y").Output("y"), "extent of -4");
        IsRefused(Begin(13, 1, 1 << 20, 1 << 20).Node("Relu", "", ["x"], "y").Output("y"), "too large");
        IsRefused(Begin(13, 1, 3, 8, 8).Tensor("w", [1, 3, 2, 2], new float[12]).Node("Conv", "c", ["x", "w"], "y", Graph.Numbers("pads", -1, 0, 0, 0)).Output("y"), "Conv 'c'", "pads");
        IsRefused(Begin(13, 1, 3, 8, 8).Tensor("w", [1, 3, 9, 2], new float[54]).Node("Conv", "c", ["x", "w"], "y").Output("y"), "Conv 'c'", "larger than its padded input");
        IsRefused(Begin(13, 1, 3, 8, 8).Tensor("w", [1, 2, 2, 2], new float[8]).Node("Conv", "c", ["x", "w"], "y").Output("y"), "for 3 channels");
    }

    [Test]
    public void Softmax_before_other_layers_is_refused() =>
        IsRefused(Begin().Tensor("w", [4, 2], 1, 2, 3, 4, 5, 6, 7, 8).Node("Softmax", "s", ["x"], "p").Node("MatMul", "", ["p", "w"], "y").Output("y"), "Softmax 's'", "last layer only");

    [Test]
    public void Recurrent_layers_beyond_the_usual_are_refused()
    {
        Graph Lstm(string outputs, string[] more, params Format.AttributeProto[] attributes) => Begin(13, 3, 0, 2).Tensor("w", [1, 8, 2], new float[16]).Tensor("r", [1, 8, 2], new float[16])
            .Tensor("p", [1, 6], 1, 2, 3, 4, 5, 6).Tensor("short", [1], 1).Whole("lengths", [1], 2).Node("LSTM", "rnn", ["x", "w", "r", .. more], outputs, attributes).Output("y");
        IsRefused(Lstm("y", [], Graph.Text("direction", "sideways")), "LSTM 'rnn'", "'sideways'", "bidirectional");
        IsRefused(Lstm("y", [], Graph.Text("direction", "bidirectional")), "LSTM 'rnn'", "[1, 8, 2]", "bidirectional");
        IsRefused(Lstm("y", [], Graph.Number("clip", 3f)), "LSTM 'rnn'", "clip", "default activations");
        IsRefused(Lstm("y", [], Graph.Number("input_forget", 1L)), "input_forget", "default activations");
        IsRefused(Lstm("y", ["", "", "", "", "p"]), "peephole", "default activations");
        IsRefused(Lstm("y", ["", "", "short"]), "initial state 'short'", "1 x 1 x 2");
        IsRefused(Lstm("y", ["", "lengths"]), "several lengths");
        IsRefused(Lstm("a b y", []), "third output");
    }

    [Test]
    public void Constants_that_grow_are_refused()
    {
        // Doubled forty times, a constant of four numbers would be four terabytes.
        var graph = Begin().Tensor("c0", [4], 1, 2, 3, 4);
        for (var i = 0; i < 40; i++) graph.Node("Concat", "", [$"c{i}", $"c{i}"], $"c{i + 1}", Graph.Number("axis", 0));
        IsRefused(graph.Node("Add", "", ["x", "c40"], "y").Output("y"), "larger than the file");
    }

    [Test]
    public void A_result_that_is_the_input_or_a_constant_is_refused()
    {
        IsRefused(Begin().Node("Identity", "", ["x"], "y").Output("y"), "nothing is computed");
        IsRefused(Begin().Tensor("c", [1], 1).Node("Identity", "", ["c"], "y").Output("y"), "");
    }

    [Test]
    public void Weights_of_a_graph_beyond_import_are_those_of_its_dense_layers()
    {
        var weights = Begin().Tensor("w", [4, 4], new float[16]).Tensor("k", [4, 4], new float[16]).Node("MatMul", "fc", ["x", "w"], "h").Node("Erf", "e", ["h"], "g").Node("PRelu", "p", ["g", "k"], "y").Output("y").Read();
        Assert.That(weights.Tensors.Single().Name, Is.EqualTo("w"));
        Assert.That(weights.Description, Does.Contain("cannot be imported").And.Contain("Erf 'e'"));
    }
}
