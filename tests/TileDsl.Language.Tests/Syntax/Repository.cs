namespace TileDsl.Language.Tests.Syntax;

/// <summary>Where the project is, for tests that read its own files.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TileDsl.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("TileDsl.sln is in no folder above the tests.");
    }
}
