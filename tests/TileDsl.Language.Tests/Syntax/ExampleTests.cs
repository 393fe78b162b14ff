namespace TileDsl.Language.Tests.Syntax;

public class ExampleTests
{
    /// <summary>Everything the language is meant to say one day; what it means is another matter.</summary>
    [Test]
    public void The_whole_language_is_read_without_an_error() => Check("everything.tile", TestFile.Read("everything.tile"));

    [Test]
    public void It_is_in_canonical_layout()
    {
        var text = TestFile.Read("everything.tile");
        Assert.That(TileLanguage.Print(TileLanguage.Parse(new("everything.tile", text)).Root), Is.EqualTo(text));
    }

    [TestCaseSource(nameof(Scripts))]
    public void The_project_s_own_files_are_read_without_an_error(string path) => Check(path, File.ReadAllText(Path.Combine(Repository.Root, path)));

    [Test]
    public void The_example_of_the_documentation_is_read_without_an_error()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "dsl", "docs", "syntax.md"));
        Check("syntax.tile", page.Split("```tile")[1].Split("```")[0]);
    }

    private static void Check(string path, string text)
    {
        var parsed = TileLanguage.Parse(new(path, text));
        Assert.That(parsed.Diagnostics, Is.Empty);
        var printed = TileLanguage.Print(parsed.Root);
        Assert.That(TreeDump.Of(TileLanguage.Parse(new(path, printed)).Root), Is.EqualTo(TreeDump.Of(parsed.Root)));
    }

    private static IEnumerable<string> Scripts() =>
        new[] { "scripts", Path.Combine("dsl", "presets") }
            .Select(folder => Path.Combine(Repository.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.tile", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"))
            .Order(StringComparer.Ordinal);
}
