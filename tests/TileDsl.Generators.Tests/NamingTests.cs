namespace TileDsl.Generators.Tests;

public class NamingTests
{
    [TestCase("", "My.Project", ExpectedResult = "My.Project")]
    [TestCase("Chips", "My.Project", ExpectedResult = "Chips")]
    [TestCase("", "my-app.2024.class", ExpectedResult = "my_app._2024._class")]
    [TestCase("", "a..b", ExpectedResult = "a.b")]
    [TestCase("", "", ExpectedResult = "Tiles")]
    [TestCase("A { } namespace B", "", ExpectedResult = "A_____namespace_B")]
    [TestCase("Ä.日本", "", ExpectedResult = "Ä.日本")]
    public string A_namespace_is_made_of_identifiers(string wanted, string rootNamespace) => NamespaceName.Of(wanted, rootNamespace);

    [TestCase("/project/a.tile", "/project/", ExpectedResult = "a.tile")]
    [TestCase("/project/sub/a.tile", "/project", ExpectedResult = "sub/a.tile")]
    [TestCase("/shared/a.tile", "/project/", ExpectedResult = "../shared/a.tile")]
    [TestCase("/src/shared/a.tile", "/src/project/", ExpectedResult = "../shared/a.tile")]
    [TestCase(@"C:\work\project\sub\a.tile", @"C:\work\project\", ExpectedResult = "sub/a.tile")]
    [TestCase(@"D:\shared\a.tile", @"C:\work\", ExpectedResult = "D:/shared/a.tile")]
    [TestCase("/project/x/../a.tile", "/project/", ExpectedResult = "a.tile")]
    public string A_path_is_seen_from_the_project(string path, string folder) => ProjectPath.Relative(path, folder);
}
