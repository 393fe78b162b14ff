namespace TileDsl.Cli.Tests;

/// <summary>Every decision is said with its reason.</summary>
public sealed class ExplainCommandTests
{
    [Test]
    public void Says_layers_slices_bits_kernel_and_weights()
    {
        var text = Outcome.Of("explain", Path.Combine(Repository.Root, "scripts", "digits.tile")).Succeeded().Output;
        foreach (var said in new[] { "hidden", "digit", "64 x 32", "bits", "kernel", "1.weight", "3.weight" }) Assert.That(text, Does.Contain(said));
        Assert.That(text, Does.Not.Contain('\e'));
    }

    [Test]
    public void Says_where_weights_are_not_there()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits();
        File.Delete(folder["data/digits_mlp.onnx"]);
        Assert.That(Outcome.Of("explain", tile).Succeeded().Output, Does.Contain("digits_mlp.onnx' is not there"));
    }

    [Test]
    public void A_layer_that_cannot_be_planned_is_explained_by_its_error()
    {
        using var folder = new WorkFolder();
        // 2^33 cells are more than can be programmed; the layer behind is planned all the same.
        var tile = folder.Digits(text => text
            .Replace("dense(64 -> 32)", "dense(64 -> 50000000)", StringComparison.Ordinal)
            .Replace("layer digit  : dense(32 -> 10)", "layer digit : dense(50000000 -> 1)\n    layer last : dense(1 -> 10)", StringComparison.Ordinal));
        var outcome = Outcome.Of("explain", tile);
        Assert.That(outcome.Code, Is.EqualTo(ExitCode.Failed));
        Assert.That(outcome.Output, Does.Match(@"layer hidden: dense 64 -> 50000000, relu, on Core using W8A8\s+no plan\s+TILE0603: layer hidden"));
        Assert.That(outcome.Output, Does.Match(@"layer last: dense 1 -> 10, on Core using W8A8\s+arrays"));
        Assert.That(outcome.Error, Does.Contain("error TILE0603"));
    }

    [TestCase("leaky_relu(1/8)", "leaky_relu")]
    [TestCase("hard_swish", "hard_swish")]
    public void Activations_are_spelt_as_in_the_language(string written, string said)
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => text.Replace("relu", written));
        Assert.That(Outcome.Of("explain", tile).Succeeded().Output, Does.Contain($"32, {said}, on Core"));
    }

    [Test]
    public void Errors_of_a_converter_and_costs_by_a_law_are_said()
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => text.Replace("codes         signed", "codes signed; noise 0.3 lsb; offset +- 0.5 lsb; nonlinearity mismatch 1 %; shared_by 8 columns; time 1 ns; technology 32 nm", StringComparison.Ordinal));
        var output = Outcome.Of("explain", tile).Output.Replace("\n            ", "", StringComparison.Ordinal);
        Assert.That(output, Does.Contain("noise 0.3 lsb for every conversion, offset +- 0.5 lsb, nonlinearity of mismatch 1 %, drawn for every 8 columns"));
        Assert.That(output, Does.Match(@"[0-9.]+ pJ a conversion and [0-9.]+ um2 at 32 nm, \d+ bit, 1 GS/s, by the fit to the survey of published converters \(Andrulis et al., arXiv 2404.06553\)"));
    }

    [TestCase("", "found once per chip", "it is solved")]
    [TestCase("; zero_input disconnected", "it is solved", "found once per chip")]
    public void What_wires_make_of_a_product_is_said(string zeroInput, string said, string not)
    {
        using var folder = new WorkFolder();
        var tile = folder.Digits(text => text.Replace("cell          Cell", "cell Cell; wire row 1 ohm, column 1 ohm" + zeroInput, StringComparison.Ordinal));
        var output = Outcome.Of("explain", tile).Succeeded().Output.Replace("\n            ", "", StringComparison.Ordinal);
        Assert.That(output, Does.Contain(said).And.Not.Contain(not).And.Not.Contain("read anew"));
    }

    [Test]
    public void Code_words_are_said_with_what_they_find()
    {
        using var folder = new WorkFolder();
        string Explained(string code, string slices) => Outcome.Of("explain", folder.Digits(text => text
            .Replace("adc_bits = 8", "adc_bits = 10", StringComparison.Ordinal).Replace("calibrated 99.9 %", "full", StringComparison.Ordinal)
            .Replace("    dac           Dac\n", $"    dac Dac\n    correction {code}\n", StringComparison.Ordinal).Replace("3+2+2 bit", slices, StringComparison.Ordinal))).Succeeded().Output.Replace("\n            ", "", StringComparison.Ordinal);
        var full = Explained("an_code", "5 x 3 bit");
        Assert.That(full, Does.Contain("cells hold 115 times the weight, 14 bits where the weight alone takes 7; each of the 70 errors that a single cell can bring has a residue of its own"));
        Assert.That(full, Does.Contain("every code word is 115 times a sum of weights, so the product is the integer product"));
        Assert.That(full, Does.Contain("The code word of every output and cycle is checked"));
        Assert.That(Explained("an_code, a 31", "4 x 3 bit"), Does.Contain("of 56 errors that a single cell can bring, residues lead to 28"));
    }

    [Test]
    public void A_param_changes_what_is_explained()
    {
        var digits = Path.Combine(Repository.Root, "scripts", "digits.tile");
        Assert.That(Outcome.Of("explain", digits, "--param", "adc_bits=12").Succeeded().Output, Is.Not.EqualTo(Outcome.Of("explain", digits).Output));
    }
}
