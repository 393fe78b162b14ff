namespace TileDsl.Cli.Tests;

public sealed class ImportCommandTests
{
    private static readonly string s_model = Path.Combine(Repository.Root, "scripts", "data", "digits_mlp.onnx");

    private WorkFolder _folder = null!;

    [SetUp]
    public void Create()
    {
        _folder = new WorkFolder();
        _folder.Write("m.onnx", File.ReadAllBytes(s_model));
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    private const string Expected = """
        tile 1

        // Imported from m.onnx: 2 layers, 2 with 2,410 weights and biases.
        network M {
            input         float32[8x8]
            weights       "m.onnx"
            layer dense1 : dense(8x8 -> 32), relu
            layer dense2 : dense(32 -> 10)
            place         all digital
        }

        """;

    [Test]
    public void Writes_the_network_and_says_what_it_is()
    {
        var outcome = Outcome.Of("import", _folder["m.onnx"], "-o", _folder["out.tile"]).Succeeded();
        Assert.That(File.ReadAllText(_folder["out.tile"]), Is.EqualTo(Expected));
        Assert.That(outcome.Output, Does.Contain("dense1   dense, relu   32         2,080   Gemm '/1/Gemm', Relu '/2/Relu'").And.Contain("network M, 2 layers, 2,410 weights and biases, all digital"));
        Assert.That(outcome.Error, Is.Empty);
        Assert.That(Directory.GetFiles(_folder.Root).Select(Path.GetFileName), Is.EquivalentTo(new[] { "m.onnx", "out.tile" }), "nothing else is left");
    }

    [Test]
    public void Writes_beside_the_model_under_the_name_asked_for()
    {
        Outcome.Of("import", _folder["m.onnx"], "--name", "Digits").Succeeded();
        Assert.That(File.ReadAllText(_folder["m.tile"]), Is.EqualTo(Expected.Replace("network M", "network Digits")));
    }

    [Test]
    public void Does_not_overwrite_unless_it_is_told_to()
    {
        _folder.Write("m.tile", "mine");
        Outcome.Of("import", _folder["m.onnx"]).IsRefused("m.tile: is there already", "--force");
        Assert.That(File.ReadAllText(_folder["m.tile"]), Is.EqualTo("mine"));
        Outcome.Of("import", _folder["m.onnx"], "--force").Succeeded();
        Assert.That(File.ReadAllText(_folder["m.tile"]), Is.EqualTo(Expected));
    }

    [Test]
    public void A_model_that_cannot_be_read_leaves_no_file()
    {
        _folder.Write("bad.onnx", File.ReadAllBytes(s_model)[..500]);
        Outcome.Of("import", _folder["bad.onnx"]).IsRefused("bad.onnx: not an ONNX model, or cut short");
        Outcome.Of("import", _folder["none.onnx"]).IsRefused("none.onnx: there is no such file");
        Outcome.Of("import", _folder.Root).IsRefused("is a folder");
        Outcome.Of("import", _folder["m.onnx"], "-o", _folder["no/such/m.tile"]).IsRefused("no/such/m.tile: cannot be written: there is no folder", "no/such'");
        Assert.That(Directory.GetFiles(_folder.Root).Select(Path.GetFileName), Is.EquivalentTo(new[] { "m.onnx", "bad.onnx" }));
    }

    [TestCase("8bit")]
    [TestCase("a b")]
    [TestCase("")]
    public void A_name_that_is_none_is_refused(string name) => Outcome.Of("import", _folder["m.onnx"], "--name", name).IsRefused("--name", "not a digit first");

    [Test]
    public void A_model_in_a_folder_below_is_named_with_it()
    {
        _folder.Write("models/m.onnx", File.ReadAllBytes(s_model));
        Outcome.Of("import", _folder["models/m.onnx"], "-o", _folder["m.tile"]).Succeeded();
        Assert.That(File.ReadAllText(_folder["m.tile"]), Does.Contain("\"models/m.onnx\""));
    }

    [Test]
    public void A_model_that_the_file_cannot_reach_is_said()
    {
        Directory.CreateDirectory(_folder["sub"]);
        var outcome = Outcome.Of("import", _folder["m.onnx"], "-o", _folder["sub/m.tile"]).Succeeded();
        Assert.That(outcome.Error, Does.Contain("copy it there as m.onnx").And.Contain("--data"));
        Assert.That(File.ReadAllText(_folder["sub/m.tile"]), Does.Contain("\"m.onnx\""));
    }

    [Test]
    public void Gives_the_layers_as_JSON()
    {
        var json = Outcome.Of("import", _folder["m.onnx"], "--json").Succeeded().Json;
        Assert.That(json.GetProperty("schema").GetString(), Is.EqualTo("tiledsl.import/1"));
        Assert.That(json.GetProperty("input").GetProperty("type").GetString(), Is.EqualTo("float32"));
        var layers = json.GetProperty("layers").EnumerateArray().ToArray();
        Assert.That(layers.Select(l => l.GetProperty("name").GetString()), Is.EqualTo(new[] { "dense1", "dense2" }));
        Assert.That(layers[0].GetProperty("activation").GetString(), Is.EqualTo("relu"));
        Assert.That(layers[1].GetProperty("operands")[0].GetString(), Is.EqualTo("dense1"));
        Assert.That(layers[1].GetProperty("weights").GetInt64(), Is.EqualTo(330));
    }
}
