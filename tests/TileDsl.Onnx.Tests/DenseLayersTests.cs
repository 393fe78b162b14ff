namespace TileDsl.Onnx.Tests;

/// <summary>Which nodes become layers, and their weights the right way round.</summary>
public sealed class DenseLayersTests
{
    [Test]
    public void Gemm_without_transB_holds_inputs_by_outputs()
    {
        var tensor = new Graph().Tensor("w", [3, 2], 1, 2, 3, 4, 5, 6).Tensor("b", [2], 7, 8)
            .Node("Gemm", "fc", ["x", "w", "b"], "y").Read().Tensors.Single();
        Assert.That((tensor.Name, tensor.Outputs, tensor.Inputs), Is.EqualTo(("w", 2, 3)));
        Assert.That(tensor.Values, Is.EqualTo(new float[] { 1, 3, 5, 2, 4, 6 }));
        Assert.That(tensor.Bias, Is.EqualTo(new float[] { 7, 8 }));
    }

    [Test]
    public void Gemm_scales_by_alpha_and_beta()
    {
        var tensor = new Graph().Tensor("w", [2, 3], 1, 2, 3, 4, 5, 6).Tensor("b", [2], 7, 8)
            .Node("Gemm", "fc", ["x", "w", "b"], "y", Graph.Number("transB", 1), Graph.Number("alpha", 2f), Graph.Number("beta", 0.5f)).Read().Tensors.Single();
        Assert.That((tensor.Outputs, tensor.Inputs), Is.EqualTo((2, 3)));
        Assert.That(tensor.Values, Is.EqualTo(new float[] { 2, 4, 6, 8, 10, 12 }));
        Assert.That(tensor.Bias, Is.EqualTo(new[] { 3.5f, 4f }));
    }

    [Test]
    public void Gemm_with_beta_zero_or_no_third_input_has_no_bias()
    {
        var tensors = new Graph().Tensor("w", [1, 1], 1).Tensor("b", [1], 7)
            .Node("Gemm", "a", ["x", "w", "b"], "y", Graph.Number("beta", 0f))
            .Node("Gemm", "b", ["y", "w"], "z").Read().Tensors;
        Assert.That(tensors.Select(t => t.Bias), Is.All.Null);
    }

    [Test]
    public void A_scalar_bias_is_the_same_for_every_output()
    {
        var tensor = new Graph().Tensor("w", [1, 3], 1, 2, 3).Tensor("b", [1], 7).Node("Gemm", "fc", ["x", "w", "b"], "y").Read().Tensors.Single();
        Assert.That(tensor.Bias, Is.EqualTo(new float[] { 7, 7, 7 }));
    }

    [TestCase("product", "b")]
    [TestCase("b", "product")]
    public void MatMul_takes_the_constant_added_behind_it_for_its_bias(string left, string right)
    {
        var weights = new Graph().Tensor("w", [3, 2], 1, 2, 3, 4, 5, 6).Tensor("b", [1, 2], 7, 8)
            .Node("MatMul", "mm", ["x", "w"], "product").Node("Add", "add", [left, right], "y").Read();
        var tensor = weights.Tensors.Single();
        Assert.That(tensor.Values, Is.EqualTo(new float[] { 1, 3, 5, 2, 4, 6 }));
        Assert.That(tensor.Bias, Is.EqualTo(new float[] { 7, 8 }));
        Assert.That(weights.Description, Does.EndWith(".onnx"), "the bias is not a second weight");
    }

    [Test]
    public void A_bias_may_be_a_scalar_or_a_transposed_column()
    {
        var tensors = new Graph().Tensor("w", [1, 2], 1, 2).Tensor("s", [], 7).Tensor("column", [2, 1], 7, 8)
            .Node("MatMul", "", ["x", "w"], "p").Node("Add", "", ["p", "s"], "q")
            .Node("Transpose", "", ["column"], "row").Node("MatMul", "", ["x", "w"], "r").Node("Add", "", ["row", "r"], "t").Read().Tensors;
        Assert.That(tensors.Select(t => t.Bias), Is.EqualTo(new float[]?[] { [7, 7], [7, 8] }));
    }

    [Test]
    public void A_bias_of_another_length_is_refused() => Assert.That(
        new Graph().Tensor("w", [1, 2], 1, 2).Tensor("b", [3], 1, 2, 3).Node("Gemm", "fc", ["x", "w", "b"], "y").Read,
        Throws.TypeOf<TileException>().With.Message.Contains("'fc'").And.Message.Contains("[3]"));

    [Test]
    public void An_Add_that_is_not_a_bias_is_none()
    {
        var tensors = new Graph().Tensor("w", [2, 2], 1, 2, 3, 4).Tensor("b", [2], 7, 8)
            .Node("MatMul", "used twice", ["x", "w"], "p").Node("Add", "", ["p", "b"], "y").Node("Relu", "", ["p"], "q")
            .Node("MatMul", "residual", ["y", "w"], "r").Node("Add", "", ["r", "x"], "z").Read().Tensors;
        Assert.That(tensors.Select(t => t.Bias), Is.EqualTo(new float[]?[] { null, null }));
    }

    [Test]
    public void Layers_come_in_topological_order_with_all_their_names()
    {
        var tensors = new Graph().Tensor("w2", [1, 1], 2).Tensor("w1", [1, 1], 1)
            .Node("Gemm", "first", ["x", "w1"], "y").Node("Relu", "", ["y"], "z").Node("Gemm", "second", ["z", "w2"], "out").Read().Tensors;
        Assert.That(tensors.Select(t => t.Name), Is.EqualTo(new[] { "w1", "w2" }));
        Assert.That(new[] { "w2", "second", "out" }.Select(tensors[1].IsNamed), Is.All.True);
        Assert.That(tensors[1].IsNamed("first"), Is.False);
    }

    [Test]
    public void Constants_are_followed_through_Constant_Identity_Cast_and_Transpose()
    {
        var constant = new Format.AttributeProto { Name = "value", T = Graph.Float32("", [3, 2], 1, 2, 3, 4, 5, 6) };
        var tensor = new Graph().Node("Constant", "", [], "c", constant).Node("Identity", "", ["c"], "i").Node("Cast", "", ["i"], "k")
            .Node("Transpose", "", ["k"], "t", Graph.Numbers("perm", 1, 0))
            .Node("Gemm", "fc", ["x", "t"], "y", Graph.Number("transB", 1)).Read().Tensors.Single();
        Assert.That((tensor.Name, tensor.Outputs, tensor.Inputs), Is.EqualTo(("fc", 2, 3)));
        Assert.That(tensor.Values, Is.EqualTo(new float[] { 1, 3, 5, 2, 4, 6 }));
    }

    [Test]
    public void A_product_of_two_activations_is_not_a_layer()
    {
        var weights = new Graph().Node("MatMul", "attention", ["q", "k"], "s").Read();
        Assert.That(weights.Tensors, Is.Empty);
        Assert.That(weights.Description, Does.EndWith(".onnx"));
    }

    [Test]
    public void Other_nodes_with_weights_are_named_in_the_description()
    {
        var weights = new Graph().Tensor("k", [1, 1, 1, 1], 1).Tensor("w", [1, 1], 1)
            .Node("Conv", "c1", ["x", "k"], "a").Node("Conv", "c2", ["a", "k"], "b").Node("Gemm", "fc", ["b", "w"], "y").Read();
        Assert.That(weights.Tensors, Has.Count.EqualTo(1));
        Assert.That(weights.Description, Does.Contain("2 Conv nodes"));
    }

    [Test]
    public void The_digits_network_has_its_two_layers()
    {
        var weights = OnnxWeights.Read(Path.Combine(Repository.Root, "scripts", "data", "digits_mlp.onnx"));
        Assert.That(weights.Tensors.Select(t => (t.Name, t.Outputs, t.Inputs, t.Bias?.Length)),
            Is.EqualTo(new (string, int, int, int?)[] { ("1.weight", 32, 64, 32), ("3.weight", 10, 32, 10) }));
        Assert.That(weights.Tensors[1].IsNamed("/3/Gemm"));
    }
}
