using TileDsl.Generators.Tests;

namespace TileDsl.Scripting.Tests;

/// <summary>Where imports may lead.</summary>
public class SourcesTests
{
    private string _folder = "";

    [SetUp]
    public void Create()
    {
        _folder = Directory.CreateTempSubdirectory("tiledsl").FullName;
        Write("outside.tile", Programs.Hardware);
        Write("root/parts/hardware.tile", Programs.Hardware);
    }

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestCase("parts/hardware.tile")]
    [TestCase("parts/../parts/hardware.tile")]
    public void An_import_below_the_folder_is_found(string import)
    {
        using var program = TileProgram.Load(Write("root/main.tile", Importing(import)));
        Assert.That(program.Model.Networks.Single().Name, Is.EqualTo("Small"));
    }

    [TestCase("../outside.tile")]
    [TestCase("parts/../../outside.tile")]
    [TestCase("/etc/passwd")]
    [TestCase("parts")]
    [TestCase("parts/Hardware.tile")]
    [TestCase("linked.tile")]
    [TestCase("linked/outside.tile")]
    public void Nothing_else_is(string import)
    {
        var main = Write("root/main.tile", Importing(import));
        File.CreateSymbolicLink(Path.Combine(_folder, "root", "linked.tile"), Path.Combine(_folder, "outside.tile"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "root", "linked"), _folder);
        Assert.That(() => TileProgram.Load(main), Throws.TypeOf<TileCompilationException>().With.Message.Contains("main.tile(2,8): error TILE"));
    }

    [Test]
    public void A_link_inside_the_folder_is_followed()
    {
        var main = Write("root/main.tile", Importing("near.tile"));
        File.CreateSymbolicLink(Path.Combine(_folder, "root", "near.tile"), Path.Combine(_folder, "root", "parts", "hardware.tile"));
        using var program = TileProgram.Load(main);
        Assert.That(program.Model.Networks, Has.Count.EqualTo(1));
    }

    [Test]
    public void Texts_in_memory_are_imported_by_path()
    {
        using var program = TileProgram.Parse(Importing("parts/hardware.tile"), new Dictionary<string, string> { ["parts/hardware.tile"] = Programs.Hardware });
        Assert.That(program.Model.Networks.Single().Name, Is.EqualTo("Small"));
        Assert.That(() => TileProgram.Parse(Importing("hardware.tile")), Throws.TypeOf<TileCompilationException>());
    }

    [Test]
    public void A_file_that_is_not_there_is_named() =>
        Assert.That(() => TileProgram.Load(Path.Combine(_folder, "nope.tile")), Throws.TypeOf<TileException>().With.Message.EndsWith("nope.tile: there is no such file"));

    [Test]
    public void A_folder_is_not_a_file() => Assert.That(() => TileProgram.Load(_folder), Throws.TypeOf<TileException>().With.Message.EndsWith("is a folder; a file is needed"));

    /// <summary>More than any program, by its text and not by what the system says its length is: a device has none.</summary>
    [Test]
    public void A_file_without_end_is_not_read_to_its_end()
    {
        Assert.That(() => TileProgram.Load(Write("long.tile", new string('x', (16 << 20) + 1))), Throws.TypeOf<TileException>().With.Message.Contains("too large for a .tile file"));
        if (File.Exists("/dev/zero")) Assert.That(() => TileProgram.Load("/dev/zero"), Throws.TypeOf<TileException>().With.Message.Contains("too large for a .tile file"));
    }

    private static string Importing(string path) => $"tile 1\nimport \"{path}\"\n" + Programs.Network("Small");

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
