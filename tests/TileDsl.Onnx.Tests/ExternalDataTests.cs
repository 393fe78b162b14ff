using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Tests;

/// <summary>Tensors in files beside the model, and what a model may not reach.</summary>
public sealed class ExternalDataTests
{
    private string _folder = "";

    [SetUp]
    public void Create() => Directory.CreateDirectory(_folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "external-" + Guid.NewGuid().ToString("N"), "model"));

    [TearDown]
    public void Delete() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private string Model(string location, long? offset = null, long? length = null, int copies = 1)
    {
        var graph = new Graph(13).Input("x", [0, 2]);
        for (var i = 0; i < copies; i++)
        {
            var tensor = new TensorProto { Name = $"w{i}", DataType = 1, DataLocation = 1, Dims = { 2, 2 } };
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            if (offset is not null) tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{offset}" });
            if (length is not null) tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
            graph.Tensor(tensor).Node("MatMul", $"fc{i}", [i == 0 ? "x" : $"h{i - 1}", $"w{i}"], $"h{i}");
        }
        var path = Path.Combine(_folder, "m.onnx");
        File.WriteAllBytes(path, graph.Output($"h{copies - 1}").ToBytes());
        return path;
    }

    private void Data(string name, int bytes)
    {
        var data = new byte[bytes];
        for (var i = 0; i + 4 <= bytes; i += 4) BitConverter.TryWriteBytes(data.AsSpan(i), (float)(i / 4));
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, data);
    }

    [Test]
    public void Are_read_from_their_offset()
    {
        Data("sub/w.bin", 32);
        Assert.That(OnnxWeights.Read(Model("sub/w.bin", 8, 16)).Tensors.Single().Values, Is.EqualTo(new float[] { 2, 4, 3, 5 }));
    }

    [TestCase("../w.bin")]
    [TestCase("sub/../../w.bin")]
    [TestCase("/w.bin")]
    [TestCase("C:\\w.bin")]
    [TestCase("..\\w.bin")]
    [TestCase("")]
    public void May_not_lead_out_of_the_folder(string location)
    {
        File.WriteAllBytes(Path.Combine(_folder, "..", "w.bin"), new byte[16]);
        Assert.That(() => ImportedNetwork.Read(Model(location)), Throws.TypeOf<TileException>().With.Message.Contains("'w0'").And.Message.Contains("no path below"));
    }

    [Test]
    public void May_not_go_over_links()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("making a link needs a right on Windows");
        File.WriteAllBytes(Path.Combine(_folder, "..", "w.bin"), new byte[16]);
        File.CreateSymbolicLink(Path.Combine(_folder, "w.bin"), Path.Combine(_folder, "..", "w.bin"));
        Assert.That(() => ImportedNetwork.Read(Model("w.bin")), Throws.TypeOf<TileException>().With.Message.Contains("link"));
    }

    [Test]
    public void Must_be_there_and_long_enough()
    {
        Assert.That(() => ImportedNetwork.Read(Model("w.bin")), Throws.TypeOf<TileException>().With.Message.Contains("'w.bin'").And.Message.Contains("not there"));
        Data("w.bin", 20);
        Assert.That(() => ImportedNetwork.Read(Model("w.bin", 8)), Throws.TypeOf<TileException>().With.Message.Contains("16 bytes from byte 8").And.Message.Contains("has 20"));
        Assert.That(() => ImportedNetwork.Read(Model("w.bin", 0, 12)), Throws.TypeOf<TileException>().With.Message.Contains("are 12 bytes"));
    }

    [Test]
    public void Are_not_read_more_often_than_they_are_there()
    {
        Data("w.bin", 20);
        Assert.That(ImportedNetwork.Read(Model("w.bin")).Layers, Has.Count.EqualTo(1));
        Assert.That(() => ImportedNetwork.Read(Model("w.bin", copies: 2)), Throws.TypeOf<TileException>().With.Message.Contains("share their data"));
    }
}
