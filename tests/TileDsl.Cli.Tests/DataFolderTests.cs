using TileDsl.Cli.Inputs;

namespace TileDsl.Cli.Tests;

/// <summary>A .tile file reads below its folder and nowhere else.</summary>
public sealed class DataFolderTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new WorkFolder();
        _folder.Write("outside/secret.npy", "x");
        _folder.Write("inside/data/x.npy", "x");
        _folder.Write("inside/a.tile", "tile 1");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private string Resolve(string path) => new DataFolder(_folder["inside/a.tile"], null).Resolve(path);

    [TestCase("data/x.npy")]
    [TestCase("data/../data/x.npy")]
    [TestCase("data/not-there.npy")]
    public void Resolves_inside(string path) => Assert.That(Path.GetFullPath(Resolve(path)), Does.StartWith(_folder["inside"]));

    [TestCase("../outside/secret.npy")]
    [TestCase("data/../../outside/secret.npy")]
    [TestCase("/etc/hostname")]
    [TestCase("../inside2/x.npy")]
    [TestCase("..")]
    public void Refuses_a_path_that_leads_out(string path) =>
        Assert.That(() => Resolve(path), Throws.TypeOf<TileException>().With.Message.Contains($"'{path}' leads out").And.Message.Contains("--data"));

    [Test]
    public void Refuses_a_link_that_leads_out()
    {
        File.CreateSymbolicLink(_folder["inside/data/file.npy"], _folder["outside/secret.npy"]);
        Directory.CreateSymbolicLink(_folder["inside/folder"], "../outside");
        Assert.That(() => Resolve("data/file.npy"), Throws.TypeOf<TileException>());
        Assert.That(() => Resolve("folder/secret.npy"), Throws.TypeOf<TileException>());
    }

    [Test]
    public void Follows_a_link_that_stays_inside()
    {
        File.CreateSymbolicLink(_folder["inside/link.npy"], "data/x.npy");
        Assert.That(Resolve("link.npy"), Does.EndWith("link.npy"));
    }

    [Test]
    public void Refuses_links_in_a_circle()
    {
        Directory.CreateSymbolicLink(_folder["inside/a"], "b");
        Directory.CreateSymbolicLink(_folder["inside/b"], "a");
        Assert.That(() => Resolve("a/x.npy"), Throws.TypeOf<TileException>());
    }

    [Test]
    public void The_folder_itself_may_be_a_link()
    {
        Directory.CreateSymbolicLink(_folder["linked"], "inside");
        Assert.That(new DataFolder(_folder["linked/a.tile"], null).Resolve("data/x.npy"), Does.EndWith("x.npy"));
    }

    [Test]
    public void A_data_folder_that_is_not_there_is_refused() =>
        Assert.That(() => new DataFolder(_folder["inside/a.tile"], _folder["no"]), Throws.TypeOf<TileException>().With.Message.Contains("no such folder"));
}
