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
    public void A_param_changes_what_is_explained()
    {
        var digits = Path.Combine(Repository.Root, "scripts", "digits.tile");
        Assert.That(Outcome.Of("explain", digits, "--param", "adc_bits=12").Succeeded().Output, Is.Not.EqualTo(Outcome.Of("explain", digits).Output));
    }
}
