namespace TileDsl.Language.Tests.Syntax;

internal static class TestFile
{
    public static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "tests", "TileDsl.Language.Tests", "Syntax", name));
}
